package ao.journal;

/** What became of a change. */
public enum Outcome {
    DONE, FAILED, CONFLICT;

    /** The stored word. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
