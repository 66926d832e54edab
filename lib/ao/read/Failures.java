package ao.read;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What an I/O failure means, as a few words for the operator. */
public final class Failures {
    private Failures() { }

    /** The reason without the path, which the caller names itself. */
    public static String sentence(IOException e) {
        if (e instanceof NoSuchFileException) return "it is not there";
        if (e instanceof NotDirectoryException) return "it is no folder";
        if (e instanceof AccessDeniedException) return "permission denied";
        if (e instanceof FileSystemLoopException) return "its links go round in a circle";
        if (e instanceof FileSystemException f && f.getReason() != null) return f.getReason();
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
