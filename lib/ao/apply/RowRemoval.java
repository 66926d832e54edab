package ao.apply;

import ao.model.Row;
import ao.model.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Removes rows that an import added, as far as they are still as it left them (D26): a row goes when our columns are
 * unchanged and no row of any table refers to it, but for its own {@code session_created} log row, which goes with it.
 * Works on any open connection; the caller owns the transaction.
 */
public final class RowRemoval {
    /** What a daemon's boot writes into a row that it finds without a runtime (rewrite-store sheet, 7.5). */
    private static final Set<String> BOOT_COLUMNS = Set.of("activity_state", "activity_last_at", "is_terminated", "updated_at");
    private static final String CREATED = "(event_type = 'session_created' AND payload = json_object('id', s.id, 'activity', %s, 'isTerminated', json(%s)))";

    private final Connection connection;
    private final boolean bootChanges;
    private final Map<String, String> kept = new LinkedHashMap<>();
    private final List<String> changedByBoot = new ArrayList<>();
    private final PreparedStatement candidate;

    /** Prepares the removal; {@code bootChanges} lets rows go, too, that only a daemon's boot changed. */
    public RowRemoval(Connection connection, boolean bootChanges) throws SQLException {
        this.connection = connection;
        this.bootChanges = bootChanges;
        execute("CREATE TEMP TABLE IF NOT EXISTS going (tab TEXT NOT NULL, id TEXT NOT NULL, activity TEXT, terminated TEXT, boot INTEGER, PRIMARY KEY (tab, id))");
        execute("DELETE FROM temp.going");
        candidate = connection.prepareStatement("INSERT OR IGNORE INTO temp.going VALUES (?, ?, ?, ?, ?)");
    }

    /**
     * Proposes a row as it was written; {@code different} are the columns that differ now.
     *
     * @return whether it may go as far as its own columns tell
     */
    public boolean propose(Row row, List<String> different) throws SQLException {
        boolean boot = !different.isEmpty() && row.table() == Table.SESSIONS && BOOT_COLUMNS.containsAll(different);
        if (boot) changedByBoot.add(name(row));
        if (!different.isEmpty() && !(boot && bootChanges)) {
            kept.put(name(row), "it changed since: " + String.join(", ", different)
                + (boot ? " (only a daemon's boot: rollback --include-changed removes it)" : ""));
            return false;
        }
        candidate.setString(1, row.table().word());
        candidate.setString(2, row.id());
        var values = row.values();
        boolean session = row.table() == Table.SESSIONS;
        candidate.setString(3, session ? (String) values.get(row.table().columns().indexOf("activity_state")) : null);
        candidate.setString(4, session ? (Integer) values.get(row.table().columns().indexOf("is_terminated")) == 0 ? "false" : "true" : null);
        candidate.setInt(5, boot ? 1 : 0);
        candidate.executeUpdate();
        return true;
    }

    /** How a row is called in journals and reports. */
    public static String name(Row row) {
        return row.table().word() + "/" + row.id();
    }

    /** Finds out which of the proposed rows others refer to; those stay. */
    public void settle() throws SQLException {
        for (var reference : references("sessions")) keepReferredTo("sessions", reference);
        for (var reference : references("projects")) keepReferredTo("projects", reference);
    }

    private record Reference(String table, String column) { }

    private List<Reference> references(String to) throws SQLException {
        var references = new ArrayList<Reference>();
        try (var query = connection.prepareStatement("SELECT m.name, f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f "
                + "WHERE m.type = 'table' AND f.\"table\" = ? COLLATE NOCASE ORDER BY m.name")) {
            query.setString(1, to);
            try (var rows = query.executeQuery()) {
                while (rows.next()) references.add(new Reference(rows.getString(1), rows.getString(2)));
            }
        }
        return references;
    }

    private void keepReferredTo(String to, Reference reference) throws SQLException {
        var exempt = "";
        if (reference.table().equals("change_log") && to.equals("sessions")) {
            exempt = " AND NOT " + String.format(CREATED, "s.activity", "s.terminated")
                + " AND NOT (s.boot = 1 AND event_type IN ('session_created', 'session_updated'))";
        } else if (reference.table().equals("change_log")) {
            exempt = " AND (r.session_id IS NULL OR r.session_id NOT IN (SELECT id FROM temp.going WHERE tab = 'sessions'))";
        } else if (reference.table().equals("sessions")) {
            exempt = " AND r.id NOT IN (SELECT id FROM temp.going WHERE tab = 'sessions')";
        }
        // Driven from the referring table, since its column often has no index.
        var referred = "SELECT DISTINCT s.id FROM main.\"" + reference.table() + "\" r CROSS JOIN temp.going s ON s.tab = '" + to
            + "' AND s.id = r.\"" + reference.column() + "\"" + exempt.replaceFirst("^ AND", " WHERE");
        try (var query = connection.createStatement()) {
            try (var rows = query.executeQuery(referred)) {
                while (rows.next()) kept.put(to + "/" + rows.getString(1), "rows of " + reference.table() + " refer to it");
            }
            query.execute("DELETE FROM temp.going WHERE tab = '" + to + "' AND id IN (" + referred + ")");
        }
    }

    /** Rows that stay, as table/id, and why. */
    public Map<String, String> kept() {
        return kept;
    }

    /** Rows that only a daemon's boot changed, whether or not they stay. */
    public List<String> changedByBoot() {
        return changedByBoot;
    }

    /** The rows that go, as table/id. */
    public List<String> going() throws SQLException {
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT tab || '/' || id FROM temp.going ORDER BY 1")) {
            var names = new ArrayList<String>();
            while (rows.next()) names.add(rows.getString(1));
            return names;
        }
    }

    /**
     * Removes the rows, their log rows, and the numbers that those took from the change log, if they are still the last.
     *
     * @param before the last number before the import; nothing when there was none
     */
    void remove(OptionalLong before) throws SQLException {
        int logRows;
        try (var statement = connection.createStatement()) {
            logRows = statement.executeUpdate("DELETE FROM main.change_log WHERE session_id IN (SELECT id FROM temp.going WHERE tab = 'sessions')");
        }
        execute("DELETE FROM main.sessions WHERE id IN (SELECT id FROM temp.going WHERE tab = 'sessions')");
        execute("DELETE FROM main.projects WHERE id IN (SELECT id FROM temp.going WHERE tab = 'projects')");
        restoreLogNumber(before, logRows);
    }

    private void restoreLogNumber(OptionalLong before, int logRows) throws SQLException {
        long last = before.orElse(0);
        var condition = " WHERE name = 'change_log' AND seq = " + (last + logRows)
            + " AND NOT EXISTS (SELECT 1 FROM main.change_log WHERE seq > " + last + ")";
        execute((before.isPresent() ? "UPDATE main.sqlite_sequence SET seq = " + last : "DELETE FROM main.sqlite_sequence") + condition);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
