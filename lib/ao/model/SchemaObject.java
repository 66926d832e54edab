package ao.model;

/**
 * Something that a database of the rewrite has.
 *
 * @param name  of a column with its table before it: {@code sessions.branch}
 * @param after the last migration that is known not to have brought it
 * @param since the first migration after which it is known to be there
 * @param until the last migration after which it is still there
 */
public record SchemaObject(Kind kind, String name, int after, int since, int until) {

    /** The kinds of objects. */
    public enum Kind {
        TABLE, COLUMN, INDEX, TRIGGER;

        /** The word that SQLite and every report use. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether a database that went through all migrations up to this one cannot have it yet. */
    public boolean isCertainlyAfter(int version) {
        return version <= after;
    }

    /** Whether a database that went through all migrations up to this one has it. */
    public boolean isIn(int version) {
        return version >= since && version <= until;
    }
}
