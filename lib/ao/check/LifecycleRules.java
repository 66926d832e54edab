package ao.check;

import ao.map.LegacyEnd;
import ao.map.TimeText;
import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.RecordDetails.Form;
import ao.model.RuntimeHandle;
import ao.model.Severity;
import ao.model.StatusSynthesis;
import ao.model.StoredLifecycle;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Where a record contradicts itself about where its session stands (session-manager sheet, 1.7 to 1.10). */
final class LifecycleRules {
    private static final Optional<String> ALIVE = Optional.of("alive");
    private static final Optional<String> DETECTING = Optional.of("detecting");
    /** Why a session is over. */
    private static final Set<Optional<String>> ENDS = words("manually_killed", "auto_cleanup", "pr_merged");
    /** Why it is over, or looked for. */
    private static final Optional<String> LOST = Optional.of("runtime_lost");
    /** Why a session goes on. */
    private static final Set<Optional<String>> WORK = words("spawn_requested", "agent_acknowledged", "task_in_progress", "fixing_ci", "resolving_review_comments", "awaiting_user_input");
    private static final Set<Optional<String>> RUNTIME_GONE = words("tmux_missing", "process_missing");
    private static final Optional<String> RUNNING = Optional.of("process_running");

    /** What goes with the state of a pull request: both are written together. */
    private static final Optional<String> NO_PR = Optional.of("none");
    private static final Optional<String> OPEN = Optional.of("open");
    private static final Optional<String> MERGED = Optional.of("merged");
    private static final Optional<String> CLOSED = Optional.of("closed");
    private static final Set<Optional<String>> OF_NO_PR = words("not_created", "cleared_on_restore");
    private static final Set<Optional<String>> NOT_OF_OPEN = words("merged", "closed_unmerged", "not_created", "cleared_on_restore");

    private final Consumer<Finding> findings;

    LifecycleRules(Consumer<Finding> findings) {
        this.findings = findings;
    }

    private static Set<Optional<String>> words(String... words) {
        return Set.of(words).stream().map(Optional::of).collect(Collectors.toUnmodifiableSet());
    }

    /** Looks at a record. */
    void check(LegacySession session) {
        if (session.lifecycle().isEmpty()) {
            if (!LegacyEnd.terminal(session) && session.terminatedAt().filter(TimeText::isTime).isPresent()) {
                say(session, "terminal-mark-on-living", "it has a time of its end, and its status says that it goes on: the legacy software shows it as living",
                    "no terminatedAt, or a terminal status", session.shownStatus() + " with terminatedAt");
            }
            return;
        }
        // An archive is over, whatever its record said when it was put there.
        if (session.archived()) return;
        var lifecycle = session.lifecycle().get();
        state(session, lifecycle);
        runtime(session, lifecycle);
        // A word that nobody knows is told by itself.
        if (session.details().unknownWords().isEmpty()) pullRequest(session, lifecycle);
        addresses(session, lifecycle);
        stored(session, lifecycle);
    }

    private void state(LegacySession session, StoredLifecycle lifecycle) {
        boolean ended = LegacyEnd.ended(session);
        var state = lifecycle.state().orElse("unset");
        boolean marked = lifecycle.terminatedAt().filter(TimeText::isTime).isPresent() || lifecycle.completedAt().filter(TimeText::isTime).isPresent();
        if (!ended && marked) {
            say(session, "terminal-mark-on-living", "its state is " + state + ", and it has a time of its end", "no terminatedAt and completedAt, or a terminal state", state);
        } else if (!ended && (ENDS.contains(lifecycle.reason()) || lifecycle.reason().equals(LOST) && !lifecycle.state().equals(DETECTING))) {
            contradicts(session, "its state says that it goes on, and its reason that it is over", "a reason of one that goes on, or a terminal state", state + ", " + lifecycle.reason().get());
        } else if (ended && WORK.contains(lifecycle.reason())) {
            contradicts(session, "its state says that it is over, and its reason that it goes on", "why it is over", state + ", " + lifecycle.reason().get());
        }
    }

