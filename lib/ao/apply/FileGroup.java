package ao.apply;

import ao.journal.JournalFile;
import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.journal.Run;
import ao.model.Fingerprint;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Purpose;
import ao.read.Failures;
import ao.read.FileMode;
import ao.read.Fingerprints;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies the file changes of one group: stage, sync, publish, sync, journal. What concerns one session stands or
 * falls together; the rest of the group goes on without it.
 */
final class FileGroup {
    private static final int MANY = 100;

    private final Run run;
    private final Disk disk;
    private final JournalWriter journal;
    private final JournalFile before;
    private final Set<Path> touched;
    private final int number;
    private final Looking looking;
    private final Staging staging;
    private final List<Unit> units = new ArrayList<>();
    private final boolean quiet;
    private Disk.Syncing syncing;

    /** Looks at the target of a change. */
    public interface Looking {
        Fingerprint look(Change.OfFile change);
    }

    /** What stands or falls together. */
    private static final class Unit {
        private final List<Planned> changes = new ArrayList<>();
        private final Set<Planned> staged = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        private final Deque<Planned> published = new ArrayDeque<>();
        private Miss miss;
    }

    FileGroup(Run run, Disk disk, JournalWriter journal, JournalFile before, Set<Path> touched, OwnFolders own, Looking looking, int number, List<Planned> changes) {
        this.run = run;
        this.disk = disk;
        this.journal = journal;
        this.before = before;
        this.touched = touched;
        this.looking = looking;
        this.number = number;
        this.staging = new Staging(run, disk, looking, own);
        this.quiet = changes.stream().allMatch(p -> staging.isDirect(p.change()));
        Map<String, Unit> bySession = new LinkedHashMap<>();
        for (var planned : changes) {
            var about = planned.change().about();
            var key = about.session().isEmpty() ? "#" + planned.seq() : about.project() + "/" + about.session();
            bySession.computeIfAbsent(key, k -> new Unit()).changes.add(planned);
        }
        units.addAll(bySession.values());
    }

    /**
     * Whether the group does nothing but write new files into folders that the run itself has made. They are known as
     * the run's by where they are, so that the next group may begin before this one is durable and journaled.
     */
    boolean isQuiet() {
        return quiet;
    }

    /** The first half: what is new is written, and on its way to being durable. Nothing else has changed. */
    void begin() throws IOException {
        for (var unit : units) {
            for (var planned : unit.changes) touch(planned.change());
        }
        journal.group(number, false);
        writeJournal();
        if (before.begun(number)) removeStale();
        stage();
        staging.close();
        syncing = startSync(false);
    }

    /** The second half; says what was not done. */
    List<Miss> end() throws IOException {
        settle(syncing);
        units.forEach(this::publish);
        if (units.stream().flatMap(u -> u.published.stream()).anyMatch(p -> !staging.isDirect(p.change()) && !(p.change() instanceof Change.MakeFolder))) settle(startSync(true));
        var misses = new ArrayList<Miss>();
        for (var unit : units) outcome(unit, misses);
        journal.group(number, true);
        writeJournal();
        return misses;
    }

    /** What a quiet group says need not be durable at once. */
    private void writeJournal() throws IOException {
        if (quiet) journal.write();
        else journal.sync();
    }

    /** What a change that was not done is about. */
    About about(Miss miss) {
        return units.stream().flatMap(u -> u.changes.stream()).filter(p -> p.seq() == miss.seq()).findFirst().orElseThrow().change().about();
    }

    /** Makes durable what was done so far; where that fails, none of it stands. */
    private void settle(Disk.Syncing syncing) {
        try {
            syncing.finish();
        } catch (IOException e) {
            // Backwards: what comes back may need a folder that went after it.
            for (int i = units.size() - 1; i >= 0; i--) {
                if (units.get(i).miss == null) fail(units.get(i), units.get(i).changes.get(0), e);
            }
        }
    }

    private void outcome(Unit unit, List<Miss> misses) {
        if (unit.miss != null) misses.add(unit.miss);
        for (var planned : unit.changes) {
            if (unit.miss == null) journal.outcome(planned.seq(), Outcome.DONE, "", "");
            else if (planned.seq() == unit.miss.seq()) journal.outcome(planned.seq(), unit.miss.outcome(), unit.miss.what(), unit.miss.why());
            else journal.outcome(planned.seq(), Outcome.FAILED, planned.change().target().toString(), "left undone together with " + unit.miss.what());
        }
    }

