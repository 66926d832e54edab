package ao.cli;

import ao.apply.EntryDocuments;
import ao.journal.PlanFile;
import ao.map.OpenclawDetection;
import ao.map.OpenclawStamps;
import ao.model.AoException;
import ao.model.Fingerprint.FileContent;
import ao.model.OpenclawEntry;
import ao.model.OpenclawStore;
import ao.model.StoreKind;
import ao.plan.Change;
import ao.plan.Gate;
import ao.plan.Gate.Unchanged.Use;
import ao.plan.OpenclawMigrationPlanner;
import ao.plan.OpenclawRollbackPlanner;
import ao.plan.OpenclawRollbackPlanner.Candidate;
import ao.plan.PlanSink;
import ao.plan.Purpose;
import ao.read.Failures;
import ao.read.Folders;
import ao.read.HashedFolderReader;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.Locations;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawFile;
import ao.read.OpenclawLeftovers;
import ao.read.OpenclawPlaces;
import ao.read.OpenclawPreflightReader;
import ao.read.OpenclawText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** OpenClaw's stores, as they are read for a migration or for the way back. */
public final class OpenclawStores {
    private final List<Path> files;
    private final MigrationDisk disk;
    private final Instant now;
    private final Map<Path, Integer> expected = new HashMap<>();
    private boolean back;
    private final PlannedDocuments documents = new PlannedDocuments();

