package ao.map;

import ao.model.LegacySession;
import ao.model.StoredLifecycle;
import java.util.Optional;
import java.util.Set;

/** Whether a session is over as the legacy software judges it (session-manager sheet, 3): only then does it restore it. */
public final class LegacyEnd {
    private static final Set<String> TERMINAL = Set.of("killed", "terminated", "done", "cleanup", "errored", "merged");
    /** As a lifecycle holds them. */
    private static final Set<Optional<String>> GONE = Set.of(Optional.of("missing"), Optional.of("exited"));
    private static final Set<Optional<String>> OVER = Set.of(Optional.of("done"), Optional.of("terminated"));
    private static final Optional<String> MERGED = Optional.of("merged");

    private LegacyEnd() { }

    /** By state, a merged pull request or a lost runtime; without a lifecycle by the status word. */
    public static boolean terminal(LegacySession session) {
        if (session.archived()) return true;
        if (session.lifecycle().isEmpty()) return TERMINAL.contains(session.shownStatus());
        var lifecycle = session.lifecycle().get();
        return OVER.contains(lifecycle.state()) || lifecycle.prState().equals(MERGED) || lost(lifecycle);
    }

    /** Whether its runtime is gone as far as its lifecycle knows. */
    public static boolean lost(StoredLifecycle lifecycle) {
        return GONE.contains(lifecycle.runtimeState());
    }

    /** By its own state alone: somebody or something ended it. */
    public static boolean ended(LegacySession session) {
        if (session.archived()) return true;
        if (session.lifecycle().isPresent()) return OVER.contains(session.lifecycle().get().state());
        return TERMINAL.contains(session.shownStatus()) && !session.shownStatus().equals("merged");
    }
}
