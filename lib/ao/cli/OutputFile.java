package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the operator named for output: new, and private. */
public final class OutputFile {
    private OutputFile() { }

    /** Writes it. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes a file that is not there yet, whole or not at all.
     *
     * @throws AoException.Usage when it is there, or has no name
     */
    public static void write(Path file, Writing writing) {
        if (file.toString().isEmpty()) throw new AoException.Usage("out-unnamed", "the file to write has an empty name", "name a file");
        try {
            Files.createFile(file, OwnerOnly.file());
            whole(file, writing);
        } catch (FileAlreadyExistsException e) {
            throw new AoException.Usage("out-exists", file + " exists, and is not overwritten", "name another file");
        } catch (IOException e) {
            throw new AoException.Unreadable("out-unwritable", file + ": " + Failures.sentence(e), "name another file");
        }
    }

    /** A part of a file would be in the way of the next attempt, and be taken for all of it. */
    private static void whole(Path file, Writing writing) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            writing.to(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
