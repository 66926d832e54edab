package ao.apply;

import ao.journal.Applied;
import ao.journal.JournalFile;
import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.journal.Tally;
import ao.model.AoException;
import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.Gate;
import ao.read.Failures;
import ao.read.Sqlite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Carries a run out, from wherever it stands, and verifies it: the only code that changes anything. The caller holds
 * the locks and has asked the gates.
 */
public final class Executor {
    private final Runs runs;
    private final Run run;
    private final PlanFile plan;
    private final Disk disk;
    private final Clock clock;
    private final List<Miss> misses = new ArrayList<>();
    private final Set<String> rowsThatStay = new HashSet<>();
    private final List<Planned> group = new ArrayList<>();
    /** Projects of which something was not done, and those whose folder was not moved. */
    private final Set<String> incomplete = new HashSet<>();
    private final Set<String> immovable = new HashSet<>();
    private final OwnFolders own = new OwnFolders();
    private final Moves moves = new Moves();
    private final StoreSwitch switching;
    /** A quiet group that has not ended yet. */
    private Optional<FileGroup> pending = Optional.empty();
    private final List<Planned> times = new ArrayList<>();
    private final OpenclawLocks locks;
    private final EntryDocuments documents;
    private JournalFile before;
    private JournalWriter journal;
    private TouchedFolders touched;
    private DatabaseWriter database;
    private RowsPhase rows;
    private boolean skipRows;
    private int number = 1;

    /**
     * @param database what {@link #hold} opened; the executor closes it
     * @param locks    the locks of OpenClaw's stores; they are given up before the run is told to be over, so that a
     *                 run that is over has left none
     */
    public Executor(Runs runs, Run run, PlanFile plan, Optional<DatabaseWriter> database, OpenclawLocks locks, EntryDocuments documents, Disk disk, Clock clock) {
        this.runs = runs;
        this.locks = locks;
        this.documents = documents;
        this.database = database.orElse(null);
        this.run = run;
        this.plan = plan;
        this.switching = new StoreSwitch(plan.header().gates());
        this.disk = disk;
        this.clock = clock;
    }

    /** Carries out what is not done yet, then looks at every target again. */
    public Applied apply() {
        Optional<AoException> stopped = Optional.empty();
        var tally = new Tally();
        try {
            Files.createDirectories(run.folder().resolve("kept"));
            before = JournalFile.read(run.journal());
            before.missedRows().forEach(m -> rowsThatStay.add(m.what()));
            journal = new JournalWriter(run.journal(), disk);
            touched = new TouchedFolders(journal, before);
            disk.progress().begin("applying", plan.steps());
            carryOut();
            if (database == null) {
                var held = hold(plan);
                if (held.isPresent()) take(held.get());
            }
            disk.progress().begin("verifying", plan.steps());
            new Verifier(plan, this::look, moves, misses, disk.progress()).verify(database, tally);
            release();
            restoreTimes();
        } catch (AoException e) {
            stopped = Optional.of(e);
        } catch (UncheckedIOException e) {
            stopped = Optional.of(failure(e.getCause()));
        } catch (IOException e) {
            stopped = Optional.of(failure(e));
        } catch (SQLException e) {
            stopped = Optional.of(Sqlite.unreadable(database == null ? run.folder() : database.file(), e));
        } finally {
            close();
        }
        return end(tally, stopped);
    }

    private static AoException failure(IOException e) {
        return new AoException.Unreadable("stopped", "it stopped midway: " + Failures.sentence(e)
            + (e instanceof java.nio.file.FileSystemException f && f.getFile() != null ? " (" + f.getFile() + ")" : ""), "");
    }

    private Applied end(Tally tally, Optional<AoException> stopped) {
        var state = misses.isEmpty() && stopped.isEmpty() ? RunState.DONE : RunState.PARTLY;
        var ended = run.in(state, clock.instant());
        try {
            RunFolder.giveUpReserve(run, disk);
            // The other run first: if it ends between the two, this one can still be finished, and finishes both.
            if (state == RunState.DONE && !run.undoes().isEmpty()) undone();
            RunFolder.finish(ended, disk);
        } catch (IOException e) {
            return new Applied(run, tally, misses, stopped.or(() -> Optional.of(failure(e))));
        }
        return new Applied(ended, tally, misses, stopped);
    }

