package ao.journal;

import java.time.Instant;
import java.time.LocalDate;

/** Instants as {@link Instant#toString} writes them, read back without a formatter: a plan has one in each line. */
final class UtcText {
    private static final int DATE = 10;
    private static final int SECONDS = 19;
    private static final int NANO_DIGITS = 9;
    private static final long DAY = 86_400;

    private UtcText() { }

    static Instant parse(String text) {
        int length = text.length();
        boolean usual = length > SECONDS && length <= SECONDS + 2 + NANO_DIGITS && text.charAt(DATE) == 'T' && text.charAt(length - 1) == 'Z'
            && text.charAt(4) == '-' && (length == SECONDS + 1 || text.charAt(SECONDS) == '.' && length > SECONDS + 2);
        if (!usual) return Instant.parse(text);
        var date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, DATE));
        long seconds = number(text, 11, 13) * 3_600L + number(text, 14, 16) * 60L + number(text, 17, SECONDS);
        int nanos = 0;
        for (int i = 0; i < NANO_DIGITS; i++) {
            int at = SECONDS + 1 + i;
            nanos = nanos * 10 + (at < length - 1 ? digit(text, at) : 0);
        }
        return Instant.ofEpochSecond(date.toEpochDay() * DAY + seconds, nanos);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) number = number * 10 + digit(text, i);
        return number;
    }

    private static int digit(String text, int at) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) throw new IllegalArgumentException("not a time: " + text);
        return digit;
    }
}
