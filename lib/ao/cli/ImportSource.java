package ao.cli;

import ao.map.Prefixes;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.Severity;
import ao.plan.Gate;
import ao.plan.Gate.Unchanged.Use;
import ao.plan.PlanSink;
import ao.plan.ProjectInput;
import ao.read.Git;
import ao.read.HashedNames;
import ao.read.LegacyLiveness;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.Locations;
import ao.read.RegistryReader;
import ao.read.Utf8Order;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A legacy store as an import reads it: one project after the other, with its records. */
public final class ImportSource {
    private final Locations locations;
    private final LegacyStore store;
    private final List<Finding> noticed = new ArrayList<>();
    private final Map<String, LegacyProject> projects = new TreeMap<>(Utf8Order::compare);
    private final LegacyLiveness liveness;
    private final List<String> prefixes;
    private final TreeSet<String> all;

    /**
     * Opens a store and picks the projects.
     *
     * @param only         ids that the operator named; none means all
     * @param unregistered whether projects come along that no registry names, where their repository can be told (D8)
     */
    public ImportSource(Locations locations, LegacyStore store, Collection<String> only, boolean unregistered) {
        this.locations = locations;
        this.store = store;
        this.liveness = new LegacyLiveness(System.getenv(), HashedNames.hashes(store.root().path()));
        store.registry().projects().forEach(p -> projects.put(p.id(), p));
        if (unregistered) strangers().forEach(id -> projects.put(id, stranger(id)));
        prefixes = projects.values().stream().map(p -> Prefixes.of(p).legacy()).distinct().toList();
        all = strangers();
        all.addAll(projects.keySet());
        for (var id : only) {
            if (!projects.containsKey(id)) throw unknown(id);
        }
        if (!only.isEmpty()) projects.keySet().retainAll(only);
    }

    private AoException.Usage unknown(String id) {
        var known = new ArrayList<>(projects.keySet());
        known.sort(java.util.Comparator.comparing(k -> Nearest.distance(k, id)));
        return new AoException.Usage("project-unknown", "no project is called \"" + id + "\"",
            strangers().contains(id) ? "its folder is there, but no registry names it: --include-unregistered"
                : known.isEmpty() ? "there is none" : "the nearest: " + String.join(", ", known.subList(0, Math.min(3, known.size()))));
    }

    /** Projects that have a folder and no entry in the registry. */
    private TreeSet<String> strangers() {
        var registered = store.registry().projects().stream().map(LegacyProject::id).collect(Collectors.toSet());
        return store.folders().stream().map(LegacyStore.Folder::project).filter(id -> !registered.contains(id))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private LegacyProject stranger(String id) {
        var path = new ArrayList<Path>();
        read(id, session -> {
            if (path.isEmpty()) LegacySession.directory(session.worktree()).flatMap(Git::repositoryOf).ifPresent(path::add);
        });
        return RegistryReader.unregistered(locations, id, path.stream().findFirst(), noticed);
    }

    /** The ids of the projects, in byte order. */
    public Collection<String> ids() {
        return projects.keySet();
    }

    /** The ids of all projects of the store, also of those that were not picked. */
    public Collection<String> all() {
        return all;
    }

    /**
     * That nobody writes in the records, the registry or the repositories' own settings between the reading and the
     * inserting. Sessions that are new by then can be imported later.
     */
    public List<Gate> unchanged() {
        var records = projects.keySet().stream().flatMap(id -> store.foldersOf(id).stream()).flatMap(LegacyRecords::places);
        var settings = projects.values().stream().flatMap(project -> project.path().stream()).flatMap(RegistryReader::ownSettings);
        return Stream.concat(Stamping.of(records, Use.READ), Stamping.of(Stream.concat(Stream.of(locations.registry().path()), settings), Use.WRITTEN)).toList();
    }

    /** The session prefixes of all registered projects, also of those that were not picked. */
    public List<String> prefixes() {
        return prefixes;
    }

    /** Gives what was noticed on the way, and the projects that stay out because nobody registered them. */
    public void findings(PlanSink sink) {
        store.registry().findings().forEach(sink::finding);
        store.findings().forEach(sink::finding);
        noticed.forEach(sink::finding);
        for (var id : strangers()) {
            if (projects.containsKey(id)) continue;
            var count = new int[1];
            read(id, session -> count[0]++);
            if (count[0] > 0) {
                sink.finding(Finding.at("project-unregistered", Severity.WARNING, store.foldersOf(id).get(0).path(),
                    "no registry names this project; " + count[0] + " sessions stay out (--include-unregistered takes them)").about("project", id));
            }
        }
    }

    private void read(String id, Consumer<LegacySession> sessions) {
        LegacyRecords.sessions(store, store.foldersOf(id), LegacyRecords.only(sessions));
    }

    /** Reads each project with its records, and gives it away before any record of the next. */
    public void each(PlanSink sink, Consumer<ProjectInput> consumer) {
        var folders = projects.keySet().stream().flatMap(id -> store.foldersOf(id).stream()).toList();
        var waiting = new ArrayDeque<>(projects.values());
        var records = new LegacyRecords.Sink<LegacySession>() {
            private List<LegacySession> sessions = new ArrayList<>();
            private int unreadable;

            /** Gives away all that come before a project. */
            void upTo(Optional<String> project) {
                while (!waiting.isEmpty() && project.filter(waiting.peek().id()::equals).isEmpty()) {
                    var done = waiting.remove();
                    consumer.accept(new ProjectInput(done, sessions, unreadable + missing(done.id())));
                    sessions = new ArrayList<>();
                    unreadable = 0;
                }
            }

            @Override public void begin(LegacyStore.Folder folder) {
                upTo(Optional.of(folder.project()));
            }

            @Override public void session(LegacySession session) {
                sessions.add(session);
                liveness.look(session);
            }

            @Override public void finding(LegacyStore.Folder folder, Finding finding) {
                sink.finding(finding);
            }

            @Override public void unreadable(LegacyStore.Folder folder) {
                unreadable++;
            }
        };
        LegacyRecords.sessions(store, folders, records);
        records.upTo(Optional.empty());
    }

    /** How much of a project is out of reach before its records are read: its folder, or the folder of all. */
    private int missing(String id) {
        return (int) store.findings().stream().filter(f -> f.code().equals("projects-unreadable")
            || f.code().equals("project-folder-link") && f.subject().id().equals(id)).count();
    }

    /** Whether sessions of these projects run, once all were read. */
    public LegacyLiveness liveness() {
        return liveness;
    }

    public LegacyStore store() {
        return store;
    }
}
