package ao.model;

import java.util.Set;

/**
 * An agent program by the name that the stores use for it. Names match by exact text (D28); a name that no system
 * knows is still a value, because it has to be reported.
 */
public record Harness(String name) {
    public static final Harness CLAUDE_CODE = new Harness("claude-code");
    public static final Harness CODEX = new Harness("codex");
    public static final Harness OPENCODE = new Harness("opencode");

    /** The agents that the legacy software knows (session-manager sheet, 6.2). */
    public static final Set<String> LEGACY = Set.of("claude-code", "codex", "opencode", "aider", "cursor", "kimicode", "grok");

    /** No harness: what the rewrite stores for an agent that its schema does not admit. */
    public static final Harness NONE = new Harness("");

    /** Whether an imported orchestrator of this harness can be resumed by the rewrite (D11). */
    public boolean resumable() {
        return equals(CLAUDE_CODE) || equals(CODEX) || equals(OPENCODE);
    }

    /** Asked several times of every session; what a record has by itself is slow until the best compiler has seen it. */
    @Override public boolean equals(Object other) {
        return other instanceof Harness harness && name.equals(harness.name);
    }

    @Override public int hashCode() {
        return name.hashCode();
    }

    @Override public String toString() {
        return name;
    }
}
