package ao.plan;

/** What a change is for: the things that a report counts. */
public enum Purpose {
    DATABASE, PROJECT, SESSION, TRANSCRIPT, SIDE_FILE, FOLDER;

    /** The word in plan files and reports. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The purpose of a word. */
    public static Purpose of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
}
