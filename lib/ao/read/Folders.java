package ao.read;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** Lists what belongs to a folder. A named pipe in its place would be waited for without an end, so what is there is looked at first. */
public final class Folders {
    private Folders() { }

    /** Whether a folder is there of which nothing can be seen, for want of the right. */
    public static boolean isClosed(Path folder) {
        return Files.isDirectory(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder));
    }

    /** What is in a folder; like {@link Files#list}. */
    public static Stream<Path> list(Path folder) throws IOException {
        return Files.list(checked(folder));
    }

    /** What is in a folder; like {@link Files#newDirectoryStream(Path)}. */
    public static DirectoryStream<Path> open(Path folder) throws IOException {
        return Files.newDirectoryStream(checked(folder));
    }

    /** What of a folder a filter lets through. */
    public static DirectoryStream<Path> open(Path folder, DirectoryStream.Filter<Path> filter) throws IOException {
        return Files.newDirectoryStream(checked(folder), filter);
    }

    /** What in a folder has a name that fits a pattern. */
    public static DirectoryStream<Path> open(Path folder, String pattern) throws IOException {
        return Files.newDirectoryStream(checked(folder), pattern);
    }

    private static Path checked(Path folder) throws IOException {
        if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) throw new NotDirectoryException(folder.toString());
        return folder;
    }
}
