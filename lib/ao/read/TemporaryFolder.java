package ao.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A folder for what is needed while a command runs: its owner's alone, and gone with all that is in it when it is closed
 * or the command is interrupted. A process that is killed leaves it, and with it copies of whole databases; but it held a
 * lock there, so the next process that makes such a folder can tell, and removes what was left.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final String LOCK = "in-use";
    /** Until then a new folder's lock may not have been taken yet. */
    private static final Duration SETTLED = Duration.ofMinutes(1);
    /** Another look at a lock of one's own would end it. */
    private static final Set<TemporaryFolder> OWN = ConcurrentHashMap.newKeySet();
    private static final int TRIES = 3;
    private static final AtomicBoolean FIRST = new AtomicBoolean(true);

    private final Path path;
    private Optional<FileChannel> lock = Optional.empty();

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /** What a folder is for, which its name tells. */
    public enum Purpose {
        PLAN, READ, SHELL;

        private String beginning() {
            return "ao-" + name().toLowerCase(Locale.ROOT) + "-";
        }
    }

    /**
     * Makes a new one where temporary files are kept.
     *
     * @throws IOException when none can be made
     */
    public static TemporaryFolder of(Purpose purpose) throws IOException {
        boolean first = FIRST.getAndSet(false);
        if (first) removeAtEnd();
        var folder = new TemporaryFolder(Files.createTempDirectory(purpose.beginning(), OwnerOnly.folder()));
        OWN.add(folder);
        try {
            folder.lock = lock(folder.path.resolve(LOCK));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
        if (first) removeAbandoned(folder.path);
        return folder;
    }

    private static void removeAtEnd() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> OWN.forEach(TemporaryFolder::close)));
        } catch (IllegalStateException e) {
            // The end has begun, and the folder is left to the next process.
        }
    }

    /** Nothing where the system knows no locks: then nobody can tell that the folder was abandoned. */
    private static Optional<FileChannel> lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            return Optional.of(channel);
        } catch (IOException e) {
            channel.close();
            Files.delete(file);
            return Optional.empty();
        }
    }

    private static void removeAbandoned(Path fresh) {
        try (var all = Files.newDirectoryStream(fresh.getParent(), "ao-{plan,read,shell}-*")) {
            var owner = Files.getOwner(fresh);
            for (var other : all) {
                if (OWN.stream().noneMatch(own -> own.path.equals(other))) removeIfAbandoned(other, owner);
            }
        } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
            // What another process left is in nobody's way, and the next one looks again.
        }
    }

    private static void removeIfAbandoned(Path other, UserPrincipal owner) {
        var file = other.resolve(LOCK);
        try {
            var at = Files.readAttributes(other, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!at.isDirectory() || !Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(owner) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || at.lastModifiedTime().toInstant().isAfter(Instant.now().minus(SETTLED))) return;
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (channel.tryLock() == null) return;
                removeContents(other);
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(other);
        } catch (IOException e) {
            // Whoever looks next may have the right to remove it, or it is gone already.
        }
    }

    /** Everything but the lock: it is held until nothing else is left. */
    private static void removeContents(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override public FileVisitResult visitFile(Path file, BasicFileAttributes at) throws IOException {
                if (!file.equals(folder.resolve(LOCK))) Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult postVisitDirectory(Path inner, IOException e) throws IOException {
                if (!inner.equals(folder)) Files.deleteIfExists(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    public Path path() {
        return path;
    }

    /** Removes it. What cannot be removed now is left to the next process. */
    @Override public void close() {
        if (!OWN.remove(this)) return;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try {
                removeContents(path);
                if (lock.isPresent()) lock.get().close();
                Files.deleteIfExists(path.resolve(LOCK));
                Files.deleteIfExists(path);
                return;
            } catch (IOException e) {
                // Whoever is interrupted may just have put something more into it.
            }
        }
    }
}
