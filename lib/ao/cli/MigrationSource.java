package ao.cli;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Severity;
import ao.model.StoreKind;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Gate;
import ao.plan.Gate.Unchanged.Use;
import ao.plan.MigrationOptions;
import ao.plan.MigrationPlanner;
import ao.plan.PlanSink;
import ao.plan.Purpose;
import ao.read.Fingerprints;
import ao.read.Hashes;
import ao.read.HashedFolderReader;
import ao.read.HashedNames;
import ao.read.LegacyLiveness;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.RegistryText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A store with hashed folders as a migration reads it, one project after the other. */
public final class MigrationSource {
    /** What the original leaves while it migrates. */
    static final String MARKER = ".migration-in-progress";
    private static final String BACKUP = ".pre-migration";

    private final Locations locations;
    private final LegacyStore store;
    private final MigrationOptions options;
    private final MigrationDisk disk;
    private final LegacyLiveness liveness;
    /** The folders of each project, by the id that it has from now on. */
    private final Map<String, List<LegacyStore.Folder>> projects = new TreeMap<>();
    private final Map<String, String> skipped = new TreeMap<>();
    private final Set<String> out = new TreeSet<>();
    private Set<String> several;

    /**
     * Opens a store and picks the projects.
     *
     * @param only ids that the operator named; none means all
     * @param run  the id of the run that will apply the plan
     */
    public MigrationSource(Locations locations, Collection<String> only, String run, Instant now) {
        this.locations = locations;
        this.store = LegacyStoreReader.open(locations);
        var repositories = new HashMap<String, Path>();
        store.registry().projects().forEach(p -> p.path().ifPresent(path -> repositories.put(HashedNames.projectId(p.id()), path)));
        this.options = new MigrationOptions(locations.root().path(), locations.worktrees().path(), repositories, run, now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        this.disk = new MigrationDisk(locations);
        for (var folder : store.folders()) {
            if (folder.layout() != StoreKind.HASHED) continue;
            projects.computeIfAbsent(HashedNames.projectId(folder.project()), k -> new ArrayList<>()).add(folder);
        }
        projects.values().forEach(folders -> folders.sort(java.util.Comparator.comparing(LegacyStore.Folder::path)));
        this.liveness = new LegacyLiveness(System.getenv(), HashedNames.hashes(locations.root().path()));
        pick(only);
        collisions();
    }

    private void pick(Collection<String> only) {
        for (var id : only) {
            if (projects.containsKey(id)) continue;
            var known = new ArrayList<>(projects.keySet());
            known.sort(java.util.Comparator.comparing(k -> Nearest.distance(k, id)));
            throw new AoException.Usage("project-unknown", "no hashed folder belongs to a project \"" + id + "\"",
                known.isEmpty() ? "there is none" : "the nearest: " + String.join(", ", known.subList(0, Math.min(3, known.size()))));
        }
        if (only.isEmpty()) return;
        projects.keySet().stream().filter(id -> !only.contains(id)).forEach(out::add);
        projects.keySet().retainAll(only);
    }

    /** Names that are one on some disks, and different projects that would become one. */
    private void collisions() {
        var byCase = new TreeMap<String, Set<String>>();
        var all = new TreeSet<>(projects.keySet());
        all.addAll(out);
        store.folders().stream().filter(f -> f.layout() == StoreKind.PROJECT).map(LegacyStore.Folder::project).forEach(all::add);
        all.forEach(id -> byCase.computeIfAbsent(id.toLowerCase(Locale.ROOT), k -> new TreeSet<>()).add(id));
        for (var id : projects.keySet()) {
            var like = byCase.get(id.toLowerCase(Locale.ROOT));
            if (like.size() > 1) skipped.put(id, "the projects " + String.join(", ", like) + " differ only in case; rename all but one, then run this again");
            var place = options.root().resolve("projects").resolve(id);
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                skipped.put(id, place + " is no folder");
            }
        }
        var linked = options.root().resolve("projects");
        if (Files.isSymbolicLink(linked)) projects.keySet().forEach(id -> skipped.put(id, linked + " is a symbolic link, which is not followed"));
    }

