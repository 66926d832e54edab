package ao.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the daemon's log of changes tells. */
public final class ChangeLog {
    private ChangeLog() { }

    /** An entry of the log. */
    public record Entry(long seq, String project, String session, String type, String payload, String at) { }

    /** The entries about one session, oldest first; of a database without such a log none. */
    public static List<Entry> of(Connection connection, String session) throws SQLException {
        return entries(connection, "WHERE session_id = ?", session);
    }

    /** Whether there is such a log. */
    public static boolean isThere(Connection connection) throws SQLException {
        try (var tables = connection.createStatement(); var there = tables.executeQuery("SELECT count(*) FROM pragma_table_info('change_log') WHERE name IN ('seq', 'project_id', 'session_id', 'event_type', 'payload', 'created_at')")) {
            return there.next() && there.getInt(1) == 6;
        }
    }

    /** All entries, oldest first. */
    public static List<Entry> all(Connection connection) throws SQLException {
        return entries(connection, "WHERE ? = ''", "");
    }

    private static List<Entry> entries(Connection connection, String condition, String value) throws SQLException {
        var entries = new ArrayList<Entry>();
        if (!isThere(connection)) return entries;
        try (var query = connection.prepareStatement("SELECT seq, coalesce(project_id, ''), coalesce(session_id, ''), coalesce(event_type, ''), coalesce(payload, ''), coalesce(CAST(created_at AS TEXT), '') FROM change_log " + condition + " ORDER BY seq")) {
            query.setString(1, value);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5), rows.getString(6)));
                }
            }
        }
        return entries;
    }

    /** A row of sessions with all its columns, as it may be shown. */
    public static ObjectNode row(Connection connection, String id) throws SQLException {
        var row = Json.MAPPER.createObjectNode();
        try (var query = connection.prepareStatement("SELECT * FROM sessions WHERE id = ?")) {
            query.setString(1, id);
            try (var rows = query.executeQuery()) {
                if (!rows.next()) return row;
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) row.put(rows.getMetaData().getColumnName(i), rows.getString(i));
            }
        }
        return SafeDocument.hidden(row);
    }
}
