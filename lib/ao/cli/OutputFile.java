package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file that the operator named for output: new, and private. */
public final class OutputFile {
    private OutputFile() { }

    /** Writes it. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes a file that is not there yet, whole or not at all: also whoever is killed leaves no part of it under its name.
     *
     * @throws AoException.Usage when it is there, or has no name
     */
    public static void write(Path file, Writing writing) {
        if (file.toString().isEmpty()) throw new AoException.Usage("out-unnamed", "the file to write has an empty name", "name a file");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) throw exists(file);
        var part = file.resolveSibling(".ao-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".part");
        var interrupted = new Thread(() -> remove(part));
        try {
            Files.createFile(part, OwnerOnly.file());
            Runtime.getRuntime().addShutdownHook(interrupted);
            try (var out = Files.newOutputStream(part)) {
                writing.to(out);
            }
            place(part, file);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            throw new AoException.Unreadable("out-unwritable", file + ": " + Failures.sentence(e), "name another file");
        } finally {
            remove(part);
            forget(interrupted);
        }
    }

    private static AoException.Usage exists(Path file) {
        return new AoException.Usage("out-exists", file + " exists, and is not overwritten", "name another file");
    }

    /** Gives the whole file its name, unless somebody else took that meanwhile. */
    private static void place(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Not every file system has links; there it is looked first.
            Files.move(part, file);
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // It bears no name that anybody asked for.
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, and the hook has removed the part.
        }
    }
}