    /** The run that was taken back says so; when it had itself taken back another, that one stands again. */
    private void undone() throws IOException {
        var other = runs.get(run.undoes());
        if (other.isEmpty()) return;
        if (!plan.report().path("left").isEmpty()) {
            // What changed since was left alone: the run still stands, but nobody has to finish it.
            if (other.get().state() == RunState.APPLYING) RunFolder.store(other.get().in(RunState.PARTLY, clock.instant()), disk);
            return;
        }
        RunFolder.store(other.get().undone(run.id(), clock.instant()), disk);
        var first = other.get().undoes().isEmpty() ? Optional.<Run>empty() : runs.get(other.get().undoes());
        if (first.isPresent() && first.get().undoneBy().equals(other.get().id())) RunFolder.store(first.get().redone(clock.instant()), disk);
    }

    private void carryOut() throws IOException, SQLException {
        if (database != null) take(database);
        copyDatabase();
        var other = plan.header().undoes().isEmpty() ? Optional.<Run>empty() : runs.get(plan.header().undoes());
        if (other.isPresent() && other.get().open()) StagedLeftovers.remove(other.get(), disk);
        try {
            plan.readAhead(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    try {
                        take(new Planned(seq, change), group);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (SQLException e) {
                        throw new StoppedBySql(e);
                    }
                }
            }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
        } catch (StoppedBySql e) {
            throw e.cause;
        }
        finishGroup();
        endPending();
        journal.sync();
        finishRows();
    }

    /** Carries an SQL failure out of the plan's visitor. */
    private static final class StoppedBySql extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SQLException cause;