    /** Remembers a folder that was there before, so that it can get its time back. */
    private void touch(Change change) throws IOException {
        if (change instanceof Change.RestoreTime) {
            touch(change.target());
            return;
        }
        touch(change.target().getParent());
        if (change instanceof Change.MoveEntry move) touch(move.from().getParent());
        if (change instanceof Change.RemoveEmptyFolder) touch(change.target());
    }

    private void touch(Path folder) throws IOException {
        if (folder == null || !touched.add(folder) || !Files.isDirectory(folder)) return;
        journal.touched(new JournalFile.Touched(folder, Files.getLastModifiedTime(folder).toInstant(), Fingerprints.listing(folder)));
    }

    private void removeStale() throws IOException {
        for (var unit : units) {
            for (var planned : unit.changes) {
                if (Staging.hasTemporary(planned.change())) disk.unlinkIfThere(staging.temporary(planned));
                RecordLock.release(planned.change(), run, disk);
            }
        }
    }

    /** Folders first, in order; then each unit is on its own, and many are staged side by side. */
    private void stage() {
        var folders = units.stream().filter(u -> u.changes.stream().allMatch(p -> p.change() instanceof Change.MakeFolder)).toList();
        folders.forEach(this::stage);
        var others = units.stream().filter(u -> u.changes.stream().anyMatch(p -> !(p.change() instanceof Change.MakeFolder))).toList();
        if (others.size() < MANY) others.forEach(this::stage);
        else others.parallelStream().forEach(this::stage);
    }

    private void stage(Unit unit) {
        for (var planned : unit.changes) {
            disk.progress().advance(1);
            try {
                if (staging.prepare(planned)) unit.staged.add(planned);
            } catch (IOException e) {
                fail(unit, planned, e);
                return;
            }
        }
    }

    private void fail(Unit unit, Planned planned, IOException e) {
        boolean conflict = e instanceof Staging.Conflict;
        unit.miss = new Miss(planned.seq(), conflict ? Outcome.CONFLICT : Outcome.FAILED, planned.change().target().toString(),
            conflict ? e.getMessage() : Failures.sentence(e));
        attempt(unit, () -> RunFolder.giveUpReserve(run, disk));
        for (var published : unit.published) attempt(unit, () -> reverse(published));
        for (var staged : unit.staged) {
            if (staging.isDirect(staged.change())) attempt(unit, () -> reverse(staged));
            else attempt(unit, () -> disk.unlinkIfThere(staging.temporary(staged)));
        }
    }

    /** A step back. */
    private interface Reversing {
        void run() throws IOException;
    }

    /** A step back that fails is told, and does not keep the others from being taken. */
    private static void attempt(Unit unit, Reversing step) {
        try {
            step.run();
        } catch (IOException second) {
            unit.miss = new Miss(unit.miss.seq(), Outcome.FAILED, unit.miss.what(), unit.miss.why() + "; and it could not be reversed: " + Failures.sentence(second));
        }
    }

    /** A sync that cannot even begin fails when it is waited for. */
    private Disk.Syncing startSync(boolean published) {
        try {
            return disk.startSync(places(published));
        } catch (IOException e) {
            return () -> {
                throw e;
            };
        }
    }

    private Set<Path> places(boolean published) {
        var places = new LinkedHashSet<Path>();
        for (var unit : units) {
            if (unit.miss != null && !published) continue;
            for (var planned : unit.changes) {
                var target = planned.change().target();
                // One that an earlier attempt wrote may be in memory only.
                if (!published && staging.isDirect(planned.change())) places.add(target);
                if (!published && unit.staged.contains(planned)) {
                    if (!staging.isDirect(planned.change()) && Staging.hasTemporary(planned.change())) places.add(staging.temporary(planned));
                    if (Staging.keeps(planned.change())) places.addAll(List.of(run.kept(planned.seq()), run.kept(planned.seq()).getParent()));
                }
                if (planned.change() instanceof Change.MoveEntry move) places.add(move.from().getParent());
                if (planned.change() instanceof Change.MakeFolder || planned.change() instanceof Change.RestoreTime) places.add(target);
                places.add(target.getParent());
            }
        }
        return places;
    }

