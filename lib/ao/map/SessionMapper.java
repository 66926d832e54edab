package ao.map;

import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.Secrets;
import ao.model.Loss;
import ao.model.Note;
import ao.model.SessionKind;
import ao.model.SessionRow;
import ao.model.SessionRow.Activity;
import ao.model.StoredLifecycle;
import ao.read.ClaudeHome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a session's row of a legacy record (import-mapping sheet, 3.4 and 4). */
public final class SessionMapper {
    /** Dropped values that tell how the session ran, so that they deserve a sentence of their own. */
    private static final List<String> NOTED = List.of("codexModel", "restoreFallbackReason");

    /**
     * What an import decided about a session before its row is made.
     *
     * @param workspace the managed path (D14)
     * @param harness   as the target's schema admits it
     * @param resumeId  overrides the record's own, when one was recovered (D22)
     */
    public record Decision(String id, int num, SessionKind kind, String workspace, Harness harness, Optional<String> resumeId) { }

    private final LegacySession session;
    private final Decision decision;
    private final Ledger ledger;

    private SessionMapper(LegacySession session, Decision decision, Ledger ledger) {
        this.session = session;
        this.decision = decision;
        this.ledger = ledger;
    }

    /** The row of a session. */
    public static SessionRow map(LegacySession session, SessionState state, Decision decision, ImportPolicy policy, Ledger ledger) {
        return new SessionMapper(session, decision, ledger).row(state, policy);
    }

    /** The agent program's own id of the conversation, if the record has one that the program can have given. */
    public static Optional<String> resumeId(LegacySession session, Harness harness) {
        return session.resumeId(harness).filter(id -> !harness.equals(Harness.CLAUDE_CODE) || ClaudeHome.isUuid(id));
    }

    private SessionRow row(SessionState state, ImportPolicy policy) {
        var lifecycle = session.lifecycle();
        var created = time("created_at", List.of(at(session.createdAt(), "createdAt"),
            at(lifecycle.flatMap(StoredLifecycle::startedAt), "session.startedAt"))).orElseGet(() -> {
                lost("created_at", "", TimeText.stored(session.modified()), "guessed from the record's mtime");
                return session.modified();
            });
        var transition = time("updated_at", List.of(at(lifecycle.flatMap(StoredLifecycle::lastTransitionAt), "session.lastTransitionAt")));
        var last = transition.or(() -> time("activity_last_at",
            List.of(at(lifecycle.flatMap(StoredLifecycle::runtimeLastObservedAt), "runtime.lastObservedAt")))).orElse(created);
        if (!decision.id().equals(session.id().value())) {
            lost("id", session.id().value(), decision.id(), "the rewrite has one orchestrator of this name per project");
        }
        var activity = activity(state, policy);
        homeless();
        return new SessionRow(decision.id(), session.project(), decision.num(),
            decision.kind() == SessionKind.ORCHESTRATOR ? "" : stored("issue", session.issue()), decision.kind(), decision.harness(),
            activity, TimeText.stored(last), state.terminal() || !policy.live(), stored("branch", session.branch()),
            stored("worktree", Optional.of(workspace(policy))), stored("resume id", Optional.of(agentSessionId())),
            stored("userPrompt", session.userPrompt()), TimeText.stored(created), TimeText.stored(transition.orElse(created)),
            stored("displayName", session.displayName()));
    }

    private Activity activity(SessionState state, ImportPolicy policy) {
        if (state.guessed()) lost("lifecycle", session.status().orElse(""), state.word(), "no lifecycle: the status tells the state");
        if (state.terminal() || !policy.live()) {
            if (state.terminal() && !state.word().equals("terminated")) lost("state", state.word(), "exited", "the rewrite's word for what is over");
            return Activity.EXITED;
        }
        var activity = state.activity();
        if (activity == Activity.IDLE && !state.word().equals("idle")) lost("state", state.word(), "idle", "the rewrite's nearest word");
        return activity;
    }

    private String workspace(ImportPolicy policy) {
        var legacy = session.worktree().orElse("");
        if (policy.legacyPaths()) return legacy;
        if (!legacy.equals(decision.workspace())) lost("worktree", legacy, decision.workspace(), "the daemon keeps its worktrees there");
        return decision.workspace();
    }

    private String agentSessionId() {
        var own = resumeId(session, decision.harness());
        if (own.isEmpty() && session.resumeId(decision.harness()).isPresent()) {
            lost("claudeSessionUuid", session.resumeId(decision.harness()).get(), "", "not a UUID");
        }
        var recovered = decision.resumeId().filter(id -> own.isEmpty());
        recovered.ifPresent(id -> lost("agent_session_id", "", id, "recovered: the only transcript of its worktree"));
        return own.or(() -> recovered).orElse("");
    }

    private record Candidate(Optional<String> text, String origin) { }

    private static Candidate at(Optional<String> text, String origin) {
        return new Candidate(text.filter(t -> !t.isEmpty()), origin);
    }

    private Optional<Instant> time(String column, List<Candidate> candidates) {
        for (var candidate : candidates) {
            if (candidate.text().isEmpty()) continue;
            var text = candidate.text().get();
            var read = TimeText.parse(text);
            if (read.isPresent()) {
                if (!read.get().assumed().isEmpty()) {
                    lost(candidate.origin(), text, TimeText.stored(read.get().at()), read.get().assumed());
                }
                return read.map(TimeText.Read::at);
            }
            lost(candidate.origin(), text, "", "no time; " + column + " is taken from the next source");
        }
        return Optional.empty();
    }

    private void homeless() {
        session.unmapped().forEach((key, value) -> lost(key, value, "", "the rewrite has no such column"));
        session.tmuxName().ifPresent(name -> lost("tmuxName", name, "", "the rewrite names its own runtime"));
        if (decision.kind() == SessionKind.ORCHESTRATOR) {
            session.issue().ifPresent(issue -> lost("issue", issue, "", "orchestrators have no issue in the rewrite"));
        }
        session.lifecycle().filter(l -> l.prState().filter(p -> !p.equals("none")).isPresent()).ifPresent(l ->
            lost("lifecycle.pr", l.prState().orElse("") + "/" + l.prReason().orElse(""), "", "the daemon observes pull requests itself"));
        unusedIds();
        for (var dropped : NOTED) {
            if (session.unmapped().containsKey(dropped)) note(dropped + " \"" + Secrets.shown(dropped, session.unmapped().get(dropped)) + "\" was dropped");
        }
        if (session.branch().isEmpty()) note("it has no branch, so the daemon cannot restore it");
    }

    private void unusedIds() {
        for (var other : List.of(Harness.CLAUDE_CODE, Harness.CODEX, Harness.OPENCODE)) {
            if (other.equals(decision.harness())) continue;
            session.resumeId(other).ifPresent(id -> lost("resume id of " + other, id, "", "the session runs " + shown(decision.harness())));
        }
    }

    private static String shown(Harness harness) {
        return harness.equals(Harness.NONE) ? "no known agent" : harness.name();
    }

    private String stored(String field, Optional<String> text) {
        var stored = WellFormed.of(text.orElse(""));
        if (!stored.equals(text.orElse(""))) lost(field, text.get(), stored, "half a letter has no bytes");
        return stored;
    }

    private void lost(String field, String old, String now, String reason) {
        ledger.loss(new Loss(session.project(), session.id().value(), field, Secrets.shown(field, old), Secrets.shown(field, now), reason));
    }

    private void note(String text) {
        ledger.note(new Note(session.project(), session.id().value(), text));
    }
}
