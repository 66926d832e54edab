package ao.journal;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.OwnerOnly;
import ao.read.SnapshotEntry;
import ao.read.SnapshotManifest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Writes a snapshot's manifest, and gathers copies of databases, in a private temporary folder. */
public final class ManifestWriter implements AutoCloseable {
    private final Path folder;
    private final BufferedWriter out;
    private long entries;
    private long bytes;

    /** Starts a manifest. */
    public ManifestWriter(SnapshotManifest.Head head) {
        try {
            folder = Files.createTempDirectory("ao-snapshot-", OwnerOnly.folder());
            Files.createDirectory(copies());
            out = Files.newBufferedWriter(manifest(), StandardCharsets.UTF_8);
            out.write(SnapshotManifest.head(head) + "\n");
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static AoException.Unreadable unwritable(IOException e) {
        return new AoException.Unreadable("temp-unwritable", "no temporary file can be written: " + Failures.sentence(e), "mend or set TMPDIR with AO_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }

    public Path manifest() {
        return folder.resolve(SnapshotManifest.NAME);
    }

    /** Where copies of databases come, each under its hash. */
    public Path copies() {
        return folder.resolve("databases");
    }

    public void add(SnapshotEntry entry) {
        entries++;
        if (entry instanceof SnapshotEntry.File file) bytes += file.content().size();
        write(SnapshotManifest.line(entry));
    }

    /** Ends the manifest. */
    public void finish() {
        write(SnapshotManifest.end(entries, bytes));
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void write(String line) {
        try {
            out.write(line + "\n");
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Removes the temporary folder. */
    @Override public void close() {
        try (var all = Files.walk(folder)) {
            out.close();
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
