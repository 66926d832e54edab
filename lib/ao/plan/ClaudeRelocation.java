package ao.plan;

import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Harness;
import ao.model.Relocation;
import ao.model.Severity;
import ao.read.ClaudeBuckets.Bucket;
import ao.read.Hashes;
import ao.read.RawPath;
import java.nio.file.Path;
import java.util.HashMap;
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

    /** @param moved is told of each conversation and where it belongs now */
    ClaudeRelocation(MigrationFacts facts, MigrationTotals sink, EntryMoves moves, Relocation relocation, RelocationOptions options, RelocationPlanner.Moved moved) {
        this.facts = facts;
        this.sink = sink;
        this.moves = moves;
        this.relocation = relocation;
        this.options = options;
        this.moved = moved;
    }

    /** Plans a folder of history. */
    void bucket(Bucket bucket) {
        var targets = new HashMap<Path, Path>();
        bucket.begun().forEach((transcript, cwd) -> relocation.moved(cwd).ifPresent(now -> targets.put(transcript, facts.claudeFolder(Path.of(now)))));
        if (targets.isEmpty()) return;
        // A later turn in the new directory is not another's.
        boolean shared = bucket.begun().keySet().stream().anyMatch(t -> !targets.containsKey(t));
        var main = targets.get(bucket.begun().keySet().stream().filter(targets::containsKey).findFirst().orElseThrow());
        sink.newGroup();
        if (!shared && options.keepCwd() && !options.copy() && targets.values().stream().distinct().count() == 1 && !main.equals(bucket.folder()) && !moves.taken(main)) {
            tell(bucket, targets);
            moves.move(bucket.folder(), main, Fingerprint.FOLDER, About.shared(Purpose.TRANSCRIPT), Map.of());
            return;
        }
        int stay = 0;
        for (var entry : bucket.entries()) {
            var target = target(entry, targets).or(() -> shared ? Optional.empty() : Optional.of(main));
            if (target.isEmpty()) {
                stay++;
                continue;
            }
            var transcript = targets.containsKey(entry);
            if (!target.get().equals(bucket.folder())) moves.folder(target.get(), PRIVATE, About.shared(Purpose.FOLDER));
            relocate(entry, target.get().resolve(entry.getFileName()), new About(transcript ? Purpose.TRANSCRIPT : Purpose.SIDE_FILE, "", stem(entry)), bucket.folder());
        }
        tell(bucket, targets);
        boolean here = targets.values().stream().anyMatch(bucket.folder()::equals);
        if (stay > 0 && !here) {
            sink.finding(Finding.at("claude-folder-shared", Severity.INFO, bucket.folder(), "its name stands for several directories: " + stay + " entries belong to others, or to nobody that can be told, and stay"));
        } else if (stay == 0 && !here && !options.copy()) {
            sink.change(new Change.RemoveEmptyFolder(bucket.folder(), facts.attributes(bucket.folder()).mode(), About.shared(Purpose.FOLDER)));
        }
    }

    private void tell(Bucket bucket, Map<Path, Path> targets) {
        targets.keySet().stream().sorted().forEach(t -> relocation.moved(bucket.begun().get(t)).ifPresent(now -> moved.conversation(Harness.CLAUDE_CODE, stem(t), now)));
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
        if (!entry.equals(to)) moves.folder(to, facts.attributes(entry).mode(), about);
        for (var child : facts.entries(entry)) relocate(child, to.resolve(child.getFileName()), about, bucket);
        if (!entry.equals(to) && !options.copy()) sink.change(new Change.RemoveEmptyFolder(entry, facts.attributes(entry).mode(), about));
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
        } else if (facts.print(moves.now(to)).equals(now.after())) {
            sink.already();
            if (!options.copy()) gone(file, content, about);
        } else {
            var beside = RawPath.append(to, ".conflict-" + options.run());
            put(file, beside, now, content, about);
            sink.problem("history-conflict", file, "another file is at " + to + " already; it is kept beside it as " + beside.getFileName());
        }
    }

    private void put(Path file, Path to, Written now, FileContent content, About about) {
        var at = facts.attributes(file);
        moves.put(to, file);
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
        if (moves.taken(to)) sink.problem("history-conflict", entry, "something else is at " + to + " already; it stays");
        else if (options.copy()) sink.problem("entry-not-movable", entry, "it is no regular file, and is not copied");
        else moves.move(entry, to, print, about, Map.of());
    }

    /** An index that tells nothing of the transcripts beside it hides them, so it follows them (demand.md, L9). */
    private void index(Path file, Path to, FileContent content, About about, Path bucket) {
        var index = facts.small(file).flatMap(bytes -> SessionsIndex.read(bytes));
        if (index.isEmpty()) {
            if (!file.equals(to)) file(file, to, content, about);
            return;
        }
        var ours = index.get().relocated(relocation, bucket, to.getParent());
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
