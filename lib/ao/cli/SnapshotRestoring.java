package ao.cli;

import ao.model.Fingerprint;
import ao.model.Progress;
import ao.plan.Content;
import ao.plan.PlanSink;
import ao.plan.SnapshotPlanner;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.HashedFolderReader;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.SnapshotEntry;
import ao.read.SnapshotFile;
import ao.read.SnapshotManifest;
import ao.read.SnapshotWalk;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a snapshot back: all of it to verify it, or to bring it to a new place. */
public final class SnapshotRestoring {
    private final Path snapshot;

    /** @param snapshot a folder, or a file */
    public SnapshotRestoring(Path snapshot) {
        this.snapshot = snapshot.toAbsolutePath().normalize();
    }

    /**
     * How much of a snapshot was read back.
     *
     * @param missing how much its making could not keep
     */
    public record Verified(SnapshotManifest.Head head, long files, long bytes, int missing) { }

    /** Reads everything and compares it with the manifest; gives what is not as it says. */
    public Verified verify(Progress progress, Consumer<String> complaints) throws IOException {
        long[] counts = new long[3];
        progress.begin("verifying", 0);
        try (var archive = new SnapshotFile(snapshot)) {
            var head = SnapshotManifest.read(snapshot, entry -> {
                if (entry instanceof SnapshotEntry.Missing missing) {
                    counts[2]++;
                    complaints.accept(complaint(missing));
                }
                if (!(entry instanceof SnapshotEntry.File file)) return;
                counts[0]++;
                counts[1] += file.content().size();
                complaint(archive, file, progress).ifPresent(complaints);
                progress.advance(1);
            });
            return new Verified(head, counts[0], counts[1], (int) counts[2]);
        }
    }

    private static String complaint(SnapshotEntry.Missing missing) {
        return missing.path() + ": it is not in the snapshot: " + missing.why();
    }

    private static Optional<String> complaint(SnapshotFile archive, SnapshotEntry.File file, Progress progress) {
        try (var in = progress.counting(archive.open(file.at()))) {
            var content = Hashes.content(in);
            return content.equals(file.content()) ? Optional.empty()
                : Optional.of(file.at() + ": it is not what the manifest says (" + content.size() + " bytes, expected " + file.content().size() + ")");
        } catch (IOException e) {
            return Optional.of(file.at() + ": " + Failures.sentence(e));
        }
    }

    /** Plans how everything comes to a new place, which then serves as a home; tells what stands at the old places now. */
    public ObjectNode make(PlanSink sink, Path to) {
        var report = Json.MAPPER.createObjectNode().put("snapshot", "restore").put("place", to.toString());
        report.putArray("problems");
        report.putArray("worktrees");
        var planner = new SnapshotPlanner(to, Fingerprints::of, sink);
        var folders = new ArrayList<SnapshotEntry.Folder>();
        Map<Path, Set<String>> names = new HashMap<>();
        var since = new Since();
        var head = SnapshotManifest.read(snapshot, entry -> { });
        SnapshotManifest.read(snapshot, entry -> {
            since.look(entry);
            if (entry instanceof SnapshotEntry.Worktree worktree) {
                report.withArray("worktrees").addObject().put("path", worktree.path().toString()).put("branch", worktree.branch()).put("head", worktree.head());
                return;
            }
            if (entry instanceof SnapshotEntry.Missing missing) {
                report.withArray("problems").add(complaint(missing));
                return;
            }
            if (entry instanceof SnapshotEntry.Folder folder) folders.add(folder);
            names.computeIfAbsent(entry.path().getParent(), k -> new HashSet<>()).add(entry.path().getFileName().toString());
            planner.restore(entry, place(entry.path(), head, to), entry instanceof SnapshotEntry.File file ? content(file) : null);
        });
        planner.times(folders, f -> place(f.path(), head, to), path -> Fingerprints.listing(names.getOrDefault(path, Set.of())));
        since.into(report.putObject("since"));
        return report.put("files", since.files).put("bytes", since.bytes);
    }

    private Content content(SnapshotEntry.File file) {
        return Files.isDirectory(snapshot) ? new Content.CopyOf(snapshot.resolve(file.at()), file.content()) : new Content.Unpacked(snapshot, file.at(), file.content());
    }

    /** What was below the home is below the new place; everything else is below {@code outside} there. */
    private static Path place(Path path, SnapshotManifest.Head head, Path to) {
        return path.startsWith(head.home()) ? to.resolve(head.home().relativize(path)) : to.resolve("outside").resolve(Path.of("/").relativize(path));
    }

    /** How the old places differ from the snapshot by now. */
    private static final class Since {
        private static final int NAMED = 200;

        private long files;
        private long bytes;
        private long same;
        /** Databases whose bytes differ, which SQLite changes at will. */
        private long databases;
        private final List<String> changed = new ArrayList<>();
        private final List<String> gone = new ArrayList<>();
        private final List<String> added = new ArrayList<>();
        private final Set<Path> known = new HashSet<>();
        private final List<Path> folders = new ArrayList<>();

        void look(SnapshotEntry entry) {
            known.add(entry.path());
            if (entry instanceof SnapshotEntry.Folder folder) folders.add(folder.path());
            if (!(entry instanceof SnapshotEntry.File file)) return;
            files++;
            bytes += file.content().size();
            var now = Fingerprints.of(file.path());
            if (now instanceof Fingerprint.Absent) gone.add(file.path().toString());
            else if (now.equals(file.content())) same++;
            else if (file.database()) databases++;
            else changed.add(file.path().toString());
        }

        void into(ObjectNode report) {
            for (var folder : folders) {
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) continue;
                try {
                    for (var entry : HashedFolderReader.entries(folder)) {
                        if (!known.contains(entry) && SnapshotWalk.isKept(entry)) added.add(entry.toString());
                    }
                } catch (IOException e) {
                    changed.add(folder + ": " + Failures.sentence(e));
                }
            }
            report.put("same", same).put("databases", databases).put("changed", changed.size()).put("gone", gone.size()).put("added", added.size());
            for (var list : Map.of("changedPaths", changed, "gonePaths", gone, "addedPaths", added).entrySet()) {
                var array = report.putArray(list.getKey());
                list.getValue().stream().limit(NAMED).forEach(array::add);
            }
        }
    }
}
