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
import java.util.function.IntFunction;

/** What folders hold that have nothing but files in them. */
public final class FolderContents {
    /** Files of up to so many bytes are read in one go, which is quicker. */
    private static final int AT_ONCE = 1 << 20;
    /** So many files are looked at by one core before it takes the next ones. */
    private static final int PART = 250;

    private FolderContents() { }

    /** A file of a folder. */
    public record Named(String name, FileContent content) { }

    /** The print of a folder that holds these files, in the order of their names. */
    public static FolderContent of(List<Named> files) {
        return print(files.size(), files::get);
    }

    /** The same of files that are asked for one by one, on all cores: of folders that hold very many little is kept. */
    static FolderContent print(int files, IntFunction<Named> file) {
        var digest = Hashes.digest();
        long size = 0;
        for (var part : Cores.map((files + PART - 1) / PART, number -> part(number * PART, Math.min(files, (number + 1) * PART), file))) {
            digest.update(part.lines());
            size += part.size();
        }
        return new FolderContent(Hashes.hex(digest), files, size);
    }

    /** What a part of the files adds to the print. */
    private record Part(byte[] lines, long size) { }

    private static Part part(int from, int to, IntFunction<Named> file) {
        var lines = new StringBuilder();
        long size = 0;
        for (int i = from; i < to; i++) {
            var named = file.apply(i);
            lines.append(named.content().sha256()).append(' ').append(named.name()).append('\0');
            size += named.content().size();
        }
        return new Part(lines.toString().getBytes(StandardCharsets.UTF_8), size);
    }

    /** What stands at a path; a folder by the files in it. */
    public static Fingerprint look(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return Fingerprints.of(folder);
        try {
            var names = names(folder);
            return print(names.size(), i -> named(folder.resolve(names.get(i))));
        } catch (IOException e) {
            return new Fingerprint.Other("a folder that cannot be read (" + Failures.sentence(e) + ")");
        } catch (UncheckedIOException e) {
            return new Fingerprint.Other("a folder that cannot be read (" + Failures.sentence(e.getCause()) + ")");
        }
    }

    /**
     * The files in a folder, in the order of their names.
     *
     * @throws IOException also when something else is in it, and when one goes while they are read
     */
    public static List<Named> files(Path folder) throws IOException {
        try {
            var names = names(folder);
            return Cores.map(names.size(), i -> named(folder.resolve(names.get(i))));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Names are paths, as not all can be told as text. */
    private static List<Path> names(Path folder) throws IOException {
        try (var files = Folders.list(folder)) {
            return files.map(Path::getFileName).sorted(Comparator.comparing(Path::toString)).toList();
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
