package tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small file system of its own, for as long as a test needs it; a test that cannot have one is skipped. */
final class Mount implements AutoCloseable {
    private final Path folder;

    private Mount(Path folder) {
        this.folder = folder;
    }

    static Mount tmpfs(Path folder, String options) throws IOException {
        Files.createDirectories(folder);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()), "needs the right to mount");
        return new Mount(folder);
    }

    /** Mounts it anew with other options. */
    void remount(String options) {
        if (!run("mount", "-o", "remount," + options, folder.toString())) throw new AssertionError("cannot remount " + folder);
    }

    @Override public void close() {
        if (!run("umount", folder.toString())) run("umount", "-l", folder.toString());
    }

    /** Whether a program ran and succeeded. */
    static boolean run(String... words) {
        try {
            var command = new ArrayList<>(List.of(words));
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
