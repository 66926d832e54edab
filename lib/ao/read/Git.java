package ao.read;

import ao.model.Unsaved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Questions to git about a repository and its worktrees. */
public final class Git {
    /** Folders that the orchestrator itself leaves untracked in every worktree (session-manager sheet, T-60). */
    private static final List<String> OWN_TRACES = List.of("?? .claude/", "?? .ao/");

    /** Somebody's settings may leave them out. */
    private static final String UNTRACKED = "--untracked-files=normal";
    private static final String HINTS = "AGENTS.md";
    private static final Pattern OWN_BLOCK = Pattern.compile("(?s)<!-- AO_ORCHESTRATOR_PROMPT_START -->.*?<!-- AO_ORCHESTRATOR_PROMPT_END -->");
    private static final Pattern POINTER = Pattern.compile("gitdir: (.+)/\\.git/worktrees/[^/]+");

    private Git() { }

    /** The address of the remote called origin, empty when there is none or git cannot tell. */
    public static String originUrl(Path repository) {
        if (!Files.isDirectory(repository)) return "";
        return Programs.ask(List.of("git", "-C", repository.toString(), "remote", "get-url", "origin"))
            .filter(Programs.Answer::ok).map(a -> a.out().strip()).orElse("");
    }

    /**
     * What stands in the way of a branch: a worktree that has it checked out.
     *
     * @param changes how many paths have uncommitted changes
     */
    public record Holder(Path worktree, int changes) { }

    /** The worktree at a folder, if it has this branch checked out. */
    public static Optional<Holder> holder(Path worktree, String branch) {
        if (branch.isEmpty() || !Files.exists(worktree.resolve(".git"))) return Optional.empty();
        var status = Programs.ask(List.of("git", "-C", worktree.toString(), "status", "--porcelain=v1", UNTRACKED, "--branch"))
            .filter(Programs.Answer::ok).map(a -> a.out().lines().toList()).orElse(List.of());
        if (status.isEmpty() || !branch.equals(branchOf(status.get(0)))) return Optional.empty();
        return Optional.of(new Holder(worktree, (int) status.stream().skip(1)
            .filter(line -> OWN_TRACES.stream().noneMatch(line::startsWith)).count()));
    }

    /** What a worktree holds that was never handed on, without the traces that the orchestrator itself leaves in it. */
    public static Unsaved unsaved(Path worktree) {
        var status = ask(worktree, "status", "--porcelain=v1", UNTRACKED);
        int changes = status.map(out -> (int) out.lines().filter(line -> OWN_TRACES.stream().noneMatch(line::startsWith) && !isOwnHints(worktree, line)).count()).orElse(-1);
        int unpushed = ask(worktree, "rev-list", "--count", "HEAD", "--not", "--remotes").map(n -> Integer.parseInt(n.strip())).orElse(-1);
        if (unpushed <= 0) return new Unsaved(changes, unpushed, unpushed);
        int loose = onNoBranch(worktree);
        // Where nothing was ever pushed, nothing is missing there.
        boolean pushes = ask(worktree, "for-each-ref", "--count=1", "refs/remotes").filter(refs -> !refs.isBlank()).isPresent();
        return new Unsaved(changes, pushes ? unpushed : 0, loose);
    }

    /** Whether a file of hints is changed, or there at all, only by the block that the orchestrator writes for OpenCode (session-manager sheet, T-59). */
    private static boolean isOwnHints(Path worktree, String line) {
        boolean untracked = line.equals("?? " + HINTS);
        if (!untracked && !line.equals(" M " + HINTS)) return false;
        try {
            var text = Files.readString(worktree.resolve(HINTS));
            var without = OWN_BLOCK.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
            if (untracked) return without.isEmpty() && OWN_BLOCK.matcher(text).find();
            return ask(worktree, "show", "HEAD:" + HINTS).filter(committed -> OWN_BLOCK.matcher(committed).replaceAll("").replaceAll("\\s+", " ").strip().equals(without)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Commits that nothing keeps but the worktree's own HEAD. */
    private static int onNoBranch(Path worktree) {
        return ask(worktree, "rev-list", "--count", "HEAD", "--not", "--branches", "--remotes", "--tags", "--glob=refs/*").map(n -> Integer.parseInt(n.strip())).orElse(-1);
    }

    /** A worktree or repository with what would be lost without it. */
    public static SnapshotEntry.Worktree state(Path worktree) {
        var status = ask(worktree, "status", "--porcelain=v1", UNTRACKED, "--branch").map(out -> out.lines().toList()).orElse(List.of());
        var head = ask(worktree, "rev-parse", "HEAD").map(String::strip).orElse("");
        var unpushed = head.isEmpty() ? Optional.<String>empty() : ask(worktree, "rev-list", "--count", "HEAD", "--not", "--remotes");
        return new SnapshotEntry.Worktree(worktree, repositoryOf(worktree).map(Path::toString).orElse(""),
            status.isEmpty() ? "" : branchOf(status.get(0)), head, status.isEmpty() ? -1 : status.size() - 1,
            unpushed.map(n -> Integer.parseInt(n.strip())).orElse(-1));
    }

    /** Whether a repository has a commit. */
    public static boolean hasCommit(Path repository, String commit) {
        return ask(repository, "cat-file", "-e", commit + "^{commit}").isPresent();
    }

    /** The worktrees of a repository, itself among them, each with the branch that is checked out; empty for none. */
    public static Map<Path, String> worktrees(Path repository) {
        var found = new LinkedHashMap<Path, String>();
        Path worktree = null;
        for (var line : ask(repository, "worktree", "list", "--porcelain").orElse("").split("\n")) {
            if (line.startsWith("worktree ")) found.put(worktree = Path.of(line.substring("worktree ".length())), "");
            else if (line.startsWith("branch refs/heads/") && worktree != null) found.put(worktree, line.substring("branch refs/heads/".length()));
        }
        return found;
    }

    private static Optional<String> ask(Path worktree, String... words) {
        var command = new java.util.ArrayList<>(List.of("git", "-C", worktree.toString()));
        command.addAll(List.of(words));
        return Programs.ask(command).filter(Programs.Answer::ok).map(Programs.Answer::out);
    }

    /** The branch in a line such as {@code ## feat...origin/feat [ahead 1]}. */
    private static String branchOf(String line) {
        var name = line.replaceFirst("^## (No commits yet on )?", "");
        int end = name.indexOf("...");
        return end >= 0 ? name.substring(0, end) : name;
    }

    /** The repository to which the worktree at a folder belongs, by the pointer in it; the folder itself for a main one. */
    public static Optional<Path> repositoryOf(Path worktree) {
        var git = worktree.resolve(".git");
        if (Files.isDirectory(git)) return Optional.of(worktree);
        if (!Files.isRegularFile(git)) return Optional.empty();
        try {
            var m = POINTER.matcher(Files.readString(git).strip());
            return m.matches() ? Optional.of(worktree.resolve(m.group(1)).normalize()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
