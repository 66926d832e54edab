package ao.read;

import ao.model.DatabaseHealth;
import ao.model.DatabaseHealth.BadConfig;
import ao.model.DatabaseHealth.BadTime;
import ao.model.DatabaseHealth.BadValue;
import ao.model.DatabaseHealth.Owner;
import ao.model.DatabaseHealth.Wedge;
import ao.model.SchemaObject;
import ao.model.SchemaObject.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks a copy of an {@code ao.db} what it really is. What is missing in it costs that question only. */
public final class DatabaseHealthReader {
    private static final Pattern HARNESS_CHECK = Pattern.compile("CHECK\\s*\\([^()]*harness[^()]*\\([^)]*\\)\\s*\\)", Pattern.CASE_INSENSITIVE);
    /** More of one kind say no more. */
    private static final int ENOUGH = 100;

    private final Connection connection;
    private final List<String> unread = new ArrayList<>();

    private DatabaseHealthReader(Connection connection) {
        this.connection = connection;
    }

    /** Asks everything. */
    public static DatabaseHealth read(Connection connection) throws SQLException {
        return new DatabaseHealthReader(connection).read();
    }

    private DatabaseHealth read() throws SQLException {
        var objects = SchemaObjectsReader.read(connection);
        var tables = objects.get(Kind.TABLE);
        // What no daemon asks for need not be readable.
        var read = new TreeSet<>(tables);
        read.retainAll(KnownSchema.objects().stream().filter(o -> o.kind() == Kind.TABLE).map(SchemaObject::name).toList());
        return new DatabaseHealth(ledger(tables, objects.get(Kind.COLUMN)), unapplied(objects.get(Kind.COLUMN)), objects, set("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sessions'"),
            harnessCheck(), damages(), orphans(), badTimes(read, objects.get(Kind.COLUMN)), badValues(read), triggers(), badConfigs(objects), wedged(objects), unread);
    }

    private Set<String> set(String sql) throws SQLException {
        var names = new TreeSet<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }

