package ao.read;

import ao.model.CellChange;
import ao.model.Row;
import ao.model.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Rows of an open database, compared with what they should be. */
public final class StoredRows implements AutoCloseable {
    private final Connection connection;
    private final Map<Table, PreparedStatement> selects = new EnumMap<>(Table.class);

    public StoredRows(Connection connection) {
        this.connection = connection;
    }

    /** The columns in which a stored row differs from what it should be; nothing when there is no such row. */
    public Optional<List<String>> differences(Row row) throws SQLException {
        var statement = selects.get(row.table());
        if (statement == null) {
            statement = connection.prepareStatement("SELECT " + String.join(", ", row.table().columns()) + " FROM "
                + row.table().word() + " WHERE id = ?");
            selects.put(row.table(), statement);
        }
        statement.setString(1, row.id());
        try (var found = statement.executeQuery()) {
            if (!found.next()) return Optional.empty();
            var different = new ArrayList<String>();
            var expected = row.values();
            for (int i = 0; i < expected.size(); i++) {
                if (!Objects.equals(expected.get(i), found.getObject(i + 1))) different.add(row.table().columns().get(i));
            }
            return Optional.of(different);
        }
    }

    /** Whether a row of this id exists. */
    public boolean exists(Table table, String id) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM " + table.word() + " WHERE id = ?")) {
            statement.setString(1, id);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** How many rows have a value in a column. */
    public long count(String table, String column, String value) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT count(*) FROM " + Sqlite.name(table) + " WHERE " + Sqlite.name(column) + " = ?")) {
            statement.setString(1, value);
            try (var rows = statement.executeQuery()) {
                return rows.getLong(1);
            }
        }
    }

    /** Whether a change of values is still to be done: nothing when it can't be told, because others changed them since. */
    public Optional<Boolean> isToDo(CellChange cell) throws SQLException {
        long before = count(cell.table(), cell.column(), cell.from());
        long after = count(cell.table(), cell.column(), cell.to());
        if (before == cell.rows() && after == 0) return Optional.of(true);
        return before == 0 && after == cell.rows() ? Optional.of(false) : Optional.empty();
    }

    @Override public void close() throws SQLException {
        for (var statement : selects.values()) statement.close();
    }
}
