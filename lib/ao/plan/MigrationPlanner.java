package ao.plan;

import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Loss;
import ao.model.Note;
import ao.model.SessionId;
import ao.model.Severity;
import ao.read.HashedFolder;
import ao.read.HashedRecord;
import ao.read.LegacyLiveness;
import ao.read.PhysicalPath;
import ao.read.RawPath;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Plans the move of hashed project folders to the project layout. A project's sources are renamed when all of it is at
 * its new place; the registry changes when all projects are.
 */
public final class MigrationPlanner {
    /** The ending of a folder that was migrated: it is no project's folder any more. */
    public static final String MIGRATED = ".migrated";

    private static final int SHARED = 0755;

    private final MigrationFacts facts;
    private final MigrationOptions options;
    private final Consumer<LegacyLiveness.Runtime> runtimes;
    private final MigrationTotals sink;
    private final EntryMoves moves;
    private final HistoryMoves history;
    private final Set<Path> containers = new TreeSet<>();
    private final Set<Path> strays = new TreeSet<>();

    /** @param runtimes takes what each record tells of its runtime */
    public MigrationPlanner(MigrationFacts facts, MigrationOptions options, Consumer<LegacyLiveness.Runtime> runtimes, PlanSink sink) {
        this.facts = facts;
        this.options = options;
        this.runtimes = runtimes;
        this.sink = new MigrationTotals(sink);
        this.moves = new EntryMoves(facts, this.sink);
        this.history = new HistoryMoves(facts, this.sink, moves, options.run());
    }

    /**
     * Plans one project.
     *
     * @param id      its id in the project layout
     * @param names   what it is called where worktrees lie that are in no project's folder
     * @param onlyOne whether no other project has a session of an id
     */
    public void project(String id, List<HashedFolder> folders, Set<String> names, Predicate<String> onlyOne) {
        new Project(id, folders, names, onlyOne).plan();
    }

    /** A project that cannot be taken. */
    public void skip(String id, Path folder, String code, String why) {
        sink.problem(code, folder, why);
        sink.project(id).put("fate", "skipped");
    }

    /** Plans what comes when all projects are done: the registry, and the mark of an interrupted run of the original. */
    public ObjectNode finish(List<Change> last) {
        emptyContainers();
        // One after the other: a copy of the registry is made before it changes.
        for (var change : last) {
            sink.newGroup();
            sink.change(change);
        }
        return sink.finish();
    }

    /** Something that the registry or the store does not let us do. */
    public void problem(String code, Path path, String message) {
        sink.problem(code, path, message);
    }

    /** A folder of strays in which nothing is left goes, too. */
    private void emptyContainers() {
        boolean first = true;
        for (var container : containers) {
            if (!facts.entries(container).stream().allMatch(strays::contains)) continue;
            if (first) sink.newGroup();
            first = false;
            sink.change(new Change.RemoveEmptyFolder(container, facts.attributes(container).mode(), About.shared(Purpose.FOLDER)));
        }
    }

    /** A record with what was made of it beforehand. */
    private record Prepared(HashedRecord read, Optional<LegacyLiveness.Runtime> runtime, Optional<RecordConversion.Converted> converted, List<Loss> losses) { }

    /** The plan of one project. */
    private final class Project {
        private final String id;
        private final List<HashedFolder> folders;
        private final Set<String> names;
        private final Predicate<String> onlyOne;
        private final Path target;
        private final Path sessions;
        private final WorktreeMoves worktrees;
        private final SessionNames sessionNames;
        private final Map<Path, SessionNames.Named> owners = new HashMap<>();
        private boolean existed;

        Project(String id, List<HashedFolder> folders, Set<String> names, Predicate<String> onlyOne) {
            this.id = id;
            this.folders = folders;
            this.names = names;
            this.onlyOne = onlyOne;
            this.target = options.root().resolve("projects").resolve(id);
            this.sessions = target.resolve("sessions");
            this.worktrees = new WorktreeMoves(facts, options, sink, moves, history, id, target.resolve("worktrees"));
            this.sessionNames = new SessionNames(this::age);
        }

        private About about(Purpose purpose) {
            return new About(purpose, id, "");
        }

