package ao.read;

import ao.model.WorktreeLook;
import ao.model.WorktreeLook.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at directories of sessions by the files that git keeps, which is quick enough for all of them. */
public final class WorktreeReader {
    private static final String BRANCH = "ref: refs/heads/";
    private static final String HEADS = "refs/heads/";
    private static final Pattern BARE = Pattern.compile("(?im)^\\s*bare\\s*=\\s*true\\s*$");
    private static final String ORIGIN = "refs/remotes/origin/";

    /** By repository: which worktree has which branch. */
    private final Map<Path, Map<String, List<Path>>> branches = new ConcurrentHashMap<>();
    private final Map<Path, Set<String>> references = new ConcurrentHashMap<>();
    private final Map<Path, Boolean> closed = new ConcurrentHashMap<>();
    private final Map<Path, Boolean> main = new ConcurrentHashMap<>();
    private final Map<Path, Map<Path, Registered>> registrations = new ConcurrentHashMap<>();
    private final Map<Path, Boolean> hidden = new ConcurrentHashMap<>();
    /** Most directories of an old store are gone. */
    private final Presence presence = new Presence();

    /**
     * Looks at a directory.
     *
     * @param wanted the branch that the session works on
     * @param origin the repository of which it would be made again, when it is gone
     */
    public WorktreeLook look(Path folder, Optional<String> wanted, Optional<Path> origin) {
        if (!presence.exists(folder)) {
            if (folder.getParent() != null && hidden.computeIfAbsent(folder.getParent(), WorktreeReader::isHidden)) return of(folder, Kind.HIDDEN);
            var holder = wanted.isEmpty() || origin.isEmpty() ? Optional.<Path>empty() : holder(origin.get(), wanted.get(), folder);
            return holder.isEmpty() ? of(folder, Kind.ABSENT) : new WorktreeLook(folder, Kind.ABSENT, Optional.empty(), Optional.empty(), holder);
        }
        if (!Files.isDirectory(folder)) return of(folder, Kind.NOT_A_FOLDER);
        var git = folder.resolve(".git");
        if (Files.isDirectory(git)) return isClosed(git.resolve("HEAD")) ? of(folder, Kind.HIDDEN) : known(folder, Kind.MAIN, folder, git.resolve("HEAD"), wanted);
        if (!Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
            return of(folder, isBare(folder) ? Kind.MAIN : Files.isExecutable(folder) ? Kind.PLAIN : Kind.HIDDEN);
        }
        var found = GitWorktrees.at(folder);
        if (found.isEmpty()) return of(folder, isClosed(git) ? Kind.HIDDEN : Kind.UNKNOWN);
        var worktree = found.get(0);
        if (Stream.of("gitdir", "HEAD").map(worktree.admin()::resolve).anyMatch(WorktreeReader::isClosed)) return of(folder, Kind.HIDDEN);
        // A submodule, or a repository whose own folder lies elsewhere.
        if (Files.isDirectory(worktree.admin().resolve("objects"))) return known(folder, Kind.MAIN, folder, worktree.admin().resolve("HEAD"), wanted);
        var repository = worktree.repository();
        if (repository.isEmpty() || !worktree.complaint().isEmpty()) {
            var moved = origin.filter(o -> isGone(worktree.admin()) && registration(o, folder).isPresent());
            if (moved.isPresent()) return new WorktreeLook(folder, Kind.CUT_OFF, moved, head(registration(moved.get(), folder).get().admin().resolve("HEAD")), Optional.empty());
            return new WorktreeLook(folder, Kind.UNKNOWN, repository, head(worktree.admin().resolve("HEAD")), Optional.empty());
        }
        return known(folder, worktree.moved() ? Kind.MOVED : Kind.LINKED, repository.get(), worktree.admin().resolve("HEAD"), wanted);
    }

    /** Whether a folder, or one on the way to it, may not be searched: then nobody knows whether something is in it. */
    private static boolean isHidden(Path folder) {
        var above = folder;
        while (above != null && !above.toFile().exists()) above = above.getParent();
        return above != null && above.toFile().isDirectory() && !above.toFile().canExecute();
    }

