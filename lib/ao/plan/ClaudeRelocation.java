package ao.plan;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Harness;
import ao.model.Relocation;
import ao.model.Severity;
import ao.model.ShellWord;
import ao.read.ClaudeBuckets.Bucket;
import ao.read.ClaudeHome;
import ao.read.Hashes;
import ao.read.PhysicalPath;
import ao.read.RawPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes Claude Code's history follow directories that were moved: each transcript goes to the folder of the directory
 * in which it was begun, as that is called now, with its side folder; and the {@code cwd} in it is renamed (D31, D32).
 */
final class ClaudeRelocation {
    private static final String TRANSCRIPT = ".jsonl";
    private static final String INDEX = "sessions-index.json";
    private static final int PRIVATE = 0700;

    private final MigrationFacts facts;
    private final MigrationTotals sink;
    private final EntryMoves moves;
    private final Relocation relocation;
    private final RelocationOptions options;
    private final RelocationPlanner.Moved moved;
    private final List<Taken> taken = new ArrayList<>();
    private final Map<Path, FileContent> written = new HashMap<>();
    /** Whether something of the folder at hand cannot go. */
    private boolean left;

    /** @param moved is told of each conversation and where it belongs now */
    ClaudeRelocation(MigrationFacts facts, MigrationTotals sink, EntryMoves moves, Relocation relocation, RelocationOptions options, RelocationPlanner.Moved moved) {
        this.facts = facts;
        this.sink = sink;
        this.moves = moves;
        this.relocation = relocation;
        this.options = options;
        this.moved = moved;
    }

    /**
     * Takes a folder of history; what is to be done with it is planned when all are known.
     *
     * @throws AoException.Unreadable when it has history of the directories, and a name that cannot be told here
     */
    void bucket(Bucket bucket) {
        var targets = new HashMap<Path, Path>();
        bucket.begun().forEach((transcript, cwd) -> target(cwd).ifPresent(folder -> targets.put(transcript, folder)));
        var main = bucket.entries().stream().filter(targets::containsKey).findFirst().map(targets::get).or(() -> bucket.beside().flatMap(this::target));
        if (main.isEmpty()) return;
        // A side transcript tells where a helper worked, and goes with the folder.
        boolean shared = bucket.begun().keySet().stream().anyMatch(t -> !targets.containsKey(t) && ClaudeHome.isUuid(stem(t)));
        taken.add(new Taken(bucket, targets, main.get(), shared));
    }

    private Optional<Path> target(String cwd) {
        return PhysicalPath.named(cwd).flatMap(c -> relocation.moved(cwd)).flatMap(PhysicalPath::named).map(facts::claudeFolder);
    }

    /** A folder that is to be planned: where its entries go, and whether others have history in it. */
    private record Taken(Bucket bucket, Map<Path, Path> targets, Path main, boolean shared) {
        boolean goesTo(Path folder) {
            return main.equals(folder) || targets.containsValue(folder);
        }
    }

    /**
     * Plans all folders that were taken.
     *
     * @throws AoException.Refused when one of them still stands where another one's history belongs
     */
    void plan() {
        for (var one : taken) {
            for (var other : taken) {
                if (one != other && one.goesTo(other.bucket().folder()) && !other.goesTo(other.bucket().folder())) throw inTheWay(other);
            }
        }
        taken.forEach(this::plan);
    }

    private AoException.Refused inTheWay(Taken other) {
        var old = other.bucket().begun().values().stream().filter(cwd -> relocation.moved(cwd).isPresent()).findFirst().or(() -> other.bucket().beside()).orElse("");
        return new AoException.Refused("history-in-the-way", other.bucket().folder() + " still holds the history of " + old + ", and the history of another directory belongs there now",
            "relocate that one alone first: relocate-transcripts " + ShellWord.quote(old) + " " + ShellWord.quote(relocation.moved(old).orElse("")));
    }

