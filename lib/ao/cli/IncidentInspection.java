package ao.cli;

import ao.check.Incidents;
import ao.check.Incidents.End;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.Severity;
import ao.model.Unsaved;
import ao.model.WorktreeLook;
import ao.read.ActivityEvents;
import ao.read.ChangeLog;
import ao.read.DatabaseSnapshot;
import ao.read.Json;
import ao.read.Sqlite;
import ao.read.WorktreeReader;
import ao.report.IncidentReport.Incident;
import ao.report.IncidentReport.Victim;
import ao.report.InspectFilter;
import ao.report.StoreView;
import ao.report.StoreView.SessionView;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts together what the logs and the records of all stores tell about the ends of sessions. */
public final class IncidentInspection {
    private static final String LOST = "runtime.lost_detected";

    /** Events by which the legacy software tells that a session ended, or that its runtime was lost. */
    private static final Set<String> ENDS = Set.of("session.killed", LOST);

    /** Sessions that came to the end of their work by themselves. */
    private static final Set<String> FINISHED = Set.of("done", "merged");

    /** An end that a record tells so far from another one is not that. */
    private static final Duration FAR = Duration.ofHours(1);

    /** So many survivors are named; of the others the number is told. */
    private static final int NAMED = 100;

    private final Optional<Instant> since;
    private final InspectFilter filter;
    private final GitQuestions git;
    private final WorktreeReader worktrees = new WorktreeReader();
    private final List<End> ends = new ArrayList<>();
    /** When sessions are known to have gone on; the legacy software tells of no restore (session-manager sheet, 8). */
    private final Map<String, NavigableSet<Instant>> lives = new HashMap<>();
    /** By the key of their ends. */
    private final Map<String, List<SessionView>> sessions = new LinkedHashMap<>();
    private final Set<Finding> unread = new LinkedHashSet<>();

    /**
     * @param since  only ends at this time or later
     * @param filter of which sessions
     * @param git    whether git may be asked what only the worktrees of those that ended hold
     */
    public IncidentInspection(Optional<Instant> since, InspectFilter filter, boolean git) {
        this.since = since;
        this.filter = filter.whenever();
        this.git = new GitQuestions(git);
    }

    /** Reads these stores and finds their incidents, the latest first. */
    public List<Incident> read(List<StoreView> stores) {
        for (var store : stores) tolerant(store, () -> store.sessions().read(session -> take(store, session), finding -> { }));
        return find(stores);
    }

    /** Takes a session that was read, whether it is wanted or not. */
    public void take(StoreView store, SessionView session) {
        sessions.computeIfAbsent(key(store.path(), session.project(), session.id()), k -> new ArrayList<>(1)).add(session);
        TimeText.parse(session.endedAt()).map(TimeText.Read::at).ifPresent(at -> ends.add(new End(store.path(), session.project(), session.id(), at, "record", session.path(), false)));
        TimeText.parse(session.lostAt()).map(TimeText.Read::at).ifPresent(at -> ends.add(new End(store.path(), session.project(), session.id(), at, "record: runtime lost", session.path(), true)));
    }

    /** Reads the logs of these stores, whose sessions it was given; finds the incidents, the latest first. */
    public List<Incident> find(List<StoreView> stores) {
        for (var store : stores) {
            if (store.kind().equals("rewrite")) tolerant(store, () -> changes(store.path()));
            else if (!store.kind().equals("runs")) tolerant(store, () -> events(store.path()));
        }
        var distinct = Incidents.distinct(ends, lives);
        var known = known(distinct);
        return Incidents.find(distinct.stream().filter(this::isWanted).toList()).stream().map(burst -> incident(burst, known)).toList();
    }

    /** Of a session that is not there any more only its project is known. */
    private boolean isWanted(End end) {
        if (since.isPresent() && end.at().isBefore(since.get())) return false;
        var session = session(end);
        if (session.isPresent()) return filter.wants(session.get());
        return !filter.choosesSessions() && (filter.projects().isEmpty() || filter.projects().contains(end.project()));
    }

    /** The session that ended; of several with its id the one whose record tells that end, or else the one that goes on. */
    private Optional<SessionView> session(End end) {
        var candidates = sessions.getOrDefault(end.key(), List.of());
        if (candidates.size() < 2) return candidates.stream().findFirst();
        return candidates.stream().min(Comparator.comparing((SessionView s) -> end.record().equals(s.path()) ? Duration.ZERO : apart(s, end)).thenComparing(SessionView::over)
            .thenComparing(SessionView::changed, Comparator.reverseOrder()));
    }

    /** How far from an end a record tells one; one that is far off is another one. */
    private static Duration apart(SessionView session, End end) {
        var told = TimeText.parse(session.endedAt()).or(() -> TimeText.parse(session.lostAt())).map(TimeText.Read::at);
        return told.map(at -> Duration.between(at, end.at()).abs()).filter(d -> d.compareTo(FAR) < 0).orElse(FAR);
    }

    /** What could not be read: nobody knows whether anything ended in it. */
    public List<Finding> unread() {
        return List.copyOf(unread);
    }

    private void tolerant(StoreView store, Runnable reading) {
        try {
            reading.run();
        } catch (AoException.Unreadable e) {
            unread.add(store.unread(e));
        }
    }

    private static String key(String store, String project, String id) {
        return store + "\n" + project + "/" + id;
    }

