package ao.model;

/**
 * What only a worktree holds.
 *
 * @param changes  paths with uncommitted changes, without the traces of the orchestrator itself; -1 when git cannot tell
 * @param unpushed commits that are on no remote, or where nothing is ever pushed on no branch; -1 when git cannot tell
 */
public record Unsaved(int changes, int unpushed) {
    /** Whether anything would be lost with it. */
    public boolean any() {
        return changes > 0 || unpushed > 0;
    }

    /** What there is, in words. */
    public String words() {
        var parts = new java.util.ArrayList<String>(2);
        if (changes > 0) parts.add(changes + (changes == 1 ? " uncommitted change" : " uncommitted changes"));
        if (unpushed > 0) parts.add(unpushed + (unpushed == 1 ? " commit" : " commits") + " that nothing else has");
        if (changes < 0 || unpushed < 0) parts.add("git cannot tell all");
        return parts.isEmpty() ? "clean" : String.join(", ", parts);
    }
}
