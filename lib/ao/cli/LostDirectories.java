package ao.cli;

import ao.check.Whereabouts;
import ao.check.Whereabouts.Evidence;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.Proposal;
import ao.read.Folders;
import ao.read.Git;
import ao.read.LegacyRecords;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.LostHistory;
import ao.read.LostHistory.Lost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks for directories whose history is there and which are not. */
public final class LostDirectories {
    private static final Set<String> COMMON = Set.of("main", "master", "develop", "dev", "trunk");
    private static final int MOST_FOLDERS = 20_000;
    private static final int DEEPEST = 3;

    private final Locations locations;
    private final LostHistory history;
    private final Map<String, Path> directoryOf = new HashMap<>();
    private final Map<String, Set<Path>> worktreeOf = new HashMap<>();
    private final Map<String, Set<Path>> byName = new HashMap<>();
    private final Set<Path> repositories = new TreeSet<>();

    /** A directory that is gone, and where it may be. */
    public record Found(Lost lost, List<Proposal> proposals) { }

    public LostDirectories(Locations locations) {
        this.locations = locations;
        this.history = LostHistory.read(locations);
    }

    /** Every directory that is gone, with proposals. */
    public List<Found> find() {
        var lost = history.lost();
        if (lost.isEmpty()) return List.of();
        store();
        var names = new TreeSet<String>();
        lost.forEach(l -> names.add(Path.of(l.directory()).getFileName().toString()));
        places(lost).forEach(place -> names(place, names, new int[1], 0));
        history.there().forEach(this::repository);
        byName.values().forEach(paths -> paths.forEach(this::repository));
        var worktrees = new LinkedHashMap<Path, String>();
        repositories.forEach(r -> worktrees.putAll(Git.worktrees(r)));
        return lost.stream().map(l -> new Found(l, proposals(l, worktrees))).toList();
    }

    /** What the legacy store tells of conversations and of worktrees. */
    private void store() {
        if (!Files.isDirectory(locations.root().path())) return;
        var store = LegacyStoreReader.open(locations);
        store.registry().projects().stream().map(LegacyProject::path).flatMap(Optional::stream).forEach(this::repository);
        for (var folder : store.folders()) {
            LegacyRecords.sessions(store, List.of(folder), LegacyRecords.only(session -> {
                var directory = LegacySession.directory(session.worktree()).filter(Files::isDirectory);
                directory.ifPresent(d -> List.of(session.claudeSessionUuid(), session.codexThreadId(), session.opencodeSessionId()).forEach(id -> id.ifPresent(i -> directoryOf.put(i, d))));
                var managed = folder.path().resolve("worktrees").resolve(session.id().value());
                if (Files.isDirectory(managed)) worktreeOf.computeIfAbsent(session.id().value(), k -> new TreeSet<>()).add(managed);
            }));
        }
    }

    private void repository(Path directory) {
        if (Files.exists(directory.resolve(".git"))) Git.repositoryOf(directory).filter(Files::isDirectory).ifPresent(repositories::add);
    }

    /** Where moved directories usually are: beside where they were, in the home, and beside others that have history. */
    private Set<Path> places(List<Lost> lost) {
        var places = new TreeSet<Path>(Set.of(locations.home().path()));
        for (var one : lost) {
            var above = Path.of(one.directory()).getParent();
            while (above != null && !Files.isDirectory(above)) above = above.getParent();
            if (above != null && above.getNameCount() > 0) places.add(above);
        }
        history.there().forEach(d -> Optional.ofNullable(d.getParent()).filter(p -> p.getNameCount() > 0).ifPresent(places::add));
        return places;
    }

    private void names(Path folder, Set<String> wanted, int[] seen, int depth) {
        try (var entries = Folders.open(folder, e -> !e.getFileName().toString().startsWith(".") && !e.getFileName().toString().equals("node_modules") && Files.isDirectory(e, LinkOption.NOFOLLOW_LINKS))) {
            for (var entry : entries) {
                if (++seen[0] > MOST_FOLDERS) return;
                if (wanted.contains(entry.getFileName().toString())) byName.computeIfAbsent(entry.getFileName().toString(), k -> new TreeSet<>()).add(entry);
                if (depth + 1 < DEEPEST && !Files.exists(entry.resolve(".git"))) names(entry, wanted, seen, depth + 1);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // What cannot be listed is not proposed.
        }
    }

    private List<Proposal> proposals(Lost lost, Map<Path, String> worktrees) {
        var where = new Whereabouts();
        var name = Path.of(lost.directory()).getFileName().toString();
        lost.conversations().forEach(id -> Optional.ofNullable(directoryOf.get(id)).ifPresent(d -> where.add(d, Evidence.RECORD, "a session's record names conversation " + id + " and this directory")));
        worktreeOf.getOrDefault(name, Set.of()).forEach(d -> where.add(d, Evidence.SESSION, "it is the worktree of session " + name));
        worktrees.forEach((worktree, branch) -> {
            if (!lost.branches().contains(branch) || !Files.isDirectory(worktree)) return;
            where.add(worktree, COMMON.contains(branch) ? Evidence.COMMON_BRANCH : Evidence.BRANCH, "branch " + branch + " is checked out there");
        });
        byName.getOrDefault(name, Set.of()).forEach(d -> where.add(d, Evidence.NAME, "it has the same name"));
        for (var proposal : new ArrayList<>(where.proposals())) repository(proposal.directory(), lost, where);
        if (!lost.commits().isEmpty()) repositories.forEach(r -> repository(r, lost, where));
        return where.proposals().stream().filter(p -> !p.directory().toString().equals(lost.directory())).toList();
    }

    private void repository(Path directory, Lost lost, Whereabouts where) {
        if (!Files.exists(directory.resolve(".git"))) return;
        lost.commits().stream().filter(c -> Git.hasCommit(directory, c)).findFirst().ifPresent(c -> where.add(directory, Evidence.COMMIT, "its repository has commit " + c.substring(0, 7)));
        if (!lost.remotes().isEmpty() && lost.remotes().contains(Git.originUrl(directory))) where.add(directory, Evidence.REMOTE, "its repository has the same remote");
    }
}
