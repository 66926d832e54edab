package ao.map;

import ao.model.LegacySession;
import ao.model.StoredLifecycle;
import java.util.Set;

/** Whether a session is over as the legacy software judges it (session-manager sheet, 3): only then does it restore it. */
public final class LegacyEnd {
    private static final Set<String> TERMINAL = Set.of("killed", "terminated", "done", "cleanup", "errored", "merged");
    private static final Set<String> GONE = Set.of("missing", "exited");

    private LegacyEnd() { }

    /** By state, a merged pull request or a lost runtime; without a lifecycle by the status word. */
    public static boolean terminal(LegacySession session) {
        if (session.archived()) return true;
        if (session.lifecycle().isEmpty()) return TERMINAL.contains(session.shownStatus());
        return ended(session) || session.lifecycle().flatMap(StoredLifecycle::prState).filter("merged"::equals).isPresent()
            || session.lifecycle().flatMap(StoredLifecycle::runtimeState).filter(GONE::contains).isPresent();
    }

    /** By its own state alone: somebody or something ended it. */
    public static boolean ended(LegacySession session) {
        if (session.archived()) return true;
        return session.lifecycle().map(l -> l.state().filter(s -> s.equals("done") || s.equals("terminated")).isPresent())
            .orElseGet(() -> TERMINAL.contains(session.shownStatus()) && !session.shownStatus().equals("merged"));
    }
}
