package ao.plan;

import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Severity;
import ao.read.ClaudeFolders;
import ao.read.PackedLines;
import ao.read.RawPath;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the history of agents follow a directory that moves (D31, D32). */
final class HistoryMoves {
    private static final int PRIVATE = 0700;

    private final MigrationFacts facts;
    private final MigrationTotals sink;
    private final EntryMoves moves;
    private final String run;
    private final Set<Path> rollouts = new HashSet<>();
    private final Set<Path> shared = new HashSet<>();

    /** @param run the mark of files that are kept beside others */
    HistoryMoves(MigrationFacts facts, MigrationTotals sink, EntryMoves moves, String run) {
        this.facts = facts;
        this.sink = sink;
        this.moves = moves;
        this.run = run;
    }

    /**
     * Plans what follows a directory.
     *
     * @param spellings how the directory may have been called
     */
    void follow(Collection<String> spellings, Path from, Path to, About about) {
        // Transcripts that were moved here before tell the place to which the directory goes back.
        var evidence = new HashSet<>(spellings);
        evidence.addAll(List.of(to.toString(), facts.physical(to).toString()));
        for (var found : facts.claude(spellings, evidence, true)) claude(found, to, about);
        for (var spelling : new HashSet<>(spellings)) {
            var now = spelling.equals(from.toString()) ? to : facts.physical(to);
            for (var rollout : facts.codex(spelling)) codex(rollout.file(), now + rollout.cwd().substring(spelling.length()), about);
        }
    }

    /** Plans that transcripts which tell a directory, and are filed under another one, are filed under that again. */
    void fileAgain(Path under, Path directory, About about) {
        var evidence = new HashSet<>(List.of(directory.toString(), facts.physical(directory).toString()));
        for (var found : facts.claude(List.of(under.toString(), facts.physical(under).toString()), evidence, false)) claude(found, directory, about);
    }

    private void codex(Path rollout, String cwd, About about) {
        if (!rollouts.add(rollout)) return;
        var splice = facts.codexMoved(rollout, cwd);
        if (splice.isEmpty()) return;
        var edited = facts.edited(rollout, List.of(splice.get()));
        var splices = List.of(splice.get());
        var content = PackedLines.isPacked(rollout) ? new Content.Repacked(rollout, edited.before(), splices) : new Content.Spliced(rollout, edited.before(), splices);
        sink.change(new Change.ReplaceFile(rollout, content, edited.before(), edited.after(),
            edited.mode(), edited.modified(), purpose(about, Purpose.CODEX_ROLLOUT)));
    }

    private void claude(ClaudeFolders.Found found, Path to, About about) {
        var target = facts.claudeFolder(found.below().isEmpty() ? to : to.resolve(found.below()));
        if (target.equals(found.folder())) return;
        if (found.others() > 0 && shared.add(found.folder())) {
            sink.finding(Finding.at("claude-folder-shared", Severity.INFO, found.folder(),
                "its name stands for several directories: " + found.others() + " entries belong to others, or to nobody that can be told, and stay"));
        }
        if (found.others() == 0 && !moves.taken(target)) {
            moves.move(found.folder(), target, Fingerprint.FOLDER, purpose(about, Purpose.CLAUDE_HISTORY), Map.of());
            return;
        }
        moves.folder(target, PRIVATE, purpose(about, Purpose.FOLDER));
        var first = true;
        for (var entry : found.ours()) {
            merge(entry, target.resolve(entry.getFileName()), purpose(about, first ? Purpose.CLAUDE_HISTORY : Purpose.SIDE_FILE));
            first = false;
        }
        if (found.others() == 0) gone(found.folder(), about);
    }

    private void gone(Path folder, About about) {
        sink.change(new Change.RemoveEmptyFolder(folder, facts.attributes(folder).mode(), purpose(about, Purpose.FOLDER)));
    }

    private static About purpose(About about, Purpose purpose) {
        return new About(purpose, about.project(), about.session());
    }

    /** Two files at one place: equal ones are one, of others the one that is there stays (D32). */
    private void merge(Path entry, Path target, About about) {
        var print = facts.print(entry);
        if (!moves.taken(target)) {
            moves.move(entry, target, print, about, Map.of());
            return;
        }
        var there = facts.print(moves.now(target));
        if (print instanceof Fingerprint.Folder && there instanceof Fingerprint.Folder) {
            for (var child : facts.entries(entry)) merge(child, target.resolve(child.getFileName()), purpose(about, Purpose.SIDE_FILE));
            gone(entry, about);
        } else if (print instanceof FileContent && print.equals(there)) {
            // Kept, although the same stands at its new place: that has another time, and this one's must be able to come back.
            sink.change(new Change.RemoveFile(entry, print, Optional.empty(), about));
        } else {
            var beside = RawPath.append(target, ".conflict-" + run);
            moves.move(entry, beside, print, about, Map.of());
            sink.problem("history-conflict", entry, "another file is at " + target + " already; it is kept beside it as " + beside.getFileName());
        }
    }
}
