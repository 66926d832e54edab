package ao.read;

import java.util.regex.Pattern;

/**
 * Escapes of half a surrogate pair in JSON, which JavaScript takes and the library that we use does not take in names:
 * they are swapped for characters of the private use area, of the same length, so that a parser gets over them. What a
 * name is has to be read from the text as it was, at the same place.
 */
final class LoneSurrogates {
    private static final Pattern ESCAPE = Pattern.compile("(\\\\\\\\)|\\\\u([dD][89abAB][0-9a-fA-F]{2})\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u([dD][89a-fA-F][0-9a-fA-F]{2})");
    private static final int FIRST = 0xD800;
    private static final int PRIVATE = 0xE000;

    private LoneSurrogates() { }

    /** The text with the escapes swapped; the same text where there are none. */
    static String hidden(String text) {
        if (!text.contains("\\ud") && !text.contains("\\uD")) return text;
        var matcher = ESCAPE.matcher(text);
        var result = new StringBuilder(text.length());
        while (matcher.find()) {
            boolean lone = matcher.group(3) != null;
            var escape = lone ? String.format("\\u%04x", Integer.parseInt(matcher.group(3), 16) - FIRST + PRIVATE) : matcher.group();
            matcher.appendReplacement(result, java.util.regex.Matcher.quoteReplacement(escape));
        }
        return matcher.appendTail(result).toString();
    }
}
