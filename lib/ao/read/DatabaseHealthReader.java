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
        var ledger = new LedgerReader(connection, objects.get(Kind.COLUMN));
        return new DatabaseHealth(tables.contains("goose_db_version") ? ledger.numbers() : Optional.empty(), ledger.unapplied(), ledger.faults(), objects,
            texts("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"), brokenWrites(read), harnessCheck(), damages(), orphans(read, objects), badTimes(read, objects.get(Kind.COLUMN)), badValues(read),
            texts("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL"), badConfigs(objects), wedged(objects), unread);
    }

    private Set<String> set(String sql) throws SQLException {
        var names = new TreeSet<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }

    private Optional<String> harnessCheck() throws SQLException {
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'sessions'")) {
            if (!rows.next() || rows.getString(1) == null) return Optional.empty();
            var check = HARNESS_CHECK.matcher(rows.getString(1));
            return check.find() ? Optional.of(check.group()) : Optional.empty();
        }
    }

    /** Where the check itself ends in an error, what it told before is as true. */
    private List<String> damages() {
        var lines = new ArrayList<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("PRAGMA integrity_check(" + ENOUGH + ")")) {
            while (rows.next()) {
                if (!"ok".equals(rows.getString(1))) lines.add(rows.getString(1));
            }
        } catch (SQLException e) {
            lines.add(Sqlite.reason(e));
        }
        return lines;
    }

    private List<String> orphans(Set<String> tables, Map<Kind, Set<String>> objects) {
        var lines = new ArrayList<String>();
        for (var table : tables) {
            ask("references of " + table, "SELECT rowid, parent FROM pragma_foreign_key_check('" + table.replace("'", "''") + "')", row -> lines.add(table + " row " + row.getString(1) + " → " + row.getString(2)));
        }
        for (var reference : KnownSchema.objects()) {
            if (reference.kind() == Kind.REFERENCE) unreferenced(reference, objects, lines);
        }
        return lines;
    }

    /** A table that was made anew refers to nothing by itself, and is asked all the same. */
    private void unreferenced(SchemaObject reference, Map<Kind, Set<String>> objects, List<String> lines) {
        var place = reference.columns().get(0);
        var parent = reference.name().substring(reference.name().indexOf("->") + 2).replace(":cascade", "");
        var key = parent.equals("pr") ? "url" : "id";
        boolean declared = objects.get(Kind.REFERENCE).stream().anyMatch(other -> other.startsWith(place + "->" + parent));
        if (declared || !objects.get(Kind.COLUMN).containsAll(Set.of(place, parent + "." + key))) return;
        var table = place.substring(0, place.indexOf('.'));
        var column = place.substring(place.indexOf('.') + 1);
        ask("references of " + table, "SELECT rowid FROM " + table + " c WHERE " + column + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + parent + " p WHERE p." + key + " = c." + column + ")",
            row -> lines.add(table + " row " + row.getString(1) + " → " + parent));
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
            for (int i = 0; i < ENOUGH && rows.next();) {
                if (rows.getString(2).equals("text") && GoTime.isReadable(rows.getString(3))) continue;
                i++;
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
                    case "BOOLEAN" -> "coalesce(" + name + ", 0) NOT IN (0, 1, '1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False')";
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

    private Map<String, String> texts(String sql) throws SQLException {
        var texts = new TreeMap<String, String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            while (rows.next()) texts.put(rows.getString(1), rows.getString(2));
        }
        return texts;
    }

    /** Whether SQLite can make anything of writing to a table: what its triggers ask for may not be there. Nothing is written. */
    private Map<String, String> brokenWrites(Set<String> tables) throws SQLException {
        var broken = new TreeMap<String, String>();
        for (var table : tables) {
            var name = Sqlite.quoted(table);
            var all = declared(table).stream().map(c -> Sqlite.quoted(c.name()) + " = " + Sqlite.quoted(c.name())).collect(Collectors.joining(", "));
            for (var write : List.of("INSERT INTO " + name + " DEFAULT VALUES", "UPDATE " + name + " SET " + all, "DELETE FROM " + name)) {
                try (var query = connection.createStatement(); var plan = query.executeQuery("EXPLAIN " + write)) {
                    plan.next();
                } catch (SQLException e) {
                    broken.putIfAbsent(table, Sqlite.reason(e));
                }
            }
        }
        return broken;
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
