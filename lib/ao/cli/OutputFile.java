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
     * Writes a file that is not there yet.
     *
     * @throws AoException.Usage when it is there, or cannot be made
     */
    public static void write(Path file, Writing writing) {
        try {
            Files.createFile(file, OwnerOnly.file());
            try (var out = Files.newOutputStream(file)) {
                writing.to(out);
            }
        } catch (FileAlreadyExistsException e) {
            throw new AoException.Usage("out-exists", file + " exists, and is not overwritten", "name another file");
        } catch (IOException e) {
            throw new AoException.Unreadable("out-unwritable", file + ": " + Failures.sentence(e), "name another file");
        }
    }
}
