package ao.plan;

import ao.model.Fingerprint;
import ao.model.Loss;
import ao.read.GitWorktrees;
import ao.read.HashedFolder;
import ao.read.HashedRecord;
import ao.read.MigratedFolders;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Plans the way back of a migration that left no journal: the kept folders get their names back, worktrees the places
 * that their records name, and what is still as the migration made it goes. Whatever else is there stays.
 */
public final class StorageRollbackPlanner {
    private final MigrationFacts facts;
    private final MigrationOptions options;
    private final Function<MigratedFolders.Kept, HashedFolder> lists;
    private final MigrationTotals sink;
    private final EntryMoves moves;
    private final HistoryMoves history;
    private final Set<Path> gone = new HashSet<>();

    /** @param lists lists what is in a kept folder */
    public StorageRollbackPlanner(MigrationFacts facts, MigrationOptions options, Function<MigratedFolders.Kept, HashedFolder> lists, PlanSink sink) {
        this.facts = facts;
        this.options = options;
        this.lists = lists;
        this.sink = new MigrationTotals(sink);
        this.moves = new EntryMoves(facts, this.sink);
        this.history = new HistoryMoves(facts, this.sink, moves, options.run());
    }

    /** Plans one project; says which of its folders come back. */
    public List<MigratedFolders.Kept> project(String id, List<MigratedFolders.Kept> kept) {
        var back = new ArrayList<MigratedFolders.Kept>();
        for (var one : kept) {
            if (facts.exists(one.original())) sink.problem("source-exists", one.folder().path(), one.original() + " is there again, so this folder stays as it is");
            else back.add(one);
        }
        if (!back.isEmpty()) new Project(id, back).plan();
        return back;
    }

    /** Something that stays as it is, and why. */
    public void problem(String code, Path path, String message) {
        sink.problem(code, path, message);
    }

    /** A value that was not told by anybody. */
    public void guessed(Loss loss) {
        sink.loss(loss);
    }

    /** Plans what comes when all projects are done. */
    public ObjectNode finish(List<Change> last) {
        var projects = options.root().resolve("projects");
        // One after the other: a copy of the registry is made before it changes.
        for (var change : last) {
            sink.newGroup();
            sink.change(change);
        }
        if (facts.exists(projects) && facts.entries(projects).stream().allMatch(gone::contains)) {
            sink.newGroup();
            sink.change(new Change.RemoveEmptyFolder(projects, facts.attributes(projects).mode(), About.shared(Purpose.FOLDER)));
        }
        return sink.finish().put("storage", true);
    }

    /** The way back of one project. */
    private final class Project {
        private final String id;
        private final List<MigratedFolders.Kept> kept;
        private final Path target;
        private final WorktreeMoves worktrees;
        /** Where each of the project's worktrees was: told by git, or by the only record that can mean it. */
        private final Map<Path, Path> homes = new HashMap<>();
        private final Map<Path, String> sessions = new HashMap<>();
        private final Set<Path> going = new HashSet<>();
        private final Set<Path> ambiguous = new HashSet<>();

        Project(String id, List<MigratedFolders.Kept> kept) {
            this.id = id;
            this.kept = kept;
            this.target = options.root().resolve("projects").resolve(id);
            this.worktrees = new WorktreeMoves(facts, options, sink, moves, history, id, target.resolve("worktrees"));
        }

        private About about(Purpose purpose) {
            return new About(purpose, id, "");
        }

        void plan() {
            sink.newGroup();
            for (var one : kept) {
                sink.change(new Change.MoveEntry(one.folder().path(), one.original(), Fingerprint.FOLDER, about(Purpose.SOURCE)));
                moves.put(one.original(), one.folder().path());
            }
            sink.newGroup();
            var before = sink.of(Purpose.RECORD);
            for (var one : kept) records(one);
            worktrees();
            moves.leave();
            sink.newGroup();
            folders();
            sink.project(id).put("fate", "restored").put("folders", kept.size()).put("sessions", sink.of(Purpose.RECORD) - before).put("worktrees", homes.size());
        }

        /** A record that the migration made, and that nobody has changed, goes; the source of it comes back. */
        private void records(MigratedFolders.Kept one) {
            var listed = lists.apply(one);
            var all = new ArrayList<>(listed.records());
            all.addAll(listed.archives());
            facts.read(all, (record, read) -> {
                sink.startGroup();
                if (!record.archive()) home(one, record, read);
                if (!record.archive()) misfiled(one, record, read);
                for (var name : List.of(record.id(), record.id() + "__from-" + listed.hash())) goes(name, record, read);
            }, gone -> sink.problem(gone.code(), gone.subject().path().orElseThrow(), gone.message()));
            for (var extra : listed.extras()) copied(one, extra);
        }

        private void goes(String name, HashedFolder.Record record, HashedRecord read) {
            var there = target.resolve("sessions").resolve(name + ".json");
            if (going.contains(there)) return;
            var bytes = facts.small(there);
            if (bytes.isEmpty() || !MigratedRecord.isUntouched(bytes.get(), read, record.archive())) return;
            going.add(there);
            sink.change(new Change.RemoveFile(there, facts.print(there), Optional.empty(), new About(Purpose.RECORD, id, name)));
        }

