package ao.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Questions to git about a repository and its worktrees. */
public final class Git {
    /** Folders that the orchestrator itself leaves untracked in every worktree (session-manager sheet, T-60). */
    private static final List<String> OWN_TRACES = List.of("?? .claude/", "?? .ao/");

    private Git() { }

    /** The address of the remote called origin, empty when there is none or git cannot tell. */
    public static String originUrl(Path repository) {
        if (!Files.isDirectory(repository)) return "";
        return Programs.ask(List.of("git", "-C", repository.toString(), "remote", "get-url", "origin"))
            .filter(Programs.Answer::ok).map(a -> a.out().strip()).orElse("");
    }

    /**
     * A worktree that has a branch checked out.
     *
     * @param repository the folder of the repository that it belongs to
     * @param changes    how many paths have uncommitted changes; empty when git cannot tell
     */
    public record Holder(Path worktree, Path repository, Optional<Integer> changes) { }

    /** The worktree at a folder, if it has this branch checked out. */
    public static Optional<Holder> holder(Path worktree, String branch) {
        if (!Files.exists(worktree.resolve(".git"))) return Optional.empty();
        var current = ask(worktree, "symbolic-ref", "--quiet", "--short", "HEAD");
        if (current.isEmpty() || !current.get().strip().equals(branch)) return Optional.empty();
        var common = ask(worktree, "rev-parse", "--path-format=absolute", "--git-common-dir").map(String::strip);
        if (common.isEmpty()) return Optional.empty();
        var changes = ask(worktree, "status", "--porcelain").map(text -> (int) text.lines()
            .filter(line -> OWN_TRACES.stream().noneMatch(line::startsWith)).count());
        return Optional.of(new Holder(worktree, Path.of(common.get()).getParent(), changes));
    }

    private static Optional<String> ask(Path folder, String... question) {
        var command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(question));
        return Programs.ask(command).filter(Programs.Answer::ok).map(Programs.Answer::out);
    }
}
