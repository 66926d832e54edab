package ao.report;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text and numbers as a screen shows them; text from other people's files is made safe. */
public final class Plain {
    private Plain() { }

    /** The text with control and direction-changing characters made visible. */
    public static String of(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean odd = isOdd(c);
            if (odd && safe == null) safe = new StringBuilder(text.substring(0, i));
            if (safe == null) continue;
            if (odd) safe.append(String.format("\\u%04x", (int) c));
            else safe.append(c);
        }
        return safe == null ? text : safe.toString();
    }

    /**
     * A command line to be pasted, all of whose odd characters stand between single quotes, as {@link ao.model.ShellWord} writes
     * them: each leaves the quotes as an escape, which the shells of people (bash, zsh, ksh) read as that character again.
     */
    public static String command(String line) {
        var safe = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!isOdd(c)) {
                safe.append(c);
                continue;
            }
            safe.append("'$'");
            for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) safe.append(String.format("\\%03o", b & 0xFF));
            safe.append("''");
        }
        return safe.toString();
    }

    /** Whether a terminal does something on seeing a character, other than to show it. */
    static boolean isOdd(char c) {
        return Character.isISOControl(c) || c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069' || c == '\u200E' || c == '\u200F';
    }

    /** A size in the largest unit that leaves a digit before the point. */
    public static String size(long bytes) {
        if (bytes < 1 << 10) return bytes + " B";
        return bytes < 1 << 20 ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0) : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    /** A number with its noun. */
    public static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