        /** What was copied beside the records goes if it is the same still. */
        private void copied(MigratedFolders.Kept one, Path extra) {
            var there = target.resolve(one.folder().path().relativize(extra));
            if (going.contains(there) || !facts.exists(there) || !facts.print(there).equals(facts.print(extra)) || !(facts.print(there) instanceof Fingerprint.FileContent)) return;
            going.add(there);
            sink.change(new Change.RemoveFile(there, facts.print(there), Optional.empty(), about(Purpose.EXTRA)));
        }

        /** Where a session's worktree was, if nothing is there now. */
        private void home(MigratedFolders.Kept one, HashedFolder.Record record, HashedRecord read) {
            var named = read.text("worktree").filter(t -> t.startsWith("/") && t.indexOf('\0') < 0).map(t -> Path.of(t).normalize());
            if (named.isEmpty() || isThere(one, named.get()) || !canBeHome(named.get())) return;
            for (var name : List.of(named.get().getFileName().toString(), record.id() + "__from-" + one.folder().hash().orElseThrow())) {
                var now = target.resolve("worktrees").resolve(name);
                if (!facts.exists(now)) continue;
                sessions.putIfAbsent(now, record.id());
                claim(now, named.get());
            }
        }

        /** A worktree that is where it was, and whose history was filed under another one's new place. */
        private void misfiled(MigratedFolders.Kept one, HashedFolder.Record record, HashedRecord read) {
            var named = read.text("worktree").filter(t -> t.startsWith("/") && t.indexOf('\0') < 0).map(t -> Path.of(t).normalize());
            if (named.isEmpty() || !isThere(one, named.get())) return;
            history.fileAgain(target.resolve("worktrees").resolve(named.get().getFileName()), named.get(), about(Purpose.CLAUDE_HISTORY));
        }

        /** A worktree that no record names, and whose repository still tells where it was. */
        private void byGit() {
            for (var now : facts.entries(target.resolve("worktrees"))) {
                if (homes.containsKey(now)) continue;
                for (var worktree : facts.gitWorktrees(now)) {
                    var home = told(worktree).filter(h -> !h.startsWith(target) && !facts.exists(h)).map(h -> h.resolve(worktree.folder().relativize(now)).normalize());
                    if (home.isPresent() && canBeHome(home.get())) homes.putIfAbsent(now, home.get());
                }
            }
        }

        private Optional<Path> told(GitWorktrees.Found worktree) {
            return worktree.back().flatMap(b -> facts.small(b.file()))
                .map(b -> Path.of(new String(b, java.nio.charset.StandardCharsets.UTF_8).strip()).getParent());
        }

        /** A migration takes worktrees from these places only. */
        private boolean canBeHome(Path path) {
            return path.startsWith(options.strays()) || kept.stream().anyMatch(k -> path.startsWith(k.original().resolve("worktrees")));
        }

        /** In the kept folder, which comes back under the old name, or outside of it. */
        private boolean isThere(MigratedFolders.Kept one, Path path) {
            return facts.exists(path) || path.startsWith(one.original()) && facts.exists(one.folder().path().resolve(one.original().relativize(path)));
        }

        /** Git's own pointer decides between records that name different places; without it, two claims are none. */
        private void claim(Path now, Path home) {
            var told = facts.gitWorktrees(now).stream().filter(w -> w.folder().equals(now)).findFirst().flatMap(this::told);
            if (told.isPresent() && !told.get().startsWith(target) && !told.get().equals(home) && !told.get().equals(facts.physical(home))) return;
            var other = homes.putIfAbsent(now, home);
            if (other != null && !other.equals(home)) {
                homes.remove(now);
                ambiguous.add(now);
                sink.problem("worktree-ambiguous", now, "it may belong to " + other + " or to " + home + "; it stays");
            }
        }

        private void worktrees() {
            byGit();
            homes.forEach((now, home) -> {
                sink.startGroup();
                parents(home);
                worktrees.move(now, home, List.of(), new About(Purpose.WORKTREE, id, sessions.getOrDefault(now, "")));
                going.add(now);
            });
            worktrees.inside();
        }

        /** A folder of worktrees outside of the project's may be gone. */
        private void parents(Path home) {
            var missing = new ArrayList<Path>();
            for (var folder = home.getParent(); folder != null && !facts.exists(moves.now(folder)); folder = folder.getParent()) missing.add(0, folder);
            missing.forEach(folder -> moves.folder(folder, 0755, about(Purpose.FOLDER)));
        }

        /** Folders in which nothing is left go; what is left is told. */
        private void folders() {
            if (leftovers(target)) return;
            gone.add(target);
        }

        private boolean leftovers(Path folder) {
            if (!facts.exists(folder)) return false;
            boolean more = false;
            for (var entry : facts.entries(folder)) {
                if (going.contains(entry)) continue;
                if (ambiguous.contains(entry)) {
                    more = true;
                    continue;
                }
                if (facts.print(entry) instanceof Fingerprint.Folder && !entry.getParent().getFileName().toString().equals("worktrees")) {
                    more |= leftovers(entry);
                } else {
                    more = true;
                    sink.problem("changed-since", entry, entry.getFileName().toString().endsWith(".json") && entry.getParent().endsWith("sessions")
                        ? "it was made or changed after the migration; it stays" : "the migration did not make it; it stays");
                }
            }
            if (!more) sink.change(new Change.RemoveEmptyFolder(folder, facts.attributes(folder).mode(), about(Purpose.FOLDER)));
            return more;
        }
    }
}
