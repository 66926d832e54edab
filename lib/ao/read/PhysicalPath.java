package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Paths as the agents see them: with links resolved. */
public final class PhysicalPath {
    private PhysicalPath() { }

    /**
     * The path with its longest existing ancestor resolved and the rest taken as it is, which is how the rewrite
     * resolves its worktree root, and how Claude's folder names must be made (import-mapping sheet, 6.2).
     */
    public static Path of(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        for (var ancestor = absolute; ancestor != null; ancestor = ancestor.getParent()) {
            if (!Files.exists(ancestor)) continue;
            try {
                return ancestor.toRealPath().resolve(ancestor.relativize(absolute)).normalize();
            } catch (IOException e) {
                // A folder on the way may not be searched; the parent may still resolve.
            }
        }
        return absolute;
    }

    /** The directory that a text of somebody else's names: absolute and clean, with a name of its own. Nothing for any other text. */
    public static Optional<Path> named(String text) {
        try {
            var path = Path.of(text);
            return path.isAbsolute() && path.getNameCount() > 0 && path.normalize().equals(path) ? Optional.of(path) : Optional.empty();
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }
}
