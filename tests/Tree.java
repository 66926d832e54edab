package tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.TreeMap;

/** Trees of files: made for a test, and written down to be compared. */
final class Tree {
    private final Path root;

    Tree(Path root) {
        this.root = root;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** Writes a text file with its folders. */
    Tree file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Tree file(String name, byte[] bytes) throws IOException {
        var file = path(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return this;
    }

    /**
     * Everything below a folder: kind, content, mode and modification time of each entry, so that two states that
     * are equal to the byte, the name and the time are equal here.
     */
    static TreeMap<String, String> snapshot(Path folder) throws IOException {
        var entries = new TreeMap<String, String>();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return entries;
        try (var all = Files.walk(folder, new FileVisitOption[0])) {
            for (var entry : (Iterable<Path>) all::iterator) {
                var text = new StringBuilder();
                if (Files.isSymbolicLink(entry)) text.append("link ").append(Files.readSymbolicLink(entry));
                else if (Files.isDirectory(entry)) text.append("folder");
                else text.append("file ").append(ao.read.Hashes.content(entry));
                text.append(' ').append(ao.read.FileMode.of(entry)).append(' ')
                    .append(Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS));
                entries.put(folder.relativize(entry).toString(), text.toString());
            }
        }
        return entries;
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    static void time(Path file, Instant at) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(at));
    }
}
