package ao.read;

import java.util.regex.Pattern;

/**
 * Escapes of half a surrogate pair in JSON, which JavaScript takes and the library that we use does not take in names:
 * they are swapped for characters of the private use area, of the same length, and the names swapped back.
 */
final class LoneSurrogates {
    private static final Pattern ESCAPE = Pattern.compile("(\\\\\\\\)|\\\\u([dD][89abAB][0-9a-fA-F]{2})\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u([dD][89a-fA-F][0-9a-fA-F]{2})");
    private static final int FIRST = 0xD800;
    private static final int LAST = 0xDFFF;
    private static final int PRIVATE = 0xE000;

    private LoneSurrogates() { }

    /** The text with the escapes swapped; the same text where there are none, or where it uses the private characters itself. */
    static String hidden(String text) {
        if (!text.contains("\\ud") && !text.contains("\\uD")) return text;
        if (text.chars().anyMatch(c -> c >= PRIVATE && c <= PRIVATE + LAST - FIRST) || text.contains("\\ue") || text.contains("\\uE")) return text;
        var matcher = ESCAPE.matcher(text);
        var result = new StringBuilder(text.length());
        while (matcher.find()) {
            boolean lone = matcher.group(3) != null;
            var escape = lone ? String.format("\\u%04x", Integer.parseInt(matcher.group(3), 16) - FIRST + PRIVATE) : matcher.group();
            matcher.appendReplacement(result, java.util.regex.Matcher.quoteReplacement(escape));
        }
        return matcher.appendTail(result).toString();
    }

    /** A name as it was before. */
    static String shown(String name, boolean hidden) {
        if (!hidden) return name;
        var result = new StringBuilder(name.length());
        name.chars().forEach(c -> result.append((char) (c >= PRIVATE && c <= PRIVATE + LAST - FIRST ? c - PRIVATE + FIRST : c)));
        return result.toString();
    }
}
