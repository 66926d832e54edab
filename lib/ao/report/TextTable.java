package ao.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of plain text: columns as wide as they need, or as narrow as the terminal wants them. */
public final class TextTable {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;
    /** A column that is cut to this much still says something. */
    private static final int TELLING = 20;
    /** One long value must not make every row as long; whoever needs all of it takes another format. */
    private static final int WIDEST = 300;

    private final List<List<String>> rows = new ArrayList<>();
    private List<String> spare = List.of();

    public TextTable(String... heads) {
        rows.add(List.of(heads));
    }

    /** Names the columns that go, one after the other, where there is no room for all. */
    public TextTable sparing(String... heads) {
        spare = List.of(heads);
        return this;
    }

    /** Adds a row. */
    public void add(String... cells) {
        rows.add(Arrays.stream(cells).map(Plain::of).toList());
    }

    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The lines of the table, heads first. */
    public List<String> lines() {
        return lines(0);
    }

    /**
     * The same within a width: columns that can be spared go, then the widest are cut until it fits, and last the first,
     * which says what a row is about. 0 is as wide as it likes.
     */
    public List<String> lines(int width) {
        var widths = widths(width);
        for (var head : spare) {
            if (width == 0 || least(widths) <= width) break;
            int gone = rows.get(0).indexOf(head);
            rows.replaceAll(row -> java.util.stream.IntStream.range(0, row.size()).filter(i -> i != gone).mapToObj(row::get).toList());
            widths = widths(width);
        }
        if (width > 0) narrow(widths, width - GAP * (widths.length - 1));
        var fitting = widths;
        return rows.stream().map(row -> line(row, fitting)).toList();
    }

    /** What a row is about may be long, and still leaves room for something to be said about it. */
    private int[] widths(int width) {
        var widths = widths();
        boolean fits = width == 0 || Arrays.stream(widths).sum() + GAP * (widths.length - 1) <= width;
        if (!fits && widths.length > 1) widths[0] = Math.min(widths[0], Math.max(TELLING, width / 2));
        return widths;
    }

    private int[] widths() {
        var widths = new int[rows.get(0).size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) widths[i] = Math.min(Math.max(widths[i], CellWidth.of(row.get(i))), WIDEST);
        }
        return widths;
    }

    /** How much room they take when all but the first are cut as far as they still tell something. */
    private static int least(int[] widths) {
        return widths[0] + Arrays.stream(widths).skip(1).map(w -> GAP + Math.min(w, TELLING)).sum();
    }

    private static void narrow(int[] widths, int room) {
        while (Arrays.stream(widths).sum() > room) {
            int widest = widths.length > 1 ? 1 : 0;
            for (int i = 1; i < widths.length; i++) {
                if (widths[i] > widths[widest]) widest = i;
            }
            if (widths[widest] <= NARROWEST) widest = 0;
            if (widths[widest] <= NARROWEST) return;
            widths[widest]--;
        }
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = shorten(row.get(i), widths[i]);
            line.append(cell);
            if (i < widths.length - 1) line.append(" ".repeat(widths[i] - CellWidth.of(cell) + GAP));
        }
        return line.toString().stripTrailing();
    }

    /** A text cut to a width from its beginning, as the end of a path tells more; 0 is as wide as it likes. */
    static String shortenPath(String text, int width) {
        if (width <= 0 || CellWidth.of(text) <= width) return text;
        return "…" + text.substring(CellWidth.fittingEnd(text, width - 1));
    }

    /** A text cut to a width, which shows that it was cut; 0 is as wide as it likes. */
    static String shorten(String text, int width) {
        if (width <= 0 || CellWidth.of(text) <= width) return text;
        return text.substring(0, CellWidth.fitting(text, width - 1)) + "…";
    }
}
