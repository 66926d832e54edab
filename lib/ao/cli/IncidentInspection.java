package ao.cli;

import ao.check.Incidents;
import ao.check.Incidents.End;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.LegacySession;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts together what the logs and the records of all stores tell about the ends of sessions. */
public final class IncidentInspection {
    /** Events by which the legacy software tells that a session ended, or that its runtime was lost. */
    private static final Set<String> ENDS = Set.of("session.killed", "runtime.lost_detected");

    /** Sessions that came to the end of their work by themselves. */
    private static final Set<String> FINISHED = Set.of("done", "merged");

    /** So many survivors are named; of the others the number is told. */
    private static final int NAMED = 100;

    private final Optional<Instant> since;
    private final InspectFilter filter;
    private final GitQuestions git;
    private final WorktreeReader worktrees = new WorktreeReader();
    private final List<End> ends = new ArrayList<>();
    private final Map<String, SessionView> sessions = new LinkedHashMap<>();
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
        sessions.put(key(store.path(), session.project(), session.id()), session);
        TimeText.parse(session.endedAt()).map(TimeText.Read::at).ifPresent(at -> ends.add(new End(store.path(), session.project(), session.id(), at, "record")));
        TimeText.parse(session.lostAt()).map(TimeText.Read::at).ifPresent(at -> ends.add(new End(store.path(), session.project(), session.id(), at, "record: runtime lost")));
    }

    /** Reads the logs of these stores, whose sessions it was given; finds the incidents, the latest first. */
    public List<Incident> find(List<StoreView> stores) {
        for (var store : stores) {
            if (store.kind().equals("rewrite")) tolerant(store, () -> changes(store.path()));
            else if (!store.kind().equals("runs")) tolerant(store, () -> events(store.path()));
        }
        var known = known();
        return Incidents.find(ends.stream().filter(this::isWanted).toList()).stream().map(burst -> incident(burst, known)).toList();
    }

    /** Of a session that is not there any more only its project is known. */
    private boolean isWanted(End end) {
        if (since.isPresent() && end.at().isBefore(since.get())) return false;
        var session = sessions.get(key(end));
        if (session != null) return filter.wants(session);
        return !filter.choosesSessions() && (filter.projects().isEmpty() || filter.projects().contains(end.project()));
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

    private static String key(End end) {
        return key(end.store(), end.project(), end.session());
    }

    private void events(String root) {
        for (var event : ActivityEvents.all(Path.of(root))) {
            if (ENDS.contains(event.type()) && !event.session().isEmpty()) ends.add(new End(root, event.project(), event.session(), Instant.ofEpochMilli(event.epochMillis()), event.type()));
        }
    }

    /** A session ended where the log says so for the first time since it last said otherwise; one that is imported may be over from the beginning. */
    private void changes(String database) {
        try (var snapshot = DatabaseSnapshot.of(Path.of(database))) {
            var over = new HashMap<String, Boolean>();
            for (var entry : ChangeLog.all(snapshot.connection())) {
                if (!entry.type().equals("session_created") && !entry.type().equals("session_updated")) continue;
                boolean now = Json.parse(entry.payload()).map(p -> p.path("isTerminated").asBoolean()).orElse(false);
                boolean before = Boolean.TRUE.equals(over.put(entry.session(), now));
                if (now && !before && entry.type().equals("session_updated")) TimeText.parseStored(entry.at()).ifPresent(at -> ends.add(new End(database, entry.project(), entry.session(), at, "change_log " + entry.seq())));
            }
        } catch (SQLException e) {
            throw Sqlite.unreadable(Path.of(database), e);
        }
    }

    /**
     * A session as far as surviving goes.
     *
     * @param begun   when it was made
     * @param lastEnd when it last ended, as far as anybody tells
     * @param alive   whether it goes on
     */
    private record Known(String key, String store, SessionView view, Instant begun, Instant lastEnd, boolean alive) {
        boolean survived(Incidents.Burst burst) {
            return begun.isBefore(burst.from()) && (alive || lastEnd.isAfter(burst.to()));
        }
    }

    private List<Known> known() {
        var lastEnds = new HashMap<String, Instant>();
        ends.forEach(end -> lastEnds.merge(key(end), end.at(), (one, other) -> one.isAfter(other) ? one : other));
        var known = new ArrayList<Known>();
        sessions.forEach((key, view) -> {
            if (!filter.wants(view)) return;
            known.add(new Known(key, key.substring(0, key.indexOf('\n')), view, TimeText.parseStored(view.createdAt()).orElse(Instant.MIN), lastEnds.getOrDefault(key, Instant.MIN),
                !view.over() && view.lostAt().isEmpty()));
        });
        return known;
    }

    private Incident incident(Incidents.Burst burst, List<Known> known) {
        var dead = burst.ends().stream().map(IncidentInspection::key).collect(Collectors.toCollection(HashSet::new));
        var stores = burst.ends().stream().map(End::store).collect(Collectors.toSet());
        var some = new ArrayList<SessionView>();
        int survivors = 0;
        for (var one : known) {
            if (!one.survived(burst) || !stores.contains(one.store()) || dead.contains(one.key())) continue;
            if (survivors++ < NAMED) some.add(one.view());
        }
        return new Incident(burst, victims(burst), survivors, some);
    }

    private List<Victim> victims(Incidents.Burst burst) {
        var looks = new HashMap<String, WorktreeLook>();
        for (var end : burst.ends()) {
            Optional.ofNullable(sessions.get(key(end))).flatMap(s -> LegacySession.directory(Optional.of(s.worktree()).filter(w -> !w.isEmpty())))
                .ifPresent(folder -> looks.put(key(end), worktrees.look(folder, Optional.empty(), Optional.empty())));
        }
        var unsaved = git.unsaved(looks.values().stream().filter(IncidentInspection::isWorktree).map(WorktreeLook::folder).distinct().toList());
        return burst.ends().stream().map(end -> {
            var now = Optional.ofNullable(sessions.get(key(end)));
            var work = Optional.ofNullable(looks.get(key(end))).map(look -> work(look, unsaved)).orElse("");
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
            case BROKEN, UNKNOWN -> "broken";
            case MAIN, LINKED, MOVED -> unsaved.containsKey(look.folder()) ? unsaved.get(look.folder()).words() : "there";
        };
    }
}
