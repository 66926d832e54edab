package ao.model;

/**
 * A value of a column that becomes another one in every row that has it.
 *
 * @param rows in how many
 */
public record CellChange(String table, String column, String from, String to, long rows) {
    /** The way back. */
    public CellChange reversed() {
        return new CellChange(table, column, to, from, rows);
    }

    /** How it is called in journals and reports. */
    public String name() {
        return table + "." + column + " \"" + from + "\" → \"" + to + "\"";
    }
}
