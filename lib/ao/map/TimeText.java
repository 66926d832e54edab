package ao.map;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as the stores spell them: what reads as one (D29), and how the rewrite's database wants it (D16). */
public final class TimeText {
    private static final Pattern TEXT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)"
        + "(?:[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d+))?(Z|[+-]\\d\\d:?\\d\\d)?)?");
    private static final Pattern EPOCH = Pattern.compile("[1-9]\\d{8,12}(?:\\.\\d+)?");
    /** Larger numbers are milliseconds: as seconds this is the year 5138. */
    private static final BigDecimal LARGEST_SECONDS = BigDecimal.valueOf(100_000_000_000L);
    private static final int NANO_DIGITS = 9;
    /** How JavaScript writes times; each 0 stands for a digit. */
    private static final String USUAL = "0000-00-00T00:00:00.000Z";
    private static final DateTimeFormatter STORED = new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd HH:mm:ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, NANO_DIGITS, true).toFormatter(Locale.ROOT).withZone(ZoneOffset.UTC);

    private TimeText() { }

    /**
     * A time that was read.
     *
     * @param assumed what had to be assumed to read it, for the ledger; empty for a complete time
     */
    public record Read(Instant at, String assumed) { }

    /** Whether a text tells a time. Asked several times of every session, nearly all of whose times look as JavaScript writes them. */
    public static boolean isTime(String text) {
        return isUsual(text) || parse(text).isPresent();
    }

    /** Whether a text is a time as JavaScript writes one, of a day that every month has. */
    private static boolean isUsual(String text) {
        if (text.length() != USUAL.length()) return false;
        for (int i = 0; i < USUAL.length(); i++) {
            char c = text.charAt(i);
            boolean fits = USUAL.charAt(i) == '0' ? c >= '0' && c <= '9' : c == USUAL.charAt(i);
            if (!fits) return false;
        }
        return text.charAt(0) != '0' && within(text, 5, 1, 12) && within(text, 8, 1, 28) && within(text, 11, 0, 23) && within(text, 14, 0, 59) && within(text, 17, 0, 59);
    }

    private static boolean within(String text, int at, int least, int most) {
        int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
        return number >= least && number <= most;
    }

    /** The time that a text tells, or nothing. */
    public static Optional<Read> parse(String text) {
        try {
            var m = TEXT.matcher(text);
            if (m.matches()) return Optional.of(calendar(m)).filter(TimeText::hasFourDigits);
            if (EPOCH.matcher(text).matches()) return Optional.of(epoch(new BigDecimal(text)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Other years have no spelling that every reader of the database understands. */
    private static boolean hasFourDigits(Read read) {
        int year = read.at().atZone(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999;
    }

    private static Read calendar(java.util.regex.Matcher m) {
        var day = LocalDate.parse(m.group(1));
        if (m.group(2) == null) return new Read(day.atStartOfDay().toInstant(ZoneOffset.UTC), "a date only, taken as its start in UTC");
        var time = LocalTime.parse(m.group(2)).withNano(nanos(m.group(3)));
        var zone = m.group(4) == null ? ZoneOffset.UTC : ZoneOffset.of(m.group(4));
        return new Read(day.atTime(time).toInstant(zone), m.group(4) == null ? "no zone, taken as UTC" : "");
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
    }

    private static Read epoch(BigDecimal number) {
        boolean seconds = number.compareTo(LARGEST_SECONDS) < 0;
        var millis = seconds ? number.movePointRight(3) : number;
        return new Read(Instant.ofEpochMilli(millis.longValue()), "a number, taken as epoch " + (seconds ? "seconds" : "milliseconds"));
    }

    /** The time in a text of the rewrite's database, which may name its zone and carry a monotonic reading. */
    public static Optional<Instant> parseStored(String text) {
        return parse(text.replaceFirst("^(\\S+ \\S+) ([+-]\\d{4}) .*$", "$1$2")).map(Read::at);
    }

    /** The text that the rewrite's daemon writes and reads; always UTC. */
    public static String stored(Instant at) {
        return STORED.format(at) + " +0000 UTC";
    }
}
