package ao.model;

/** How much a finding matters: an error needs a hand, a warning a look, an info neither. */
public enum Severity {
    ERROR, WARNING, INFO;

    /** The word used in every report. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
