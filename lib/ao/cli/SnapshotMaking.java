package ao.cli;

import ao.journal.ManifestWriter;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Progress;
import ao.model.Severity;
import ao.plan.Content;
import ao.plan.PlanSink;
import ao.plan.SnapshotPlanner;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.HashedFolderReader;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.Locations;
import ao.read.PackedSnapshot;
import ao.read.SnapshotEntry;
import ao.read.SnapshotManifest;
import ao.read.SnapshotWalk;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads all stores and plans a snapshot of them. */
public final class SnapshotMaking implements AutoCloseable {
    private static final Set<String> OWN_NAMES = Set.of("home", "outside", "raw");

    private final Locations locations;
    private final List<Path> stores;
    private final Path to;
    private final boolean worktrees;
    private final Instant now;
    private final Progress progress;
    private final ManifestWriter manifest;
    private final ObjectNode report = Json.MAPPER.createObjectNode();
    private long files;
    private long bytes;
    private int databases;

    /**
     * @param stores what the operator named; none means every store that is there
     * @param to     a folder, or a file when its name ends in {@code .zip}
     */
    public SnapshotMaking(Locations locations, List<Path> stores, Path to, boolean worktrees, Instant now, Progress progress) {
        this.locations = locations;
        this.stores = outermost(stores.isEmpty() ? all(locations) : stores.stream().map(p -> p.toAbsolutePath().normalize()).toList());
        this.to = to.toAbsolutePath().normalize();
        this.worktrees = worktrees;
        this.now = now;
        this.progress = progress;
        for (var store : this.stores) {
            if (!Files.exists(store, LinkOption.NOFOLLOW_LINKS)) throw new AoException.Unreadable("store-missing", store + " is not there", "give the store's path");
        }
        if (this.stores.isEmpty()) throw new AoException.Unreadable("store-missing", "there is no store below " + locations.home(), "name one with --store, or give another --home");
        for (var store : this.stores) {
            if (this.to.startsWith(store)) throw new AoException.Usage("snapshot-inside", this.to + " lies in " + store + ", which it would keep", "name a place outside of what is kept");
        }
        checkTarget();
        this.manifest = new ManifestWriter(new SnapshotManifest.Head(locations.home().path(), now));
    }

    private static List<Path> all(Locations locations) {
        var home = locations.home().path();
        return Stream.of(locations.root().path(), locations.registry().path(), home.resolve(".ao"), locations.dataDir().path(), locations.worktrees().path(), locations.claude().path(),
                home.resolve(".claude.json"), locations.codex().path(), home.resolve(".openclaw"), home.resolve(".local/share/opencode"))
            .filter(p -> Files.exists(p, LinkOption.NOFOLLOW_LINKS)).distinct().toList();
    }

    private static List<Path> outermost(List<Path> paths) {
        return paths.stream().filter(p -> paths.stream().noneMatch(other -> !other.equals(p) && p.startsWith(other))).distinct().toList();
    }

    public List<Path> stores() {
        return stores;
    }

    private boolean packed() {
        return to.getFileName().toString().endsWith(".zip");
    }

    private void checkTarget() {
        if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) return;
        if (packed() || !Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) throw new AoException.Usage("snapshot-exists", to + " exists, and is not overwritten", "name another place");
        if (Files.exists(to.resolve(SnapshotManifest.NAME))) throw new AoException.Usage("snapshot-exists", to + " is a finished snapshot", "name another place");
        try {
            for (var entry : HashedFolderReader.entries(to)) {
                if (!OWN_NAMES.contains(entry.getFileName().toString())) {
                    throw new AoException.Usage("snapshot-exists", to + " holds " + entry.getFileName() + ", which is no part of a snapshot", "name a new or an empty folder");
                }
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", to + ": " + Failures.sentence(e), "");
        }
    }

    /** Reads everything and plans it; returns what the report needs. */
    public ObjectNode make(PlanSink sink) {
        report.put("snapshot", "make").put("place", to.toString());
        report.putArray("worktrees");
        report.putArray("problems");
        var planner = new SnapshotPlanner(to, Fingerprints::of, sink);
        var walk = new SnapshotWalk(locations.home().path(), Set.of(to, locations.state().path()), worktrees, manifest.copies(), progress, entry -> entry(entry, planner), finding -> finding(finding, sink));
        stores.forEach(walk::walk);
        manifest.finish();
        finish(planner);
        return report.put("files", files).put("bytes", bytes).put("databases", databases).put("already", planner.already())
            .put("alreadyBytes", planner.alreadyBytes()).put("packed", packed());
    }

    private void finish(SnapshotPlanner planner) {
        try {
            if (!packed()) {
                planner.manifest(manifest.manifest(), Hashes.content(manifest.manifest()), SnapshotManifest.NAME, now);
                return;
            }
            progress.begin("packing", 0);
            try (var all = progress.counting(new PackedSnapshot(manifest.manifest(), manifest.copies()))) {
                planner.packed(new Content.Packed(manifest.manifest(), manifest.copies()), Hashes.content(all), now);
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", "the snapshot cannot be made: " + Failures.sentence(e), "something changed meanwhile; run this again");
        }
    }

    private void entry(SnapshotEntry entry, SnapshotPlanner planner) {
        manifest.add(entry);
        if (entry instanceof SnapshotEntry.Worktree worktree) {
            report.withArray("worktrees").addObject().put("path", worktree.path().toString()).put("branch", worktree.branch()).put("head", worktree.head())
                .put("changes", worktree.changes()).put("unpushed", worktree.unpushed()).put("contents", worktrees);
        }
        if (!(entry instanceof SnapshotEntry.File file)) return;
        files++;
        bytes += file.content().size();
        if (packed()) progress.advance(1);
        if (file.database()) databases++;
        if (!packed()) planner.keep(file, SnapshotWalk.source(file, manifest.copies()));
    }

    private void finding(Finding finding, PlanSink sink) {
        sink.finding(finding);
        if (finding.severity() == Severity.ERROR) report.withArray("problems").add(finding.subject().path().map(Path::toString).orElse("") + ": " + finding.message());
    }

    @Override public void close() {
        manifest.close();
    }
}
