package ao.read;

import ao.model.AoException;
import ao.model.DatabaseState;
import ao.model.DatabaseState.ProjectKey;
import ao.model.DatabaseState.SessionKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the rewrite's database from a private copy. */
public final class RewriteStoreReader {
    private static final Pattern HARNESS_CHECK = Pattern.compile("CHECK\\s*\\(\\s*\"?harness\"?\\s+IN\\s*\\(([^)]*)\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    private RewriteStoreReader() { }

    /**
     * The schema and the keys of a database.
     *
     * @throws AoException.Unreadable when it cannot be read
     */
    public static DatabaseState read(Path database) {
        try (var snapshot = DatabaseSnapshot.of(database)) {
            return state(database, snapshot.connection());
        } catch (SQLException e) {
            throw Sqlite.unreadable(database, e);
        }
    }

    /** The number of the newest migration in a database's ledger; 0 without a ledger. */
    public static long version(Path database) {
        try (var snapshot = DatabaseSnapshot.of(database)) {
            var connection = snapshot.connection();
            return versions(connection, names(connection, "table")).stream().mapToLong(Long::longValue).max().orElse(0);
        } catch (SQLException e) {
            throw Sqlite.unreadable(database, e);
        }
    }

    /** The same over an open connection. */
    public static DatabaseState state(Path database, Connection connection) throws SQLException {
        var tables = names(connection, "table");
        var columns = new HashMap<String, Set<String>>();
        var mandatory = new HashMap<String, Set<String>>();
        for (var table : tables) {
            columns.put(table, columns(connection, table, false));
            mandatory.put(table, columns(connection, table, true));
        }
        return new DatabaseState(database, versions(connection, tables), columns, mandatory, names(connection, "trigger"),
            harnesses(connection), projects(connection, columns), sessions(connection, columns),
            maxNums(connection, columns), madeByDaemon(connection, tables));
    }

    private static Set<String> names(Connection connection, String type) throws SQLException {
        try (var query = connection.prepareStatement("SELECT name FROM sqlite_master WHERE type = ?")) {
            query.setString(1, type);
            return collect(query.executeQuery());
        }
    }

    private static Set<String> collect(ResultSet rows) throws SQLException {
        var names = new LinkedHashSet<String>();
        while (rows.next()) names.add(rows.getString(1));
        return names;
    }

    private static Set<String> columns(Connection connection, String table, boolean mandatory) throws SQLException {
        var condition = mandatory ? " WHERE \"notnull\" = 1 AND dflt_value IS NULL" : "";
        try (var query = connection.prepareStatement("SELECT name FROM pragma_table_info(?)" + condition)) {
            query.setString(1, table);
            return collect(query.executeQuery());
        }
    }

    private static Set<Long> versions(Connection connection, Set<String> tables) throws SQLException {
        var versions = new TreeSet<Long>();
        if (!tables.contains("goose_db_version")) return versions;
        try (var query = connection.createStatement();
             var rows = query.executeQuery("SELECT DISTINCT version_id FROM goose_db_version")) {
            while (rows.next()) versions.add(rows.getLong(1));
        }
        return versions;
    }

    private static Set<String> harnesses(Connection connection) throws SQLException {
        var values = new LinkedHashSet<String>();
        try (var query = connection.createStatement();
             var rows = query.executeQuery("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'sessions'")) {
            if (!rows.next() || rows.getString(1) == null) return values;
            var check = HARNESS_CHECK.matcher(rows.getString(1));
            if (!check.find()) return values;
            var value = QUOTED.matcher(check.group(1));
            while (value.find()) values.add(value.group(1));
        }
        return values;
    }

    private static Map<String, ProjectKey> projects(Connection connection, Map<String, Set<String>> columns) throws SQLException {
        var projects = new LinkedHashMap<String, ProjectKey>();
        if (!columns.getOrDefault("projects", Set.of()).containsAll(Set.of("id", "path", "archived_at"))) return projects;
        try (var query = connection.createStatement();
             var rows = query.executeQuery("SELECT id, path, archived_at IS NOT NULL FROM projects ORDER BY id")) {
            while (rows.next()) {
                projects.put(rows.getString(1), new ProjectKey(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
            }
        }
        return projects;
    }

    private static Map<String, SessionKey> sessions(Connection connection, Map<String, Set<String>> columns) throws SQLException {
        var sessions = new LinkedHashMap<String, SessionKey>();
        var needed = Set.of("id", "project_id", "num", "kind", "harness", "agent_session_id", "is_terminated", "activity_state");
        if (!columns.getOrDefault("sessions", Set.of()).containsAll(needed)) return sessions;
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT id, project_id, num, kind, "
                + "harness, agent_session_id, is_terminated, activity_state FROM sessions ORDER BY id")) {
            while (rows.next()) {
                sessions.put(rows.getString(1), new SessionKey(rows.getString(1), rows.getString(2).intern(), rows.getInt(3),
                    rows.getString(4).intern(), rows.getString(5).intern(), rows.getString(6), rows.getBoolean(7),
                    rows.getString(8).intern()));
            }
        }
        return sessions;
    }

    private static Map<String, Integer> maxNums(Connection connection, Map<String, Set<String>> columns) throws SQLException {
        var nums = new HashMap<String, Integer>();
        if (!columns.getOrDefault("sessions", Set.of()).containsAll(Set.of("project_id", "num"))) return nums;
        try (var query = connection.createStatement();
             var rows = query.executeQuery("SELECT project_id, max(num) FROM sessions GROUP BY project_id")) {
            while (rows.next()) nums.put(rows.getString(1), rows.getInt(2));
        }
        return nums;
    }

    /** Every daemon turns the database that it opens into a write-ahead-logging one; a new one of ours is none. */
    private static boolean madeByDaemon(Connection connection, Set<String> tables) throws SQLException {
        if (!tables.contains("goose_db_version")) return false;
        try (var query = connection.createStatement();
             var mode = query.executeQuery("PRAGMA journal_mode")) {
            return mode.next() && mode.getString(1).equalsIgnoreCase("wal");
        }
    }
}
