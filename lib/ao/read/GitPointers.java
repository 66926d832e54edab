package ao.read;

import ao.model.Fingerprint.FileContent;
import ao.model.Relocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files by which repositories and their worktrees find each other, as far as a moved directory made them wrong: what {@code git worktree repair} would write. */
public final class GitPointers {
    /** So deep below a moved directory repositories and worktrees are looked for. */
    private static final int DEEPEST = 6;
    private static final int MOST = 20_000;
    private static final String GITDIR = "gitdir: ";

    private final Relocation relocation;
    private final Relocation back;
    private final Map<Path, Pointer> found = new LinkedHashMap<>();
    private int looked;

    private GitPointers(Relocation relocation) {
        this.relocation = relocation;
        this.back = relocation.reversed();
    }

    /** A file that names a place where nothing is any more, and what it should say. */
    public record Pointer(Path file, FileContent before, byte[] after, int mode, Instant modified) { }

    /** The wrong ones of what lies in directories, each by its new name. */
    public static List<Pointer> stale(List<Path> directories, Relocation relocation) {
        var pointers = new GitPointers(relocation);
        directories.forEach(d -> pointers.look(d, 0));
        return List.copyOf(pointers.found.values());
    }

    private void look(Path folder, int depth) {
        var git = folder.resolve(".git");
        if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) repository(git);
        else if (Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS)) worktree(git);
        if (Files.isDirectory(folder.resolve("worktrees")) && Files.isRegularFile(folder.resolve("HEAD")) && Files.isDirectory(folder.resolve("objects"))) repository(folder);
        if (++looked > MOST || depth == DEEPEST || Files.exists(git, LinkOption.NOFOLLOW_LINKS) && depth > 0) return;
        for (var child : folders(folder)) look(child, depth + 1);
    }

    private static List<Path> folders(Path folder) {
        try (var entries = Folders.open(folder, e -> Files.isDirectory(e, LinkOption.NOFOLLOW_LINKS) && !e.getFileName().toString().equals(".git") && !e.getFileName().toString().equals("node_modules"))) {
            var all = new ArrayList<Path>();
            entries.forEach(all::add);
            all.sort(null);
            return all;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return List.of();
        }
    }

    private void repository(Path git) {
        for (var admin : folders(git.resolve("worktrees"))) {
            var now = pointer(admin.resolve("gitdir"), "");
            now.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS)).ifPresent(p -> pointer(p, GITDIR));
        }
    }

    private void worktree(Path git) {
        pointer(git, GITDIR).map(admin -> admin.resolve("gitdir")).filter(Files::isRegularFile).ifPresent(p -> pointer(p, ""));
    }

    /** Looks at a pointer; gives the place where what it names is now. */
    private Optional<Path> pointer(Path spelled, String prefix) {
        // Pointers lead to a file by one path, and the directory that was named by another, where links are on the way.
        var file = PhysicalPath.of(spelled.getParent()).resolve(spelled.getFileName());
        try {
            var bytes = Files.readAllBytes(file);
            var text = new String(bytes, StandardCharsets.UTF_8);
            if (!text.startsWith(prefix)) return Optional.empty();
            var named = Path.of(text.substring(prefix.length()).stripTrailing());
            var then = Path.of(back.moved(file.toString()).orElse(file.toString())).getParent();
            var old = then.resolve(named).normalize();
            var now = Path.of(relocation.moved(old.toString()).orElse(old.toString()));
            // What is still where it was is nobody's to be led away.
            if (!Files.exists(now) || !now.equals(old) && Files.exists(old)) return Optional.empty();
            var says = named.isAbsolute() ? now : PhysicalPath.of(file.getParent()).relativize(PhysicalPath.of(now));
            if (!says.equals(named.normalize())) {
                found.putIfAbsent(file, new Pointer(file, Hashes.content(bytes), (prefix + says + "\n").getBytes(StandardCharsets.UTF_8), FileMode.of(file), Files.getLastModifiedTime(file).toInstant()));
            }
            return Optional.of(now);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }
}
