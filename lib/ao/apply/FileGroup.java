package ao.apply;

import ao.journal.JournalFile;
import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.journal.Run;
import ao.plan.About;
import ao.plan.Change;
import ao.read.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

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
    private final TouchedFolders touched;
    private final int number;
    private final Staging staging;
    private final Publishing publishing;
    private final List<Unit> units = new ArrayList<>();
    private final boolean quiet;
    private Disk.Syncing syncing;

    /** A change and how far it has come. Groups have thousands of them, so what can be told once is told once. */
    private static final class Step {
        private final Planned planned;
        /** Whether it writes its file under its own name at once; known when the group's folders are there. */
        private boolean direct;
        private boolean staged;

        Step(Planned planned) {
            this.planned = planned;
        }

        private Change change() {
            return planned.change();
        }
    }

    /** What stands or falls together. */
    private static final class Unit {
        private final List<Step> steps = new ArrayList<>(1);
        /** So many of its steps, the first ones, were published. */
        private int published;
        private Miss miss;

        /** Whether something got its name, or lost it, when it was published. */
        private boolean hasRenamed() {
            return steps.subList(0, published).stream().anyMatch(step -> !step.direct && !(step.change() instanceof Change.MakeFolder));
        }
    }

    FileGroup(Run run, Disk disk, JournalWriter journal, JournalFile before, TouchedFolders touched, Staging staging, int number, List<Planned> changes) {
        this.run = run;
        this.disk = disk;
        this.journal = journal;
        this.before = before;
        this.touched = touched;
        this.number = number;
        this.staging = staging;
        this.publishing = new Publishing(run, disk, staging);
        boolean direct = true;
        Map<String, Unit> bySession = new LinkedHashMap<>();
        for (var planned : changes) {
            var about = planned.change().about();
            var key = about.session().isEmpty() ? "#" + planned.seq() : about.project() + "/" + about.session();
            var step = new Step(planned);
            step.direct = staging.isDirect(planned.change());
            direct &= step.direct;
            bySession.computeIfAbsent(key, k -> new Unit()).steps.add(step);
        }
        this.quiet = direct;
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
            for (var step : unit.steps) touched.add(step.change());
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
        if (units.stream().anyMatch(Unit::hasRenamed)) settle(startSync(true));
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
        return units.stream().flatMap(u -> u.steps.stream()).filter(step -> step.planned.seq() == miss.seq()).findFirst().orElseThrow().change().about();
    }

    /** Makes durable what was done so far; where that fails, none of it stands. */
    private void settle(Disk.Syncing syncing) {
        try {
            syncing.finish();
        } catch (IOException e) {
            // Backwards: what comes back may need a folder that went after it.
            for (int i = units.size() - 1; i >= 0; i--) {
                if (units.get(i).miss == null) fail(units.get(i), units.get(i).steps.get(0).planned, e);
            }
        }
    }

    private void outcome(Unit unit, List<Miss> misses) throws IOException {
        if (unit.miss != null) misses.add(unit.miss);
        for (var step : unit.steps) {
            var planned = step.planned;
            if (unit.miss == null) journal.outcome(planned.seq(), Outcome.DONE, "", "");
            else if (planned.seq() == unit.miss.seq()) journal.outcome(planned.seq(), unit.miss.outcome(), unit.miss.what(), unit.miss.why());
            else journal.outcome(planned.seq(), Outcome.FAILED, planned.change().target().toString(), "left undone together with " + unit.miss.what());
        }
    }

    private void removeStale() throws IOException {
        for (var unit : units) {
            for (var step : unit.steps) {
                if (Staging.hasTemporary(step.change())) disk.removeIfThere(staging.temporary(step.planned));
                RecordLock.release(step.change(), run, disk);
            }
        }
    }

    /** Folders first, in order; then each unit is on its own, and many are staged side by side. */
    private void stage() {
        var others = new ArrayList<Unit>();
        for (var unit : units) {
            if (unit.steps.stream().allMatch(step -> step.change() instanceof Change.MakeFolder)) stage(unit);
            else others.add(unit);
        }
        if (others.size() < MANY) others.forEach(this::stage);
        else others.parallelStream().forEach(this::stage);
    }

    private void stage(Unit unit) {
        for (var step : unit.steps) {
            try {
                step.direct |= staging.isDirect(step.change());
                step.staged = staging.prepare(step.planned, step.direct);
                // Of a folder of files each tells of itself.
                if (!step.staged || !(step.change() instanceof Change.MakeEntries)) disk.progress().advance(step.change().count());
            } catch (IOException e) {
                fail(unit, step.planned, e);
                return;
            }
        }
    }

    private void fail(Unit unit, Planned planned, IOException e) {
        boolean conflict = e instanceof Staging.Conflict;
        unit.miss = new Miss(planned.seq(), conflict ? Outcome.CONFLICT : Outcome.FAILED, planned.change().target().toString(),
            conflict ? e.getMessage() : Failures.sentence(e));
        attempt(unit, () -> RunFolder.giveUpReserve(run, disk));
        for (int i = unit.published - 1; i >= 0; i--) {
            var published = unit.steps.get(i).planned;
            attempt(unit, () -> publishing.reverse(published));
        }
        for (var step : unit.steps) {
            if (!step.staged) continue;
            if (step.direct) attempt(unit, () -> publishing.reverse(step.planned));
            else attempt(unit, () -> disk.removeIfThere(staging.temporary(step.planned)));
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
            return disk.startSync(places(published), published ? List.of() : folders());
        } catch (IOException e) {
            return () -> {
                throw e;
            };
        }
    }

    /** Folders that were written with all that is in them. */
    private List<Path> folders() {
        return units.stream().filter(unit -> unit.miss == null).flatMap(unit -> unit.steps.stream()).filter(step -> step.staged && step.change() instanceof Change.MakeEntries)
            .map(step -> staging.temporary(step.planned)).toList();
    }

    private List<Path> places(boolean published) {
        var files = new ArrayList<Path>();
        var folders = new LinkedHashSet<Path>();
        for (var unit : units) {
            if (unit.miss != null && !published) continue;
            for (var step : unit.steps) {
                var change = step.change();
                // One that an earlier attempt wrote may be in memory only.
                if (!published && step.direct) files.add(change.target());
                if (!published && step.staged) {
                    if (!step.direct && Staging.hasTemporary(change)) files.add(staging.temporary(step.planned));
                    if (Staging.keeps(change)) {
                        files.add(run.kept(step.planned.seq()));
                        folders.add(run.kept(step.planned.seq()).getParent());
                    }
                }
                if (change instanceof Change.MoveEntry move) folders.add(move.from().getParent());
                if (change instanceof Change.MakeFolder || change instanceof Change.RestoreTime) folders.add(change.target());
                folders.add(change.target().getParent());
            }
        }
        files.addAll(folders);
        return files;
    }

    private void publish(Unit unit) {
        if (unit.miss != null) return;
        for (var step : unit.steps) {
            var change = step.change();
            try {
                // A step that fails may have been taken all the same: whether it was shows when it is reversed.
                unit.published++;
                if (step.direct) continue;
                if (change instanceof Change.RemoveEmptyFolder || change instanceof Change.RestoreTime || step.staged) publishing.publish(step.planned);
                if (change instanceof Change.CreateFile) disk.unlinkIfThere(staging.temporary(step.planned));
            } catch (Staging.Conflict e) {
                // What stands there is somebody else's, even where it is the same.
                unit.published--;
                fail(unit, step.planned, e);
                return;
            } catch (IOException e) {
                fail(unit, step.planned, e);
                return;
            }
        }
    }
}
