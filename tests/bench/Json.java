package tests.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as JSON text, in the two forms that the legacy software writes. */
final class Json {
    private Json() { }

    /** On one line. */
    static String compact(Object value) {
        return text(value, null);
    }

    /** With two blanks a level, and a line's end. */
    static String indented(Object value) {
        return text(value, "\n") + "\n";
    }

    private static String text(Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            return block("{", map.entrySet().stream().map(e -> quoted((String) e.getKey()) + (line == null ? ":" : ": ") + text(e.getValue(), deeper(line))).toList(), "}", line);
        }
        if (value instanceof List<?> list) return block("[", list.stream().map(e -> text(e, deeper(line))).toList(), "]", line);
        return value instanceof String string ? quoted(string) : String.valueOf(value);
    }

    private static String deeper(String line) {
        return line == null ? null : line + "  ";
    }

    private static String block(String open, List<String> members, String close, String line) {
        if (members.isEmpty()) return open + close;
        if (line == null) return members.stream().collect(Collectors.joining(",", open, close));
        return members.stream().collect(Collectors.joining("," + deeper(line), open + deeper(line), line + close));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
