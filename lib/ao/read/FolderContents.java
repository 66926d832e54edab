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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What folders hold that have nothing but files in them. */
public final class FolderContents {
    private FolderContents() { }

    /** A file of a folder. */
    public record Named(String name, FileContent content) { }

    /** The print of a folder that holds these files, by their names. */
    public static FolderContent of(SortedMap<String, FileContent> files) {
        var digest = Hashes.digest();
        files.forEach((name, content) -> digest.update((content.sha256() + " " + name + "\0").getBytes(StandardCharsets.UTF_8)));
        return new FolderContent(Hashes.hex(digest), files.size(), files.values().stream().mapToLong(FileContent::size).sum());
    }

    /** The files by their names. */
    static SortedMap<String, FileContent> sorted(Stream<Named> files) {
        return files.collect(Collectors.toList()).stream().collect(Collectors.toMap(Named::name, Named::content, (one, two) -> two, TreeMap::new));
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
     * The files in a folder, by their names.
     *
     * @throws IOException also when something else is in it, and when one goes while they are read
     */
    public static SortedMap<String, FileContent> files(Path folder) throws IOException {
        try (var files = Folders.list(folder)) {
            return sorted(files.toList().parallelStream().map(FolderContents::named));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Named named(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) throw new IOException(file.getFileName() + " is no regular file");
            return new Named(file.getFileName().toString(), Hashes.content(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
