package ao.apply;

import ao.journal.JournalFile;
import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.model.AoException;
import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.Content;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.Sqlite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first half of every group of a plan: what is new is written beside its target, made durable and compared, what
 * would go is kept, and for each change it is asked whether it could be taken back. Rows go into a copy of the
 * database. Then all of that is removed, and the folders get their times back.
 */
public final class Rehearsal {
    private final Run run;
    private final PlanFile plan;
    private final Disk disk;
    private final Optional<DatabaseWriter> database;
    private final Staging staging;
    private final List<Miss> misses = new ArrayList<>();
    private final List<Planned> group = new ArrayList<>();
    private final Deque<Path> made = new ArrayDeque<>();
    private final Map<Path, Instant> touched = new LinkedHashMap<>();
    private JournalWriter journal;
    private RowsPhase rows;
    private DatabaseWriter copy;
    private int number;
    private boolean leftovers;

    /** @param run a run that was begun; it goes unless something is left that it has to clean up */
    public Rehearsal(Run run, PlanFile plan, Optional<DatabaseWriter> database, Disk disk) {
        this.run = run;
        this.plan = plan;
        this.disk = disk;
        this.database = database;
        this.staging = new Staging(run, disk, this::look, new OwnFolders(), EntryDocuments.READ);
    }

    /** Whether something that was staged could not be removed, which the run is needed for. */
    public boolean hasLeftovers() {
        return leftovers;
    }

