package ao.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of the rewrite's schema versions (rewrite-store sheet, 2 to 4). */
public final class RewriteSchema {
    /** The oldest version that can be imported into. */
    public static final int OLDEST = 12;
    /** The newest version that was looked at. */
    public static final int NEWEST = 82;
    /** From here on a daemon restores terminated rows at once, and ends live ones that have no runtime handle (D15). */
    public static final int RESTORES_TERMINATED = 19;
    /** From here on the project config holds prompt rules (D30). */
    public static final int HOLDS_RULES = 25;

    private static final List<String> PROJECTS = List.of("id", "path", "repo_origin_url", "display_name",
        "registered_at", "archived_at", "config", "kind");
    private static final List<String> SESSIONS = List.of("id", "project_id", "num", "issue_id", "kind", "harness",
        "activity_state", "activity_last_at", "is_terminated", "branch", "workspace_path", "runtime_handle_id",
        "agent_session_id", "prompt", "created_at", "updated_at", "display_name", "first_signal_at");
    private static final List<String> CHANGE_LOG = List.of("seq", "project_id", "session_id", "event_type", "payload", "created_at");
    private static final NavigableMap<Integer, List<String>> SESSIONS_ADDED = new TreeMap<>();
    private static final TreeSet<Integer> VERSIONS = new TreeSet<>();

    static {
        SESSIONS_ADDED.put(17, List.of("preview_url"));
        SESSIONS_ADDED.put(19, List.of("preview_revision"));
        SESSIONS_ADDED.put(30, List.of("cleanup_generation"));
        SESSIONS_ADDED.put(33, List.of("runtime_launch_id"));
        SESSIONS_ADDED.put(34, List.of("workspace_repo_path"));
        SESSIONS_ADDED.put(35, List.of("terminate_on_pr_merge"));
        SESSIONS_ADDED.put(40, List.of("diff_base_sha", "diff_base_ref"));
        SESSIONS_ADDED.put(42, List.of("reviewer_harness"));
        SESSIONS_ADDED.put(43, List.of("is_pinned", "pinned_at"));
        SESSIONS_ADDED.put(66, List.of("session_mode", "provider_conversation_id", "controller_generation"));
        SESSIONS_ADDED.put(81, List.of("browser_capability_verifier"));
        range(1, 21);
        range(23, 44);
        range(47, 49);
        range(52, 53);
        range(66, NEWEST);
    }

    private RewriteSchema() { }

    private static void range(int from, int to) {
        for (int version = from; version <= to; version++) VERSIONS.add(version);
    }

    /** The numbers that exist up to and including a version; some numbers were never used. */
    public static Set<Integer> versionsUpTo(int version) {
        return VERSIONS.headSet(version, true);
    }

    /** Whether the number names a migration that exists. */
    public static boolean isKnown(int version) {
        return VERSIONS.contains(version);
    }

    /** The columns that a table has at a version, for the tables that an import writes or causes rows in. */
    public static Set<String> columns(String table, int version) {
        return switch (table) {
            case "projects" -> new LinkedHashSet<>(PROJECTS);
            case "change_log" -> new LinkedHashSet<>(CHANGE_LOG);
            case "sessions" -> {
                var columns = new LinkedHashSet<>(SESSIONS);
                SESSIONS_ADDED.headMap(version, true).values().forEach(columns::addAll);
                yield columns;
            }
            default -> throw new IllegalArgumentException("no such table is described: " + table);
        };
    }

    /** The tables whose columns are described. */
    public static List<String> tables() {
        return List.of("projects", "sessions", "change_log");
    }
}