    private Optional<Set<Long>> ledger(Set<String> tables, Set<String> columns) throws SQLException {
        if (!tables.contains("goose_db_version")) return Optional.empty();
        if (!columns.contains("goose_db_version.version_id")) return Optional.empty();
        var numbers = new TreeSet<Long>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT DISTINCT version_id FROM goose_db_version")) {
            while (rows.next()) numbers.add(rows.getLong(1));
        }
        return Optional.of(numbers);
    }

    /** The daemon does not look at the mark (rewrite-store sheet, 2.2). */
    private Set<Long> unapplied(Set<String> columns) throws SQLException {
        var numbers = new TreeSet<Long>();
        if (!columns.containsAll(Set.of("goose_db_version.version_id", "goose_db_version.is_applied"))) return numbers;
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT version_id FROM goose_db_version GROUP BY version_id HAVING max(is_applied) = 0")) {
            while (rows.next()) numbers.add(rows.getLong(1));
        }
        return numbers;
    }

    private Optional<String> harnessCheck() throws SQLException {
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'sessions'")) {
            if (!rows.next() || rows.getString(1) == null) return Optional.empty();
            var check = HARNESS_CHECK.matcher(rows.getString(1));
            return check.find() ? Optional.of(check.group()) : Optional.empty();
        }
    }

    private List<String> damages() throws SQLException {
        var lines = new ArrayList<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("PRAGMA integrity_check(" + ENOUGH + ")")) {
            while (rows.next()) {
                if (!"ok".equals(rows.getString(1))) lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    private List<String> orphans() {
        var lines = new ArrayList<String>();
        ask("references between rows", "PRAGMA foreign_key_check", rows -> lines.add(rows.getString(1) + " row " + rows.getString(2) + " → " + rows.getString(3)));
        return lines;
    }

    /** Takes one row. */
    private interface Taking {
        void take(ResultSet row) throws SQLException;
    }

    private void ask(String what, String sql, Taking taking) {
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            for (int i = 0; i < ENOUGH && rows.next(); i++) taking.take(rows);
        } catch (SQLException e) {
            unread.add(what + ": " + Sqlite.reason(e));
        }
    }

    /** A column is parsed when it is declared as a time; what the driver cannot parse stays text, and the query fails. */
    private List<BadTime> badTimes(Set<String> tables, Set<String> columns) throws SQLException {
        var bad = new ArrayList<BadTime>();
        for (var table : tables) {
            boolean owned = table.equals("sessions") && columns.containsAll(Set.of("sessions.id", "sessions.project_id"));
            for (var column : set("SELECT name FROM pragma_table_info('" + table.replace("'", "''") + "') WHERE upper(type) IN ('DATE', 'DATETIME', 'TIMESTAMP')")) {
                badTimes(table, column, owned, bad);
            }
        }
        return bad;
    }

    private void badTimes(String table, String column, boolean owned, List<BadTime> bad) {
        var name = Sqlite.quoted(column);
        var usual = "typeof(" + name + ") = 'text' AND " + name + " GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-2][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9] +0000 UTC'"
            // The last days of months are looked at one by one.
            + " AND substr(" + name + ", 6, 2) BETWEEN '01' AND '12' AND substr(" + name + ", 9, 2) BETWEEN '01' AND '28' AND substr(" + name + ", 12, 2) <= '23'";
        try (var query = connection.createStatement();
             var rows = query.executeQuery("SELECT rowid, typeof(" + name + "), CAST(" + name + " AS TEXT)" + (owned ? ", coalesce(project_id, ''), coalesce(id, '')" : "") + " FROM " + Sqlite.quoted(table)
                 + " WHERE " + name + " IS NOT NULL AND NOT (" + usual + ")")) {
            while (rows.next() && bad.size() < ENOUGH) {
                if (rows.getString(2).equals("text") && GoTime.isReadable(rows.getString(3))) continue;
                bad.add(new BadTime(table, column, rows.getString(1), rows.getString(3), owned ? Optional.of(new Owner(rows.getString(4), rows.getString(5))) : Optional.empty()));
            }
        } catch (SQLException e) {
            unread.add("times of " + table + ": " + Sqlite.reason(e));
        }
    }

    /** What a table declares of a column. */
    private record Declared(String name, String type, boolean key, boolean mayBeNull) { }

    /** The daemon takes numbers and truths from no other values, and nothing where something is required (rewrite-store sheet, 3). */
    private List<BadValue> badValues(Set<String> tables) throws SQLException {
        var bad = new ArrayList<BadValue>();
        var required = KnownSchema.objects().stream().filter(o -> o.kind() == Kind.REQUIRED).map(SchemaObject::name).collect(Collectors.toSet());
        for (var table : tables) {
            for (var column : declared(table)) {
                var name = Sqlite.quoted(column.name());
                var wrong = switch (column.type()) {
                    case "INTEGER" -> "typeof(" + name + ") NOT IN ('integer', 'null')";
                    // As Go reads a truth.
                    case "BOOLEAN" -> "typeof(" + name + ") NOT IN ('integer', 'null') AND " + name + " NOT IN ('1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False')";
                    default -> "";
                };
                // Where the table itself refuses it, nobody need look.
                if (column.mayBeNull() && (column.key() || required.contains(table + "." + column.name()))) wrong = (wrong.isEmpty() ? "" : wrong + " OR ") + name + " IS NULL";
                if (wrong.isEmpty()) continue;
                ask("values of " + table, "SELECT rowid, typeof(" + name + "), coalesce(CAST(" + name + " AS TEXT), '') FROM " + Sqlite.quoted(table) + " WHERE " + wrong,
                    row -> bad.add(new BadValue(table, column.name(), row.getString(1), row.getString(3), row.getString(2))));
            }
        }
        return bad;
    }

    private List<Declared> declared(String table) throws SQLException {
        var columns = new ArrayList<Declared>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT name, upper(type), pk, NOT \"notnull\" FROM pragma_table_info('" + table.replace("'", "''") + "')")) {
            while (rows.next()) columns.add(new Declared(rows.getString(1), rows.getString(2), rows.getInt(3) > 0, rows.getBoolean(4)));
        }
        return columns;
    }

    private Map<String, String> triggers() throws SQLException {
        var texts = new TreeMap<String, String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL")) {
            while (rows.next()) texts.put(rows.getString(1), rows.getString(2));
        }
        return texts;
    }

    private List<BadConfig> badConfigs(Map<Kind, Set<String>> objects) {
        var bad = new ArrayList<BadConfig>();
        if (!objects.get(Kind.COLUMN).contains("projects.config")) return bad;
        ask("settings of projects", "SELECT coalesce(id, ''), config FROM projects WHERE config IS NOT NULL", row -> {
            var id = row.getString(1);
            ProjectConfigTypes.wrong(row.getString(2)).ifPresent(why -> bad.add(new BadConfig(id, why)));
        });
        return bad;
    }

    /** A later number whose id somebody has already (rewrite-store sheet, 7.2). */
    private List<Wedge> wedged(Map<Kind, Set<String>> objects) {
        var wedged = new ArrayList<Wedge>();
        if (!objects.get(Kind.COLUMN).containsAll(Set.of("sessions.num", "sessions.project_id", "projects.id"))) return wedged;
        ask("numbers of sessions", "WITH top AS (SELECT p.id AS project, (SELECT coalesce(max(num), 0) FROM sessions WHERE project_id = p.id) AS num FROM projects p)"
                + " SELECT t.project, t.num, s.id, CAST(substr(s.id, length(t.project) + 2) AS INTEGER) AS k FROM top t JOIN sessions s"
                + " ON s.id >= t.project || '-' AND s.id < t.project || '.' AND s.id = t.project || '-' || CAST(substr(s.id, length(t.project) + 2) AS INTEGER)"
                + " WHERE k > t.num ORDER BY t.project, k",
            row -> wedged.add(new Wedge(row.getString(1), row.getLong(2), row.getString(3), row.getLong(4))));
        return wedged;
    }
}
