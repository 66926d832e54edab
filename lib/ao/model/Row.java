package ao.model;

import java.util.List;

/** A row of {@code ao.db}: those of its columns that the toolkit writes. */
public sealed interface Row permits ProjectRow, SessionRow {
    Table table();

    String id();

    /** The project that it is, or belongs to. */
    String project();

    /** The values as stored, in the order of {@link Table#columns()}: text, {@code Integer} or null. */
    List<Object> values();

    /** The row of these values; the inverse of {@link #values()}. */
    static Row of(Table table, List<Object> values) {
        return table == Table.PROJECTS ? ProjectRow.of(values) : SessionRow.of(values);
    }
}
