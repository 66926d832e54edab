package tests;

import ao.apply.Disk;
import ao.apply.EntryDocuments;
import ao.apply.DatabaseWriter;
import ao.apply.Executor;
import ao.apply.OpenclawLocks;
import ao.apply.Rehearsal;
import ao.apply.RunFolder;
import ao.apply.StoreLocks;
import ao.cli.RollbackMaking;
import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.PlanWriter;
import ao.journal.Run;
import ao.journal.Runs;
import ao.model.Progress;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The library, driven in process as the scripts drive it, over a disk that a test can break. */
final class SweepLibrary {
    private final Runs runs;
    private final Path temp;

    /** @param state where the runs are */
    SweepLibrary(Path state, Path temp) {
        this.runs = new Runs(state);
        this.temp = temp;
    }

    Runs runs() {
        return runs;
    }

    /** Begins a run with a plan. */
    Applied apply(PlanFile plan, Disk.Watcher watcher) {
        return apply(plan, watcher, Runs.newId(plan.header().command(), Clock.systemUTC().instant()));
    }

    /** Begins a run of this id. */
    Applied apply(PlanFile plan, Disk.Watcher watcher, String id) {
        var disk = new Disk(watcher, Progress.NONE);
        try (var locks = StoreLocks.take(runs, plan.header().locks(), id, plan.header().undoes(), java.util.function.UnaryOperator.identity(), disk)) {
            var database = Executor.hold(plan);
            return execute(begin(plan, id, disk, database), database, disk);
        }
    }

    /** Rehearses a plan; the run is still there when it has something to clean up. */
    Run rehearse(PlanFile plan, Disk.Watcher watcher) {
        var disk = new Disk(watcher, Progress.NONE);
        var run = RunFolder.create(runs, Runs.newId(Run.REHEARSE, Clock.systemUTC().instant()), Run.REHEARSE, plan.header(), plan.path(), false, Clock.systemUTC().instant(), disk);
        var rehearsal = new Rehearsal(run, plan, Optional.empty(), disk);
        rehearsal.rehearse();
        if (!rehearsal.hasLeftovers()) RunFolder.remove(run, disk);
        return run;
    }

    /** Begins a run and stops at the first word of its journal; tells its id. */
    String stoppedBeforeItsFirstChange(Path file) {
        var plan = PlanFile.open(file);
        var id = Runs.newId(plan.header().command(), Clock.systemUTC().instant());
        try {
            apply(plan, (operation, path) -> {
                if (path.getFileName().toString().equals("journal.jsonl")) throw new BreakingDisk.Death(path.toString());
            }, id);
        } catch (BreakingDisk.Death e) {
            return id;
        }
        throw new AssertionError("nothing stopped it");
    }

    private Run begin(PlanFile plan, String id, Disk disk, Optional<DatabaseWriter> database) {
        try {
            return RunFolder.create(runs, id, plan.header().command(), plan.header(), plan.path(), false, Clock.systemUTC().instant(), disk);
        } catch (RuntimeException | Error e) {
            database.ifPresent(DatabaseWriter::close);
            throw e;
        }
    }

    private Applied execute(Run run, Optional<DatabaseWriter> database, Disk disk) {
        return new Executor(runs, run, PlanFile.open(run.plan()), database, OpenclawLocks.take(List.of(), disk), EntryDocuments.READ, disk, Clock.systemUTC()).apply();
    }

    /** Goes on with a run on a disk that works. */
    Applied resume(String id) {
        return resume(id, Disk.Watcher.NONE);
    }

    /** Goes on with a run. */
    Applied resume(String id, Disk.Watcher watcher) {
        var disk = new Disk(watcher, Progress.NONE);
        var run = runs.get(id).orElseThrow();
        var plan = PlanFile.open(run.plan());
        try (var locks = StoreLocks.take(runs, plan.header().locks(), id, plan.header().undoes(), java.util.function.UnaryOperator.identity(), disk)) {
            return execute(run, Executor.hold(plan), disk);
        }
    }

    /** The plan that takes a run back as it stands now. */
    PlanFile rollback(String id) throws Exception {
        var run = runs.get(id).orElseThrow();
        var plan = PlanFile.open(run.plan());
        var gates = plan.header().gates().stream().filter(g -> g instanceof Gate.Owner || g instanceof Gate.DaemonStopped).toList();
        var header = new PlanHeader("rollback", List.of("rollback", id), Clock.systemUTC().instant(), plan.header().stores(),
            plan.header().locks(), gates, id);
        var file = Files.createTempDirectory(temp, "plan").resolve("plan.jsonl");
        try (var writer = new PlanWriter(file, header, change -> { })) {
            writer.finish(new RollbackMaking(run, plan, runs.list(), false).make(writer));
        }
        return PlanFile.open(file);
    }
}
