package ao.map;

import ao.model.OpenclawEntry;
import ao.model.OpenclawEntry.Shape;
import ao.read.Json;
import ao.read.OpenclawKeys;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of several entries of one key counts: times are compared as JavaScript compares values of any type (openclaw-store sheet, 4). */
public final class OpenclawStamps {
    private OpenclawStamps() { }

    /**
     * The entries by their keys in lower case, each at the place of the first of that key; of several the later one that
     * is not older. Values that are no entries are left out, and blank keys; lists count as entries, as they do where
     * this is counted.
     */
    public static Map<String, OpenclawEntry> normalized(List<OpenclawEntry> entries) {
        return merged(entries.stream().filter(OpenclawEntry::isKept).toList());
    }

    /** The same of those alone that every reader takes for entries: a list knocks none of them out. */
    public static Map<String, OpenclawEntry> carried(List<OpenclawEntry> entries) {
        return merged(entries.stream().filter(e -> e.shape() == Shape.OBJECT).toList());
    }

    private static Map<String, OpenclawEntry> merged(List<OpenclawEntry> entries) {
        var all = new LinkedHashMap<String, OpenclawEntry>();
        for (var entry : entries) {
            var key = OpenclawKeys.normalized(entry.key());
            if (key.isEmpty()) continue;
            var there = all.get(key);
            if (there == null || !isBefore(entry, there)) all.put(key, entry);
        }
        return all;
    }

    private static boolean isBefore(OpenclawEntry one, OpenclawEntry other) {
        return !compare(one, other).filter(c -> c >= 0).isPresent();
    }

    /** Whether an entry is later than another one; not when they are equal, nor when that cannot be told. */
    public static boolean isLater(OpenclawEntry one, OpenclawEntry other) {
        return compare(one, other).filter(c -> c > 0).isPresent();
    }

    /** How the times of two entries compare; nothing when JavaScript says that neither is larger nor are they equal. */
    private static Optional<Integer> compare(OpenclawEntry one, OpenclawEntry other) {
        var a = primitive(one.stamp());
        var b = primitive(other.stamp());
        if (a instanceof String x && b instanceof String y) return Optional.of(x.compareTo(y));
        double x = number(a);
        double y = number(b);
        return Double.isNaN(x) || Double.isNaN(y) ? Optional.empty() : Optional.of(Double.compare(x, y == 0 ? 0.0 : y)).map(c -> x == y ? Integer.valueOf(0) : c);
    }

    /** A text or a number: arrays and objects become texts as JavaScript makes them. */
    private static Object primitive(Optional<String> stamp) {
        var node = stamp.flatMap(Json::parse).filter(n -> !n.isNull());
        return node.isEmpty() ? (Object) 0.0 : primitive(node.get());
    }

    private static Object primitive(JsonNode node) {
        if (node.isTextual()) return node.textValue();
        if (node.isBoolean()) return node.booleanValue() ? 1.0 : 0.0;
        if (node.isNumber()) return node.doubleValue();
        if (!node.isArray()) return "[object Object]";
        var parts = new ArrayList<String>();
        node.forEach(n -> parts.add(n.isNull() ? "" : n.isTextual() ? n.textValue() : n.isNumber() ? ao.read.JavaScript.number(n.doubleValue()) : String.valueOf(primitive(n))));
        return String.join(",", parts);
    }

    private static double number(Object value) {
        if (value instanceof Double number) return number;
        var text = ao.read.JavaScript.trim((String) value);
        if (text.isEmpty()) return 0;
        try {
            if (text.matches("0[xX][0-9a-fA-F]{1,15}")) return Long.parseLong(text.substring(2), 16);
            return text.matches("[+-]?(Infinity|(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?)") ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
