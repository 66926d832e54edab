package ao.apply;

import ao.model.AoException;
import ao.plan.Gate;
import ao.read.Failures;
import ao.read.JavaScript;
import ao.read.OpenclawLockFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Holds the locks of OpenClaw's stores while a run changes them (openclaw-store sheet, 6). Others may take over a lock
 * that is half a minute old even from a living owner, so ours are written anew every few seconds. They leave no trace
 * in the times of their folders.
 */
public final class OpenclawLocks implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE = 50;
    private static final long LONGEST_PAUSE = 1_000;
    private static final int REFRESH = 5;

    private final Disk disk;
    private final List<Path> held = new ArrayList<>();
    private ScheduledExecutorService refreshing;

    private OpenclawLocks(Disk disk) {
        this.disk = disk;
    }

    /**
     * Takes the locks of the stores that a plan's gates name, in path order.
     *
     * @throws AoException.Refused when another process holds one for longer than others wait
     */
    public static OpenclawLocks take(List<Gate> gates, Disk disk) {
        var locks = new OpenclawLocks(disk);
        try {
            var files = gates.stream().filter(Gate.OpenclawStopped.class::isInstance).flatMap(g -> ((Gate.OpenclawStopped) g).stores().stream())
                .filter(store -> Files.isDirectory(store.getParent())).map(OpenclawLockFile::of).distinct().sorted().toList();
            for (var file : files) locks.takeOrRefuse(file);
            if (!files.isEmpty()) locks.refreshing();
            return locks;
        } catch (RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    private void takeOrRefuse(Path file) {
        try {
            take(file);
        } catch (IOException e) {
            throw new AoException.Unreadable("openclaw-lock-failed", file + " cannot be taken: " + Failures.sentence(e), "nothing was changed; mend that, or name the other stores with --store");
        }
    }

    private void take(Path file) throws IOException {
        var begun = Instant.now();
        for (int attempt = 1; ; attempt++) {
            try {
                untimed(file, () -> make(file));
                held.add(file);
                return;
            } catch (FileAlreadyExistsException e) {
                var found = OpenclawLockFile.read(file);
                // A link that leads nowhere is there, too, and nobody's lock to take away.
                if (found.isEmpty() && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) continue;
                if (found.filter(l -> l.isStale(Instant.now())).isPresent()) {
                    untimed(file, () -> disk.unlinkIfThere(file));
                    continue;
                }
                if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
                    throw new AoException.Refused("openclaw-locked", "session file locked (timeout " + PATIENCE.toMillis() + "ms): " + found.flatMap(OpenclawLockFile::pid).map(p -> "pid=" + p).orElse("unknown") + " " + file,
                        "a gateway writes the store; stop it, or run this again");
                }
            }
            pause(Math.min(PAUSE * attempt, LONGEST_PAUSE));
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a lock", e);
        }
    }

    /** It has its content from the first moment on. */
    private void make(Path file) throws IOException {
        var temporary = write(file);
        try {
            disk.publish(temporary, file);
        } finally {
            disk.unlinkIfThere(temporary);
        }
    }

    private Path write(Path file) throws IOException {
        var temporary = file.resolveSibling(".ao-" + ProcessHandle.current().pid() + "-lock.tmp");
        disk.unlinkIfThere(temporary);
        disk.write(temporary, new ByteArrayInputStream(content().getBytes(StandardCharsets.UTF_8)), 0600, Instant.now());
        return temporary;
    }

    private static String content() {
        long self = ProcessHandle.current().pid();
        return "{\n  \"pid\": " + self + ",\n  \"createdAt\": \"" + JavaScript.iso(Instant.now()) + "\"" + OpenclawLockFile.startOf(self).map(s -> ",\n  \"starttime\": " + s).orElse("") + "\n}";
    }

    /** What is done to the folder's time by a lock is undone. */
    private void untimed(Path file, Step step) throws IOException {
        var modified = Files.getLastModifiedTime(file.getParent()).toInstant();
        try {
            step.take();
        } finally {
            disk.setTime(file.getParent(), modified);
        }
    }

    /** Something that is done in the folder of a lock. */
    private interface Step {
        void take() throws IOException;
    }

    private void refreshing() {
        refreshing = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "locks of OpenClaw");
            thread.setDaemon(true);
            return thread;
        });
        refreshing.scheduleAtFixedRate(this::refresh, REFRESH, REFRESH, TimeUnit.SECONDS);
    }

    private void refresh() {
        for (var file : held) {
            try {
                if (isOurs(file)) untimed(file, () -> disk.rename(write(file), file));
            } catch (IOException e) {
                // It stays as old as it is; the next attempt may do better.
            }
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        long self = ProcessHandle.current().pid();
        return OpenclawLockFile.read(file).filter(l -> l.pid().filter(p -> p == self).isPresent() && l.start().equals(OpenclawLockFile.startOf(self))).isPresent();
    }

    /** Gives up those that are still ours; a second time does nothing. */
    @Override public void close() {
        if (refreshing != null) {
            refreshing.shutdown();
            try {
                refreshing.awaitTermination(REFRESH, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (var file : held) {
            try {
                if (isOurs(file)) untimed(file, () -> disk.unlinkIfThere(file));
            } catch (NoSuchFileException e) {
                // Its folder is gone, and it with it.
            } catch (IOException e) {
                // It goes stale with this process.
            }
        }
        held.clear();
    }
}
