package ao.read;

import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Fingerprint.FolderContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What folders hold that have nothing but files in them. */
public final class FolderContents {
    private FolderContents() { }

    /** A file of a folder. */
    public record Named(String name, FileContent content) { }

    /** The print of a folder that holds these files. */
    public static FolderContent of(Collection<Named> files) {
        var digest = Hashes.digest();
        files.stream().sorted(Comparator.comparing(Named::name)).forEach(file -> digest.update((file.content().sha256() + " " + file.name() + "\0").getBytes(StandardCharsets.UTF_8)));
        return new FolderContent(Hashes.hex(digest), files.size(), files.stream().mapToLong(file -> file.content().size()).sum());
    }

    /** What stands at a path; a folder by the files in it. */
    public static Fingerprint look(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return Fingerprints.of(folder);
        try {
            return of(files(folder).parallelStream().map(FolderContents::named).toList());
        } catch (UncheckedIOException e) {
            return unreadable(e.getCause());
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Folders.list(folder)) {
            return files.toList();
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

    private static Fingerprint unreadable(IOException e) {
        return e instanceof NoSuchFileException ? Fingerprint.ABSENT : new Fingerprint.Other("a folder that cannot be read (" + Failures.sentence(e) + ")");
    }
}
