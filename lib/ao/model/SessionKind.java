package ao.model;

/** What a session is for. The words are those of both stores. */
public enum SessionKind {
    WORKER("worker"), ORCHESTRATOR("orchestrator");

    private final String word;

    SessionKind(String word) {
        this.word = word;
    }

    /** The stored word. */
    public String word() {
        return word;
    }
}
