package ao.plan;

import ao.model.ShellWord;
import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Severity;
import ao.read.GitWorktrees;
import ao.read.Hashes;
import ao.read.HashedFolder;
import ao.read.PhysicalPath;
import ao.read.RawPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The worktrees of one project: where each goes, git's pointers to it, and the history that follows it. */
final class WorktreeMoves {
    private final MigrationFacts facts;
    private final MigrationOptions options;
    private final MigrationTotals sink;
    private final EntryMoves moves;
    private final HistoryMoves history;
    private final String project;
    private final Path target;
    private final boolean existed;
    private final boolean strays;
    /** Where a folder that held worktrees goes to, by its old place in the store's spelling and in the physical one. */
    private final Map<String, Path> places = new HashMap<>();
    private final Map<Path, Path> planned = new LinkedHashMap<>();
    private final Set<Path> chosen = new HashSet<>();
    /** What links among the worktrees lead to: only the link moves. */
    private final Set<Path> ledTo = new HashSet<>();
    private final List<Change> later = new ArrayList<>();

    /** @param target the folder in which the project's worktrees are from now on */
    WorktreeMoves(MigrationFacts facts, MigrationOptions options, MigrationTotals sink, EntryMoves moves, HistoryMoves history, String project, Path target) {
        this.facts = facts;
        this.options = options;
        this.sink = sink;
        this.moves = moves;
        this.history = history;
        this.project = project;
        this.target = target;
        this.existed = facts.exists(target);
        this.strays = facts.exists(options.strays());
    }

    /** Chooses the places of a folder's worktrees; each is called like its session, also when that gets another name. */
    void choose(HashedFolder folder, Map<Path, String> sessions) {
        for (var entry : folder.worktrees()) {
            if (facts.print(entry) instanceof Fingerprint.Link link) {
                if (!link.text().startsWith("/")) {
                    sink.problem("worktree-link-relative", entry, "a relative link would lead elsewhere from its new place; it stays");
                    continue;
                }
                ledTo.add(facts.physical(entry));
            }
            var wanted = sessions.containsKey(entry) ? target.resolve(sessions.get(entry)) : target.resolve(entry.getFileName());
            var place = free(wanted, folder.hash());
            if (!place.equals(wanted)) {
                sink.problem("worktree-exists", entry, "another worktree is at " + wanted + " already; it goes to " + place.getFileName() + " beside it");
            }
            choose(entry, place);
        }
    }

    private void choose(Path entry, Path place) {
        planned.put(entry, place);
        chosen.add(place);
        places.put(entry.toString(), place);
        places.put(facts.itself(entry).toString(), place);
    }

    private Path free(Path wanted, String hash) {
        if (isFree(wanted)) return wanted;
        var beside = RawPath.append(wanted, "__from-" + hash);
        for (int i = 2; !isFree(beside); i++) beside = RawPath.append(wanted, "__from-" + hash + "-" + i);
        return beside;
    }

    private boolean isFree(Path place) {
        return !chosen.contains(place) && !moves.taken(place);
    }

    /** The worktrees that are planned and not yet given. */
    Set<Path> rest() {
        return planned.keySet();
    }

    /** The path that another one has after the migration; the same text for what does not move. */
    String moved(String path) {
        return moved(path, text -> Optional.ofNullable(places.get(text)))
            .or(() -> PhysicalPath.named(path).filter(this::isThroughLinks).flatMap(through -> moved(path, this::otherSpelling))).orElse(path);
    }

    /** Asked once of a path, so that the folders above it are looked at one by one for few. */
    private boolean isThroughLinks(Path path) {
        return !facts.physical(path).equals(path);
    }

    private static Optional<String> moved(String path, Function<String, Optional<Path>> placeOf) {
        var clean = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (int end = clean.length(); end > 0; end = clean.lastIndexOf('/', end - 1)) {
            var place = placeOf.apply(clean.substring(0, end));
            if (place.isPresent()) return Optional.of(place.get() + path.substring(end));
        }
        return Optional.empty();
    }