        void plan() {
            int sessionsBefore = sink.of(Purpose.RECORD) + sink.of(Purpose.ARCHIVE);
            int worktreesBefore = sink.of(Purpose.WORKTREE) + sink.of(Purpose.STRAY);
            sink.newGroup();
            for (var folder : folders) folder.findings().forEach(sink::finding);
            if (folders.stream().anyMatch(f -> !f.records().isEmpty() || !f.archives().isEmpty() || !f.worktrees().isEmpty() || !f.extras().isEmpty())) contents();
            moves.leave();
            sources();
            sink.project(id).put("fate", "migrated").put("folders", folders.size())
                .put("sessions", sink.of(Purpose.RECORD) + sink.of(Purpose.ARCHIVE) - sessionsBefore)
                .put("worktrees", sink.of(Purpose.WORKTREE) + sink.of(Purpose.STRAY) - worktreesBefore);
        }

        private void contents() {
            existed = facts.exists(sessions);
            moves.folder(target.getParent(), SHARED, About.shared(Purpose.FOLDER));
            for (var folder : List.of(target, sessions, target.resolve("worktrees"))) moves.folder(folder, SHARED, about(Purpose.FOLDER));
            var named = sessionNames.name(folders);
            owners(named);
            for (var folder : folders) {
                var sessionOf = new HashMap<Path, String>();
                folder.worktrees().forEach(w -> Optional.ofNullable(owners.get(w)).ifPresent(o -> sessionOf.put(w, o.name())));
                worktrees.choose(folder, sessionOf);
            }
            records(named);
            for (var entry : List.copyOf(worktrees.rest())) {
                sink.startGroup();
                worktrees.move(entry, List.of(), about(Purpose.WORKTREE));
            }
            worktrees.inside();
            for (var folder : folders) folder.extras().forEach(extra -> extra(folder, extra));
        }

        /** A worktree belongs to the session whose name it has, and of two of that name to the one that keeps it. */
        private void owners(List<SessionNames.Named> named) {
            for (var one : named) {
                if (one.record().archive() || one.folder().worktrees().isEmpty()) continue;
                var place = one.folder().folder().path().resolve("worktrees").resolve(one.record().id());
                if (!owners.containsKey(place) || !one.renamed()) owners.put(place, one);
            }
        }

        private SessionNames.Age age(HashedFolder.Record record) {
            var age = new ArrayList<SessionNames.Age>();
            facts.read(List.of(record), (r, read) -> age.add(new SessionNames.Age(read.createdAt(), read.modified())), gone -> { });
            return age.isEmpty() ? new SessionNames.Age(Optional.empty(), Instant.MIN) : age.get(0);
        }

        private void records(List<SessionNames.Named> named) {
            var byRecord = new java.util.IdentityHashMap<HashedFolder.Record, SessionNames.Named>();
            named.forEach(one -> byRecord.put(one.record(), one));
            facts.read(named.stream().map(SessionNames.Named::record).toList(), (record, read) -> prepare(byRecord.get(record), read),
                (record, prepared) -> record(byRecord.get(record), prepared),
                gone -> sink.problem(gone.code(), gone.subject().path().orElseThrow(), gone.message()));
        }

        /** What can be made of a record without the others. */
        private Prepared prepare(SessionNames.Named one, HashedRecord read) {
            var losses = new ArrayList<Loss>();
            var runtime = read.runtime(one.record().id(), id, one.record().archive());
            if (one.record().archive()) return new Prepared(read, runtime, Optional.empty(), losses);
            return new Prepared(read, runtime, Optional.of(RecordConversion.live(read, id, one.name(), worktrees::moved, losses::add)), losses);
        }

        private void record(SessionNames.Named one, Prepared prepared) {
            var read = prepared.read();
            sink.startGroup();
            read.findings().forEach(sink::finding);
            prepared.runtime().ifPresent(runtimes);
            if (one.record().archive()) archive(one, read);
            else live(one, prepared);
        }

