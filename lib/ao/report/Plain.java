package ao.report;

/** Text from other people's files, made safe for a screen. */
public final class Plain {
    private Plain() { }

    /** The text with control and direction-changing characters made visible. */
    public static String of(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean odd = Character.isISOControl(c) || c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069' || c == '\u200E' || c == '\u200F';
            if (odd && safe == null) safe = new StringBuilder(text.substring(0, i));
            if (safe == null) continue;
            if (odd) safe.append(String.format("\\u%04x", (int) c));
            else safe.append(c);
        }
        return safe == null ? text : safe.toString();
    }

    /** A number with its noun. */
    public static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
