package ao.read;

import ao.model.Ascii;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether things are there, asked very often of things in few folders: such a folder is listed once, and what it did not
 * list then counts as absent, also where it is made later. A folder that shows less than it holds, as one that mounts
 * things when they are asked for, is not known for one. May be asked from many threads.
 */
final class Presence {
    /** A listing is worth more than it costs after so many questions. */
    private static final int FEW = 16;
    private final Map<Path, Folder> folders = new ConcurrentHashMap<>();

    /** Whether there is something at a path, links followed. */
    boolean exists(Path path) {
        var parent = path.getParent();
        if (parent == null || !isPlain(path.getFileName().toString())) return asked(path);
        var folder = folders.get(parent);
        if (folder == null) folder = folders.computeIfAbsent(parent, Folder::new);
        return folder.mayHold(path.getFileName().toString()) && asked(path);
    }

    /** Not {@link Files#exists}, which makes an exception of each thing that is not there. */
    private static boolean asked(Path path) {
        return path.toFile().exists();
    }

    /** Of other names a file system may know several spellings: accents, short names with a tilde, dots at the end. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(Ascii.isAlphanumeric(c) || c == '-' || c == '_' || c == '.')) return false;
        }
        return !name.endsWith(".");
    }

    private static final class Folder {
        private final Path path;
        private final AtomicInteger questions = new AtomicInteger();
        private volatile Set<String> names;
        private volatile boolean unknown;

        Folder(Path path) {
            this.path = path;
        }

        boolean mayHold(String name) {
            if (names == null && !unknown && questions.incrementAndGet() > FEW) list();
            // On some file systems letter case makes no difference.
            return names == null || names.contains(name.toLowerCase(Locale.ROOT));
        }

        private synchronized void list() {
            if (names != null || unknown) return;
            var found = new HashSet<String>();
            try (var entries = Folders.open(path)) {
                entries.forEach(entry -> found.add(entry.getFileName().toString().toLowerCase(Locale.ROOT)));
                names = found;
            } catch (IOException | DirectoryIteratorException e) {
                unknown = path.toFile().exists();
                if (!unknown) names = Set.of();
            }
        }
    }
}
