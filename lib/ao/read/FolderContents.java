package ao.read;

import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Fingerprint.FolderContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What folders hold that have nothing but files in them. */
public final class FolderContents {
    /** Files of up to so many bytes are read in one go, which is quicker. */
    private static final int AT_ONCE = 1 << 20;

    private FolderContents() { }

    /** A file of a folder. */
    public record Named(String name, FileContent content) { }

    /** The print of a folder that holds these files, in the order of their names. */
    public static FolderContent of(List<Named> files) {
        var digest = Hashes.digest();
        for (var file : files) digest.update((file.content().sha256() + " " + file.name() + "\0").getBytes(StandardCharsets.UTF_8));
        return new FolderContent(Hashes.hex(digest), files.size(), files.stream().mapToLong(file -> file.content().size()).sum());
    }

    /** The files in the order of their names. */
    static List<Named> sorted(Stream<Named> files) {
        return files.sorted(Comparator.comparing(Named::name)).toList();
    }

    /** What stands at a path; a folder by the files in it. */
    public static Fingerprint look(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return Fingerprints.of(folder);
        try {
            return of(files(folder));
        } catch (IOException e) {
            return new Fingerprint.Other("a folder that cannot be read (" + Failures.sentence(e) + ")");
        }
    }

    /**
     * The files in a folder, in the order of their names.
     *
     * @throws IOException also when something else is in it, and when one goes while they are read
     */
    public static List<Named> files(Path folder) throws IOException {
        try (var files = Folders.list(folder)) {
            return sorted(files.toList().parallelStream().map(FolderContents::named));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Named named(Path file) {
        try {
            var at = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!at.isRegularFile()) throw new IOException(file.getFileName() + " is no regular file");
            return new Named(file.getFileName().toString(), at.size() <= AT_ONCE ? Hashes.content(Files.readAllBytes(file)) : Hashes.content(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
