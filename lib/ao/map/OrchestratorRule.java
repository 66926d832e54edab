package ao.map;

import ao.model.LegacySession;
import ao.model.SessionKind;
import ao.model.StoredLifecycle;
import java.util.Collection;
import java.util.Optional;

/** Which records are orchestrators: by role, or by a name made of the project's prefix (session-manager sheet, 2.5). */
public final class OrchestratorRule {
    private static final Optional<String> ORCHESTRATOR = Optional.of("orchestrator");

    private OrchestratorRule() { }

    /** The kind of a record: what its lifecycle says, a file that stands alone, its role or its name. */
    public static SessionKind kind(LegacySession session, String prefix, Collection<String> prefixes) {
        boolean standalone = session.file().getFileName().toString().equals("orchestrator.json");
        boolean says = session.lifecycle().flatMap(StoredLifecycle::kind).equals(ORCHESTRATOR);
        return standalone || says ? SessionKind.ORCHESTRATOR : kind(session.id().value(), session.role(), prefix, prefixes);
    }

    /**
     * The kind of a session by its role and name.
     *
     * @param prefix   the project's prefix, empty when it has none
     * @param prefixes all prefixes in use: a name that is another prefix's numbered worker is no orchestrator
     */
    public static SessionKind kind(String id, Optional<String> role, String prefix, Collection<String> prefixes) {
        if (role.equals(ORCHESTRATOR)) return SessionKind.ORCHESTRATOR;
        if (prefix.isEmpty() || !id.contains("-orchestrator")) return SessionKind.WORKER;
        if (id.equals(prefix + "-orchestrator")) return SessionKind.ORCHESTRATOR;
        boolean numbered = isNumbered(id, prefix + "-orchestrator-");
        boolean claimed = numbered && prefixes.stream().anyMatch(p -> !p.isEmpty() && !p.equals(prefix) && isNumbered(id, p + "-"));
        return numbered && !claimed ? SessionKind.ORCHESTRATOR : SessionKind.WORKER;
    }

    /** Whether an id is this beginning and then a number. */
    private static boolean isNumbered(String id, String beginning) {
        return id.length() > beginning.length() && id.startsWith(beginning)
            && id.chars().skip(beginning.length()).allMatch(c -> c >= '0' && c <= '9');
    }
}
