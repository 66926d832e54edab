package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What lies around in the folder of an OpenClaw store (openclaw-store sheet, 9). */
public final class OpenclawLeftovers {
    private static final Pattern STAGING = Pattern.compile("sessions\\.d\\.staging-\\d+-\\d+");
    private static final Pattern ORPHAN = Pattern.compile("sessions\\.d\\.orphan\\.\\d+");
    private static final Pattern BACKUP = Pattern.compile(".+\\.json\\.bak\\.\\d+|sessions\\.d\\.bak\\.\\d+");
    private static final Pattern STORE_COPY = Pattern.compile("(.+\\.json)\\.bak\\.\\d+");
    private static final Pattern TEMPORARY = Pattern.compile(".+\\.[0-9a-f-]{36}\\.tmp");

    private OpenclawLeftovers() { }

    /** What kind of thing was left. */
    public enum Kind { STAGING, ORPHAN, BACKUP, TEMPORARY, LOCK }

    /**
     * A thing that was left.
     *
     * @param owner of a lock: the process that it names, and whether that lives
     */
    public record Leftover(Path path, Kind kind, Instant modified, Optional<Owner> owner) { }

    /**
     * The owner of a lock.
     *
     * @param alive whether the very process lives that took it, not another one of its number
     */
    public record Owner(long pid, boolean alive) { }

    /** Everything of the kind in a store's folder, in byte order. */
    public static List<Leftover> of(Path folder) {
        var found = new ArrayList<Leftover>();
        try {
            if (!Files.isDirectory(folder)) return found;
            for (var entry : HashedFolderReader.entries(folder)) {
                var kind = kind(entry.getFileName().toString());
                if (kind.isPresent()) found.add(new Leftover(entry, kind.get(), Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant(), kind.get() == Kind.LOCK ? owner(entry) : Optional.empty()));
            }
        } catch (IOException e) {
            // What cannot be listed shows nothing; the store itself is told as unreadable.
        }
        return found;
    }

    /** The store files of a folder, there or not, of which copies lie there under their names and a time; in byte order. */
    public static Set<Path> copied(Path folder) {
        return of(folder).stream().filter(l -> l.kind() == Kind.BACKUP).map(l -> STORE_COPY.matcher(l.path().getFileName().toString())).filter(Matcher::matches)
            .filter(m -> !OpenclawPlaces.isSettings(m.group(1))).map(m -> folder.resolve(m.group(1))).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<Kind> kind(String name) {
        if (STAGING.matcher(name).matches()) return Optional.of(Kind.STAGING);
        if (ORPHAN.matcher(name).matches()) return Optional.of(Kind.ORPHAN);
        if (BACKUP.matcher(name).matches()) return Optional.of(Kind.BACKUP);
        if (TEMPORARY.matcher(name).matches()) return Optional.of(Kind.TEMPORARY);
        return name.endsWith(".lock") ? Optional.of(Kind.LOCK) : Optional.empty();
    }

    private static Optional<Owner> owner(Path lock) {
        try {
            if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
            return OpenclawLockFile.read(lock).flatMap(found -> found.pid().map(pid -> new Owner(pid, found.ownerLives())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