        private void archive(SessionNames.Named one, HashedRecord read) {
            if (read.members().isEmpty()) {
                extra(one.folder(), one.record().file());
                return;
            }
            var at = one.record().archived().orElse(read.modified());
            var name = one.name();
            var converted = RecordConversion.archived(read, id, name, worktrees::moved, at, sink::loss);
            if (existed && facts.exists(record(name))) {
                if (isSame(one, read)) {
                    sink.already();
                    return;
                }
                if (!one.renamed()) name = sessionNames.alias(one.folder(), one.record());
            }
            write(name, one, read, converted, Purpose.ARCHIVE);
        }

        private Path record(String name) {
            return sessions.resolve(name + ".json");
        }

        private void live(SessionNames.Named one, Prepared prepared) {
            var read = prepared.read();
            var about = new About(Purpose.RECORD, id, one.name());
            var entry = one.folder().folder().path().resolve("worktrees").resolve(one.record().id());
            var named = read.text("worktree").filter(t -> t.startsWith("/") && t.indexOf('\0') < 0).map(t -> Path.of(t).normalize().toString());
            named.filter(t -> isInside(one.folder(), t)).ifPresent(t -> worktrees.movedBefore(t, one.record().id()));
            boolean owns = owners.get(entry) == one && worktrees.rest().contains(entry);
            var stray = owns ? Optional.<Path>empty() : worktrees.strayOf(named, one.record().id(), names, !one.renamed(), onlyOne.test(one.record().id()));
            stray.ifPresent(path -> {
                worktrees.stray(path, one.name(), about);
                strays.add(path);
                if (!path.getParent().equals(options.strays())) containers.add(path.getParent());
            });
            var own = owns ? worktrees.place(entry) : stray.flatMap(worktrees::place);
            var lost = own.flatMap(p -> named.filter(t -> worktrees.moved(t).equals(t) && !facts.exists(Path.of(t))));
            lost.ifPresent(t -> sink.loss(new Loss(id, one.name(), "worktree", t, own.get().toString(), "nothing is where the record says; the worktree of its name is taken for its own")));
            UnaryOperator<String> moved = t -> lost.isPresent() && lost.get().equals(t) ? own.get().toString() : worktrees.moved(t);
            // Whatever was found out only now changes the paths in it.
            boolean asPrepared = stray.isEmpty() && lost.isEmpty() && !existed;
            if (asPrepared) prepared.losses().forEach(sink::loss);
            var converted = asPrepared ? prepared.converted().orElseThrow() : RecordConversion.live(read, id, one.name(), moved, sink::loss);
            if (existed && facts.exists(record(one.name()))) conflict(one, read, converted);
            else write(one.name(), one, read, converted, read.members().isPresent() ? Purpose.RECORD : Purpose.EXTRA);
            if (owns) worktrees.move(entry, named.filter(t -> isInside(one.folder(), t) || lost.isPresent()).stream().toList(), new About(Purpose.WORKTREE, id, one.name()));
        }

        private boolean isInside(HashedFolder folder, String path) {
            var worktrees = folder.folder().path().resolve("worktrees");
            if (path.startsWith(worktrees + "/")) return true;
            var there = facts.itself(worktrees);
            return PhysicalPath.named(path).map(facts::itself).filter(at -> at.startsWith(there) && !at.equals(there)).isPresent();
        }

        /** A record that is there stays as it is; the incoming one is kept beside it (D32). */
        private void conflict(SessionNames.Named one, HashedRecord read, RecordConversion.Converted converted) {
            if (isSame(one, read)) {
                sink.already();
                return;
            }
            var beside = RawPath.append(record(one.name()), ".conflict-" + options.run());
            create(beside, read, converted, new About(Purpose.EXTRA, id, one.name()));
            sink.problem("session-exists", read.file(), "the project layout has a record of " + one.name() + " already, which stays as it is; this one is kept beside it as "
                + beside.getFileName());
        }

        /** Whether what is there is what an interrupted migration made of the same record. */
        private boolean isSame(SessionNames.Named one, HashedRecord read) {
            return facts.small(record(one.name())).filter(bytes -> MigratedRecord.isUntouched(bytes, read, one.record().archive())).isPresent();
        }

