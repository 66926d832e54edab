package ao.model;

import java.util.Optional;

/** The status that the legacy software shows for a lifecycle (session-manager sheet, 1.9). */
public final class DerivedStatus {
    private DerivedStatus() { }

    /** Derives the status; words that nobody knows count as a working session, as they do there. */
    public static Status of(Optional<String> state, Optional<String> reason,
                            Optional<String> prState, Optional<String> prReason) {
        switch (state.orElse("")) {
            case "not_started": return Status.SPAWNING;
            case "needs_input": return Status.NEEDS_INPUT;
            case "stuck": return Status.STUCK;
            case "done": return Status.DONE;
            case "detecting": return Status.DETECTING;
            case "terminated": return terminated(reason.orElse(""));
            default: break;
        }
        if (prState.orElse("").equals("merged")) return Status.MERGED;
        if (prState.orElse("").equals("open")) return openPullRequest(prReason.orElse(""));
        return state.orElse("").equals("idle") ? Status.IDLE : Status.WORKING;
    }

    private static Status terminated(String reason) {
        return switch (reason) {
            case "manually_killed", "runtime_lost" -> Status.KILLED;
            case "auto_cleanup", "pr_merged" -> Status.CLEANUP;
            case "error_in_process", "probe_failure" -> Status.ERRORED;
            default -> Status.TERMINATED;
        };
    }

    private static Status openPullRequest(String reason) {
        return switch (reason) {
            case "ci_failing" -> Status.CI_FAILED;
            case "changes_requested" -> Status.CHANGES_REQUESTED;
            case "review_pending" -> Status.REVIEW_PENDING;
            case "approved" -> Status.APPROVED;
            case "merge_ready" -> Status.MERGEABLE;
            default -> Status.PR_OPEN;
        };
    }
}
