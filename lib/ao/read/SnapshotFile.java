package ao.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;

/** A snapshot, a folder or one file, out of which entries are read. */
public final class SnapshotFile implements Closeable {
    private final Path snapshot;
    private final Optional<ZipFile> zip;

    /** Opens a snapshot. */
    public SnapshotFile(Path snapshot) throws IOException {
        this.snapshot = snapshot;
        this.zip = Files.isDirectory(snapshot) ? Optional.empty() : Optional.of(new ZipFile(snapshot.toFile()));
    }

    /** The bytes of an entry. */
    public InputStream open(String name) throws IOException {
        if (zip.isEmpty()) return Files.newInputStream(snapshot.resolve(name));
        var entry = zip.get().getEntry(name);
        if (entry == null) throw new NoSuchFileException(snapshot + "!" + name);
        return zip.get().getInputStream(entry);
    }

    @Override public void close() throws IOException {
        if (zip.isPresent()) zip.get().close();
    }
}