    private void plan(Taken one) {
        var bucket = one.bucket();
        var targets = one.targets();
        sink.newGroup();
        boolean alone = !one.shared() && targets.values().stream().allMatch(one.main()::equals) && !one.main().equals(bucket.folder());
        boolean indexed = bucket.entries().stream().anyMatch(e -> e.getFileName().toString().equals(INDEX));
        if (alone && options.keepCwd() && !options.copy() && !indexed && !moves.taken(one.main())) {
            tell(bucket, targets);
            moves.move(bucket.folder(), one.main(), Fingerprint.FOLDER, About.shared(Purpose.TRANSCRIPT), Map.of());
            return;
        }
        if (targets.values().stream().anyMatch(this::isNoFolder) || isNoFolder(one.main())) {
            sink.problem("history-conflict", bucket.folder(), "what stands where its history belongs, " + one.main() + ", is no folder; it stays");
            return;
        }
        int stay = 0;
        for (var entry : bucket.entries()) {
            var target = target(entry, targets).or(() -> one.shared() ? Optional.empty() : Optional.of(one.main()));
            if (target.isEmpty()) {
                stay++;
                if (entry.getFileName().toString().equals(INDEX)) withoutMoved(entry, one);
                continue;
            }
            if (!target.get().equals(bucket.folder())) moves.folder(target.get(), PRIVATE, About.shared(Purpose.FOLDER));
            relocate(entry, target.get().resolve(entry.getFileName()), new About(targets.containsKey(entry) ? Purpose.TRANSCRIPT : Purpose.SIDE_FILE, "", stem(entry)), bucket.folder());
        }
        tell(bucket, targets);
        boolean here = one.goesTo(bucket.folder());
        if (stay > 0 && !here) {
            sink.finding(Finding.at("claude-folder-shared", Severity.WARNING, bucket.folder(), "its name stands for several directories: " + stay + " entries belong to others, or to nobody that can be told, and stay"));
        } else if (stay == 0 && !here && !options.copy() && !left) {
            sink.change(new Change.RemoveEmptyFolder(bucket.folder(), facts.attributes(bucket.folder()).mode(), About.shared(Purpose.FOLDER)));
        }
        left = false;
    }

    private boolean isNoFolder(Path target) {
        return facts.exists(target) && !(facts.print(target) instanceof Fingerprint.Folder);
    }

    /** The index of a folder that others keep tells no more of what has left it. */
    private void withoutMoved(Path file, Taken one) {
        if (options.copy() || !(facts.print(file) instanceof FileContent content)) return;
        var ids = one.targets().entrySet().stream().filter(t -> !t.getValue().equals(one.bucket().folder())).map(t -> stem(t.getKey())).collect(java.util.stream.Collectors.toSet());
        facts.small(file).flatMap(SessionsIndex::read).ifPresent(index -> rewritten(file, index.without(ids), content, About.shared(Purpose.SIDE_FILE)));
    }

    private void tell(Bucket bucket, Map<Path, Path> targets) {
        targets.keySet().stream().sorted().filter(t -> facts.print(t) instanceof FileContent).forEach(t -> relocation.moved(bucket.begun().get(t)).ifPresent(now -> moved.conversation(Harness.CLAUDE_CODE, stem(t), now)));
    }

    /** The folder of an entry: a transcript's own, and for what lies beside one that transcript's. */
    private static Optional<Path> target(Path entry, Map<Path, Path> targets) {
        return Optional.ofNullable(targets.get(entry)).or(() -> Optional.ofNullable(targets.get(entry.resolveSibling(entry.getFileName() + TRANSCRIPT))));
    }

    private static String stem(Path entry) {
        var name = entry.getFileName().toString();
        return name.endsWith(TRANSCRIPT) ? name.substring(0, name.length() - TRANSCRIPT.length()) : name;
    }

    private void relocate(Path entry, Path to, About about, Path bucket) {
        var print = facts.print(entry);
        if (print instanceof Fingerprint.Folder || print instanceof Fingerprint.Worktree) folder(entry, to, about, bucket);
        else if (print instanceof FileContent content && entry.getFileName().toString().equals(INDEX) && entry.getParent().equals(bucket)) index(entry, to, content, about, bucket);
        else if (print instanceof FileContent content) file(entry, to, content, about);
        else other(entry, to, print, about);
    }

    private void folder(Path entry, Path to, About about, Path bucket) {
        if (entry.equals(to) && !holdsTranscripts(entry)) return;
        if (!entry.equals(to) && !options.copy() && !moves.taken(to) && (options.keepCwd() || !holdsTranscripts(entry))) {
            moves.move(entry, to, facts.print(entry), about, Map.of());
            return;
        }
        if (!entry.equals(to) && isNoFolder(moves.now(to))) {
            stays(entry, to);
            return;
        }
        if (!entry.equals(to)) moves.folder(to, facts.attributes(entry).mode(), about);
        boolean before = left;
        left = false;
        for (var child : facts.entries(entry)) relocate(child, to.resolve(child.getFileName()), about, bucket);
        if (!entry.equals(to) && !options.copy() && !left) sink.change(new Change.RemoveEmptyFolder(entry, facts.attributes(entry).mode(), about));
        left |= before;
    }

    /** What cannot follow stays, and so do the folders that it is in. */
    private void stays(Path entry, Path to) {
        left = true;
        sink.problem("history-conflict", entry, "something of another kind is at " + to + " already; it stays");
    }

    private boolean holdsTranscripts(Path folder) {
        return facts.entries(folder).stream().anyMatch(e -> e.getFileName().toString().endsWith(TRANSCRIPT) || facts.print(e) instanceof Fingerprint.Folder && holdsTranscripts(e));
    }

    /** What a file is at its new place. */
    private record Written(Content content, FileContent after) { }