    /** @param files the store files, whether or not they are there */
    public OpenclawStores(List<Path> files, Locations locations, Instant now) {
        this.files = files;
        this.disk = new MigrationDisk(locations);
        this.now = now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    /** The folders that are there, which a run may write. */
    public List<Path> folders() {
        return files.stream().map(Path::getParent).filter(Files::isDirectory).distinct().toList();
    }

    /**
     * What must hold while a plan is applied.
     *
     * @param state OpenClaw's folder, which a store in no such folder is taken to be of
     */
    public List<Gate> gates(Path state, boolean assumeStopped) {
        var gates = new ArrayList<Gate>();
        folders().forEach(f -> gates.add(new Gate.Owner(f)));
        var there = new LinkedHashMap<Path, List<Path>>();
        for (var file : files) {
            // A store that was named may be of another user's OpenClaw, or of a copy, and so may be the gateway that has it.
            if (isUsed(file)) there.computeIfAbsent(OpenclawPlaces.stateOf(file).orElse(state), s -> new ArrayList<>()).add(file);
        }
        there.forEach((owner, stores) -> gates.add(new Gate.OpenclawStopped(stores, owner, assumeStopped)));
        return gates;
    }

    /** Whether a run may change a store: not where nothing of it is, and nobody may put something there. */
    private static boolean isUsed(Path file) {
        if (!Files.isDirectory(file.getParent())) return false;
        if (Files.isWritable(file.getParent())) return true;
        try (var all = Folders.list(file.getParent())) {
            return all.map(entry -> entry.getFileName().toString()).anyMatch(name -> name.startsWith(file.getFileName().toString()) || name.startsWith("sessions.d"));
        } catch (IOException e) {
            return true;
        }
    }

    /** That nobody writes in a directory, or makes one active, once a plan was made of it: its entries are not read again. */
    public List<Gate> unchanged() {
        return unchanged(files);
    }

    private static List<Gate> unchanged(Collection<Path> stores) {
        return Stamping.of(stores.stream().map(OpenclawDirectory::of), Use.WRITTEN).toList();
    }

    /** The same for the way back of a run that switched stores from one layout to the other. */
    public static List<Gate> unchanged(PlanFile plan) {
        var switched = new TreeSet<Path>();
        if (plan.header().stores().stream().noneMatch(store -> store.kind() == StoreKind.OPENCLAW)) return List.of();
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change.about().purpose() == Purpose.OPENCLAW_SWITCH) switched.add(Path.of(change.about().project()));
            }
        }, PlanFile.Kind.PLACES);
        return unchanged(switched);
    }

    /** Reads every store and plans its way into a directory; returns what the report needs. */
    public ObjectNode migrate(PlanSink sink) {
        var planner = new OpenclawMigrationPlanner(disk, sink, now, ProcessHandle.current().pid(), documents::add);
        var first = new HashMap<Path, Path>();
        for (var file : files) {
            var read = OpenclawFile.fingerprinted(file);
            var content = readable(file, read.content());
            var directory = OpenclawDirectory.of(file);
            var store = store(file, content);
            var other = store.status() == OpenclawStore.Status.READY_TO_MIGRATE ? Optional.ofNullable(first.putIfAbsent(directory, file)).or(() -> formerOwner(store)) : Optional.<Path>empty();
            boolean migrates = planner.store(new OpenclawMigrationPlanner.Read(store, read, store.directoryActive() ? Optional.of(active(directory)) : Optional.empty(), other));
            if (migrates && !store.directoryActive() && content instanceof OpenclawFile.Entries found) inside(directory).ifPresent(hidden -> planner.hidden(store, hidden, found));
        }
        return remember(planner.finish(), "migrated", "migratedEntries");
    }

    /** The documents of entries, which need not be read again when their store was read for the plan a moment ago. */
    public EntryDocuments documents() {
        return documents;
    }

    private static OpenclawFile.Content readable(Path file, OpenclawFile.Content content) {
        if (content instanceof OpenclawFile.Unreadable closed) throw new AoException.Unreadable("openclaw-store-unreadable", file + ": " + closed.reason(), "nothing was changed; mend its permissions, or name the other stores with --store");
        return content;
    }

    private static OpenclawStore store(Path file, OpenclawFile.Content content) {
        try {
            OpenclawDirectory.probe(OpenclawDirectory.of(file));
        } catch (IOException e) {
            throw unreadable(OpenclawDirectory.of(file), e);
        }
        return OpenclawDetection.of(file, content, OpenclawDirectory.version(OpenclawDirectory.of(file)), OpenclawPreflightReader.database(file));
    }

    private static OpenclawMigrationPlanner.Directory active(Path directory) {
        try {
            return new OpenclawMigrationPlanner.Directory(OpenclawDirectory.read(directory), Files.readAllBytes(directory.resolve("state.json")),
                OpenclawDirectory.refusal(directory).or(() -> OpenclawDirectory.refusal(directory.resolve("entries"))));
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static AoException.Unreadable unreadable(Path directory, IOException e) {
        return new AoException.Unreadable("openclaw-directory-unreadable", directory + ": its entries cannot be read: " + Failures.sentence(e), "nothing was changed; mend its permissions, or name the other stores with --store");
    }

    private static Optional<OpenclawDirectory.Read> inside(Path directory) {
        try {
            return Files.isDirectory(directory.resolve("entries"), LinkOption.NOFOLLOW_LINKS) ? Optional.of(OpenclawDirectory.read(directory)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The store that an active directory was made of, when another one of the folder was put aside for it, and this one was not. */
    private static Optional<Path> formerOwner(OpenclawStore store) {
        if (!store.directoryActive()) return Optional.empty();
        var folder = store.file().getParent();
        var copied = OpenclawLeftovers.copied(folder);
        return copied.contains(store.file()) ? Optional.empty() : copied.stream().findFirst();
    }

    /** Reads every store and plans its way back to one file; returns what the report needs. */
    public ObjectNode rollback(PlanSink sink, Optional<Path> from, boolean allowShrink, NextStart next) {
        back = true;
        var planner = new OpenclawRollbackPlanner(disk, sink, allowShrink, now);
        var kept = new ArrayList<List<OpenclawEntry>>();
        var first = new HashMap<Path, Path>();
        for (var file : files) {
            // Whoever goes on with the file knows no limit to its size.
            var content = readable(file, OpenclawFile.readLarge(file));
            var store = store(file, content);
            var candidates = candidates(file, store, from);
            if (from.isPresent() && candidates.stream().noneMatch(c -> c.path().equals(from.get()))) {
                throw new AoException.Usage("from-unknown", from.get() + " is nothing that " + file + " could be made of", "it can be: " + candidates.stream().map(c -> c.path().getFileName() + " (" + c.entries().size() + ")").toList());
            }
            var other = store.directoryActive() ? formerOwner(store).or(() -> Optional.ofNullable(first.putIfAbsent(OpenclawDirectory.of(file), file))) : Optional.<Path>empty();
            planner.store(new OpenclawRollbackPlanner.Read(store, content, candidates, from, other));
            var report = planner.finish();
            var last = report.withArray("stores").get(report.withArray("stores").size() - 1);
            candidates.stream().filter(c -> c.path().toString().equals(last.path("from").asText(""))).forEach(c -> kept.add(c.entries()));
        }
        var report = planner.finish();
        next.lines(kept, now).forEach(report.putArray("nextStart")::add);
        return remember(report, "restored", "entries");
    }

    /** @param from the one that is named: a large file is read for that only, as all are held at once */
    private static List<Candidate> candidates(Path file, OpenclawStore store, Optional<Path> from) {
        var all = new ArrayList<Candidate>();
        var name = file.getFileName().toString();
        try {
            if (!Files.isDirectory(file.getParent())) return all;
            var copied = OpenclawLeftovers.copied(file.getParent());
            boolean foreign = !copied.isEmpty() && !copied.contains(file);
            for (var entry : HashedFolderReader.entries(file.getParent())) {
                var called = entry.getFileName().toString();
                if (called.equals("sessions.d") && store.directoryActive()) all.add(directory(entry, true, false));
                else if (called.matches("sessions\\.d(\\.(bak|orphan)\\.\\d+|\\.staging-\\d+-\\d+)?") && inside(entry).isPresent()) all.add(directory(entry, false, foreign));
                else if (called.startsWith(name + ".bak.")) file(entry, from.filter(entry::equals).isPresent()).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw unreadable(file.getParent(), e);
        }
        return all;
    }

    private static Candidate directory(Path directory, boolean active, boolean foreign) throws IOException {
        try (var in = OpenclawText.gathered(directory)) {
            var read = OpenclawDirectory.read(directory);
            var unread = new ArrayList<>(read.unread());
            read.hidden().forEach(h -> unread.removeIf(f -> ao.read.OpenclawKeys.fileName(h.key()).filter(f.getFileName().toString()::equals).isPresent()));
            // What has no entry's name was never one.
            unread.removeIf(f -> !OpenclawDirectory.isEntryName(f.getFileName().toString()));
            return new Candidate(directory, true, active, foreign, read.all(), unread, read.mistaken(), OpenclawStamps.carried(read.all()).size(), Hashes.content(in));
        }
    }

    private static Optional<Candidate> file(Path copy, boolean named) throws IOException {
        if (!((named ? OpenclawFile.readLarge(copy) : OpenclawFile.read(copy)) instanceof OpenclawFile.Entries found) || found.entries().isEmpty()) return Optional.empty();
        FileContent content = Hashes.content(copy);
        return Optional.of(new Candidate(copy, false, false, false, found.entries().stream().filter(OpenclawEntry::isKept).toList(), List.of(), List.of(), OpenclawStamps.carried(found.entries()).size(), content));
    }

    private ObjectNode remember(ObjectNode report, String outcome, String count) {
        report.withArray("stores").forEach(s -> {
            if (s.path("outcome").asText().equals(outcome)) expected.put(Path.of(s.path("storePath").asText()), s.path(count).intValue());
        });
        return report;
    }

    /** Whether each store is read as it should be now. */
    public Verification verify() {
        var left = new ArrayList<String>();
        int entries = 0;
        for (var one : expected.entrySet()) {
            int found = back ? inFile(one.getKey()) : inDirectory(one.getKey());
            // Files that no entry can be made of have such names, too.
            if (back ? found != one.getValue() : found < one.getValue()) left.add(one.getKey() + ": " + found + " of " + one.getValue() + " entries are found");
            // What readers pass over has an entry's name, too.
            entries += Math.min(found, one.getValue());
        }
        if (expected.isEmpty()) return Verification.NONE;
        var planned = expected.values().stream().mapToInt(Integer::intValue).sum();
        return new Verification(left.isEmpty() ? "read again: " + planned + " entries are found" : "", Json.MAPPER.createObjectNode().put("entries", entries).put("planned", planned), left);
    }

    private static int inFile(Path file) {
        return OpenclawFile.readLarge(file) instanceof OpenclawFile.Entries found ? (int) found.entries().stream().filter(OpenclawEntry::isKept).count() : 0;
    }

    /** What was written was read back already; whether readers see it shows in its names and its state. */
    private static int inDirectory(Path file) {
        var directory = OpenclawDirectory.of(file);
        if (OpenclawDirectory.version(directory).isEmpty()) return 0;
        try (var entries = Folders.list(directory.resolve("entries"))) {
            return (int) entries.filter(e -> OpenclawDirectory.isEntryName(e.getFileName().toString())).count();
        } catch (IOException e) {
            return 0;
        }
    }
}
