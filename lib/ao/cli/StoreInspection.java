package ao.cli;

import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Liveness;
import ao.model.LegacyProject;
import ao.model.Severity;
import ao.read.Daemon;
import ao.read.DatabaseSnapshot;
import ao.read.Folders;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.OpenclawLeftovers;
import ao.read.OpenclawPlaces;
import ao.report.StoreView;
import ao.report.StoreView.ProjectView;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds stores and makes them readable for an inspection. */
public final class StoreInspection {
    private final Locations locations;
    private final InspectOptions options;
    private final Map<String, String> environment;

    private StoreInspection(Locations locations, InspectOptions options, Map<String, String> environment) {
        this.locations = locations;
        this.options = options;
        this.environment = environment;
    }

    /**
     * The stores at these paths; without paths, every store below the home directory.
     *
     * @throws AoException.Unreadable when a path that was named is no store, or nothing of what was named can be read
     */
    public static List<StoreView> find(Locations locations, List<Path> paths, InspectOptions options, Map<String, String> environment) {
        var inspection = new StoreInspection(locations, options, environment);
        var stores = new ArrayList<StoreView>();
        if (!paths.isEmpty()) {
            paths.forEach(p -> stores.add(inspection.at(p.toAbsolutePath().normalize())));
            return stores;
        }
        for (var folder : List.of(locations.root().path(), locations.dataDir().path())) {
            if (Folders.isClosed(folder)) stores.add(inspection.closed(folder));
        }
        Stream.of(locations.root().path(), locations.database()).flatMap(place -> dangling(place).stream()).distinct()
            .forEach(link -> stores.add(unread("unreadable", link, leadsNowhere(link))));
        if (LegacyStoreReader.isLegacyRoot(locations.root().path())) stores.add(inspection.tolerant("legacy", locations.root().path(), () -> inspection.legacy(locations)));
        if (Files.exists(locations.database())) stores.add(inspection.rewrite(locations.database()));
        var places = openclaw(locations, environment);
        places.closed().ifPresent(folder -> stores.add(inspection.closed(folder)));
        var openclaw = places.stores();
        if (!openclaw.isEmpty()) stores.add(OpenclawInspection.of(places.state(), openclaw, options));
        inspection.unfinished().ifPresent(stores::add);
        return stores;
    }

    private StoreView closed(Path folder) {
        return unread("unreadable", folder, permissionDenied(folder));
    }

