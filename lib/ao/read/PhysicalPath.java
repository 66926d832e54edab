package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
