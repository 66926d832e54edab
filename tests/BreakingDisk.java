package tests;

import ao.apply.Disk.Operation;
import ao.apply.Disk.Watcher;
import ao.read.FileMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Breaks at one operation, in one of several ways. It knows what was not synced when it broke, and can take that back
 * as a power failure would: entries of folders, contents and appended lines each on their own, the latest first.
 */
final class BreakingDisk implements Watcher {
    /** How it breaks. */
    enum Way { SUDDEN_DEATH, ONE_ERROR, ERRORS_FROM_THEN_ON }

    /** What a killed process does not live to handle. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death(String where) {
            super(where);
        }
    }

    /** An operation that is not durable until all these places are synced. */
    private record Deed(Set<Path> needs, Undo undo) { }

    /** Takes an operation back. */
    private interface Undo {
        void run(Set<Path> unsynced) throws IOException;
    }

    private final long breaksAt;
    private final Way way;
    private final Path aside;
    private final Path database;
    private final List<Deed> deeds = new ArrayList<>();
    private final Set<Path> written = new HashSet<>();
    private final Map<Path, byte[]> databaseAtDeath = new TreeMap<>();
    private FileTime folderAtDeath;
    private long count;
    private boolean broken;

    /**
     * @param breaksAt the number of the operation, the first being 1; 0 for never
     * @param aside    a folder for what may have to come back; it is emptied
     * @param database the database, which SQLite tidies up when a test throws, and could not in a process that is killed
     */
    BreakingDisk(long breaksAt, Way way, Path aside, Path database) throws IOException {
        this.breaksAt = breaksAt;
        this.way = way;
        SweepStore.remove(aside);
        this.aside = Files.createDirectory(aside);
        this.database = database;
    }

    /** How many operations there were. */
    long count() {
        return count;
    }

    boolean broke() {
        return broken;
    }

    @Override public void beforeMove(Path from, Path to) throws IOException {
        counted(Operation.RENAME, to);
        var times = new HashMap<Path, FileTime>();
        for (var folder : List.of(from.getParent(), to.getParent())) times.put(folder, Files.getLastModifiedTime(folder));
        deed(times.keySet(), unsynced -> {
            if (there(to) && !there(from) && there(from.getParent())) Files.move(to, from);
            for (var time : times.entrySet()) {
                if (there(time.getKey())) Files.setLastModifiedTime(time.getKey(), time.getValue());
            }
        });
    }

    @Override public void before(Operation operation, Path path) throws IOException {
        counted(operation, path);
        remember(operation, path);
    }

    private void counted(Operation operation, Path path) throws IOException {
        count++;
        if (breaksAt > 0 && (count == breaksAt || count > breaksAt && way == Way.ERRORS_FROM_THEN_ON)) {
            broken = true;
            if (way != Way.SUDDEN_DEATH) throw new IOException("Input/output error (" + operation + " " + count + ")");
            rememberDatabase();
            throw new Death(operation + " " + path);
        }
    }

    private List<Path> databaseFiles() {
        return List.of(database, database.resolveSibling("ao.db-wal"), database.resolveSibling("ao.db-journal"));
    }

    private void rememberDatabase() throws IOException {
        if (!Files.isDirectory(database.getParent())) return;
        for (var file : databaseFiles()) {
            if (Files.exists(file)) databaseAtDeath.put(file, Files.readAllBytes(file));
        }
        folderAtDeath = Files.getLastModifiedTime(database.getParent());
    }

    /** Undoes what a test's unwinding did to the database. */
    void unwind() throws IOException {
        if (folderAtDeath == null) return;
        for (var file : databaseFiles()) {
            var bytes = databaseAtDeath.get(file);
            if (bytes == null) Files.deleteIfExists(file);
            else Files.write(file, bytes);
        }
        Files.setLastModifiedTime(database.getParent(), folderAtDeath);
    }