    /** The link by which a path leads nowhere; nothing where all of it is there, or its end is not there at all. */
    private static Optional<Path> dangling(Path path) {
        var there = path;
        while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) there = there.getParent();
        return Optional.ofNullable(there).filter(Files::notExists);
    }

    private static AoException.Unreadable leadsNowhere(Path link) {
        return new AoException.Unreadable("store-link-dangling", link + " is a link that leads nowhere: nothing can be said of the store behind it", "mount what it leads to, or correct the link");
    }

    private static AoException.Unreadable permissionDenied(Path path) {
        return new AoException.Unreadable("root-unreadable", path + ": permission denied", "look as its owner");
    }

    private static StoreView unread(String kind, Path path, AoException.Unreadable why) {
        return new StoreView(kind, path.toString(), Map.of(), List.of(), (sessions, findings) -> {
            throw why;
        });
    }

    private StoreView at(Path path) {
        if (Folders.isClosed(path)) throw permissionDenied(path);
        var openclaw = openclaw(path);
        if (openclaw.isPresent()) return OpenclawInspection.of(openclaw.get().getParent(), List.of(openclaw.get()), options);
        dangling(path.resolve("ao.db")).ifPresent(link -> {
            throw leadsNowhere(link);
        });
        if (!Files.exists(path)) throw new AoException.Unreadable("path-missing", path + " is not there", "");
        var database = Files.isRegularFile(path) ? path : path.resolve("ao.db");
        if (Files.isRegularFile(database)) {
            DatabaseSnapshot.checkHeader(database);
            return rewrite(database);
        }
        var all = OpenclawPlaces.of(path).stores();
        if (!LegacyStoreReader.isLegacyRoot(path) && !all.isEmpty()) return OpenclawInspection.of(path, all, options);
        if (!LegacyStoreReader.isLegacyRoot(path)) {
            throw new AoException.Unreadable("store-unknown", path + " is no store that is known here",
                "a legacy root has a config.yaml, projects/ or hash-named folders; a data directory has an ao.db; OpenClaw's has agents/");
        }
        return legacy(Locations.resolve(new Locations.Given(Optional.of(locations.home().path()), Optional.of(path), Optional.empty()), environment));
    }

    /** The store that a path means: its file, also one that is there no more, its directory, or the folder of both. */
    private static Optional<Path> openclaw(Path path) {
        var name = path.getFileName() == null ? "" : path.getFileName().toString();
        if (name.equals("sessions.d")) return Optional.of(path.resolveSibling("sessions.json"));
        if (name.equals("sessions.json")) return Files.isDirectory(path.getParent()) ? Optional.of(path) : Optional.empty();
        // A configured store may have any name, and its settings are not at hand.
        if (name.endsWith(".json") && Files.isRegularFile(path)) return Optional.of(path);
        boolean folder = Files.isRegularFile(path.resolve("sessions.json")) || Files.isDirectory(path.resolve("sessions.d")) || OpenclawLeftovers.copied(path).contains(path.resolve("sessions.json"));
        return folder ? Optional.of(path.resolve("sessions.json")) : Optional.empty();
    }

    /** Reads a store; one that cannot be opened is shown with the reason. */
    private StoreView tolerant(String kind, Path path, Supplier<StoreView> reading) {
        try {
            return reading.get();
        } catch (AoException.Unreadable e) {
            return unread(kind, path, e);
        }
    }

    private StoreView rewrite(Path file) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("daemon", daemon(file));
        var projects = new ArrayList<ProjectView>();
        return new StoreView("rewrite", file.toString(), facts, projects, new RewriteInspection(locations, file, options, facts, projects)::read);
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
        store.registry().projects().forEach(p -> projects.put(p.id(), new ProjectView(p.id(), p.path().map(Path::toString).orElse(""), true)));
        store.folders().forEach(f -> projects.putIfAbsent(f.project(), new ProjectView(f.project(), "", false)));
        var kinds = store.folders().stream().map(f -> f.layout().word()).distinct().sorted().collect(Collectors.joining(" and "));
        var facts = new LinkedHashMap<String, String>();
        facts.put("registry", store.registry().exists() ? where.registry().toString() : "none at " + where.registry());
        return new StoreView(kinds.isEmpty() ? "project" : kinds, where.root().path().toString(), facts, List.copyOf(projects.values()), (sessions, findings) -> {
            store.registry().projects().forEach(p -> gone(p).ifPresent(findings));
            new LegacyInspection(where, store, options, facts, environment).read(sessions, findings);
        });
    }

    private static OpenclawPlaces openclaw(Locations locations, Map<String, String> environment) {
        return OpenclawPlaces.of(locations.home().path(), locations.home().origin().equals("--home") ? Map.of() : environment);
    }

    /** Where stores are looked for when nobody names one. */
    public static List<Path> usual(Locations locations, Map<String, String> environment) {
        return List.of(locations.root().path(), locations.dataDir().path(), openclaw(locations, environment).state());
    }

    private static Optional<Finding> gone(LegacyProject project) {
        return project.path().filter(p -> !Files.isDirectory(p)).map(p -> Finding.at("project-path-gone", Severity.WARNING, p, "the repository of project " + project.id() + " is not there")
            .about("project", project.id()).expecting("a repository", "nothing"));
    }

    /** Runs of ours that somebody has to finish or take back. */
    private Optional<StoreView> unfinished() {
        var runs = Session.runs(locations);
        try {
            return unfinished(runs);
        } catch (AoException.Unreadable e) {
            return Optional.of(unread("runs", runs.folder(), e));
        }
    }

    private Optional<StoreView> unfinished(Runs runs) {
        var open = runs.list().stream().filter(run -> run.state() == RunState.APPLYING || run.state() == RunState.PARTLY).toList();
        var damaged = runs.damaged();
        if (open.isEmpty() && damaged.isEmpty()) return Optional.empty();
        return Optional.of(new StoreView("runs", runs.folder().toString(), Map.of(), List.of(), (sessions, findings) -> {
            damaged.forEach((folder, e) -> findings.accept(Finding.at(e.code(), Severity.WARNING, folder.resolve("run.json"), "a run of this toolkit cannot be taken back: its description is damaged or empty; "
                + e.hint()).about("run", folder.getFileName().toString()).expecting("the description of a run", e.getMessage())));
            open.forEach(run -> {
            var words = new ArrayList<>(List.of(run.id()));
            findings.accept(Finding.at("run-unfinished", run.state() == RunState.APPLYING ? Severity.WARNING : Severity.INFO, run.folder(), "a run of this toolkit " + (run.state() == RunState.APPLYING ? "was interrupted" : "did only a part"))
                .about("run", run.id()).expecting("done or taken back", run.state().word()).perhapsFixedBy(options.commands().line("resume", words)));
            });
        }));
    }
}