    private void events(String root) {
        var projects = new HashMap<String, Set<String>>();
        sessions.values().forEach(all -> all.forEach(s -> projects.computeIfAbsent(s.id(), id -> new HashSet<>(2)).add(s.project())));
        for (var event : ActivityEvents.all(Path.of(root))) {
            if (!ENDS.contains(event.type()) || event.session().isEmpty()) continue;
            // An event need not name the project.
            var of = projects.getOrDefault(event.session(), Set.of());
            var project = event.project().isEmpty() && of.size() == 1 ? of.iterator().next() : event.project();
            ends.add(new End(root, project, event.session(), Instant.ofEpochMilli(event.epochMillis()), event.type(), "", event.type().equals(LOST)));
        }
    }

    /** A session ended where the log says so for the first time since it last said otherwise; one that is imported may be over from the beginning. */
    private void changes(String database) {
        try (var snapshot = DatabaseSnapshot.of(Path.of(database))) {
            if (!ChangeLog.isThere(snapshot.connection())) {
                var file = Path.of(database);
                unread.add(Finding.of("change-log-missing", Severity.WARNING, new Finding.Subject("database", file.getFileName().toString(), Optional.of(file), ""), "it has no log of changes, so nobody knows when its sessions ended")
                    .expecting("the table change_log with the columns of a daemon", "none"));
            }
            var over = new HashMap<String, Boolean>();
            for (var entry : ChangeLog.all(snapshot.connection())) {
                if (!entry.type().equals("session_created") && !entry.type().equals("session_updated")) continue;
                boolean now = Json.parse(entry.payload()).map(p -> p.path("isTerminated").asBoolean()).orElse(false);
                boolean before = Boolean.TRUE.equals(over.put(entry.session(), now));
                var at = TimeText.parseStored(entry.at());
                if (!now) at.ifPresent(t -> lives.computeIfAbsent(key(database, entry.project(), entry.session()), k -> new TreeSet<>()).add(t));
                else if (!before && entry.type().equals("session_updated")) at.ifPresent(t -> ends.add(new End(database, entry.project(), entry.session(), t, "change_log " + entry.seq(), "", false)));
            }
        } catch (SQLException e) {
            throw Sqlite.unreadable(Path.of(database), e);
        }
    }

    /**
     * A session as far as surviving goes.
     *
     * @param begun when it was made
     * @param ends  when it ended, as far as anybody tells
     * @param alive whether it goes on
     * @param lives when it is known to have gone on; empty where nothing tells of that
     */
    private record Known(String store, SessionView view, Instant begun, NavigableSet<Instant> ends, boolean alive, NavigableSet<Instant> lives) {
        boolean survived(Incidents.Burst burst) {
            if (!begun.isBefore(burst.from()) || !alive && ends.higher(burst.to()) == null) return false;
            var before = ends.floor(burst.to());
            return before == null || lives.isEmpty() || !lives.subSet(before, true, burst.to(), true).isEmpty();
        }
    }

    private List<Known> known(List<End> distinct) {
        var ended = new IdentityHashMap<SessionView, NavigableSet<Instant>>();
        for (var end : distinct) session(end).ifPresent(s -> ended.computeIfAbsent(s, k -> new TreeSet<>()).add(end.at()));
        var known = new ArrayList<Known>();
        sessions.forEach((key, views) -> views.stream().filter(filter::wants).forEach(view -> known.add(new Known(key.substring(0, key.indexOf('\n')), view,
            TimeText.parseStored(view.createdAt()).orElse(Instant.MIN), ended.getOrDefault(view, Collections.emptyNavigableSet()), !view.over() && view.lostAt().isEmpty(),
            lives.getOrDefault(key, Collections.emptyNavigableSet())))));
        return known;
    }

    private Incident incident(Incidents.Burst burst, List<Known> known) {
        var dead = Collections.newSetFromMap(new IdentityHashMap<SessionView, Boolean>());
        burst.ends().forEach(end -> session(end).ifPresent(dead::add));
        var stores = burst.ends().stream().map(End::store).collect(Collectors.toSet());
        var some = new ArrayList<SessionView>();
        int survivors = 0;
        for (var one : known) {
            if (!stores.contains(one.store()) || dead.contains(one.view()) || !one.survived(burst)) continue;
            if (survivors++ < NAMED) some.add(one.view());
        }
        return new Incident(burst, victims(burst), survivors, some);
    }

    private List<Victim> victims(Incidents.Burst burst) {
        var looks = new HashMap<End, WorktreeLook>();
        for (var end : burst.ends()) {
            session(end).flatMap(s -> LegacySession.directory(Optional.of(s.worktree()).filter(w -> !w.isEmpty())))
                .ifPresent(folder -> looks.put(end, worktrees.look(folder, Optional.empty(), Optional.empty())));
        }
        var unsaved = git.unsaved(looks.values().stream().filter(IncidentInspection::isWorktree).map(WorktreeLook::folder).distinct().toList());
        return burst.ends().stream().map(end -> {
            var now = session(end);
            var work = Optional.ofNullable(looks.get(end)).map(look -> work(look, unsaved)).orElse("");
            return new Victim(end, now, work, now.filter(s -> (s.over() || !s.lostAt().isEmpty()) && !FINISHED.contains(s.status())).isPresent());
        }).toList();
    }

    private static boolean isWorktree(WorktreeLook look) {
        return look.isLinked() || look.kind() == WorktreeLook.Kind.MAIN;
    }

    private static String work(WorktreeLook look, Map<Path, Unsaved> unsaved) {
        return switch (look.kind()) {
            case ABSENT -> "gone";
            case NOT_A_FOLDER -> "a file";
            case PLAIN -> "no worktree";
            case HIDDEN -> "may not be looked into";
            case BROKEN, UNKNOWN, CUT_OFF -> "broken";
            case MAIN, LINKED, MOVED -> unsaved.containsKey(look.folder()) ? unsaved.get(look.folder()).words() : "there";
        };
    }
}
