package ao.report;

import java.util.ArrayList;
import java.util.List;

/** A table of plain text: columns as wide as they need, the last one as long as it is. */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... heads) {
        rows.add(List.of(heads));
    }

    /** Adds a row. */
    public void add(String... cells) {
        rows.add(java.util.Arrays.stream(cells).map(Plain::of).toList());
    }

    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The lines of the table, heads first. */
    public List<String> lines() {
        int columns = rows.get(0).size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = row.get(i);
            line.append(cell);
            if (i < widths.length - 1) line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
        }
        return line.toString().stripTrailing();
    }
}