        StoppedBySql(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /**
     * Opens the database that a plan writes, if it exists already, so that nobody else has it from the first change on.
     * Also the one that an interrupted run had open, if the plan takes that back: its log goes when it is closed again.
     *
     * @throws AoException.Refused when somebody has it open
     */
    public static Optional<DatabaseWriter> hold(PlanFile plan) {
        return plan.header().gates().stream().filter(Gate.DaemonStopped.class::isInstance)
            .map(g -> ((Gate.DaemonStopped) g).database()).filter(Files::exists)
            .filter(file -> plan.rows() > 0 || !plan.header().undoes().isEmpty() && wasLeftOpen(file)).findFirst().map(DatabaseWriter::open);
    }

    private static boolean wasLeftOpen(Path database) {
        return List.of("-wal", "-journal").stream().anyMatch(end -> Files.exists(database.resolveSibling(database.getFileName() + end)));
    }

    private void take(DatabaseWriter opened) throws IOException {
        database = opened;
        touched.add(opened.folder());
    }

    /** The database is looked at through the connection that holds it: closing any other handle would give its locks up. */
    private Fingerprint look(Change.OfFile change) {
        if (database == null || !database.file().equals(change.target())) return Targets.look(change);
        try {
            return database.print();
        } catch (SQLException e) {
            return new Fingerprint.Other("a database that cannot be read (" + Sqlite.reason(e) + ")");
        }
    }

    /** The operator's copy of the database as it was; no rollback ever puts it back. */
    private void copyDatabase() throws IOException, SQLException {
        var copy = run.folder().resolve("ao.db.before");
        if (database == null || !before.blank() || Files.exists(copy)) return;
        var temporary = run.folder().resolve("ao.db.copying");
        Files.deleteIfExists(temporary);
        disk.announce(Disk.Operation.WRITE, temporary);
        database.backup(temporary);
        disk.sync(List.of(temporary));
        disk.rename(temporary, copy);
        disk.sync(List.of(run.folder()));
    }

    private void take(Planned planned, int group) throws IOException, SQLException {
        moves.add(planned.change());
        switching.add(planned.change());
        if (planned.change() instanceof Change.Rows change) {
            finishGroup();
            endPending();
            rows(change);
            return;
        }
        if (planned.change() instanceof Change.RestoreTime) {
            disk.progress().advance(1);
            times.add(planned);
            return;
        }
        finishRows();
        if (group != number) {
            finishGroup();
            number = group;
        }
        // What does more than write a new file may depend on what was not done before.
        var purpose = planned.change().about().purpose();
        if (!(planned.change() instanceof Change.CreateFile) || purpose.needsAll() || purpose.closes()) endPending();
        if (planned.change() instanceof Change.MakeFolder make && (before.done(planned.seq()) || before.begun(group))) own.madeEarlier(make.target());
        if (before.done(planned.seq()) || staysForItsRow(planned) || waits(planned)) {
            disk.progress().advance(planned.change().count());
            return;
        }
        if (planned.change() instanceof Change.RemoveFile remove && remove.before() instanceof Fingerprint.Database) settle(remove.target());
        this.group.add(planned);
    }

    /** A database goes as one file: what an interrupted run left in its log is brought in first. */
    private void settle(Path file) throws IOException {
        if (database == null && Files.exists(file)) take(DatabaseWriter.open(file));
        release();
    }

    /** What serves a session whose row stays must stay, too. */
    private boolean staysForItsRow(Planned planned) {
        var about = planned.change().about();
        var change = planned.change();
        if (!(change instanceof Change.RemoveFile) || !rowsThatStay.contains("sessions/" + about.session())) return false;
        misses.add(new Miss(planned.seq(), Outcome.CONFLICT, change.target().toString(), "the row of its session stays"));
        return true;
    }

    /**
     * What hides a project's folder, or brings it back, goes together with all that is in it: last of all, and only if
     * that was done, or first of all. Each is in a group of its own.
     */
    private boolean waits(Planned planned) {
        var about = planned.change().about();
        boolean source = about.purpose().closes();
        if (about.purpose().needsAll() && !misses.isEmpty()) return misses.add(waiting(planned, "not everything else was done"));
        if (source && incomplete.contains(about.project())) return misses.add(waiting(planned, "not everything of " + about.project() + " was done"));
        var obstacle = switching.obstacle(planned.change());
        if (obstacle.isPresent()) {
            incomplete.add(about.project());
            // What follows is of what would be in its new place.
            if (source) immovable.add(about.project());
            return misses.add(waiting(planned, obstacle.get()));
        }
        if (!source && immovable.contains(about.project())) return misses.add(waiting(planned, "the folder of " + about.project() + " is not where it should be"));
        return false;
    }

    private static Miss waiting(Planned planned, String why) {
        return new Miss(planned.seq(), Outcome.FAILED, planned.change().target().toString(), "left as it is: " + why);
    }

    private FileGroup group(int number, List<Planned> changes) {
        return new FileGroup(run, disk, journal, before, touched, new Staging(run, disk, this::look, own, documents), number, changes);
    }

    /** Applies the changes that were gathered; a quiet group is ended when the next one comes to its end, or before anything else. */
    private void finishGroup() throws IOException {
        if (group.isEmpty()) return;
        var next = group(number, List.copyOf(group));
        group.clear();
        if (!next.isQuiet()) endPending();
        next.begin();
        switching.look();
        endPending();
        pending = Optional.of(next);
        if (!next.isQuiet()) endPending();
    }

    private void endPending() throws IOException {
        if (pending.isEmpty()) return;
        var ending = pending.get();
        pending = Optional.empty();
        for (var miss : ending.end()) {
            var about = ending.about(miss);
            if (about.purpose().closes()) immovable.add(about.project());
            incomplete.add(about.project());
            misses.add(miss);
        }
    }

    /** The last act, done anew by each attempt: whatever it did before has changed the times again. */
    private void restoreTimes() throws IOException {
        if (times.isEmpty()) return;
        var last = group(number + 1, times);
        last.begin();
        misses.addAll(last.end());
    }

    private void rows(Change.Rows change) throws IOException, SQLException {
        if (skipRows || wentWithTheirDatabase(change)) return;
        if (rows == null) {
            if (database == null) take(DatabaseWriter.open(change.target()));
            rows = new RowsPhase(database, journal, before, disk, plan.header().gates(), change.inserts().isEmpty(), undoneLog());
            if (rows.committedBefore(!change.inserts().isEmpty())) {
                rows.abandon();
                rows = null;
                skipRows = true;
                return;
            }
        }
        rows.take(change);
        disk.progress().advance(1);
    }

    /** An earlier attempt has removed the database after the rows. */
    private boolean wentWithTheirDatabase(Change.Rows change) {
        return database == null && change.inserts().isEmpty() && !Files.exists(change.target());
    }

    private OptionalLong undoneLog() throws IOException {
        var other = plan.header().undoes().isEmpty() ? Optional.<Run>empty() : runs.get(plan.header().undoes());
        if (other.isEmpty()) return OptionalLong.empty();
        return JournalFile.read(other.get().journal()).transaction().map(JournalFile.Transaction::logBefore).orElse(OptionalLong.empty());
    }

    private void finishRows() throws IOException, SQLException {
        if (rows == null) return;
        var missed = rows.finish();
        rows = null;
        misses.addAll(missed);
        missed.forEach(m -> rowsThatStay.add(m.what()));
    }

    private void release() {
        if (database != null) database.close();
        database = null;
    }

    private void close() {
        try {
            if (rows != null) rows.abandon();
        } catch (SQLException e) {
            // Closing the connection ends the transaction, too.
        }
        release();
        locks.close();
        try {
            if (journal != null) journal.close();
        } catch (IOException e) {
            // Everything that counts was synced before.
        }
    }
}
