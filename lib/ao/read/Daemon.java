package ao.read;

import ao.model.Liveness;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the rewrite's daemon runs (D23; rewrite-store sheet, 1.2). */
public final class Daemon {
    /** A daemon writes its start time a moment after its process began; clocks and ticks are coarse. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private Daemon() { }

    /** What the run-file says, with the process that it names looked at: a recycled process id is a stale file. */
    public static Liveness byRunFile(Path file) {
        try {
            var content = Json.tree(new String(RegularFile.bytes(file), java.nio.charset.StandardCharsets.UTF_8));
            if (content.isMissingNode() || !content.path("pid").isIntegralNumber()) {
                return new Liveness.Unknown("the run-file " + file + " names no process");
            }
            return process(content.get("pid").longValue(), content.path("startedAt").asText(""), file);
        } catch (NoSuchFileException e) {
            return Liveness.DEAD;
        } catch (JsonProcessingException e) {
            return new Liveness.Unknown("the run-file " + file + " is not JSON, at " + Json.place(e));
        } catch (IOException e) {
            return new Liveness.Unknown("the run-file " + file + " cannot be read: " + Failures.sentence(e));
        }
    }

    private static Liveness process(long pid, String startedAt, Path file) {
        if (pid <= 0) return Liveness.DEAD;
        var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) return Liveness.DEAD;
        Instant said;
        try {
            said = Instant.parse(startedAt);
        } catch (DateTimeParseException e) {
            return new Liveness.Unknown("process " + pid + " of the run-file " + file + " lives, and the file tells no start time");
        }
        var began = process.get().info().startInstant();
        if (began.isEmpty()) return new Liveness.Unknown("process " + pid + " lives, and its start time cannot be told");
        if (began.get().isAfter(said.plus(SLACK))) return Liveness.DEAD;
        return new Liveness.Live("process " + pid + " since " + startedAt + " (" + file + ")");
    }

    /**
     * What the kernel's list of file locks says of a database: an idle peer in write-ahead-logging mode shows there.
     * Unknown where there is no such list. Nothing is touched.
     */
    public static Liveness byFileLocks(Path database) {
        if (!Files.exists(database)) return Liveness.DEAD;
        List<String> locks;
        try {
            locks = Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return new Liveness.Unknown("this system has no list of file locks");
        }
        var inodes = new ArrayList<String>();
        for (var suffix : List.of("", "-shm", "-wal")) inode(database.resolveSibling(database.getFileName() + suffix)).ifPresent(inodes::add);
        return locks.stream().map(line -> line.trim().split("\\s+"))
            .filter(words -> words.length > 5 && inodes.contains(words[5].substring(words[5].lastIndexOf(':') + 1)))
            .filter(words -> hasOpen(words[4], database)).findFirst().<Liveness>map(words -> new Liveness.Live("process " + words[4] + " has " + database + " open"))
            .orElse(Liveness.DEAD);
    }

    /** Inode numbers repeat on other file systems, so the process is asked for its files; one that tells nothing counts. */
    private static boolean hasOpen(String pid, Path database) {
        try (var files = Files.list(Path.of("/proc", pid, "fd"))) {
            var real = database.toRealPath().toString();
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).toString().startsWith(real);
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            return true;
        }
    }

    private static Optional<String> inode(Path file) {
        try {
            return Optional.of(Files.getAttribute(file, "unix:ino").toString());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
