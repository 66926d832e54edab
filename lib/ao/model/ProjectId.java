package ao.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A project id that the rewrite accepts: a letter or digit, then letters, digits, {@code . _ -}, without {@code ..}.
 * The rule is the rewrite's own (fact sheet rewrite-store, 7.2); the length is not limited.
 */
public record ProjectId(String value) implements Comparable<ProjectId> {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public ProjectId {
        if (!isValid(value)) throw new IllegalArgumentException("not a project id: " + value);
    }

    /** The id, or nothing when the text breaks the rule. */
    public static Optional<ProjectId> parse(String text) {
        return isValid(text) ? Optional.of(new ProjectId(text)) : Optional.empty();
    }

    /** Whether the rewrite would accept this text as a project id. */
    public static boolean isValid(String text) {
        return text != null && GRAMMAR.matcher(text).matches() && !text.contains("..");
    }

    @Override public int compareTo(ProjectId other) {
        return value.compareTo(other.value);
    }

    @Override public String toString() {
        return value;
    }
}
