package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folders in which Claude Code keeps the history of a directory and of those below it. A folder's name may stand
 * for several directories, so the {@code cwd} in the transcripts decides; its name alone only where none tells one.
 */
public final class ClaudeFolders {
    private static final String TRANSCRIPT = ".jsonl";

    private final Path projects;
    private TreeSet<String> names;

    /** @param home Claude's configuration folder */
    public ClaudeFolders(Path home) {
        this.projects = home.resolve("projects");
    }

    /**
     * A folder with history of a directory.
     *
     * @param below  the directory below the one asked for in which it was held; empty for itself
     * @param ours   its entries that belong to the directory
     * @param others how many belong to another
     */
    public record Found(Path folder, String below, List<Path> ours, int others) { }

    /** Where the history of a directory is kept. */
    public Path of(Path physical) {
        return projects.resolve(ClaudeSlug.of(physical.toString()));
    }

    /**
     * Finds the history of a directory.
     *
     * @param spellings how the directory may be called, of which the folders' names are made
     * @param evidence  directories that transcripts of it may tell: itself, or where it was before
     * @param byName    whether a folder is taken by its name where no transcript in it tells a directory
     */
    public List<Found> find(Collection<String> spellings, Collection<String> evidence, boolean byName) {
        var found = new ArrayList<Found>();
        var exact = new LinkedHashSet<String>();
        for (var spelling : spellings) exact.addAll(List.of(ClaudeSlug.of(spelling), ClaudeSlug.asMigrated(spelling)));
        exact.retainAll(names());
        for (var name : exact) look(projects.resolve(name), evidence, byName).ifPresent(found::add);
        var below = new TreeSet<String>();
        for (var spelling : spellings) {
            var slug = ClaudeSlug.of(spelling) + "-";
            below.addAll(names().subSet(slug, slug + Character.MAX_VALUE));
        }
        below.removeAll(exact);
        for (var name : below) look(projects.resolve(name), evidence, false).ifPresent(found::add);
        return found;
    }

    private TreeSet<String> names() {
        if (names != null) return names;
        names = new TreeSet<>();
        try (var folders = Folders.list(projects)) {
            folders.filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)).forEach(f -> names.add(f.getFileName().toString()));
        } catch (IOException e) {
            // No history is no mistake.
        }
        return names;
    }

    private static Optional<Found> look(Path folder, Collection<String> evidence, boolean byName) {
        List<Path> entries;
        try {
            entries = HashedFolderReader.entries(folder);
        } catch (IOException e) {
            return Optional.empty();
        }
        var proven = new HashSet<Path>();
        var undecided = new ArrayList<Path>();
        int others = 0;
        Optional<String> below = Optional.empty();
        for (var entry : entries) {
            var begun = entry.getFileName().toString().endsWith(TRANSCRIPT) ? ClaudeHome.begunIn(entry) : Optional.<String>empty();
            var place = begun.flatMap(cwd -> below(cwd, evidence));
            if (place.isPresent() && below.orElse(place.get()).equals(place.get())) {
                below = place;
                proven.add(entry);
            } else if (begun.isPresent()) {
                others++;
            } else {
                undecided.add(entry);
            }
        }
        if (proven.isEmpty() && (!byName || others > 0 || entries.isEmpty())) return Optional.empty();
        var ours = others == 0 ? entries : entries.stream().filter(e -> proven.contains(e) || isBeside(e, proven)).toList();
        return Optional.of(new Found(folder, below.orElse(""), ours, others == 0 ? 0 : others + undecided.size()));
    }

    private static Optional<String> below(String cwd, Collection<String> spellings) {
        for (var spelling : spellings) {
            if (cwd.equals(spelling)) return Optional.of("");
            if (cwd.startsWith(spelling + "/")) return Optional.of(cwd.substring(spelling.length() + 1));
        }
        return Optional.empty();
    }

    /** The folder beside a transcript has its name without the ending. */
    private static boolean isBeside(Path entry, Set<Path> transcripts) {
        return transcripts.contains(entry.resolveSibling(entry.getFileName() + TRANSCRIPT));
    }
}
