package ao.map;

import ao.model.LegacySession;
import ao.model.SessionRow.Activity;
import ao.model.StatusSynthesis;
import ao.model.StoredLifecycle;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Where a legacy session stands, as far as an import cares.
 *
 * @param word       the lifecycle's state, or what the legacy table makes of the status (D5)
 * @param terminal   whether it is over: by state, by a mark that reads as a time (D28), or as an archived record
 * @param guessed    whether no lifecycle tells the state
 * @param transition the latest that is known of it, for choosing between records
 * @param dated      whether the record tells that itself; else it is the file's time
 */
public record SessionState(String word, boolean terminal, boolean guessed, Instant transition, boolean dated) {
    private static final Set<String> OVER = Set.of("done", "terminated");

    /** The state of a session. */
    public static SessionState of(LegacySession session) {
        var stored = session.lifecycle().flatMap(StoredLifecycle::state);
        var word = stored.orElseGet(() -> StatusSynthesis.of(session.status().orElse("")).state());
        boolean marked = session.lifecycle().flatMap(StoredLifecycle::terminatedAt).filter(TimeText::isTime).isPresent()
            || session.terminatedAt().filter(TimeText::isTime).isPresent();
        boolean terminal = session.archived() || OVER.contains(word) || marked;
        var transition = transition(session);
        return new SessionState(word, terminal, stored.isEmpty(), transition.orElse(session.modified()), transition.isPresent());
    }

    private static Optional<Instant> transition(LegacySession session) {
        return session.lifecycle().flatMap(StoredLifecycle::lastTransitionAt).flatMap(SessionState::time)
            .or(() -> session.lifecycle().flatMap(StoredLifecycle::runtimeLastObservedAt).flatMap(SessionState::time))
            .or(() -> session.createdAt().flatMap(SessionState::time));
    }

    private static Optional<Instant> time(String text) {
        return TimeText.parse(text).map(TimeText.Read::at);
    }

    /** The rewrite's word for what a live session does (import-mapping sheet, 3.4). */
    public Activity activity() {
        return switch (word) {
            case "working" -> Activity.ACTIVE;
            case "needs_input" -> Activity.WAITING_INPUT;
            default -> Activity.IDLE;
        };
    }
}
