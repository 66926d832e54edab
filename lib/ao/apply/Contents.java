package ao.apply;

import ao.journal.Run;
import ao.plan.Content;
import ao.read.Failures;
import ao.read.OpenclawText;
import ao.read.PackedLines;
import ao.read.PackedSnapshot;
import ao.read.RelocatedInput;
import ao.read.SnapshotFile;
import ao.read.SplicedInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The bytes that the changes of a run name. */
public final class Contents implements Closeable {
    private final Run run;
    private final Map<Path, SnapshotFile> archives = new HashMap<>();

    public Contents(Run run) {
        this.run = run;
    }

    /** Where bytes come from, for a message. */
    static String source(Content content) {
        if (content instanceof Content.Spliced spliced) return spliced.file().toString();
        if (content instanceof Content.Unpacked unpacked) return unpacked.archive().toString();
        if (content instanceof Content.Relocated relocated) return relocated.file().toString();
        if (content instanceof Content.Repacked repacked) return repacked.file().toString();
        if (content instanceof Content.Gathered gathered) return gathered.directory().toString();
        if (content instanceof Content.EntryOf entry) return entry.store().toString();
        return content instanceof Content.CopyOf copy ? copy.file().toString() : "in the run's folder";
    }

    /** Opens them. */
    public InputStream open(Content content) throws IOException {
        if (content instanceof Content.Inline inline) return new ByteArrayInputStream(inline.bytes());
        if (content instanceof Content.CopyOf copy) return source(copy.file());
        if (content instanceof Content.Spliced spliced) return new SplicedInput(source(spliced.file()), spliced.splices());
        if (content instanceof Content.Relocated relocated) return new RelocatedInput(source(relocated.file()), relocated.member(), relocated.relocation());
        if (content instanceof Content.Repacked repacked) return PackedLines.spliced(source(repacked.file()), repacked.splices());
        if (content instanceof Content.Gathered gathered) return OpenclawText.gathered(gathered.directory());
        if (content instanceof Content.EntryOf entry) return new ByteArrayInputStream(OpenclawText.document(entry.store(), entry.number()));
        if (content instanceof Content.Packed packed) return new PackedSnapshot(packed.manifest(), packed.copies());
        if (content instanceof Content.Unpacked unpacked) return archive(unpacked.archive()).open(unpacked.name());
        var kept = (Content.Kept) content;
        return Files.newInputStream(run.folder().resolveSibling(kept.run()).resolve("kept").resolve(Long.toString(kept.seq())));
    }

    /**
     * Whether a file is what an interruption left of these bytes: their beginning, and nothing or zeros behind it. There
     * is nothing in it then that is nowhere else.
     */
    public boolean isTorn(Path file, Content content) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return false;
        try (var there = new BufferedInputStream(Files.newInputStream(file)); var wanted = new BufferedInputStream(open(content))) {
            boolean zeros = false;
            for (int found = there.read(); found >= 0; found = there.read()) {
                int expected = wanted.read();
                if (expected < 0) return false;
                zeros |= found != expected;
                if (zeros && found != 0) return false;
            }
            return true;
        }
    }

    private synchronized SnapshotFile archive(Path file) throws IOException {
        var known = archives.get(file);
        if (known != null) return known;
        var opened = new SnapshotFile(file);
        archives.put(file, opened);
        return opened;
    }

    private static InputStream source(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new IOException("its source " + file + ": " + Failures.sentence(e), e);
        }
    }

    @Override public void close() throws IOException {
        for (var archive : archives.values()) archive.close();
        archives.clear();
    }
}
