package ao.model;

/** The kinds of store that the toolkit knows so far. */
public enum StoreKind {
    HASHED("hashed"), PROJECT("project"), REWRITE("rewrite"), SNAPSHOT("snapshot"), TRANSCRIPTS("transcripts"), OPENCLAW("openclaw");

    private final String word;

    StoreKind(String word) {
        this.word = word;
    }

    /** The word used in every report. */
    public String word() {
        return word;
    }
}
