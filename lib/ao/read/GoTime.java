package ao.read;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Which texts the daemon's database driver reads as a time (rewrite-store sheet, 5.2). */
final class GoTime {
    private static final int DATE = "2026-01-02".length();
    private static final String DAY = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";
    private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
    private static final String SECONDS = ":[0-5]\\d(?:\\.\\d{1,9})?";
    /** Zones without a name of letters are called by their hours, which are read up to 23; four digits are too many. */
    private static final String ZONE_NAME = "(?:[A-Z]{3}|[A-Z]{3,4}T|WITA|ChST|MeST|[+-](?:[01]\\d|2[0-3]))";
    private static final Pattern READABLE = Pattern.compile(DAY + "(?:"
        + " " + CLOCK + SECONDS + " [+-]\\d{4} " + ZONE_NAME + "(?: m=[+-]\\d+\\.\\d+)?"
        + "|[T ]" + CLOCK + SECONDS + "(?:Z|[+-]" + CLOCK + ")"
        + "|[T ]" + CLOCK + "(?:" + SECONDS + ")?)?");

    private GoTime() { }

    static boolean isReadable(String text) {
        return READABLE.matcher(text).matches() && isOfCalendar(text.substring(0, DATE));
    }

    private static boolean isOfCalendar(String day) {
        try {
            LocalDate.parse(day);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
