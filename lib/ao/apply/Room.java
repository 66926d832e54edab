package ao.apply;

import ao.model.AoException;
import ao.plan.Change;
import ao.read.Failures;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The space that a plan needs, by file system (D37). */
public final class Room {
    /** What a row takes in the database with its index, its log row and the write-ahead log, at most. */
    private static final long ROW = 4 << 10;
    /** What a file takes beyond its content: a block and its entry. */
    private static final int FILE = 8 << 10;

    private final Path state;
    private final Map<Path, Long> needed = new HashMap<>();
    /** What a run keeps, by the folders that it comes from: on the same file system that takes no room. */
    private final Map<Path, Long> kept = new HashMap<>();

    /** @param state where runs are kept */
    public Room(Path state) {
        this.state = state;
    }

    /** Counts a change. */
    public void add(Change change) {
        if (change instanceof Change.ReplaceFile replace) keep(replace.target(), replace.before());
        if (change instanceof Change.RemoveFile remove && remove.copy().isEmpty()) keep(remove.target(), remove.before());
        if (change instanceof Change.CreateFile create) need(create.target(), size(create.after()));
        else if (change instanceof Change.ReplaceFile replace) need(replace.target(), replace.after().size());
        else if (change instanceof Change.MakeEntries make) need(make.target(), make.files().made().size() + (long) FILE * make.count());
    }

    private void keep(Path target, ao.model.Fingerprint before) {
        kept.merge(target.getParent(), size(before) + FILE, Long::sum);
    }

    private static long size(ao.model.Fingerprint print) {
        return print instanceof ao.model.Fingerprint.FileContent file ? file.size() : 0;
    }

    /** Counts rows. */
    public void addRows(Path database, long count) {
        need(database, ROW * count);
    }

    /** Counts what goes into the state folder. */
    public void addState(long bytes) {
        needed.merge(state, bytes, Long::sum);
    }

    private void need(Path target, long bytes) {
        needed.merge(target.getParent(), bytes + FILE, Long::sum);
    }

    /** Refuses when a file system has less room than is needed. */
    public void check() {
        var stores = new HashMap<FileStore, Long>();
        var example = new HashMap<FileStore, Path>();
        try {
            for (var entry : needed.entrySet()) {
                var existing = existing(entry.getKey());
                var store = Files.getFileStore(existing);
                stores.merge(store, entry.getValue(), Long::sum);
                example.putIfAbsent(store, existing);
            }
            var ofRuns = Files.getFileStore(existing(state));
            for (var entry : kept.entrySet()) {
                if (!Files.getFileStore(existing(entry.getKey())).equals(ofRuns)) stores.merge(ofRuns, entry.getValue(), Long::sum);
            }
            example.putIfAbsent(ofRuns, existing(state));
            for (var entry : stores.entrySet()) {
                long free = entry.getKey().getUsableSpace();
                if (free < entry.getValue()) {
                    throw new AoException.Refused("no-room", "the file system of " + example.get(entry.getKey()) + " has "
                        + mebibytes(free) + " free, and " + mebibytes(entry.getValue()) + " are needed",
                        "make room, or put the toolkit's state elsewhere with AO_STATE_DIR");
                }
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("room-unknown", "the free space cannot be told: " + Failures.sentence(e), "");
        }
    }

    private static Path existing(Path place) {
        var existing = place;
        while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
        return existing;
    }

    private static String mebibytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