    private void runtime(LegacySession session, StoredLifecycle lifecycle) {
        boolean ended = LegacyEnd.ended(session);
        boolean lost = LegacyEnd.lost(lifecycle);
        var state = lifecycle.runtimeState().orElse("unset");
        if (ended && lifecycle.runtimeState().equals(ALIVE)) {
            say(session, "ended-but-alive", "it is over, and its runtime counts as alive", "missing or exited", "alive");
        } else if (!ended && lost && !lifecycle.state().equals(DETECTING) && !lifecycle.prState().equals(MERGED)) {
            contradicts(session, "its state says that it goes on, and its runtime is gone: the legacy software shows it as going on, and would restore it", "state detecting or a terminal one", lifecycle.state().orElse("unset") + ", runtime " + state);
        }
        boolean aliveForNoReason = lifecycle.runtimeState().equals(ALIVE) && RUNTIME_GONE.contains(lifecycle.runtimeReason());
        if (aliveForNoReason || lost && lifecycle.runtimeReason().equals(RUNNING)) {
            contradicts(session, "what its runtime is and why contradict each other", "a state and a reason that go together", state + ", " + lifecycle.runtimeReason().get());
        }
        if (session.handles().size() < 2 || isSame(session.handles().get(0), session.handles().get(1))) return;
        contradicts(session, "its top level names another runtime than its lifecycle: a kill ends the one, a listing asks for the other", "one runtime",
            session.handles().stream().map(LifecycleRules::name).collect(Collectors.joining(" and ")));
    }

    /** Tmux is asked by the name alone. */
    private static boolean isSame(RuntimeHandle one, RuntimeHandle other) {
        boolean processes = one.pid().isPresent() && other.pid().isPresent() && !one.runtimeName().equals(Optional.of("tmux"));
        return one.runtimeName().equals(other.runtimeName()) && one.id().equals(other.id()) && (!processes || one.pid().equals(other.pid()));
    }

    private static String name(RuntimeHandle handle) {
        return handle.runtimeName().orElse("unknown") + " " + handle.id().orElse("without an id") + (handle.pid().isPresent() ? " as process " + handle.pid().getAsLong() : "");
    }

    private void pullRequest(LegacySession session, StoredLifecycle lifecycle) {
        var state = lifecycle.prState();
        var reason = lifecycle.prReason();
        var both = state.orElse("unset") + ", " + reason.orElse("unset");
        if (state.equals(NO_PR) && session.details().lifecyclePr().isPresent()) {
            contradicts(session, "its lifecycle knows of no pull request, and names one", "no address, or another state", session.details().lifecyclePr().get());
        } else if (state.equals(OPEN) && NOT_OF_OPEN.contains(reason)) {
            contradicts(session, "its pull request is open for a reason that no open one has", "a reason of an open one", both);
        } else if (reason.isPresent() && (state.equals(MERGED) && !reason.equals(MERGED) || state.equals(CLOSED) && !reason.get().equals("closed_unmerged") || state.equals(NO_PR) && !OF_NO_PR.contains(reason))) {
            contradicts(session, "the state of its pull request and the reason contradict each other", "a state and a reason that go together", both);
        }
    }

    /** Whatever writes the lifecycle next makes the top level say the same; what stands in prs comes back from there (trap T-30). */
    private void addresses(LegacySession session, StoredLifecycle lifecycle) {
        var details = session.details();
        if (details.form() != Form.OBJECT || details.pr().isEmpty()) return;
        var top = PullRequestId.of(details.pr().get());
        // Hooks set pr and add to prs, and leave the lifecycle to the next poll (session-manager sheet, 1.6).
        if (details.prs().stream().map(PullRequestId::of).anyMatch(top::equals)) return;
        if (details.lifecyclePr().isPresent()) {
            if (!PullRequestId.of(details.lifecyclePr().get()).equals(top)) {
                contradicts(session, "its top level names another pull request than its lifecycle, which counts", "one address", details.pr().get() + " and " + details.lifecyclePr().get());
            }
        } else if (lifecycle.prState().equals(NO_PR)) {
            contradicts(session, "only its top level names its pull request: the next write of the lifecycle erases that", "the address in the lifecycle or in prs, too", details.pr().get());
        }
    }

    /** The stored word is never read beside a lifecycle, but people and scripts read it. */
    private void stored(LegacySession session, StoredLifecycle lifecycle) {
        if (session.details().form() != Form.OBJECT || session.status().isEmpty() || session.status().get().equals(session.shownStatus())) return;
        if (lifecycle.state().equals(Optional.of(StatusSynthesis.of(session.status().get()).state()))) return;
        findings.accept(RecordRules.about(session, "status-differs", Severity.INFO, "its stored status is not what its lifecycle says; the lifecycle counts")
            .expecting(session.shownStatus(), session.status().get()));
    }

    private void contradicts(LegacySession session, String message, String expected, String found) {
        say(session, "lifecycle-contradicts", message, expected, found);
    }

    private void say(LegacySession session, String code, String message, String expected, String found) {
        findings.accept(RecordRules.about(session, code, Severity.WARNING, message).expecting(expected, found));
    }
}
