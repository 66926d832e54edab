package ao.shell;

import ao.report.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows with the names of their columns; the printed form is a table.
 *
 * @param rows the cells of each row, as many as there are columns
 */
public record Rows(List<String> columns, List<List<String>> rows) {
    private static final int SHOWN = 100;

    public Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Rows of anything; what is null is blank. */
    public static Rows of(List<String> columns, Iterable<? extends List<?>> rows) {
        var all = new ArrayList<List<String>>();
        rows.forEach(row -> all.add(row.stream().map(cell -> cell == null ? "" : String.valueOf(cell)).toList()));
        return new Rows(columns, all);
    }

    /** How often each thing is there, the most frequent first. */
    static Rows counts(Stream<?> things) {
        var counts = new LinkedHashMap<String, Integer>();
        things.forEach(thing -> counts.merge(String.valueOf(thing), 1, Integer::sum));
        return of(List.of("WHAT", "COUNT"), counts.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
            .map(e -> List.of(e.getKey(), e.getValue())).toList());
    }

    /** The same stood upright: a line for each cell. */
    public Rows upright() {
        return of(List.of("COLUMN", "VALUE"), rows.stream().flatMap(row -> IntStream.range(0, columns.size()).mapToObj(i -> List.of(columns.get(i), row.get(i)))).toList());
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override public String toString() {
        var table = new TextTable(columns.toArray(String[]::new));
        rows.stream().limit(SHOWN).forEach(row -> table.add(row.toArray(String[]::new)));
        var lines = new ArrayList<>(table.lines());
        if (rows.size() > SHOWN) lines.add("… and " + (rows.size() - SHOWN) + " more");
        return String.join("\n", lines);
    }
}
