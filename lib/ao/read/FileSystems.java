package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** File systems: what can be renamed into what, and what a sync reaches. */
public final class FileSystems {
    private FileSystems() { }

    /** What tells the file system of an entry from others. Cheaper than the store where the system numbers devices. */
    public static Object of(Path entry) throws IOException {
        try {
            return Files.getAttribute(entry, "unix:dev", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Files.getFileStore(entry);
        }
    }
}
