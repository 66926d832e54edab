package ao.model;

/**
 * An agent program by the name that the stores use for it. Names match by exact text (D28); a name that no system
 * knows is still a value, because it has to be reported.
 */
public record Harness(String name) {
    public static final Harness CLAUDE_CODE = new Harness("claude-code");
    public static final Harness CODEX = new Harness("codex");
    public static final Harness OPENCODE = new Harness("opencode");

    /** No harness: what the rewrite stores for an agent that its schema does not admit. */
    public static final Harness NONE = new Harness("");

    /** Whether an imported orchestrator of this harness can be resumed by the rewrite (D11). */
    public boolean resumable() {
        return equals(CLAUDE_CODE) || equals(CODEX) || equals(OPENCODE);
    }

    @Override public String toString() {
        return name;
    }
}
