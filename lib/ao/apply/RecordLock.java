package ao.apply;

import ao.journal.Run;
import ao.plan.Change;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The legacy software's lock of a record: a file {@code <record>.lock} that whoever makes it holds (session-manager
 * sheet, 1.5). Others wait for it, at most five seconds; one that is older than thirty was left behind. Ours names the
 * run, so that a resumed one takes over what it held when it was killed.
 */
final class RecordLock implements Closeable {
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE = 10;
    private static final long LONGEST_PAUSE = 250;
    private static final int LONGEST_ID = 200;

    private final Path file;
    private final Disk disk;

    private RecordLock(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Takes the lock of a change's target, where others write that, too; nothing to be closed elsewhere. */
    static Closeable of(Change change, Run run, Disk disk) throws IOException {
        return change.about().purpose().locked() ? take(change.target(), run, disk) : () -> { };
    }

    private static RecordLock take(Path record, Run run, Disk disk) throws IOException {
        var file = record.resolveSibling(record.getFileName() + ".lock");
        long pause = FIRST_PAUSE;
        for (var begun = Instant.now(); ; ) {
            try {
                make(file, run, disk);
                return new RecordLock(file, disk);
            } catch (FileAlreadyExistsException e) {
                if (isOurs(file, run)) return new RecordLock(file, disk);
                if (!isFresh(file)) {
                    disk.unlinkIfThere(file);
                    continue;
                }
            }
            if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) throw new IOException("another program has held its lock " + file + " for " + PATIENCE.toSeconds() + " s");
            sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** The lock has its content from the first moment on: a kill leaves one that is known for ours, or none. */
    private static void make(Path file, Run run, Disk disk) throws IOException {
        var temporary = temporary(file, run);
        boolean held = false;
        try {
            disk.unlinkIfThere(temporary);
            disk.write(temporary, new ByteArrayInputStream(run.id().getBytes(StandardCharsets.UTF_8)), 0600, Instant.now());
            disk.publish(temporary, file);
            held = true;
        } finally {
            discard(temporary, held ? file : temporary, disk);
        }
    }

    /** A lock of which something cannot be removed is not held: others would wait for it in vain. */
    private static void discard(Path temporary, Path file, Disk disk) throws IOException {
        try {
            disk.unlinkIfThere(temporary);
        } catch (IOException e) {
            disk.unlinkIfThere(file);
            disk.unlinkIfThere(temporary);
            throw e;
        }
    }

    private static Path temporary(Path lock, Run run) {
        return lock.resolveSibling(".ao-" + run.id() + "-lock.tmp");
    }

    /** Removes the lock of a change's target that an interrupted run held. */
    static void release(Change change, Run interrupted, Disk disk) throws IOException {
        var file = change.target().resolveSibling(change.target().getFileName() + ".lock");
        if (change.about().purpose().locked()) disk.unlinkIfThere(temporary(file, interrupted));
        if (change.about().purpose().locked() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isOurs(file, interrupted)) disk.unlinkIfThere(file);
    }

    /** Whether a run holds a lock, or the one that it takes back did when it was killed. */
    private static boolean isOurs(Path file, Run run) throws IOException {
        try {
            if (Files.size(file) > LONGEST_ID) return false;
            var owner = Files.readString(file);
            return owner.equals(run.id()) || !run.undoes().isEmpty() && owner.equals(run.undoes());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether a lock may be held: it is there, and not older than those who honour it wait for. */
    static boolean isFresh(Path file) throws IOException {
        try {
            return Duration.between(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant(), Instant.now()).compareTo(STALE) <= 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a lock", e);
        }
    }

    @Override public void close() throws IOException {
        disk.unlinkIfThere(file);
    }
}