        private void write(String name, SessionNames.Named one, HashedRecord read, RecordConversion.Converted converted, Purpose purpose) {
            var file = one.record().file();
            if (!SessionId.isValid(name)) {
                sink.problem("session-id-invalid", file, "no system lists a record of this name: letters, digits, _ and - only; it is carried along as it is");
            }
            if (!name.equals(one.record().id())) {
                sink.renamed(id, one.record().id(), name);
                sink.note(new Note(id, name, "called " + one.record().id() + " in " + one.folder().folder().path().getFileName() + ", and another session has that name"));
            }
            var place = RawPath.isText(file) ? record(name) : RawPath.append(sessions.resolve(withoutEnding(file)), ".json");
            var about = new About(purpose, id, name);
            if (read.body() instanceof HashedRecord.Unreadable) {
                moves.move(file, place, new Fingerprint.Unreadable(read.content().size()), about, Map.of());
                sink.problem("session-unreadable", file, "the record cannot be read; it is carried along unread");
            } else {
                create(place, read, converted, about);
            }
        }

        private static Path withoutEnding(Path file) {
            var raw = RawPath.encode(file);
            return (raw.endsWith(".json") ? RawPath.decode(raw.substring(0, raw.length() - 5)) : file).getFileName();
        }

        private void create(Path place, HashedRecord read, RecordConversion.Converted converted, About about) {
            sink.change(new Change.CreateFile(place, converted.content(), converted.after(), read.mode(), read.modified(), about));
        }

        /** Whatever else belongs to the project goes with it, and stays in the folder that is kept (D42). */
        private void extra(HashedFolder folder, Path extra) {
            var within = folder.folder().path().relativize(extra);
            var place = target.resolve(within);
            var print = facts.print(extra);
            if (moves.taken(place) && !(facts.print(moves.now(place)).equals(print))) {
                place = RawPath.append(place, within.toString().equals(".origin") ? "__from-" + folder.hash() : ".conflict-" + options.run());
                if (!within.toString().equals(".origin")) {
                    sink.problem("file-conflict", extra, "another file is at " + target.resolve(within) + " already; it is kept beside it as " + place.getFileName());
                }
            } else if (moves.taken(place)) {
                sink.already();
                return;
            }
            parents(folder, within);
            moves.put(place, extra);
            if (print instanceof Fingerprint.FileContent content) {
                var at = facts.attributes(extra);
                sink.change(new Change.CreateFile(place, new Content.CopyOf(extra, content), content, at.mode(), at.modified(), about(Purpose.EXTRA)));
            } else if (print instanceof Fingerprint.Link link) {
                sink.change(new Change.CreateLink(place, link.text(), facts.attributes(extra).modified(), about(Purpose.EXTRA)));
            } else {
                sink.problem("file-unreadable", extra, "it cannot be copied, and stays in the folder that is kept");
            }
        }

        private void parents(HashedFolder folder, Path within) {
            for (int i = 1; i < within.getNameCount(); i++) {
                var part = within.subpath(0, i);
                moves.folder(target.resolve(part), facts.attributes(folder.folder().path().resolve(part)).mode(), about(Purpose.FOLDER));
            }
        }

        /** The folders that the project leaves: kept under another name, or removed if they are nothing but empty folders. */
        private void sources() {
            for (var folder : folders) {
                sink.newGroup();
                if (folder.blank()) blank(folder);
                else kept(folder.folder().path());
            }
        }

        private void blank(HashedFolder folder) {
            for (var empty : folder.folders()) {
                boolean top = empty.equals(folder.folder().path());
                sink.change(new Change.RemoveEmptyFolder(empty, facts.attributes(empty).mode(), about(top ? Purpose.EMPTY_SOURCE : Purpose.FOLDER)));
            }
        }

        private void kept(Path path) {
            var place = RawPath.append(path, MIGRATED);
            for (int i = 2; facts.exists(place); i++) place = RawPath.append(path, "." + i + MIGRATED);
            if (!place.getFileName().toString().equals(path.getFileName() + MIGRATED)) {
                sink.finding(Finding.at("migrated-exists", Severity.INFO, path, "an earlier " + path.getFileName() + MIGRATED
                    + " is there, and stays; this folder is kept as " + place.getFileName()));
            }
            sink.change(new Change.MoveEntry(path, place, Fingerprint.FOLDER, about(Purpose.SOURCE)));
        }
    }
}