    private Written written(Path file, FileContent content) {
        if (options.keepCwd() || !file.getFileName().toString().endsWith(TRANSCRIPT)) return new Written(new Content.CopyOf(file, content), content);
        var edited = facts.relocated(file, "cwd", relocation);
        return edited.after().equals(edited.before()) ? new Written(new Content.CopyOf(file, content), content)
            : new Written(new Content.Relocated(file, edited.before(), "cwd", relocation), edited.after());
    }

    private void file(Path file, Path to, FileContent content, About about) {
        var now = written(file, content);
        boolean same = now.after().equals(content);
        if (file.equals(to)) {
            if (!same) replace(file, now, content, about);
        } else if (!moves.taken(to)) {
            if (same && !options.copy()) moves.move(file, to, content, about, Map.of());
            else put(file, to, now, content, about);
        } else if (there(to).equals(now.after()) || beside(to, now.after())) {
            sink.already();
            if (!options.copy()) gone(file, content, about);
        } else {
            var beside = RawPath.append(to, ".conflict-" + options.run());
            put(file, beside, now, content, about);
            sink.problem("history-conflict", file, "another file is at " + to + " already; it is kept beside it as " + beside.getFileName());
        }
    }

    /** What stands at a place when the plan was carried out. */
    private Fingerprint there(Path to) {
        return Optional.<Fingerprint>ofNullable(written.get(to)).orElseGet(() -> facts.print(moves.now(to)));
    }

    /** Whether an earlier run has kept the same beside what is there. */
    private boolean beside(Path to, FileContent content) {
        var prefix = to.getFileName() + ".conflict-";
        return facts.entries(to.getParent()).stream().anyMatch(e -> e.getFileName().toString().startsWith(prefix) && facts.print(e).equals(content));
    }

    private void put(Path file, Path to, Written now, FileContent content, About about) {
        var at = facts.attributes(file);
        moves.put(to, file);
        written.put(to, now.after());
        sink.change(new Change.CreateFile(to, now.content(), now.after(), at.mode(), at.modified(), about));
        if (!options.copy()) gone(file, content, about);
    }

    private void replace(Path file, Written now, FileContent content, About about) {
        var at = facts.attributes(file);
        sink.change(new Change.ReplaceFile(file, now.content(), content, now.after(), at.mode(), at.modified(), about));
    }

    /** What stood here is kept in the run: the new file is another one, or has another time. */
    private void gone(Path file, FileContent content, About about) {
        sink.change(new Change.RemoveFile(file, content, Optional.empty(), new About(Purpose.OLD_PLACE, about.project(), about.session())));
    }

    private void other(Path entry, Path to, Fingerprint print, About about) {
        if (entry.equals(to)) return;
        if (print instanceof Fingerprint.Other || print instanceof Fingerprint.Unreadable) {
            left = true;
            sink.problem("file-unreadable", entry, "it cannot be read, and stays where it is");
        } else if (moves.taken(to)) {
            if (print instanceof Fingerprint.Link link && print.equals(facts.print(moves.now(to)))) {
                if (!options.copy()) sink.change(new Change.RemoveLink(entry, link.text(), facts.attributes(entry).modified(), about));
            } else {
                stays(entry, to);
            }
        } else if (options.copy()) {
            sink.problem("entry-not-movable", entry, "it is no regular file, and is not copied");
        } else {
            moves.move(entry, to, print, about, Map.of());
        }
    }

    /** An index that tells nothing of the transcripts beside it hides them, so it follows them (demand.md, L9). */
    private void index(Path file, Path to, FileContent content, About about, Path bucket) {
        var index = facts.small(file).flatMap(bytes -> SessionsIndex.read(bytes));
        if (index.isEmpty()) {
            if (!file.equals(to)) file(file, to, content, about);
            return;
        }
        var ours = index.get().relocated(relocation, to.getParent());
        if (file.equals(to)) {
            rewritten(file, ours, content, about);
        } else if (!moves.taken(to)) {
            var at = facts.attributes(file);
            moves.put(to, file);
            sink.change(new Change.CreateFile(to, new Content.Inline(ours), Hashes.content(ours), at.mode(), at.modified(), about));
            if (!options.copy()) gone(file, content, about);
        } else {
            merge(file, to, ours, content, about);
        }
    }

    private void merge(Path file, Path to, byte[] ours, FileContent content, About about) {
        var there = facts.small(moves.now(to)).flatMap(SessionsIndex::read);
        if (there.isEmpty() || !moves.now(to).equals(to) || !(facts.print(to) instanceof FileContent before)) {
            file(file, to, content, about);
            return;
        }
        rewritten(to, there.get().with(SessionsIndex.read(ours).orElseThrow()), before, about);
        if (!options.copy()) gone(file, content, about);
    }

    private void rewritten(Path file, byte[] bytes, FileContent before, About about) {
        var after = Hashes.content(bytes);
        if (after.equals(before) || bytes.length > Content.LARGEST_INLINE) return;
        replace(file, new Written(new Content.Inline(bytes), after), before, about);
    }
}
