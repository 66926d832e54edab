package ao.report;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.ResumeVerdict;
import ao.report.StoreView.SessionView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What came of inspecting one store, counted. */
public final class Inspected {
    private final StoreView store;
    private final Map<String, Map<String, Integer>> byStatus = new TreeMap<>();
    private final Map<String, Map<ResumeVerdict.Kind, Integer>> byVerdict = new TreeMap<>();
    private final Map<String, Integer> living = new TreeMap<>();
    private final FindingGroups findings;

    private Inspected(StoreView store, int kept) {
        this.store = store;
        this.findings = new FindingGroups(kept);
    }

    /**
     * Reads a store, gives everything that is wanted away, and counts.
     *
     * @param kept how many findings of each code are kept
     */
    public static Inspected of(StoreView store, InspectFilter filter, int kept, Consumer<SessionView> sessions, Consumer<Finding> findings) {
        var inspected = new Inspected(store, kept);
        var chosen = new HashSet<String>();
        var waiting = new ArrayList<Finding>();
        Consumer<Finding> found = finding -> {
            inspected.findings.add(finding);
            findings.accept(finding);
        };
        try {
            store.sessions().read(session -> {
                if (!filter.wants(session)) return;
                if (filter.choosesSessions()) chosen.add(session.project() + "/" + session.id());
                inspected.count(session);
                sessions.accept(session);
            }, finding -> {
                if (!filter.wants(finding)) return;
                if (filter.choosesSessions()) waiting.add(finding);
                else found.accept(finding);
            });
        } catch (AoException.Unreadable e) {
            // Whatever was asked for may be in it.
            Optional.of(store.unread(e)).filter(filter::wantsKind).ifPresent(found);
        }
        // A session that was named may have a record that cannot be read: then its findings are all there is.
        waiting.stream().filter(f -> f.subject().kind().equals("session")
            && (chosen.contains(f.subject().project() + "/" + f.subject().id()) || filter.sessions().contains(f.subject().id()))).forEach(found);
        return inspected;
    }

    private void count(SessionView session) {
        byStatus.computeIfAbsent(session.project(), p -> new TreeMap<>()).merge(session.status(), 1, Integer::sum);
        byVerdict.computeIfAbsent(session.project(), p -> new EnumMap<>(ResumeVerdict.Kind.class)).merge(session.resume().kind(), 1, Integer::sum);
        if (!session.over()) living.merge(session.project(), 1, Integer::sum);
    }

    public StoreView store() {
        return store;
    }

    /** How many sessions of a project there are by status. */
    public Map<String, Integer> statuses(String project) {
        return byStatus.getOrDefault(project, Map.of());
    }

    /** How many sessions of a project there are. */
    public int sessions(String project) {
        return statuses(project).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many sessions there are. */
    public int sessions() {
        return byStatus.keySet().stream().mapToInt(this::sessions).sum();
    }

    /** How many sessions of a project go on. */
    public int living(String project) {
        return living.getOrDefault(project, 0);
    }

    /** How many sessions go on. */
    public int living() {
        return living.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many sessions of a project get a verdict. */
    public int verdicts(String project, ResumeVerdict.Kind kind) {
        return byVerdict.getOrDefault(project, Map.of()).getOrDefault(kind, 0);
    }

    /** How many sessions get a verdict. */
    public int verdicts(ResumeVerdict.Kind kind) {
        return byVerdict.keySet().stream().mapToInt(p -> verdicts(p, kind)).sum();
    }

    /** The projects of which there are sessions, also those that the store does not list. */
    public Set<String> projects() {
        return byStatus.keySet();
    }

    /** What was noticed. */
    public FindingGroups findings() {
        return findings;
    }
}
