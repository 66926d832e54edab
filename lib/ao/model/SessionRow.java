package ao.model;

import java.util.List;

/**
 * A row of {@code sessions}. Times are text as {@code ao.map.TimeText} writes it; texts are empty, never null.
 *
 * @param num the session's number within its project
 */
public record SessionRow(
    String id, String project, int num, String issue, SessionKind kind, Harness harness, Activity activity,
    String activityLastAt, boolean terminated, String branch, String workspacePath, String agentSessionId,
    String prompt, String createdAt, String updatedAt, String displayName) implements Row {

    /** What the agent is doing, in the rewrite's words. */
    public enum Activity {
        ACTIVE, IDLE, WAITING_INPUT, BLOCKED, EXITED;

        /** The stored word. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override public Table table() {
        return Table.SESSIONS;
    }

    @Override public List<Object> values() {
        // No runtime handle: whatever ran the session belonged to the legacy software. The first signal is set
        // because without it the daemon's screens say that the session never gave one.
        return List.of(id, project, num, issue, kind.word(), harness.name(), activity.word(), activityLastAt,
            terminated ? 1 : 0, branch, workspacePath, "", agentSessionId, prompt, createdAt, updatedAt, displayName,
            activityLastAt);
    }

    static SessionRow of(List<Object> v) {
        return new SessionRow((String) v.get(0), (String) v.get(1), (Integer) v.get(2), (String) v.get(3),
            SessionKind.valueOf(upper(v.get(4))), new Harness((String) v.get(5)), Activity.valueOf(upper(v.get(6))),
            (String) v.get(7), (Integer) v.get(8) != 0, (String) v.get(9), (String) v.get(10), (String) v.get(12),
            (String) v.get(13), (String) v.get(14), (String) v.get(15), (String) v.get(16));
    }

    private static String upper(Object word) {
        return ((String) word).toUpperCase(java.util.Locale.ROOT);
    }
}
