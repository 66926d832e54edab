package ao.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of JavaScript that the legacy software's files depend on: what it trims, believes and prints. */
public final class JavaScript {
    private static final String WHITE = "\t\n\u000B\f\r \u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private static final DateTimeFormatter ISO_MILLIS =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern ISO_DATE = Pattern.compile(
        "(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d))?)?"
            + "(?:T(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d+))?)?(Z|[+-]\\d\\d:\\d\\d)?)?");

    private JavaScript() { }

    /** {@code String.prototype.trim}: also the byte order mark and the typographic blanks, but no control characters. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) start++;
        while (end > start && isWhite(text.charAt(end - 1))) end--;
        return text.substring(start, end);
    }

    private static boolean isWhite(char c) {
        return c <= ' ' ? WHITE.indexOf(c) >= 0 : c >= '\u00A0' && (WHITE.indexOf(c) >= 0 || c >= '\u2000' && c <= '\u200A');
    }

    /** Whether a value counts as true in a condition. */
    public static boolean truthy(JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) return false;
        if (node.isTextual()) return !node.textValue().isEmpty();
        if (node.isNumber()) return node.doubleValue() != 0;
        return !node.isBoolean() || node.booleanValue();
    }

    /** {@code String(value)} for a scalar, compact JSON for an object or array. */
    static String text(JsonNode node) {
        if (node.isTextual()) return node.textValue();
        if (node.isNumber()) return number(node.doubleValue());
        return compact(node);
    }

    /** {@code JSON.stringify} without indentation. */
    public static String compact(JsonNode node) {
        if (node.isNumber()) {
            var value = node.doubleValue();
            return Double.isInfinite(value) ? "null" : number(value);
        }
        if (node.isObject()) {
            var out = new StringBuilder("{");
            node.properties().forEach(e -> {
                if (out.length() > 1) out.append(',');
                out.append(quoted(e.getKey())).append(':').append(compact(e.getValue()));
            });
            return out.append('}').toString();
        }
        if (node.isArray()) {
            var out = new StringBuilder("[");
            for (var item : node) {
                if (out.length() > 1) out.append(',');
                out.append(compact(item));
            }
            return out.append(']').toString();
        }
        return node.isTextual() ? quoted(node.textValue()) : node.toString();
    }

    /** {@code JSON.stringify} of a text: halves of surrogate pairs are escaped, too. */
    public static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = c < ' ' || c == '"' || c == '\\' ? "\b\t\n\f\r\"\\".indexOf(c) : -2;
            boolean half = Character.isSurrogate(c) && !(Character.isHighSurrogate(c) ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
            if (escape >= 0) out.append('\\').append("btnfr\"\\".charAt(escape));
            else if (escape == -1 || half) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    /** The text of a JSON string that a parser took, halves of surrogate pairs included. */
    static String unquoted(String json) {
        if (json.indexOf('\\') < 0) return json.substring(1, json.length() - 1);
        var out = new StringBuilder(json.length());
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = json.charAt(++i);
            int control = "btnfr".indexOf(escape);
            if (escape == 'u') {
                out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(control < 0 ? escape : "\b\t\n\f\r".charAt(control));
            }
        }
        return out.toString();
    }

    /** {@code Number.prototype.toString}. */
    public static String number(double value) {
        if (Double.isNaN(value)) return "NaN";
        if (Double.isInfinite(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return "0";
        var shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        var digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        var sign = value < 0 ? "-" : "";
        if (point > 21 || point < -5) {
            var exponent = point - 1;
            var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
        }
        if (point <= 0) return sign + "0." + "0".repeat(-point) + digits;
        if (point >= digits.length()) return sign + digits + "0".repeat(point - digits.length());
        return sign + digits.substring(0, point) + "." + digits.substring(point);
    }

    /**
     * {@code Date.parse} for the format that the language defines; UTC where the text names no zone. What engines
     * accept beyond that is unparsable here.
     */
    public static Optional<Instant> date(String text) {
        var m = ISO_DATE.matcher(text);
        if (!m.matches()) return Optional.empty();
        try {
            var day = LocalDate.of(Integer.parseInt(m.group(1)), or(m.group(2), 1), or(m.group(3), 1));
            int hour = or(m.group(4), 0);
            boolean midnightAfter = hour == 24 && or(m.group(5), 0) == 0 && or(m.group(6), 0) == 0;
            var fraction = m.group(7) == null ? "000" : (m.group(7) + "00").substring(0, 3);
            var time = LocalDateTime.of(day, java.time.LocalTime.of(midnightAfter ? 0 : hour, or(m.group(5), 0),
                or(m.group(6), 0), Integer.parseInt(fraction) * 1_000_000)).plusDays(midnightAfter ? 1 : 0);
            var zone = m.group(8) == null || m.group(8).equals("Z") ? ZoneOffset.UTC : ZoneOffset.of(m.group(8));
            return Optional.of(time.toInstant(zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int or(String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    /** {@code Date.prototype.toISOString}. */
    public static String iso(Instant instant) {
        return ISO_MILLIS.format(instant);
    }
}
