package ao.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The lock of an OpenClaw store, {@code <store>.lock}, which releases up to 2026.4.29 and builds with {@code sessions.d}
 * write under (openclaw-store sheet, 6).
 *
 * @param pid       the owner's process; nothing when it names none
 * @param createdAt when it was taken; nothing when that cannot be read
 * @param start     when the owner was started, in clock ticks since the system was
 * @param modified  the file's time
 */
public record OpenclawLockFile(Optional<Long> pid, Optional<Instant> createdAt, Optional<Long> start, Instant modified) {
    /** After that it may be taken over, even if its owner lives. */
    public static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LARGEST = 1 << 16;
    private static final int START_AFTER_NAME = 19;

    /** Where the lock of a store is: beside it, with links in the folder's path resolved. */
    public static Path of(Path store) {
        return PhysicalPath.of(store.getParent()).resolve(store.getFileName() + ".lock");
    }

    /** A lock that is there; nothing when none is. */
    public static Optional<OpenclawLockFile> read(Path lock) throws IOException {
        try {
            var at = Files.readAttributes(lock, BasicFileAttributes.class);
            // To open a named pipe would wait without an end.
            if (!at.isRegularFile()) throw new FileSystemException(lock.toString(), null, "it is no file");
            var modified = at.lastModifiedTime().toInstant();
            var text = at.size() > LARGEST ? "" : new String(Files.readAllBytes(lock), StandardCharsets.UTF_8);
            return Optional.of(parse(text, modified));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A lock of this text. */
    public static OpenclawLockFile parse(String text, Instant modified) {
        var node = Json.parse(text).filter(JsonNode::isObject);
        return new OpenclawLockFile(node.map(n -> n.get("pid")).flatMap(OpenclawLockFile::whole).filter(p -> p > 0),
            node.map(n -> n.path("createdAt").textValue()).flatMap(JavaScript::date), node.map(n -> n.get("starttime")).flatMap(OpenclawLockFile::whole), modified);
    }

    private static Optional<Long> whole(JsonNode node) {
        return node.isNumber() && node.doubleValue() == Math.rint(node.doubleValue()) && node.canConvertToLong() ? Optional.of(node.longValue()) : Optional.empty();
    }

    /** Whether it may be taken over: its owner is gone or another process has its number, or it is too old. */
    public boolean isStale(Instant now) {
        if (pid.isPresent()) {
            if (!ownerLives()) return true;
            // Nobody takes a lock twice: one of our number that names no start is an earlier process's.
            if (start.isEmpty() && pid.get() == ProcessHandle.current().pid()) return true;
        }
        if (createdAt.isPresent() && Duration.between(createdAt.get(), now).compareTo(LIMIT) > 0) return true;
        return (pid.isEmpty() || createdAt.isEmpty()) && Duration.between(modified, now).compareTo(LIMIT) > 0;
    }

    /** Whether the process that it names lives, and has not merely the number of one that is gone. */
    boolean ownerLives() {
        if (pid.filter(OpenclawLockFile::isAlive).isEmpty()) return false;
        var actual = startOf(pid.get());
        return start.isEmpty() || actual.isEmpty() || start.equals(actual);
    }

    /** Whether a process lives, one of another user, too. */
    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** When a process was started, in clock ticks since the system was; nothing where the kernel does not tell. */
    public static Optional<Long> startOf(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name of the program stands in brackets, and may hold any.
            return Optional.of(Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_AFTER_NAME]));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