    /** Whether there is anything to do. */
    public boolean isEmpty() {
        return projects.isEmpty() && !isOnlyMarked();
    }

    /** Whether the original's migration moved everything, and stopped before it cleared its mark: the registry may still be as it was before. */
    private boolean isOnlyMarked() {
        if (!projects.isEmpty() || !out.isEmpty() || !Files.isRegularFile(marker(), LinkOption.NOFOLLOW_LINKS)) return false;
        // A folder that is not read, as a link, is one that was not moved.
        return disk.entries(options.root()).stream().noneMatch(entry -> HashedNames.isFolder(entry.getFileName().toString()));
    }

    private Path marker() {
        return options.root().resolve(MARKER);
    }

    /** What was noticed in the store. */
    public List<Finding> findings() {
        var findings = new ArrayList<>(store.registry().findings());
        findings.addAll(store.findings());
        return findings;
    }

    /** What must not run while the plan is applied. */
    public Gate.LegacyStopped gate(Optional<Path> home, boolean ignoreTmux) {
        var ids = new TreeSet<String>();
        projects.forEach((id, folders) -> folders.forEach(f -> ids.addAll(List.of(id, f.project()))));
        return new Gate.LegacyStopped(options.root(), home, List.copyOf(ids), false, false, true, ignoreTmux);
    }

    /** That nobody writes in the folders that move, nor in the registry, between the reading and the moving. */
    public List<Gate> unchanged() {
        var folders = projects.values().stream().flatMap(List::stream).map(LegacyStore.Folder::path);
        return Stream.concat(Stamping.of(Stream.of(locations.registry().path()), Use.WRITTEN), Stamping.of(folders, Use.MOVED)).toList();
    }

    /** Whether sessions run, once all records were read. */
    public LegacyLiveness liveness() {
        return liveness;
    }

    /** Reads everything and plans the migration; returns what the report needs. */
    public ObjectNode make(PlanSink sink) {
        findings().forEach(sink::finding);
        var planner = new MigrationPlanner(disk, options, liveness::look, sink);
        var marker = marker();
        if (Files.exists(marker)) {
            sink.finding(Finding.at("migration-interrupted", Severity.WARNING, marker, "an earlier migration by the original software was interrupted; this one goes on where it stopped").expecting("none", projects.isEmpty() ? "nothing left to move, and its mark" : "its mark"));
        }
        boolean moved = isOnlyMarked();
        for (var project : projects.entrySet()) moved |= plan(planner, project.getKey(), project.getValue());
        var last = moved ? last(planner, marker) : List.<Change>of();
        return planner.finish(last);
    }

    private boolean plan(MigrationPlanner planner, String id, List<LegacyStore.Folder> folders) {
        var first = folders.get(0).path();
        if (skipped.containsKey(id)) {
            planner.skip(id, first, "project-collision", skipped.get(id));
            return false;
        }
        var own = folders;
        if (folders.stream().map(LegacyStore.Folder::name).distinct().count() > 1 || !folders.get(0).name().equals(id) && isAnothers(id)) {
            own = folders.stream().filter(f -> f.name().equals(id)).toList();
            var others = folders.stream().filter(f -> !f.name().equals(id)).toList();
            others.forEach(f -> planner.skip(f.name(), f.path(), "project-collision",
                "\"" + f.name() + "\" would become the id " + id + ", which is another project's; rename it, then run this again"));
            others.forEach(f -> skipped.put(f.name(), ""));
            if (own.isEmpty()) return false;
        }
        var listed = own.stream().map(HashedFolderReader::list).toList();
        var broken = listed.stream().flatMap(f -> f.broken().stream()).findFirst();
        if (broken.isPresent()) {
            skipped.put(id, broken.get());
            planner.skip(id, first, "project-folder-broken", broken.get());
            return false;
        }
        planner.project(id, listed, strayNames(id, own), onlyOne());
        return true;
    }

