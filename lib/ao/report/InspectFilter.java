package ao.report;

import ao.model.Finding;
import ao.model.Severity;
import ao.report.StoreView.SessionView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What of an inspection is wanted; empty sets want everything. All of it has to fit.
 *
 * @param severity from which severity on findings are wanted
 * @param only     codes of findings
 * @param since    sessions that changed at this time or later
 */
public record InspectFilter(Set<String> projects, Set<String> sessions, Set<String> statuses, Set<String> agents, Optional<Severity> severity, Set<String> only, Optional<Instant> since) {

    /** The same for sessions of any time. */
    public InspectFilter whenever() {
        return new InspectFilter(projects, sessions, statuses, agents, severity, only, Optional.empty());
    }

    /** Whether a session is wanted. */
    public boolean wants(SessionView session) {
        return fits(projects, session.project()) && fits(sessions, session.id()) && fits(statuses, session.status()) && fits(agents, session.agent()) && (since.isEmpty() || !session.changed().isBefore(since.get()));
    }

    /** Whether findings about sessions depend on which session it is. */
    public boolean choosesSessions() {
        return !sessions.isEmpty() || !statuses.isEmpty() || !agents.isEmpty() || since.isPresent();
    }

    /** Whether a finding is wanted, whatever session it is about. */
    public boolean wants(Finding finding) {
        return wantsKind(finding) && (projects.isEmpty() || projects.contains(finding.subject().project()));
    }

    /** Whether a finding is wanted whatever it is about. */
    boolean wantsKind(Finding finding) {
        return (severity.isEmpty() || finding.severity().compareTo(severity.get()) <= 0) && fits(only, finding.code());
    }

    private static boolean fits(Set<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
