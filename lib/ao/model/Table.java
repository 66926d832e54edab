package ao.model;

import java.util.Arrays;
import java.util.List;

/** The tables of {@code ao.db} that the toolkit writes, with the columns that it writes (rewrite-store sheet, 3). */
public enum Table {
    PROJECTS("id", "path", "repo_origin_url", "display_name", "registered_at", "config", "kind"),
    SESSIONS("id", "project_id", "num", "issue_id", "kind", "harness", "activity_state", "activity_last_at",
        "is_terminated", "branch", "workspace_path", "runtime_handle_id", "agent_session_id", "prompt", "created_at",
        "updated_at", "display_name", "first_signal_at");

    private final List<String> columns;

    Table(String... columns) {
        this.columns = List.of(columns);
    }

    /** The columns that we write, the id first. Others keep their defaults. */
    public List<String> columns() {
        return columns;
    }

    /** The table's name. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The table of a name. */
    public static Table of(String word) {
        return Arrays.stream(values()).filter(t -> t.word().equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such table: " + word));
    }
}
