package ao.read;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are known by their names, read only when they are files: a pipe in their place would never end. */
final class RegularFile {
    private RegularFile() { }

    /** The content of a file. */
    static byte[] bytes(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) throw new FileSystemException(file.toString(), null, "it is no regular file");
        return Files.readAllBytes(file);
    }
}