    /** Where a folder goes to that is named through links. */
    private Optional<Path> otherSpelling(String text) {
        return PhysicalPath.named(text).flatMap(path -> Stream.of(facts.itself(path), facts.physical(path)).map(p -> places.get(p.toString())).filter(Objects::nonNull).findFirst());
    }

    /** A worktree that an interrupted run has moved already: its record still tells the old place. */
    void movedBefore(String path, String session) {
        if (!existed || !moved(path).equals(path) || facts.exists(Path.of(path))) return;
        var place = target.resolve(session);
        if (!chosen.contains(place) && facts.exists(place)) places.put(path, place);
    }

    /** Plans a worktree that lies where worktrees lie that are in no project's folder; its own place is right if it cannot move. */
    void stray(Path entry, String session, About about) {
        var place = target.resolve(session);
        if (!isFree(place)) {
            sink.problem("worktree-exists", entry, "another worktree is at " + place + " already; it stays where it is");
            return;
        }
        choose(entry, place);
        move(entry, List.of(), new About(Purpose.STRAY, about.project(), about.session()));
    }

    /** Where a worktree goes. */
    Optional<Path> place(Path entry) {
        return Optional.ofNullable(places.get(entry.toString()));
    }

    /** Gives the changes of a worktree whose place is known. */
    void move(Path entry, Path place, List<String> spellings, About about) {
        choose(entry, place);
        move(entry, spellings, about);
    }

    /** Gives the changes of a worktree that was chosen. */
    void move(Path entry, List<String> spellings, About about) {
        var place = planned.remove(entry);
        var worktrees = facts.gitWorktrees(entry);
        boolean rewritten = worktrees.stream().anyMatch(GitWorktrees.Found::relative);
        var instead = new HashMap<Path, byte[]>();
        if (rewritten && moves.copies(entry, place)) {
            for (var worktree : worktrees) {
                if (worktree.relative()) instead.put(worktree.folder().resolve(".git"), ownPointer(worktree, place.resolve(entry.relativize(worktree.folder()))));
            }
        }
        var print = facts.print(entry);
        moves.move(entry, place, rewritten && print instanceof Fingerprint.Worktree ? Fingerprint.FOLDER : print, about, instead);
        for (var worktree : worktrees) pointers(worktree, entry, place, about, instead.isEmpty());
        var all = new LinkedHashSet<>(spellings);
        all.add(entry.toString());
        all.add(facts.itself(entry).toString());
        history.follow(all, entry, place, about);
    }

    private void pointers(GitWorktrees.Found worktree, Path entry, Path place, About about, boolean own) {
        var now = place.resolve(entry.relativize(worktree.folder()));
        var pointer = new About(Purpose.GIT_POINTER, about.project(), about.session());
        if (worktree.submodules()) {
            sink.finding(Finding.at("worktree-submodules", Severity.WARNING, worktree.folder(),
                "submodules are checked out in it; git finds them again after: git -C " + ShellWord.quote(now.toString()) + " submodule update --init"));
        }
        if (!worktree.complaint().isEmpty()) {
            sink.finding(Finding.at("worktree-unknown-to-git", Severity.WARNING, worktree.folder(), worktree.complaint() + "; it moves, and is as unknown there"));
        }
        worktree.back().ifPresent(back -> sink.change(backPointer(worktree, back, entry, place, now, pointer)));
        if (worktree.relative() && own) later.add(ownPointer(worktree, now, pointer));
    }

    private Change backPointer(GitWorktrees.Found worktree, GitWorktrees.BackPointer back, Path entry, Path place, Path now, About about) {
        // Git writes the path with all links resolved.
        var git = facts.physical(place.getParent()).resolve(place.getFileName()).resolve(entry.relativize(worktree.folder())).resolve(".git");
        var named = back.relative() ? facts.physical(worktree.admin()).relativize(git) : git;
        var bytes = line(new byte[0], back.relative() ? named.toString().getBytes(StandardCharsets.UTF_8) : RawPath.bytes(named));
        return new Change.ReplaceFile(back.file(), new Content.Inline(bytes), back.content(), Hashes.content(bytes), back.mode(), back.modified(), about);
    }