    private void remember(Operation operation, Path path) throws IOException {
        var folder = path.getParent();
        switch (operation) {
            case SYNC -> synced(path);
            case WRITE -> write(path);
            case APPEND -> append(path);
            case SET_TIME -> setTime(path);
            case MAKE_FOLDER -> entry(folder, unsynced -> SweepStore.remove(path));
            case LINK -> {
                if (!there(path)) entry(folder, unsynced -> Files.deleteIfExists(path));
            }
            case RENAME -> rename(path);
            case UNLINK -> unlink(path);
            case REMOVE_FOLDER -> removeFolder(path);
            case BEGIN, COMMIT -> { }
        }
    }

    private static boolean there(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void synced(Path place) {
        for (var deed : deeds) deed.needs().remove(place);
        deeds.removeIf(deed -> deed.needs().isEmpty());
    }

    private void deed(Set<Path> needs, Undo undo) {
        deeds.add(new Deed(new HashSet<>(needs), undo));
    }

    /** A change of a folder's listing, which takes the folder's time with it; nothing to undo in one that is gone for good. */
    private void entry(Path folder, Undo undo) throws IOException {
        var time = Files.getLastModifiedTime(folder);
        deed(Set.of(folder), unsynced -> {
            if (!there(folder)) return;
            undo.run(unsynced);
            Files.setLastModifiedTime(folder, time);
        });
    }

    private void write(Path file) throws IOException {
        if (there(file)) {
            var bytes = Files.readAllBytes(file);
            deed(Set.of(file), unsynced -> Files.write(file, bytes));
            return;
        }
        written.add(file);
        var time = Files.getLastModifiedTime(file.getParent());
        deed(Set.of(file, file.getParent()), unsynced -> {
            if (unsynced.contains(file.getParent())) Files.deleteIfExists(file);
            else if (there(file)) truncate(file, Files.size(file) / 2);
            if (there(file.getParent())) Files.setLastModifiedTime(file.getParent(), time);
        });
    }

    private static void truncate(Path file, long size) throws IOException {
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > size) channel.truncate(size);
        }
    }

    /** Every other time a torn line remains of what was appended. */
    private void append(Path file) throws IOException {
        long size = Files.size(file);
        boolean torn = breaksAt % 2 == 1;
        deed(Set.of(file), unsynced -> truncate(file, torn ? (size + Files.size(file)) / 2 : size));
    }

    private void setTime(Path path) throws IOException {
        var time = Files.getLastModifiedTime(path);
        deed(Set.of(path), unsynced -> {
            if (there(path)) Files.setLastModifiedTime(path, time);
        });
    }

    private Path setAside(Path file) throws IOException {
        var kept = aside.resolve(Long.toString(count));
        Files.createLink(kept, file);
        return kept;
    }

    private void rename(Path to) throws IOException {
        var previous = there(to) ? setAside(to) : null;
        var names = new HashMap<Object, Path>();
        for (var file : written) {
            if (there(file)) names.put(key(file), file);
        }
        entry(to.getParent(), unsynced -> {
            var from = names.get(key(to));
            if (from != null) Files.move(to, from);
            else Files.delete(to);
            if (previous != null) Files.createLink(to, previous);
        });
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    }

    private void unlink(Path file) throws IOException {
        var kept = setAside(file);
        entry(file.getParent(), unsynced -> Files.createLink(file, kept));
    }

    private void removeFolder(Path folder) throws IOException {
        int mode = FileMode.of(folder);
        var time = Files.getLastModifiedTime(folder);
        entry(folder.getParent(), unsynced -> {
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, FileMode.permissions(mode));
            Files.setLastModifiedTime(folder, time);
        });
    }

    /** Takes back everything that was not synced. */
    void dropUnsynced() {
        for (int i = deeds.size() - 1; i >= 0; i--) {
            try {
                deeds.get(i).undo().run(deeds.get(i).needs());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
