package ao.model;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;

/** A session id: one or more ASCII letters, digits, {@code _} or {@code -} (session-manager sheet, 2.1). */
public record SessionId(String value) implements Comparable<SessionId> {
    private static final BigInteger LARGEST_NUM = BigInteger.valueOf(Integer.MAX_VALUE);

    public SessionId {
        if (!isValid(value)) throw new IllegalArgumentException("not a session id: " + value);
    }

    /** The id, or nothing when the text breaks the rule. */
    public static Optional<SessionId> parse(String text) {
        return isValid(text) ? Optional.of(new SessionId(text)) : Optional.empty();
    }

    /** Whether both systems accept this text as a session id and as part of a path. */
    public static boolean isValid(String text) {
        if (text == null || text.isEmpty()) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(Ascii.isAlphanumeric(c) || c == '_' || c == '-')) return false;
        }
        return true;
    }

    /** The integer at the end of the id, when there is one that fits the rewrite's {@code num} (at most 2^31-1). */
    public OptionalInt trailingInteger() {
        int start = value.length();
        while (start > 0 && Character.isDigit(value.charAt(start - 1))) start--;
        if (start == value.length()) return OptionalInt.empty();
        var number = new BigInteger(value.substring(start));
        return number.compareTo(LARGEST_NUM) > 0 ? OptionalInt.empty() : OptionalInt.of(number.intValue());
    }

    @Override public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    @Override public String toString() {
        return value;
    }
}
