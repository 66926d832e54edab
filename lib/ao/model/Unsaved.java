package ao.model;

/**
 * What a worktree holds that was never handed on.
 *
 * @param changes  paths with uncommitted changes, without the traces of the orchestrator itself; -1 when git cannot tell
 * @param unpushed commits that are on no remote, where anything is ever pushed; -1 when git cannot tell
 * @param loose    those of its commits that are on no branch, tag or remote; -1 when git cannot tell
 */
public record Unsaved(int changes, int unpushed, int loose) {
    /** Whether there is anything. */
    public boolean any() {
        return isLost() || unpushed > 0;
    }

    /** Whether anything would be lost with the worktree: a branch stays in the repository without it. */
    public boolean isLost() {
        return changes > 0 || loose > 0;
    }

    /** Whether git could tell everything. */
    public boolean isKnown() {
        return changes >= 0 && unpushed >= 0 && loose >= 0;
    }

    /** What there is, in words. */
    public String words() {
        var parts = new java.util.ArrayList<String>(3);
        if (changes > 0) parts.add(changes + (changes == 1 ? " uncommitted change" : " uncommitted changes"));
        if (loose > 0) parts.add(commits(loose) + " on no branch");
        if (unpushed > Math.max(0, loose)) parts.add(commits(unpushed - Math.max(0, loose)) + " not pushed");
        if (changes < 0 || unpushed < 0 || loose < 0) parts.add("git cannot tell all");
        return parts.isEmpty() ? "clean" : String.join(", ", parts);
    }

    private static String commits(int number) {
        return number + (number == 1 ? " commit" : " commits");
    }
}
