package ao.report;

import ao.model.ResumeVerdict;
import ao.model.ResumeVerdict.Checkout;
import ao.model.Secrets;
import ao.report.IncidentReport.Incident;
import ao.report.IncidentReport.Victim;
import ao.report.StoreView.SessionView;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the sessions that ended in bursts, and did not go on since, can be resumed by hand: all of them, one after the other. */
public final class IncidentResumes {
    private final Map<Victim, String> commands = new IdentityHashMap<>();
    private final Map<Victim, String> left = new IdentityHashMap<>();
    private final Map<Checkout, SessionView> holders = new HashMap<>();
    private final Map<String, SessionView> directories = new HashMap<>();
    private final Set<String> lines = new LinkedHashSet<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    private IncidentResumes() { }

    /** Looks at all of them; the latest burst comes first. */
    public static IncidentResumes of(List<Incident> incidents) {
        var resumes = new IncidentResumes();
        for (var incident : incidents) incident.victims().forEach(resumes::add);
        return resumes;
    }

    private void add(Victim victim) {
        // What may not be shown whole is no command.
        var found = victim.now().filter(s -> victim.still() && s.resume().kind() == ResumeVerdict.Kind.NATIVE && !s.resume().command().contains(Secrets.HIDDEN));
        if (found.isEmpty()) return;
        var session = found.get();
        // The first to get its directory back has the branch; one may be among the victims of several bursts.
        var checkout = session.resume().checksOut();
        var other = checkout.map(c -> directories.putIfAbsent(session.worktree(), session)).or(() -> checkout.map(c -> holders.putIfAbsent(c, session))).filter(holder -> holder != session);
        if (other.isEmpty()) {
            commands.put(victim, session.resume().command());
            lines.add(session.resume().command());
        } else {
            boolean together = other.get().worktree().equals(session.worktree());
            left.put(victim, name(session) + (together ? " works in the directory of " + name(other.get()) + ", which is made again for that" : " works on the branch of " + name(other.get()) + ", and only one of them can have it checked out"));
            remarks.add(left.get(victim));
        }
    }

    private static String name(SessionView session) {
        return session.project() + "/" + session.id();
    }

    /** The command for one of them; nothing where there is none. */
    public Optional<String> command(Victim victim) {
        return Optional.ofNullable(commands.get(victim));
    }

    /** Why there is no command for one that could be resumed by itself. */
    public Optional<String> left(Victim victim) {
        return Optional.ofNullable(left.get(victim));
    }

    /** Each command once, to be run by a shell. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Why others have no command. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }
}
