package ao.cli;

import ao.model.AoException;
import ao.model.DatabaseState;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.Liveness;
import ao.model.Severity;
import ao.map.OrchestratorRule;
import ao.map.Prefixes;
import ao.read.Daemon;
import ao.read.LegacyLiveness;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.RewriteStoreReader;
import ao.report.StoreView;
import ao.report.StoreView.ProjectView;
import ao.report.StoreView.SessionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds stores and makes them readable for an inspection. */
public final class StoreInspection {
    private final Locations locations;
    private final Map<String, String> environment;

    private StoreInspection(Locations locations, Map<String, String> environment) {
        this.locations = locations;
        this.environment = environment;
    }

    /**
     * The stores at these paths; without paths, every store below the home directory.
     *
     * @throws AoException.Unreadable when a path that was named is no store, or nothing of what was named can be read
     */
    public static List<StoreView> find(Locations locations, List<Path> paths, Map<String, String> environment) {
        var inspection = new StoreInspection(locations, environment);
        if (!paths.isEmpty()) return paths.stream().map(p -> inspection.at(p.toAbsolutePath().normalize())).toList();
        var stores = new ArrayList<StoreView>();
        if (LegacyStoreReader.isLegacyRoot(locations.root().path())) stores.add(inspection.tolerant("legacy", locations.root().path(), () -> inspection.legacy(locations)));
        if (Files.exists(locations.database())) stores.add(inspection.tolerant("rewrite", locations.database(), () -> inspection.rewrite(locations.database())));
        return stores;
    }

    private StoreView at(Path path) {
        if (!Files.exists(path)) throw new AoException.Unreadable("path-missing", path + " is not there", "");
        if (Files.isRegularFile(path)) return rewrite(path);
        if (Files.isRegularFile(path.resolve("ao.db"))) return rewrite(path.resolve("ao.db"));
        if (!LegacyStoreReader.isLegacyRoot(path)) {
            throw new AoException.Unreadable("store-unknown", path + " is no store that is known here",
                "a legacy root has a config.yaml, projects/ or hash-named folders; a data directory has an ao.db");
        }
        return legacy(Locations.resolve(new Locations.Given(Optional.of(locations.home().path()), Optional.of(path), Optional.empty()), environment));
    }

    /** Reads a store; one that cannot be opened is shown with the reason. */
    private StoreView tolerant(String kind, Path path, java.util.function.Supplier<StoreView> reading) {
        try {
            return reading.get();
        } catch (AoException.Unreadable e) {
            var finding = Finding.at(e.code(), Severity.ERROR, path, e.getMessage() + (e.hint().isEmpty() ? "" : "; " + e.hint()));
            return new StoreView(kind, path.toString(), Map.of(), List.of(), (sessions, findings) -> findings.accept(finding));
        }
    }

    private StoreView rewrite(Path file) {
        var state = RewriteStoreReader.read(file);
        var facts = new LinkedHashMap<String, String>();
        facts.put("schema", String.valueOf(state.version()));
        facts.put("daemon", daemon(file));
        var projects = state.projects().values().stream()
            .map(p -> new ProjectView(p.id(), p.path() + (p.archived() ? " (archived)" : ""), true)).toList();
        return new StoreView("rewrite", file.toString(), facts, projects, (sessions, findings) -> {
            for (var difference : state.differences()) {
                findings.accept(Finding.at("schema-difference", Severity.ERROR, file, difference).expecting("what schema " + state.version() + " has", "something else"));
            }
            state.sessions().values().forEach(s -> sessions.accept(new SessionView(s.project(), s.id(), s.kind(), status(s), s.harness(), file.toString())));
        });
    }

    private static String status(DatabaseState.SessionKey session) {
        return session.terminated() ? "terminated" : session.activity();
    }

    private String daemon(Path file) {
        var byRunFile = Daemon.byRunFile(locations.runFile().path());
        if (byRunFile instanceof Liveness.Live live) return "alive: " + live.evidence();
        var byLocks = Daemon.byFileLocks(file);
        if (byLocks instanceof Liveness.Live live) return "alive: " + live.evidence();
        if (byRunFile instanceof Liveness.Unknown unknown) return "unknown: " + unknown.why();
        return byLocks instanceof Liveness.Unknown unknown ? "not by the run-file; " + unknown.why() : "stopped";
    }

    private StoreView legacy(Locations where) {
        var store = LegacyStoreReader.open(where);
        var projects = new TreeMap<String, ProjectView>();
        var registered = new HashMap<String, LegacyProject>();
        store.registry().projects().forEach(p -> {
            registered.put(p.id(), p);
            projects.put(p.id(), new ProjectView(p.id(), p.path().map(Path::toString).orElse(""), true));
        });
        store.folders().forEach(f -> projects.putIfAbsent(f.project(), new ProjectView(f.project(), "", false)));
        var kinds = store.folders().stream().map(f -> f.layout().word()).distinct().sorted().collect(Collectors.joining(" and "));
        var facts = new LinkedHashMap<String, String>();
        facts.put("registry", store.registry().exists() ? where.registry().toString() : "none at " + where.registry());
        return new StoreView(kinds.isEmpty() ? "project" : kinds, where.root().path().toString(), facts, List.copyOf(projects.values()),
            (sessions, findings) -> read(store, registered, facts, sessions, findings));
    }

    private void read(LegacyStore store, Map<String, LegacyProject> registered, Map<String, String> facts,
                      Consumer<SessionView> sessions, Consumer<Finding> findings) {
        store.registry().findings().forEach(findings);
        store.findings().forEach(findings);
        registered.values().stream().filter(p -> p.path().isPresent() && !Files.isDirectory(p.path().get()))
            .forEach(p -> findings.accept(Finding.at("project-path-gone", Severity.WARNING, p.path().get(),
                "the repository of project " + p.id() + " is not there").about("project", p.id())));
        var liveness = new LegacyLiveness(environment, store.folders().stream().flatMap(f -> f.hash().stream()).collect(Collectors.toSet()));
        var prefixes = registered.values().stream().map(p -> Prefixes.of(p).legacy()).distinct().toList();
        var unreadable = new int[1];
        for (var folder : store.folders()) {
            var prefix = Optional.ofNullable(registered.get(folder.project())).map(p -> Prefixes.of(p).legacy()).orElse("");
            LegacyStoreReader.sessions(store, folder, new LegacyStoreReader.Sink() {
                @Override public void session(LegacySession session) {
                    liveness.look(session);
                    sessions.accept(view(session, prefix, prefixes));
                }

                @Override public void finding(Finding finding) {
                    findings.accept(finding);
                }

                @Override public void unreadable() {
                    unreadable[0]++;
                }
            });
        }
        facts.put("unreadable records", String.valueOf(unreadable[0]));
        facts.put("live sessions", liveness.live().isEmpty() ? (liveness.unknown().isEmpty() ? "none" : "unknown: " + liveness.unknown().get(0))
            : liveness.live().size() + ": " + String.join("; ", liveness.live().stream().limit(5).toList()));
    }

    private static SessionView view(LegacySession session, String prefix, List<String> prefixes) {
        var kind = OrchestratorRule.kind(session, prefix, prefixes);
        return new SessionView(session.project(), session.id().value(), kind.word(), session.shownStatus(),
            session.agent().orElse(""), session.file().toString());
    }
}
