package ao.cli;

import ao.journal.PlanFile;
import ao.journal.Run;
import ao.journal.RunState;
import ao.model.AoException;
import ao.model.Loss;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Gate;
import ao.plan.MigrationOptions;
import ao.plan.PlanSink;
import ao.plan.Purpose;
import ao.plan.StorageRollbackPlanner;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.Hashes;
import ao.read.HashedFolder;
import ao.read.HashedFolderReader;
import ao.read.Locations;
import ao.read.MigratedFolders;
import ao.read.RegistryText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store that the original software migrated, as the way back of it is read. */
public final class StorageRollbackSource {
    private final Locations locations;
    private final MigrationOptions options;
    private final MigrationDisk disk;
    private final MigratedFolders.Found found;

    /** Finds the folders that the migration kept. */
    public StorageRollbackSource(Locations locations, String run, Instant now) {
        this.locations = locations;
        this.options = new MigrationOptions(locations.root().path(), locations.worktrees().path(), Map.of(), run, now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        this.disk = new MigrationDisk(locations);
        try {
            this.found = MigratedFolders.find(locations);
        } catch (IOException e) {
            throw new AoException.Unreadable("root-unreadable", locations.root().path() + ": " + Failures.sentence(e), "");
        }
    }

    /** Whether a migration has left anything behind. */
    public boolean isEmpty() {
        return found.folders().isEmpty();
    }

    /** What must not run while the plan is applied. */
    public Gate.LegacyStopped gate(Optional<Path> home, boolean ignoreTmux) {
        var ids = found.folders().stream().map(k -> k.folder().project()).distinct().sorted().toList();
        return new Gate.LegacyStopped(options.root(), home, ids, false, false, true, ignoreTmux);
    }

    /** Reads everything and plans the way back; returns what the report needs. */
    public ObjectNode make(PlanSink sink, List<Run> runs) {
        var planner = new StorageRollbackPlanner(disk, options, this::list, sink);
        var ours = ours(runs);
        var projects = new TreeMap<String, List<MigratedFolders.Kept>>();
        for (var kept : found.folders()) {
            if (ours.containsKey(kept.folder().path())) {
                planner.problem("journaled", kept.folder().path(), "run " + ours.get(kept.folder().path()) + " of this toolkit made it, and takes it back exactly; it stays");
            } else {
                projects.computeIfAbsent(kept.folder().project(), k -> new ArrayList<>()).add(kept);
            }
        }
        var back = new ArrayList<MigratedFolders.Kept>();
        projects.forEach((id, kept) -> back.addAll(planner.project(id, kept)));
        return planner.finish(back.isEmpty() ? List.of() : last(planner, back));
    }

    private HashedFolder list(MigratedFolders.Kept kept) {
        return HashedFolderReader.list(kept.folder());
    }

    /** Kept folders that a run of ours made, and which run. */
    private Map<Path, String> ours(List<Run> runs) {
        var ours = new HashMap<Path, String>();
        for (var run : runs) {
            if (!run.command().equals("migrate-storage") || run.state() == RunState.UNDONE) continue;
            PlanFile.open(run.plan()).read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    if (change instanceof Change.MoveEntry move && move.about().purpose() == Purpose.SOURCE) ours.put(move.target(), run.id());
                }
            }, PlanFile.Kind.FILES);
        }
        return ours;
    }

    /** The registry gets the storage keys back, and keeps everything else; the mark of an interrupted run goes. */
    private List<Change> last(StorageRollbackPlanner planner, List<MigratedFolders.Kept> back) {
        var about = About.shared(Purpose.REGISTRY);
        var changes = new ArrayList<Change>();
        try {
            var registry = locations.registry().path();
            if (Files.exists(registry)) {
                var real = registry.toRealPath();
                var keys = keys(planner, back);
                if (back.size() == found.folders().size() && isAsThen(real)) changes.add(asThen(real, about));
                else RegistryText.with(real, keys).ifPresent(changed -> changes.add(new Change.ReplaceFile(real, new Content.Inline(changed.after()),
                    changed.before(), Hashes.content(changed.after()), changed.mode(), options.now(), about)));
            }
            var marker = options.root().resolve(MigrationSource.MARKER);
            if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) changes.add(new Change.RemoveFile(marker, Fingerprints.of(marker), Optional.empty(), about));
        } catch (IOException e) {
            planner.problem("registry-unreadable", locations.registry().path(), "it gets no storage keys back: " + Failures.sentence(e));
        } catch (AoException.Unreadable e) {
            planner.problem(e.code(), locations.registry().path(), e.getMessage() + "; " + e.hint());
        }
        return changes;
    }

    /** Whether nothing but the storage keys, the comments and the spelling was changed since the copy was made. */
    private boolean isAsThen(Path registry) {
        return found.registryThen().isPresent() && RegistryText.isSameWithoutKeys(found.registryThen().get(), registry);
    }

    private Change asThen(Path registry, About about) throws IOException {
        var then = found.registryThen().get();
        var content = Hashes.content(then);
        var at = disk.attributes(then);
        return new Change.ReplaceFile(registry, new Content.CopyOf(then, content), Hashes.content(registry), content, at.mode(), at.modified(), about);
    }

    /** As the registry had them before the migration; where nobody knows, the name of the folder that was written last. */
    private Map<String, String> keys(StorageRollbackPlanner planner, List<MigratedFolders.Kept> back) {
        var keys = new LinkedHashMap<String, String>();
        var newest = new HashMap<String, MigratedFolders.Kept>();
        for (var kept : back) {
            var id = kept.folder().name();
            if (found.storageKeys().containsKey(id)) keys.put(id, found.storageKeys().get(id));
            else newest.merge(id, kept, (one, two) -> modified(two).isAfter(modified(one)) ? two : one);
        }
        newest.forEach((id, kept) -> {
            var key = kept.original().getFileName().toString();
            keys.put(id, key);
            planner.guessed(new Loss(id, "", "storageKey", "", key, "no copy of the registry tells the key that it had; this is the folder that was written last"));
        });
        return keys;
    }

    private Instant modified(MigratedFolders.Kept kept) {
        return Files.isDirectory(kept.folder().sessions()) ? disk.attributes(kept.folder().sessions()).modified() : Instant.MIN;
    }
}
