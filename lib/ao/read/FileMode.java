package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permission bits of files, as octal notation has them. */
public final class FileMode {
    private static final int OWNER_READ = 0400;
    /** What a file has where the system knows no such bits. */
    private static final int PRIVATE = 0600;

    private FileMode() { }

    /** The bits of a file. */
    public static int of(Path file) throws IOException {
        int mode = 0;
        try {
            for (var permission : Files.getPosixFilePermissions(file)) mode |= OWNER_READ >> permission.ordinal();
        } catch (UnsupportedOperationException e) {
            return PRIVATE;
        }
        return mode;
    }

    /** The permissions that bits stand for. */
    public static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) {
            if ((mode & OWNER_READ >> permission.ordinal()) != 0) permissions.add(permission);
        }
        return permissions;
    }
}
