package ao.model;

/**
 * The state and reason that the legacy software assumes for a record without a lifecycle, from its status word
 * (session-manager sheet, 1.8). So a killed session is terminal, not live (D5).
 */
public record StatusSynthesis(String state, String reason) {

    /** The state for a stored word; an unknown or empty word counts as {@code spawning}. */
    public static StatusSynthesis of(String status) {
        return switch (status) {
            case "starting", "working", "detecting", "pr_open", "ci_failed", "review_pending", "changes_requested",
                "approved", "mergeable" -> new StatusSynthesis("working", "task_in_progress");
            case "needs_input" -> new StatusSynthesis("needs_input", "awaiting_user_input");
            case "stuck" -> new StatusSynthesis("stuck", "probe_failure");
            case "idle" -> new StatusSynthesis("idle", "awaiting_external_review");
            case "merged" -> new StatusSynthesis("idle", "merged_waiting_decision");
            case "done" -> new StatusSynthesis("done", "research_complete");
            case "killed", "terminated", "cleanup" -> new StatusSynthesis("terminated", "manually_killed");
            case "errored" -> new StatusSynthesis("terminated", "error_in_process");
            default -> new StatusSynthesis("not_started", "spawn_requested");
        };
    }

    /** Whether a session in this state has begun, so that it has a start time. */
    public boolean started() {
        return !state.equals("not_started");
    }
}