    /** Says what would stand in the way; leaves nothing behind unless it {@link #hasLeftovers}. */
    public List<Miss> rehearse() {
        try {
            journal = new JournalWriter(run.journal(), disk);
            disk.progress().begin("rehearsing", plan.steps());
            plan.read(new PlanFile.Visitor() {
                @Override public void change(long seq, int of, Change change) {
                    try {
                        take(new Planned(seq, change), of);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
            finishGroup();
            finishRows();
        } catch (IOException e) {
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), Failures.sentence(e)));
        } catch (UncheckedIOException e) {
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), Failures.sentence(e.getCause())));
        } catch (SQLException e) {
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), Sqlite.reason(e)));
        } catch (AoException e) {
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), e.getMessage()));
        } finally {
            clean();
        }
        return misses;
    }

    private Fingerprint look(Change.OfFile change) {
        if (database.isEmpty() || !database.get().file().equals(change.target())) return Targets.look(change);
        try {
            return database.get().print();
        } catch (SQLException e) {
            return new Fingerprint.Other("a database that cannot be read (" + Sqlite.reason(e) + ")");
        }
    }

    private void take(Planned planned, int of) throws IOException {
        if (!(planned.change() instanceof Change.MakeEntries)) disk.progress().advance(planned.change().count());
        if (planned.change() instanceof Change.Rows change) {
            finishGroup();
            rows(change);
            return;
        }
        if (of != number) {
            finishGroup();
            number = of;
        }
        group.add(planned);
    }

    private void finishGroup() throws IOException {
        if (group.isEmpty()) return;
        for (var planned : group) touch(planned.change());
        journal.group(number, false);
        journal.sync();
        var staged = new ArrayList<Planned>();
        for (var planned : group) {
            try {
                if (prepare(planned)) staged.add(planned);
            } catch (IOException e) {
                misses.add(new Miss(planned.seq(), Outcome.FAILED, planned.change().target().toString(), e instanceof Staging.Conflict ? e.getMessage() : Failures.sentence(e)));
                remove(() -> unstage(planned));
            }
        }
        var folders = staged.stream().filter(planned -> planned.change() instanceof Change.MakeEntries).map(staging::temporary).toList();
        disk.startSync(staged.stream().map(staging::temporary).toList(), folders).finish();
        staging.close();
        for (var planned : staged) compare(planned);
        for (var planned : staged) unstage(planned);
        group.clear();
    }

    private void touch(Change change) throws IOException {
        if (change instanceof Change.RestoreTime) return;
        for (var folder : change instanceof Change.MoveEntry move ? List.of(move.target().getParent(), move.from().getParent()) : List.of(change.target().getParent())) {
            if (folder != null && !touched.containsKey(folder) && Files.isDirectory(folder)) touched.put(folder, Files.getLastModifiedTime(folder).toInstant());
        }
    }

    /** Says whether something lies beside the target now. */
    private boolean prepare(Planned planned) throws IOException {
        if (!(planned.change() instanceof Change.OfFile change)) return false;
        // What lies in a folder that the plan moves first was looked at where it is now.
        if (!Files.isDirectory(change.target().getParent())) return false;
        if (change instanceof Change.MakeFolder make) {
            if (staging.isToDo(change, false)) {
                disk.makeFolder(make.target(), make.mode());
                made.push(make.target());
            }
            return false;
        }
        boolean copied = change instanceof Change.RemoveFile remove && remove.copy().isPresent();
        if (!staging.isToDo(change, false)) return false;
        if (change instanceof Change.MoveEntry move) writable(move.from().getParent());
        writable(change.target().getParent());
        if (copied) return false;
        staging.content(planned, change);
        return Staging.hasTemporary(change) || Staging.keeps(change);
    }

    private static void writable(Path folder) throws IOException {
        if (!Files.isWritable(folder)) throw new Staging.Conflict("the folder " + folder + " may not be written");
    }

    /** What was kept must be able to come back. */
    private void compare(Planned planned) {
        if (!Staging.keeps(planned.change())) return;
        var change = (Change.OfFile) planned.change();
        if (change.before() instanceof Fingerprint.Database || Fingerprints.of(run.kept(planned.seq())).equals(change.before())) return;
        misses.add(new Miss(planned.seq(), Outcome.FAILED, change.target().toString(), "what is kept of it is not the same, so it could not be taken back"));
    }

    private void unstage(Planned planned) throws IOException {
        if (Staging.hasTemporary(planned.change())) disk.removeIfThere(staging.temporary(planned));
        disk.unlinkIfThere(run.kept(planned.seq()));
    }

    /** Rows go into a copy, in one transaction, with all its checks. */
    private void rows(Change.Rows change) throws IOException {
        try {
            if (rows == null) {
                copy = copyOfDatabase();
                rows = new RowsPhase(copy, journal, JournalFile.read(run.folder().resolve("none")), disk, plan.header().gates(), change.inserts().isEmpty(), OptionalLong.empty());
            }
            rows.take(change);
        } catch (SQLException e) {
            throw new AoException.Unreadable("rows", change.target() + ": " + Sqlite.reason(e), "");
        }
    }

    private DatabaseWriter copyOfDatabase() throws IOException, SQLException {
        var file = run.folder().resolve("rehearsal.db");
        if (database.isPresent()) {
            database.get().backup(file);
            return DatabaseWriter.open(file);
        }
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int of, Change change) {
                if (!(change instanceof Change.CreateFile create) || !(create.after() instanceof Fingerprint.Database) || !(create.content() instanceof Content.Inline inline)) return;
                try {
                    disk.write(file, new java.io.ByteArrayInputStream(inline.bytes()), 0600, Instant.now());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }, PlanFile.Kind.FILES);
        return DatabaseWriter.open(file);
    }

    private void finishRows() throws IOException, SQLException {
        if (rows == null) return;
        misses.addAll(rows.finish());
        for (var complaint : copy.complaints()) misses.add(new Miss(0, Outcome.FAILED, copy.file().toString(), complaint));
    }

    /** Removes what is left of it, deepest first, and gives folders their times back. */
    private void clean() {
        if (copy != null) copy.close();
        database.ifPresent(DatabaseWriter::close);
        for (var planned : group) remove(() -> unstage(planned));
        for (var folder : made) remove(() -> disk.removeFolder(folder));
        touched.forEach((folder, time) -> attempt(() -> {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) disk.setTime(folder, time);
        }));
        attempt(() -> journal.close());
    }

    /** A step of cleaning up. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), "not everything could be put back: " + Failures.sentence(e)));
        }
    }

    /** What cannot be removed needs the run, by which it can be later. */
    private void remove(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            leftovers = true;
            misses.add(new Miss(0, Outcome.FAILED, run.folder().toString(), "something that was staged could not be removed: " + Failures.sentence(e)
                + "; rollback " + run.id() + " removes it"));
        }
    }
}
