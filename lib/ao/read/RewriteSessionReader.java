package ao.read;

import ao.model.RewriteSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the sessions of an {@code ao.db} whatever version it is of: a column that is missing costs that value. */
public final class RewriteSessionReader {
    private static final List<String> COLUMNS = List.of("id", "project_id", "kind", "harness", "activity_state", "is_terminated", "branch",
        "workspace_path", "runtime_handle_id", "agent_session_id", "prompt", "created_at", "updated_at");

    /** As Go reads a truth (rewrite-store sheet, 5.3). */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private RewriteSessionReader() { }

    /**
     * Gives every session, by project and id.
     *
     * @throws SQLException after those that could be read, where the file is damaged
     */
    public static void each(Connection connection, Consumer<RewriteSession> sessions) throws SQLException {
        var there = new HashSet<String>();
        try (var query = connection.createStatement(); var names = query.executeQuery("SELECT name FROM pragma_table_info('sessions')")) {
            while (names.next()) there.add(names.getString(1));
        }
        if (!there.containsAll(Set.of("id", "project_id"))) return;
        var permissions = permissions(connection);
        var columns = COLUMNS.stream().map(c -> there.contains(c) ? "CAST(" + c + " AS TEXT)" : "''").collect(Collectors.joining(", "));
        var read = new ArrayList<RewriteSession>();
        // Without an index, which may be damaged while the rows are not, and put into order afterwards, as SQLite gives no row before the last is read.
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT " + columns + " FROM sessions NOT INDEXED")) {
            while (rows.next()) {
                var values = new String[COLUMNS.size() + 1];
                for (int i = 1; i < values.length; i++) values[i] = rows.getString(i) == null ? "" : rows.getString(i);
                read.add(session(values, permissions));
            }
        } finally {
            read.sort(Comparator.comparing(RewriteSession::project, Utf8Order::compare).thenComparing(RewriteSession::id, Utf8Order::compare));
            read.forEach(sessions);
        }
    }

    private static RewriteSession session(String[] v, Map<String, JsonNode> configs) {
        int i = 0;
        var id = v[++i];
        var project = v[++i];
        var kind = v[++i];
        return new RewriteSession(id, project, kind, v[++i], v[++i], TRUE.contains(v[++i]), v[++i], v[++i], v[++i], v[++i], !v[++i].isEmpty(), v[++i], v[++i],
            permission(configs.get(project), kind));
    }

    private static Map<String, JsonNode> permissions(Connection connection) {
        var configs = new HashMap<String, JsonNode>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT id, config FROM projects WHERE config IS NOT NULL")) {
            while (rows.next()) {
                var id = rows.getString(1);
                Json.parse(rows.getString(2)).ifPresent(c -> configs.put(id, c));
            }
        } catch (SQLException e) {
            // Without that column no project has settings.
        }
        return configs;
    }

    /** The role's own mode before the project's (rewrite-store sheet, 6.1). */
    private static String permission(JsonNode config, String kind) {
        if (config == null) return "";
        var role = config.path(kind).path("agentConfig").path("permissions").asText("");
        return role.isEmpty() ? config.path("agentConfig").path("permissions").asText("") : role;
    }
}
