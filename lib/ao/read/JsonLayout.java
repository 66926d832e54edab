package ao.read;

import ao.model.Excerpt;

/**
 * JSON laid out as JavaScript does with an indentation of two blanks, and otherwise as it stands: number text, escapes,
 * the order of members and repeated ones stay (DESIGN, rule 9).
 */
public final class JsonLayout {
    private static final String STEP = "  ";

    private JsonLayout() { }

    /** Appends a sound JSON value, whose lines after the first are this deep; a character of the result is a byte, as in the excerpt. */
    public static void append(StringBuilder out, Excerpt value, int depth) {
        var text = value.document();
        int deep = depth;
        boolean empty = false;
        for (int at = value.from(); at < value.to(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> { }
                case '{', '[' -> {
                    item(out, empty, deep);
                    out.append(c);
                    deep++;
                    empty = true;
                }
                case '}', ']' -> {
                    deep--;
                    if (!empty) line(out, deep);
                    out.append(c);
                    empty = false;
                }
                case ',' -> {
                    out.append(c);
                    line(out, deep);
                }
                case ':' -> out.append(": ");
                default -> {
                    item(out, empty, deep);
                    empty = false;
                    int end = c == '"' ? endOfText(text, at) : at + 1;
                    // A copy of a stretch is quicker than its characters one by one.
                    out.append(text.substring(at, end));
                    at = end - 1;
                }
            }
        }
    }

    /** What is first in an object or a list begins a line. */
    private static void item(StringBuilder out, boolean first, int deep) {
        if (first) line(out, deep);
    }

    private static void line(StringBuilder out, int deep) {
        out.append('\n');
        for (int i = 0; i < deep; i++) out.append(STEP);
    }

    private static int endOfText(String text, int start) {
        int quote = text.indexOf('"', start + 1);
        while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
        return quote + 1;
    }

    /** An odd number of backslashes before it, of which the first is in the same text: the quote that opens it ends them. */
    private static boolean isEscaped(String text, int at) {
        int before = at;
        while (text.charAt(before - 1) == '\\') before--;
        return (at - before) % 2 == 1;
    }
}
