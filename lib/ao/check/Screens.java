package ao.check;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which parts of the daemon ask which tables, and so fail when a table or a row of it cannot be read. */
final class Screens {
    private static final Map<String, String> BY_TABLE = new LinkedHashMap<>();

    static {
        BY_TABLE.put("projects", "the project list, and with it the board");
        BY_TABLE.put("sessions", "the board, every session list, spawn and restore");
        BY_TABLE.put("change_log", "live updates, and every write to a session");
        BY_TABLE.put("session_worktrees", "restoring at the daemon's start");
        BY_TABLE.put("workspace_repos", "workspaces of several repositories");
        BY_TABLE.put("session_cleanup_facts", "cleaning up after sessions");
        BY_TABLE.put("pr", "pull requests on the board and in a session");
        BY_TABLE.put("pr_checks", "the checks of pull requests");
        BY_TABLE.put("pr_comment", "the comments of pull requests");
        BY_TABLE.put("pr_review_threads", "the review threads of pull requests");
        BY_TABLE.put("pr_reviews", "the reviews of pull requests");
        BY_TABLE.put("notifications", "notifications");
        BY_TABLE.put("review", "reviews by agents");
        BY_TABLE.put("review_run", "reviews by agents");
        BY_TABLE.put("telemetry_event", "telemetry");
        BY_TABLE.put("shell_terminals", "terminals");
        BY_TABLE.put("agent_model_catalog", "the choice of a model");
        BY_TABLE.put("app_settings", "settings");
    }

    private Screens() { }

    /** What fails without a table, in words. */
    static String of(String table) {
        if (table.startsWith("conversation") || table.startsWith("session_interface")) return "chat";
        if (table.contains("usage")) return "usage and costs";
        return BY_TABLE.getOrDefault(table, "what reads " + table);
    }
}
