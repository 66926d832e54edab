package ao.read;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the list of migrations as the daemon's migration tool does (rewrite-store sheet, 2). */
final class LedgerReader {
    private static final String TABLE = "goose_db_version";

    private final Connection connection;
    private final Set<String> columns;

    LedgerReader(Connection connection, Set<String> columns) {
        this.connection = connection;
        this.columns = columns;
    }

    /** Its numbers; nothing without a list. */
    Optional<Set<Long>> numbers() throws SQLException {
        return columns.contains(TABLE + ".version_id") ? Optional.of(numbers("typeof(version_id) = 'integer'")) : Optional.empty();
    }

    /** Numbers that no row marks as applied: what is to be run is found without the mark. */
    Set<Long> unapplied() throws SQLException {
        var marks = Set.of(TABLE + ".version_id", TABLE + ".is_applied");
        return columns.containsAll(marks) ? numbers("typeof(version_id) = 'integer' GROUP BY version_id HAVING max(is_applied) = 0") : Set.of();
    }

    private Set<Long> numbers(String condition) throws SQLException {
        var numbers = new TreeSet<Long>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT version_id FROM " + TABLE + " WHERE " + condition)) {
            while (rows.next()) numbers.add(rows.getLong(1));
        }
        return numbers;
    }

    /** Why no daemon can read it, where that is so. */
    List<String> faults() throws SQLException {
        var faults = new ArrayList<String>();
        if (!columns.contains(TABLE + ".version_id")) return faults;
        for (var column : List.of("id", "is_applied", "tstamp")) {
            if (!columns.contains(TABLE + "." + column)) faults.add("no column " + column);
        }
        if (!faults.isEmpty()) return faults;
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT coalesce(CAST(version_id AS TEXT), 'nothing'), coalesce(CAST(is_applied AS TEXT), 'nothing'), typeof(version_id) = 'integer' FROM " + TABLE
            + " WHERE typeof(version_id) <> 'integer' OR typeof(is_applied) <> 'integer' OR is_applied NOT IN (0, 1) ORDER BY id LIMIT 5")) {
            while (rows.next()) faults.add(rows.getBoolean(3) ? "is_applied " + rows.getString(2) + " of " + rows.getString(1) : "number " + rows.getString(1));
        }
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT count(*), max(is_applied) FROM " + TABLE)) {
            if (rows.next() && rows.getLong(1) > 0 && rows.getObject(2) instanceof Number mark && mark.intValue() == 0) faults.add("no row that is applied");
        }
        return faults;
    }
}
