package ao.read;

import ao.model.Fingerprint.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Git worktrees by their two pointers: {@code .git} in the worktree names a folder in the repository, and
 * {@code gitdir} in there names the worktree's {@code .git}. Either may be relative from git 2.48 on.
 */
public final class GitWorktrees {
    private static final String POINTER = "gitdir: ";

    private GitWorktrees() { }

    /**
     * A worktree.
     *
     * @param relative   whether its own pointer is relative to it
     * @param admin      the folder in the repository that its pointer names
     * @param back       the repository's pointer to it, if it names this worktree
     * @param submodules whether submodules are checked out in it
     * @param moved      whether the repository believes it to be at another place, where nothing is
     * @param complaint  why the repository does not know it; empty when it does
     */
    public record Found(Path folder, boolean relative, Path admin, Optional<BackPointer> back, boolean submodules, boolean moved, String complaint) {
        /** The repository's main folder, as far as the usual places tell; of a bare one itself. */
        public Optional<Path> repository() {
            var git = admin.getParent() == null ? null : admin.getParent().getParent();
            if (git == null || git.getFileName() == null) return Optional.empty();
            return git.getFileName().toString().equals(".git") ? Optional.ofNullable(git.getParent()) : Optional.of(git).filter(WorktreeReader::isBare);
        }
    }

    /** The file by which a repository knows a worktree. */
    public record BackPointer(Path file, FileContent content, boolean relative, int mode, Instant modified) { }

    /** The worktrees at a folder: itself, or else folders right in it. */
    public static List<Found> at(Path entry) {
        if (Files.exists(entry.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) return worktree(entry).stream().toList();
        var found = new ArrayList<Found>();
        try (var children = Folders.list(entry)) {
            children.filter(c -> Files.isDirectory(c, LinkOption.NOFOLLOW_LINKS)).sorted().forEach(c -> worktree(c).ifPresent(found::add));
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }

    private static Optional<Found> worktree(Path folder) {
        var git = folder.resolve(".git");
        if (!Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        try {
            var text = Files.readString(git, StandardCharsets.UTF_8).strip();
            if (!text.startsWith(POINTER)) return Optional.empty();
            var pointer = Path.of(text.substring(POINTER.length()));
            var admin = folder.resolve(pointer).normalize();
            boolean submodules = Files.isDirectory(admin.resolve("modules"));
            var file = admin.resolve("gitdir");
            if (!Files.isRegularFile(file)) {
                return Optional.of(new Found(folder, !pointer.isAbsolute(), admin, Optional.empty(), submodules, false, "its repository has no " + admin));
            }
            return Optional.of(known(folder, !pointer.isAbsolute(), admin, file, submodules));
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Found known(Path folder, boolean relative, Path admin, Path file, boolean submodules) throws IOException {
        var bytes = Files.readAllBytes(file);
        var back = Path.of(new String(bytes, StandardCharsets.UTF_8).strip());
        var named = admin.resolve(back).normalize();
        boolean here = named.equals(folder.resolve(".git").normalize()) || sameFile(named, folder.resolve(".git"));
        if (!here && Files.exists(named)) {
            return new Found(folder, relative, admin, Optional.empty(), submodules, false, "its repository knows " + named.getParent() + " by that name");
        }
        return new Found(folder, relative, admin, Optional.of(new BackPointer(file, Hashes.content(bytes), !back.isAbsolute(), FileMode.of(file),
            Files.getLastModifiedTime(file).toInstant())), submodules, !here, "");
    }

    private static boolean sameFile(Path one, Path two) {
        try {
            return Files.exists(one) && Files.isSameFile(one, two);
        } catch (IOException e) {
            return false;
        }
    }
}
