package ao.model;

import java.util.Arrays;
import java.util.List;

/**
 * Something that a database of the rewrite has.
 *
 * @param name  of a column with its table before it: {@code sessions.branch}; for the other kinds see there
 * @param after the last migration that is known not to have brought it
 * @param since the first migration after which it is known to be there
 * @param until the last migration after which it is still there
 */
public record SchemaObject(Kind kind, String name, int after, int since, int until) {

    /** The kinds of objects, and of what is demanded of rows. */
    public enum Kind {
        TABLE, COLUMN, INDEX, TRIGGER,
        /** A column that is never NULL: {@code sessions.branch}. */
        REQUIRED,
        /** Columns that are never the same in two rows, as a key or by an index: {@code sessions(project_id,num)}. */
        UNIQUE,
        /** A column that refers to rows of a table: {@code pr.session_id->sessions:cascade}, where rows go with what they refer to. */
        REFERENCE,
        /** A column that is declared as a time, without which no time in it is read: {@code sessions.created_at}. */
        TIMED,
        /** A word that the check of a column admits: {@code projects.kind:scratch}; without a check all are. */
        ADMITS,
        /** What an index is over: {@code idx_pr_session@pr(session_id)}, with {@code :unique} behind it and {@code :where(status='unread')}, or {@code :where} alone where its condition is not known. */
        INDEXING;

        /** Whether it is a thing with a name, by which versions can be told apart; else it is how such a thing is made. */
        public boolean exists() {
            return compareTo(TRIGGER) <= 0;
        }

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

    /** The columns of which it demands something, with their table; those of an index are not asked for. */
    public List<String> columns() {
        return switch (kind) {
            case REQUIRED, TIMED -> List.of(name);
            case ADMITS -> List.of(name.substring(0, name.indexOf(':')));
            case UNIQUE -> Arrays.stream(name.substring(name.indexOf('(') + 1, name.length() - 1).split(",")).map(c -> name.substring(0, name.indexOf('(')) + "." + c).toList();
            case REFERENCE -> List.of(name.substring(0, name.indexOf("->")));
            default -> List.of();
        };
    }

    /** What it demands, as SQL says it. */
    public String words() {
        return words(name);
    }

    /** What another of its kind demands. */
    public String words(String other) {
        return switch (kind) {
            case REQUIRED -> other + " NOT NULL";
            case TIMED -> other + " TIMESTAMP";
            case ADMITS -> other.substring(other.indexOf(':') + 1) + " in " + other.substring(0, other.indexOf(':'));
            case UNIQUE -> "UNIQUE " + other.replace(",", ", ");
            case REFERENCE -> other.replace("->", " REFERENCES ").replace(":cascade", " ON DELETE CASCADE");
            case INDEXING -> index(other);
            default -> kind.word() + " " + other;
        };
    }

    private static String index(String other) {
        int where = other.indexOf(":where");
        var condition = where < 0 ? "" : where + ":where".length() == other.length() ? " WHERE …" : " WHERE " + other.substring(where + ":where(".length(), other.length() - 1);
        return (other.contains(":unique") ? "UNIQUE " : "") + other.replaceFirst("(?s):.*", "").replace("@", " ON ").replace("(", " (").replace(",", ", ") + condition;
    }
}
