package ao.cli;

import ao.check.Incidents;
import ao.check.Incidents.End;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Finding;
import ao.read.ActivityEvents;
import ao.read.ChangeLog;
import ao.read.DatabaseSnapshot;
import ao.read.Json;
import ao.read.Sqlite;
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

    private final Optional<Instant> since;
    private final List<End> ends = new ArrayList<>();
    private final Map<String, SessionView> sessions = new LinkedHashMap<>();
    private final Set<Finding> unread = new LinkedHashSet<>();

    /** @param since only ends at this time or later */
    public IncidentInspection(Optional<Instant> since) {
        this.since = since;
    }

    /** Reads these stores and finds their incidents, the latest first. */
    public List<Incident> read(List<StoreView> stores, InspectFilter filter) {
        for (var store : stores) {
            tolerant(store, () -> store.sessions().read(session -> {
                if (filter.wants(session)) take(store, session);
            }, finding -> { }));
        }
        return find(stores);
    }

    /** Takes a session that was read. */
    public void take(StoreView store, SessionView session) {
        sessions.put(key(store.path(), session.project(), session.id()), session);
        TimeText.parse(session.endedAt()).map(TimeText.Read::at).ifPresent(at -> add(new End(store.path(), session.project(), session.id(), at, "record")));
    }

    /** Reads the logs of these stores, whose sessions it was given; finds the incidents, the latest first. */
    public List<Incident> find(List<StoreView> stores) {
        for (var store : stores) {
            if (store.kind().equals("rewrite")) tolerant(store, () -> changes(store.path()));
            else if (!store.kind().equals("runs")) tolerant(store, () -> events(store.path()));
        }
        return Incidents.find(ends).stream().map(this::incident).toList();
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

    private void add(End end) {
        if (since.filter(s -> end.at().isBefore(s)).isEmpty()) ends.add(end);
    }

    private void events(String root) {
        for (var event : ActivityEvents.all(Path.of(root))) {
            if (ENDS.contains(event.type()) && !event.session().isEmpty()) add(new End(root, event.project(), event.session(), Instant.ofEpochMilli(event.epochMillis()), event.type()));
        }
    }

    /** A session ended where the log says so for the first time since it last said otherwise. */
    private void changes(String database) {
        try (var snapshot = DatabaseSnapshot.of(Path.of(database))) {
            var over = new HashMap<String, Boolean>();
            for (var entry : ChangeLog.all(snapshot.connection())) {
                if (!entry.type().equals("session_created") && !entry.type().equals("session_updated")) continue;
                boolean now = Json.parse(entry.payload()).map(p -> p.path("isTerminated").asBoolean()).orElse(false);
                boolean before = Boolean.TRUE.equals(over.put(entry.session(), now));
                if (now && !before) TimeText.parseStored(entry.at()).ifPresent(at -> add(new End(database, entry.project(), entry.session(), at, "change_log " + entry.seq())));
            }
        } catch (SQLException e) {
            throw Sqlite.unreadable(Path.of(database), e);
        }
    }

    private Incident incident(Incidents.Burst burst) {
        var victims = burst.ends().stream().map(e -> new Victim(e, Optional.ofNullable(sessions.get(key(e.store(), e.project(), e.session()))))).toList();
        var dead = burst.ends().stream().map(e -> key(e.store(), e.project(), e.session())).collect(Collectors.toCollection(HashSet::new));
        var stores = burst.ends().stream().map(End::store).collect(Collectors.toSet());
        var survivors = sessions.entrySet().stream().filter(e -> !dead.contains(e.getKey()) && stores.contains(e.getKey().substring(0, e.getKey().indexOf('\n'))) && !e.getValue().over())
            .map(Map.Entry::getValue).filter(s -> TimeText.parseStored(s.createdAt()).map(at -> at.isBefore(burst.from())).orElse(true)).toList();
        return new Incident(burst, victims, survivors);
    }
}
