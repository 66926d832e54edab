package ao.read;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What stands in a file or a folder of a legacy store, by names, sizes and times: whether somebody has written there
 * shows without reading it again. Locks, temporary files and hidden ones come and go with everything that is done to a
 * store, and do not count; of worktrees only the names do, as sessions and git write in them.
 */
public final class PlaceStamp {
    private static final String WORKTREES = "worktrees";
    /** Of each entry so many digits of a hash are kept: enough to miss no change, and few, as there are many entries. */
    private static final int DIGITS = 12;

    private PlaceStamp() { }

    /** An entry, by its path from the place. */
    private record Entry(Path path, Instant modified, String line) { }

    /** A text that is the same as long as everything in a place is. Follows no link to a folder but the place itself. */
    public static String of(Path place) {
        return String.join("", marks(place));
    }

    /** Whether everything that was in a place when it was stamped is in it as it was. */
    public static boolean stillHolds(String stamp, Path place) {
        return marks(place).containsAll(marks(stamp));
    }

    /** Whether everything that is in a place was in it, as it is, when it was stamped. */
    public static boolean heldAll(String stamp, Path place) {
        return marks(stamp).containsAll(marks(place));
    }

    private static Set<String> marks(String stamp) {
        return IntStream.iterate(0, at -> at + DIGITS <= stamp.length(), at -> at + DIGITS).mapToObj(at -> stamp.substring(at, at + DIGITS)).collect(Collectors.toSet());
    }

    private static Set<String> marks(Path place) {
        return entries(place).stream().map(entry -> Hashes.of(entry.line()).substring(0, DIGITS)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What in the place was written last, if that was after a time. */
    public static Optional<Path> newest(Path place, Instant since) {
        return entries(place).stream().filter(entry -> entry.modified().isAfter(since)).max(Comparator.comparing(Entry::modified)).map(Entry::path);
    }

    private static List<Entry> entries(Path place) {
        var entries = new ArrayList<Entry>();
        try {
            var at = Files.readAttributes(place, BasicFileAttributes.class);
            if (at.isDirectory()) list(place, "", entries);
            else entries.add(entry(place, "", at));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            entries.add(unreadable(place, ""));
        }
        return entries;
    }

    private static void list(Path folder, String prefix, List<Entry> entries) {
        var paths = new ArrayList<Path>();
        try (var stream = Folders.open(folder, entry -> counts(entry.getFileName().toString()))) {
            stream.forEach(paths::add);
        } catch (IOException | DirectoryIteratorException e) {
            entries.add(unreadable(folder, prefix));
        }
        for (var path : paths) {
            var name = prefix + path.getFileName();
            try {
                var at = attributes(path);
                // The time of a folder does not count: the locks in it change that.
                entries.add(at.isDirectory() ? new Entry(path, Instant.MIN, name + "/") : entry(path, name, at));
                if (at.isDirectory() && !prefix.endsWith(WORKTREES + "/")) list(path, name + "/", entries);
            } catch (NoSuchFileException e) {
                // It went while the folder was listed, as if it had gone before.
            } catch (IOException e) {
                entries.add(unreadable(path, name));
            }
        }
    }

    /** Those of a link, unless it leads to a file: a record may be such a link, and what is written is the file. */
    private static BasicFileAttributes attributes(Path path) throws IOException {
        var at = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return at.isSymbolicLink() && Files.isRegularFile(path) ? Files.readAttributes(path, BasicFileAttributes.class) : at;
    }

    private static boolean counts(String name) {
        return !name.startsWith(".") && !name.endsWith(".lock") && !name.contains(".tmp");
    }

    private static Entry entry(Path path, String name, BasicFileAttributes at) {
        var modified = at.lastModifiedTime().toInstant();
        return new Entry(path, modified, name + '\0' + at.size() + '\0' + modified.getEpochSecond() + '.' + modified.getNano());
    }

    private static Entry unreadable(Path path, String name) {
        return new Entry(path, Instant.MIN, name + "\0unreadable");
    }
}
