package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** A temporary folder in memory, where the system has such a thing: tests that sync a thousand times need no real disk. */
final class MemoryFolder implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 512L << 20;

    @Override public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        boolean usable = Files.isDirectory(MEMORY) && Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH;
        return usable ? Files.createTempDirectory(MEMORY, "ao-tests-") : Files.createTempDirectory("ao-tests-");
    }
}