    /** Whether the id is a project's own name, in the registry or of a folder that was migrated before. */
    private boolean isAnothers(String id) {
        if (store.registry().projects().stream().anyMatch(p -> p.id().equals(id))) return true;
        return disk.entries(options.root()).stream().map(p -> p.getFileName().toString())
            .anyMatch(name -> name.matches("[0-9a-f]{12}-" + java.util.regex.Pattern.quote(id) + "(\\.\\d+)?\\.migrated"));
    }

    /** What a project's worktrees may be filed under outside of its folder (session-manager sheet, 1.1). */
    private Set<String> strayNames(String id, List<LegacyStore.Folder> folders) {
        var all = new TreeSet<>(Set.of(id));
        folders.forEach(f -> all.add(f.name()));
        Optional.ofNullable(options.repositories().get(id)).map(Path::getFileName).ifPresent(name -> all.add(name.toString()));
        all.removeIf(name -> name.contains("/") || name.equals("..") || name.isEmpty());
        return all;
    }

    private Predicate<String> onlyOne() {
        return id -> {
            if (several == null) several = inSeveral();
            return !several.contains(id);
        };
    }

    /** Ids of sessions that more than one project has. */
    private Set<String> inSeveral() {
        if (!Files.isDirectory(options.strays())) return Set.of();
        var of = new HashMap<String, String>();
        var found = new HashSet<String>();
        for (var folder : store.folders()) {
            for (var file : sessionFiles(folder)) {
                var name = file.getFileName().toString();
                var id = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
                var project = HashedNames.projectId(folder.project());
                if (!of.computeIfAbsent(id, k -> project).equals(project)) found.add(id);
            }
        }
        return found;
    }

    private List<Path> sessionFiles(LegacyStore.Folder folder) {
        return disk.entries(folder.sessions());
    }

    /** The registry loses the storage keys of all but the projects that stay; the original's mark goes. */
    private List<Change> last(MigrationPlanner planner, Path marker) {
        var about = About.shared(Purpose.REGISTRY);
        var changes = new ArrayList<Change>();
        try {
            var registry = Files.exists(locations.registry().path()) ? locations.registry().path().toRealPath() : locations.registry().path();
            if (Files.exists(registry)) registry(planner, registry, changes, about);
            if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) changes.add(new Change.RemoveFile(marker, Fingerprints.of(marker), Optional.empty(), about));
        } catch (IOException e) {
            planner.problem("registry-unreadable", locations.registry().path(), "its storage keys stay: " + ao.read.Failures.sentence(e));
        } catch (AoException.Unreadable e) {
            planner.problem(e.code(), locations.registry().path(), e.getMessage() + "; " + e.hint());
        }
        return changes;
    }

    /** Whether the folder of a project is there that the original's migration moved; else its key is the last trace of where it was. */
    private boolean wasMoved(String id) {
        var all = options.root().resolve("projects");
        return Files.isDirectory(all.resolve(id), LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(all.resolve(HashedNames.projectId(id)), LinkOption.NOFOLLOW_LINKS);
    }

    private void registry(MigrationPlanner planner, Path registry, List<Change> changes, About about) {
        var changed = RegistryText.without(registry, id -> !skipped.containsKey(id) && !skipped.containsKey(HashedNames.projectId(id))
            && !out.contains(HashedNames.projectId(id)) && !out.contains(id) && (!projects.isEmpty() || wasMoved(id)));
        if (changed.isEmpty()) return;
        if (!Files.isWritable(registry) || !Files.isWritable(registry.getParent())) {
            planner.problem("registry-read-only", registry, "it may not be written, so the storage keys of " + String.join(", ", changed.get().projects()) + " stay");
            return;
        }
        var registered = changed.get();
        var backup = registry.resolveSibling(registry.getFileName() + BACKUP);
        if (!Files.exists(backup, LinkOption.NOFOLLOW_LINKS)) {
            changes.add(new Change.CreateFile(backup, new Content.CopyOf(registry, registered.before()), registered.before(), registered.mode(), registered.modified(), about));
        }
        changes.add(new Change.ReplaceFile(registry, new Content.Inline(registered.after()), registered.before(), Hashes.content(registered.after()),
            registered.mode(), options.now(), about));
    }
}