    private void publish(Unit unit) {
        if (unit.miss != null) return;
        for (var planned : unit.changes) {
            try {
                // A step that fails may have been taken all the same: whether it was shows when it is reversed.
                unit.published.push(planned);
                if (planned.change() instanceof Change.RemoveEmptyFolder || planned.change() instanceof Change.RestoreTime
                    || unit.staged.contains(planned)) publish(planned);
                if (planned.change() instanceof Change.CreateFile && !staging.isDirect(planned.change())) disk.unlinkIfThere(staging.temporary(planned));
            } catch (Staging.Conflict e) {
                // What stands there is somebody else's, even where it is the same.
                unit.published.pop();
                fail(unit, planned, e);
                return;
            } catch (IOException e) {
                fail(unit, planned, e);
                return;
            }
        }
    }

    private void publish(Planned planned) throws IOException {
        var change = planned.change();
        if (staging.isDirect(change)) return;
        if (change instanceof Change.CreateFile create) {
            try {
                disk.publish(staging.temporary(planned), create.target());
            } catch (FileAlreadyExistsException e) {
                throw new Staging.Conflict("something was put there meanwhile");
            }
        } else if (change instanceof Change.ReplaceFile replace) {
            try (var lock = RecordLock.of(replace, run, disk)) {
                recheck(replace);
                disk.rename(staging.temporary(planned), replace.target());
            }
        } else if (change instanceof Change.RemoveFile remove) {
            recheck(remove);
            if (remove.about().purpose() == Purpose.LEFTOVER && RecordLock.isFresh(remove.target())) throw new Staging.Conflict("somebody holds it now");
            disk.unlink(remove.target());
        } else if (change instanceof Change.MoveEntry move) {
            recheck(move);
            disk.move(move.from(), move.target());
        } else if (change instanceof Change.CreateLink link) {
            recheck(link);
            disk.makeLink(link.target(), Path.of(link.text()), link.modified());
        } else if (change instanceof Change.RemoveLink link) {
            recheck(link);
            disk.unlink(link.target());
        } else if (change instanceof Change.RemoveEmptyFolder folder) {
            removeFolder(folder);
        } else if (change instanceof Change.RestoreTime time) {
            restore(time);
        }
    }

    private void recheck(Change.OfFile change) throws IOException {
        if (!looking.look(change).equals(change.before())) throw new Staging.Conflict("it changed meanwhile");
    }

    private void removeFolder(Change.RemoveEmptyFolder folder) throws IOException {
        if (!Files.exists(folder.target(), LinkOption.NOFOLLOW_LINKS)) return;
        try {
            disk.removeFolder(folder.target());
        } catch (DirectoryNotEmptyException e) {
            throw new Staging.Conflict("it is not empty: something was put into it since");
        }
    }

    private void restore(Change.RestoreTime time) throws IOException {
        if (Files.isDirectory(time.target()) && Fingerprints.listing(time.target()).equals(time.listing())) {
            disk.setTime(time.target(), time.modified());
        }
    }

    private void reverse(Planned planned) throws IOException {
        var change = planned.change();
        if (change instanceof Change.CreateFile create && looking.look(create).equals(create.after())) {
            disk.unlink(create.target());
        } else if (change instanceof Change.ReplaceFile replace && looking.look(replace).equals(replace.after())) {
            try (var in = Files.newInputStream(run.kept(planned.seq()))) {
                disk.write(staging.temporary(planned), in, FileMode.of(run.kept(planned.seq())), Files.getLastModifiedTime(run.kept(planned.seq())).toInstant());
            }
            try (var lock = RecordLock.of(replace, run, disk)) {
                disk.rename(staging.temporary(planned), replace.target());
            }
        } else if (change instanceof Change.RemoveFile remove && !Files.exists(remove.target(), LinkOption.NOFOLLOW_LINKS)) {
            disk.keep(remove.copy().orElse(run.kept(planned.seq())), remove.target());
        } else if (change instanceof Change.MoveEntry move && looking.look(move).equals(move.after())) {
            disk.move(move.target(), move.from());
        } else if (change instanceof Change.CreateLink link && looking.look(link).equals(link.after())) {
            disk.unlink(link.target());
        } else if (change instanceof Change.RemoveLink link && looking.look(link).equals(link.after())) {
            disk.makeLink(link.target(), Path.of(link.text()), link.modified());
        } else if (change instanceof Change.RemoveEmptyFolder folder && !Files.exists(folder.target())) {
            disk.makeFolder(folder.target(), folder.mode());
        }
    }
}
