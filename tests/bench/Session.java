package tests.bench;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** One invented session: the record that the legacy software would have left of it, and the row that an import makes. */
final class Session {
    private static final int SESSIONS_OF_A_TRANSCRIPT = 100;
    private static final long EPOCH = Instant.parse("2026-01-05T08:00:00Z").getEpochSecond();
    private static final List<String> VERBS = List.of("Fix", "Rework", "Document", "Speed up", "Test", "Remove", "Translate", "Split");
    private static final List<String> THINGS = List.of("the checkout form", "rounding of totals", "the nightly export", "login by mail",
        "the search index", "retry handling", "the café menu – second part", "date parsing", "the upload queue");
    private static final List<String> ACTIVE = List.of("working", "working", "idle", "idle", "needs_input", "stuck");
    private static final Map<String, String> REASONS = Map.of("working", "task_in_progress", "idle", "awaiting_external_review",
        "needs_input", "awaiting_user_input", "stuck", "probe_failure", "terminated", "manually_killed", "done", "research_complete");

    final String project;
    final String id;
    final boolean orchestrator;
    final boolean over;
    final String agent;
    final String conversation;
    final String worktree;
    private final int number;
    private final String state;
    private final String title;
    private final String branch;
    private final String prompt;
    private final boolean pullRequest;
    private final long created;
    private final long moved;
    private final boolean failing;

    Session(String project, String prefix, int number, String worktrees, Random random) {
        this.project = project;
        this.number = number;
        orchestrator = number == 0;
        id = orchestrator ? prefix + "-orchestrator" : prefix + "-" + number;
        over = !orchestrator && number % 5 == 0;
        int kind = random.nextInt(10);
        agent = orchestrator || hasTranscript() || kind < 7 ? "claude-code" : kind < 9 ? "codex" : "opencode";
        conversation = new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE).toString();
        worktree = worktrees + "/" + id;
        state = over ? random.nextBoolean() ? "terminated" : "done" : ACTIVE.get(random.nextInt(ACTIVE.size()));
        title = VERBS.get(random.nextInt(VERBS.size())) + " " + THINGS.get(random.nextInt(THINGS.size()));
        branch = orchestrator ? "main" : "feat/" + project + "-" + number;
        prompt = prompt(random);
        pullRequest = !orchestrator && random.nextInt(10) < 6;
        created = EPOCH + random.nextInt(100 * 86_400);
        moved = created + 60 + random.nextInt(5 * 86_400);
        failing = random.nextInt(4) == 0;
    }

    /** Whether Claude still has the conversation; it throws them away after some weeks. */
    boolean hasTranscript() {
        return number % SESSIONS_OF_A_TRANSCRIPT == 1;
    }

    private String prompt(Random random) {
        var text = new StringBuilder(title).append(".\n");
        int sentences = 1 + random.nextInt(6);
        for (int i = 0; i < sentences; i++) {
            text.append("\nLook at \"").append(THINGS.get(random.nextInt(THINGS.size())))
                .append("\" first, keep the public names as they are, and add a test that fails without the change.");
        }
        return text.toString();
    }

    private String time(long second) {
        return Instant.ofEpochSecond(second).plusMillis(second % 1_000).toString();
    }

    private String url() {
        return "https://git.example/acme/" + project + "/pull/" + number;
    }

    private Map<String, Object> handle() {
        return map("id", id, "runtimeName", "tmux", "data", map("workspacePath", worktree, "createdAt", created * 1_000));
    }

    /** The record as the legacy software writes it: the usual keys, in its order. */
    Map<String, Object> record() {
        var record = map("worktree", worktree, "branch", branch, "tmuxName", id);
        if (!orchestrator) record.putAll(map("issue", "ACME-" + number, "issueTitle", title));
        if (pullRequest) record.put("pr", url());
        record.putAll(map("project", project, "agent", agent, "createdAt", time(created), "runtimeHandle", handle(), "lifecycle", lifecycle()));
        if (orchestrator) record.put("role", "orchestrator");
        record.putAll(map("pinnedSummary", title, "userPrompt", prompt, "displayName", title));
        if (pullRequest) record.putAll(map("prs", url(), "prEnrichment", Json.compact(enrichment()), "ciPassingStableCount", "2"));
        record.putAll(resume());
        record.putAll(map("lifecycleEvidence", "runtime " + (over ? "gone" : "alive") + ", agent " + state));
        return record;
    }

    private Map<String, Object> resume() {
        return switch (agent) {
            case "codex" -> map("codexThreadId", conversation, "codexModel", "gpt-5-codex");
            case "opencode" -> map("opencodeSessionId", "ses_" + conversation.replace("-", ""));
            default -> map("claudeSessionUuid", conversation);
        };
    }

    private Map<String, Object> lifecycle() {
        var session = map("kind", orchestrator ? "orchestrator" : "worker", "state", state, "reason", REASONS.get(state),
            "startedAt", time(created), "completedAt", state.equals("done") ? time(moved) : null,
            "terminatedAt", state.equals("terminated") ? time(moved) : null, "lastTransitionAt", time(moved));
        var pr = map("state", pullRequest ? "open" : "none", "reason", !pullRequest ? "not_created" : failing ? "ci_failing" : "review_pending",
            "number", pullRequest ? number : null, "url", pullRequest ? url() : null, "lastObservedAt", pullRequest ? time(moved) : null);
        var runtime = map("state", over ? "missing" : "alive", "reason", over ? "tmux_missing" : "process_running",
            "lastObservedAt", time(moved), "handle", handle(), "tmuxName", id);
        return map("version", 2, "session", session, "pr", pr, "runtime", runtime);
    }

    private Map<String, Object> enrichment() {
        var checks = List.of(map("name", "build", "status", failing ? "failed" : "passed", "url", url() + "/checks/1"),
            map("name", "test", "status", "passed", "url", url() + "/checks/2"));
        return map("state", "open", "ciStatus", failing ? "failing" : "passing", "reviewDecision", "pending", "mergeable", !failing,
            "title", title, "additions", number * 7 % 900, "deletions", number * 3 % 200, "isDraft", false, "hasConflicts", false,
            "isBehind", false, "blockers", List.of(), "ciChecks", checks, "enrichedAt", time(moved));
    }

    /** The row as values of SQL, in the order of the table's columns. */
    String row(String dataDir) {
        var activity = orchestrator || state.equals("working") ? "active" : "idle";
        return String.join(",", sql(id), sql(project), String.valueOf(number), sql(orchestrator ? "" : "ACME-" + number),
            sql(orchestrator ? "orchestrator" : "worker"), sql(agent), sql(activity), sql(stamp(moved)), "1", sql(branch),
            sql(dataDir + "/worktrees/" + project + "/" + id), "''", sql(conversation), sql(prompt), sql(stamp(created)), sql(stamp(moved)), sql(title), "NULL");
    }

    private String stamp(long second) {
        return time(second).replace('T', ' ').replace("Z", " +0000 UTC");
    }

    static String sql(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return map;
    }
}