    private Change ownPointer(GitWorktrees.Found worktree, Path now, About about) {
        var old = worktree.folder().resolve(".git");
        var before = (Fingerprint.FileContent) facts.print(old);
        var bytes = ownPointer(worktree, now);
        var at = facts.attributes(old);
        return new Change.ReplaceFile(now.resolve(".git"), new Content.Inline(bytes), before, Hashes.content(bytes), at.mode(), at.modified(), about);
    }

    private byte[] ownPointer(GitWorktrees.Found worktree, Path now) {
        var pointer = facts.physical(now).relativize(facts.physical(worktree.admin()));
        return line("gitdir: ".getBytes(StandardCharsets.UTF_8), pointer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] line(byte[] start, byte[] text) {
        var line = new ByteArrayOutputStream();
        line.writeBytes(start);
        line.writeBytes(text);
        line.write('\n');
        return line.toByteArray();
    }

    /**
     * The worktree of a session outside of its project's folder, if its record proves that it is, or its name does and
     * nothing speaks against it.
     */
    Optional<Path> strayOf(Optional<String> named, String session, Set<String> projectNames, boolean byName, boolean onlyOne) {
        if (!strays) return Optional.empty();
        if (named.isPresent()) {
            var path = Path.of(named.get());
            var below = amongStrays(path).filter(this::isWorktree);
            if (below.isPresent()) return below;
            if (facts.exists(path) || !moved(named.get()).equals(named.get())) return Optional.empty();
        }
        if (!byName) return Optional.empty();
        for (var name : projectNames) {
            var path = options.strays().resolve(name).resolve(session);
            if (isWorktree(path) && fits(path)) return Optional.of(path);
        }
        var flat = options.strays().resolve(session);
        return onlyOne && isWorktree(flat) && fits(flat) ? Optional.of(flat) : Optional.empty();
    }

    /** The path as seen from the folder of strays, if it is one or two names below it in any spelling. */
    private Optional<Path> amongStrays(Path path) {
        var strays = options.strays();
        var seen = path.startsWith(strays) || !isThroughLinks(path) && !isThroughLinks(strays) ? path : seenFrom(strays, facts.itself(path));
        int names = seen.getNameCount() - strays.getNameCount();
        return seen.startsWith(strays) && (names == 1 || names == 2) ? Optional.of(seen) : Optional.empty();
    }

    private Path seenFrom(Path strays, Path path) {
        var physical = facts.physical(strays);
        return path.startsWith(physical) ? strays.resolve(physical.relativize(path)) : path;
    }

    private boolean isWorktree(Path path) {
        return !planned.containsKey(path) && !places.containsKey(path.toString()) && (ledTo.isEmpty() || !ledTo.contains(facts.physical(path))) && !(facts.print(path) instanceof Fingerprint.Link)
            && (facts.print(path) instanceof Fingerprint.Folder || facts.print(path) instanceof Fingerprint.Worktree);
    }

    /** A worktree of another repository is another project's. */
    private boolean fits(Path path) {
        var repository = Optional.ofNullable(options.repositories().get(project));
        var found = facts.gitWorktrees(path).stream().filter(w -> w.folder().equals(path)).findFirst().flatMap(GitWorktrees.Found::repository);
        return repository.isEmpty() || found.isEmpty() || facts.physical(repository.get()).equals(facts.physical(found.get()));
    }

    /** Gives what lies in worktrees and can be changed only when they are at their new places. */
    void inside() {
        if (later.isEmpty()) return;
        sink.newGroup();
        later.forEach(sink::change);
        later.clear();
    }
}