    /** Whether the repository is gone in which a worktree has its files; one that stands may only have pruned it. */
    private static boolean isGone(Path admin) {
        var worktrees = admin.getParent();
        return worktrees != null && worktrees.getParent() != null && Files.notExists(worktrees.getParent());
    }

    /** Whether a file may not be read, or lies where nobody may look. */
    private static boolean isClosed(Path file) {
        return file.toFile().exists() ? !file.toFile().canRead() : file.getParent() != null && isHidden(file.getParent());
    }

    private static WorktreeLook of(Path folder, Kind kind) {
        return new WorktreeLook(folder, kind, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private WorktreeLook known(Path folder, Kind kind, Path repository, Path head, Optional<String> wanted) {
        if (!isSound(head)) return of(folder, Kind.BROKEN);
        return new WorktreeLook(folder, kind, Optional.of(repository), head(head), wanted.flatMap(branch -> holder(repository, branch, folder)));
    }

    /** Which other worktree has a branch, for one at this folder. */
    public Optional<Path> holder(Path repository, String branch, Path folder) {
        var all = checkedOut(repository, branch);
        return all.isEmpty() ? Optional.empty() : all.stream().filter(other -> !same(other, folder) && holds(repository, other)).findFirst();
    }

    /** Whether a worktree keeps its branch from others. One that is gone holds none: a restore prunes first; that leaves those that are locked, and those of which nobody can tell. */
    private boolean holds(Path repository, Path worktree) {
        return !Files.notExists(worktree) || registration(repository, worktree).filter(Registered::locked).isPresent();
    }

    private static boolean same(Path one, Path other) {
        return one.equals(other) || PhysicalPath.of(one).equals(PhysicalPath.of(other));
    }

    /** The worktrees of a repository, its main folder included, that have a branch checked out. */
    public List<Path> checkedOut(Path repository, String branch) {
        return branches.computeIfAbsent(repository, WorktreeReader::branches).getOrDefault(branch, List.of());
    }

    private static Map<String, List<Path>> branches(Path repository) {
        var found = new HashMap<String, List<Path>>();
        var git = gitFolder(repository);
        // What the HEAD of a bare one names is checked out nowhere.
        boolean checkedOut = text(git.resolve("config")).filter(config -> BARE.matcher(config).find()).isEmpty();
        if (checkedOut) head(git.resolve("HEAD")).ifPresent(branch -> found.computeIfAbsent(branch, b -> new java.util.ArrayList<>(1)).add(git.endsWith(".git") ? git.getParent() : repository));
        for (var registered : registered(repository)) {
            head(registered.admin().resolve("HEAD")).ifPresent(branch -> found.computeIfAbsent(branch, b -> new java.util.ArrayList<>(1)).add(registered.folder()));
        }
        return found;
    }

    /** Whether a repository has a branch, by the files in which git keeps them. */
    public boolean hasBranch(Path repository, String branch) {
        return references(repository).contains(HEADS + branch);
    }

    /** Whether a repository knows of a branch of the remote that it was cloned from. */
    public boolean hasRemoteBranch(Path repository, String branch) {
        return references(repository).contains(ORIGIN + branch);
    }

    /** A branch beside which git cannot make another one, as their names are files and folders. */
    public Optional<String> inTheWay(Path repository, String branch) {
        return references(repository).stream().filter(ref -> ref.startsWith(HEADS)).map(ref -> ref.substring(HEADS.length()))
            .filter(other -> branch.startsWith(other + "/") || other.startsWith(branch + "/")).sorted().findFirst();
    }

    private Set<String> references(Path repository) {
        return references.computeIfAbsent(repository, WorktreeReader::found);
    }

    private static Set<String> found(Path repository) {
        var found = new HashSet<String>();
        var git = gitFolder(repository);
        for (var kind : List.of(HEADS, ORIGIN)) {
            try (var files = Files.walk(git.resolve(kind))) {
                files.filter(Files::isRegularFile).forEach(f -> found.add(git.relativize(f).toString()));
            } catch (IOException | java.io.UncheckedIOException e) {
                // All may be packed, or it is no repository.
            }
        }
        text(git.resolve("packed-refs")).ifPresent(t -> t.lines().filter(line -> line.indexOf(' ') > 0).forEach(line -> found.add(line.substring(line.indexOf(' ') + 1))));
        return found;
    }

    /** Whether a folder is a repository without files checked out. */
    static boolean isBare(Path folder) {
        return Files.isRegularFile(folder.resolve("HEAD")) && Files.isDirectory(folder.resolve("objects"));
    }

    /** Where the repository keeps its files in which git works at a folder: it may be that of a worktree, or lie elsewhere. */
    private static Path gitFolder(Path folder) {
        var git = folder.resolve(".git");
        if (Files.isDirectory(git)) return git;
        if (Files.isRegularFile(git)) return pointed(folder, git).map(WorktreeReader::common).orElse(git);
        if (isBare(folder)) return folder;
        return folder.getParent() == null || !Files.isDirectory(folder) ? git : gitFolder(folder.getParent());
    }

    private static Optional<Path> pointed(Path folder, Path git) {
        try {
            return text(git).filter(t -> t.startsWith("gitdir: ")).map(t -> folder.resolve(t.substring("gitdir: ".length())).normalize());
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The files of a worktree name those that it shares with its repository. */
    private static Path common(Path admin) {
        try {
            return text(admin.resolve("commondir")).map(t -> admin.resolve(t).normalize()).orElse(admin);
        } catch (java.nio.file.InvalidPathException e) {
            return admin;
        }
    }

    /** Whether git works in one repository at both folders. */
    public static boolean isSameRepository(Path one, Path other) {
        return PhysicalPath.of(gitFolder(one)).equals(PhysicalPath.of(gitFolder(other)));
    }

    /** Whether a repository, or where it keeps its branches, may not be looked into. */
    public boolean isClosedRepository(Path folder) {
        return closed.computeIfAbsent(folder, f -> isHidden(f) || Stream.of("refs", "refs/heads").map(gitFolder(f)::resolve).anyMatch(WorktreeReader::isClosed));
    }

    /** Whether git works in a repository at a folder. */
    public boolean isRepository(Path folder) {
        return main.computeIfAbsent(folder, f -> Files.isDirectory(f) && Files.isRegularFile(gitFolder(f).resolve("HEAD")));
    }

    /** A worktree as its repository knows it; the folder need not be there. */
    public record Registered(Path admin, Path folder) {
        /** Whether its owner said that it is to be kept although it may not be there, as on a disk that is not always plugged in. */
        public boolean locked() {
            return Files.exists(admin.resolve("locked"));
        }
    }

    /** The worktree that a repository knows at a folder, whether that is there or not. */
    public Optional<Registered> registration(Path repository, Path folder) {
        var all = registrations.computeIfAbsent(repository, r -> {
            var byFolder = new HashMap<Path, Registered>();
            registered(r).forEach(found -> byFolder.put(PhysicalPath.of(found.folder()), found));
            return byFolder;
        });
        return Optional.ofNullable(all.get(PhysicalPath.of(folder)));
    }

    /** The worktrees that a repository knows. */
    public static List<Registered> registered(Path repository) {
        try (var folders = Folders.list(gitFolder(repository).resolve("worktrees"))) {
            return folders.sorted().flatMap(admin -> text(admin.resolve("gitdir"))
                .flatMap(gitdir -> folder(admin, gitdir)).map(folder -> new Registered(admin, folder)).stream()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Path> folder(Path admin, String gitdir) {
        try {
            return Optional.ofNullable(admin.resolve(gitdir).normalize().getParent());
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> head(Path file) {
        return text(file).filter(t -> t.startsWith(BRANCH)).map(t -> t.substring(BRANCH.length()));
    }

    /** Whether git can make something of a HEAD: a branch, another reference, or a commit. */
    private static boolean isSound(Path head) {
        return text(head).filter(t -> t.startsWith("ref: refs/") || t.matches("[0-9a-f]{40}([0-9a-f]{24})?")).isPresent();
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
