package ao.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Directories without links on the way to them, asked of very many in few folders: those are resolved once. May be asked from many threads. */
public final class PhysicalDirectories {
    private final Map<Path, Path> folders = new ConcurrentHashMap<>();

    /**
     * The directory.
     *
     * @param there whether something is there, which may be a link itself
     */
    public Path of(Path directory, boolean there) {
        var parent = directory.getParent();
        if (parent == null || there && Files.isSymbolicLink(directory)) return PhysicalPath.of(directory);
        var above = folders.get(parent);
        // What computes makes a function first, and nearly always it is known.
        if (above == null) above = folders.computeIfAbsent(parent, PhysicalPath::of);
        return above.resolve(directory.getFileName());
    }
}
