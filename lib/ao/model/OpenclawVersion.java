package ao.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of OpenClaw: year, month and number (openclaw-store sheet, 1). */
public record OpenclawVersion(int year, int month, int number) implements Comparable<OpenclawVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{4})\\.(\\d{1,2})\\.(\\d{1,4})(?:-.*)?");
    private static final OpenclawVersion LAST_WITH_LOCKS = new OpenclawVersion(2026, 4, 29);
    private static final OpenclawVersion FIRST_THAT_PRUNES = new OpenclawVersion(2026, 4, 21);
    private static final OpenclawVersion FIRST_WITH_DATABASE = new OpenclawVersion(2026, 7, 36);

    /** The version that a text tells. */
    public static Optional<OpenclawVersion> of(String text) {
        var m = FORM.matcher(text);
        return m.matches() ? Optional.of(new OpenclawVersion(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)))) : Optional.empty();
    }

    /** Whether it writes its stores under a lock that others can take, too. */
    public boolean locksStores() {
        return compareTo(LAST_WITH_LOCKS) <= 0;
    }

    /** Whether it drops old entries of a store file when it starts, unless told otherwise. */
    public boolean prunes() {
        return compareTo(FIRST_THAT_PRUNES) >= 0 && !keepsDatabase();
    }

    /** Whether it keeps sessions in a database; a trial release of the month before does, too. */
    public boolean keepsDatabase() {
        return compareTo(FIRST_WITH_DATABASE) >= 0;
    }

    @Override public int compareTo(OpenclawVersion other) {
        return Comparator.comparingInt(OpenclawVersion::year).thenComparingInt(OpenclawVersion::month).thenComparingInt(OpenclawVersion::number).compare(this, other);
    }

    @Override public String toString() {
        return year + "." + month + "." + number;
    }
}
