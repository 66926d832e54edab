package ao.journal;

/** Where a run stands. */
public enum RunState {
    /** It is being applied, or it was interrupted. */
    APPLYING,
    /** Everything was done. */
    DONE,
    /** Some of it was done. */
    PARTLY,
    /** It was taken back. */
    UNDONE;

    /** The stored word. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
