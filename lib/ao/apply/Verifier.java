package ao.apply;

import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.journal.PlanFile;
import ao.journal.Tally;
import ao.model.Fingerprint;
import ao.model.Progress;
import ao.model.Row;
import ao.plan.Change;
import ao.read.Fingerprints;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks at every target of a plan again, and counts what is as it should be. */
final class Verifier {
    private static final int BATCH = 1_000;

    private final PlanFile plan;
    private final Looking looking;
    private final List<Miss> misses;
    private final Progress progress;
    private final Set<Long> known;
    private final Set<String> knownRows;
    private final List<Planned> batch = new ArrayList<>();
    private final List<Planned> gone = new ArrayList<>();
    private final Moves moves;

    /**
     * @param moves  those of the plan, all of which is over
     * @param misses what is known not to be done; what else is found is added
     */
    Verifier(PlanFile plan, Looking looking, Moves moves, List<Miss> misses, Progress progress) {
        this.plan = plan;
        this.looking = looking;
        this.moves = moves;
        this.misses = misses;
        this.progress = progress;
        this.known = misses.stream().map(Miss::seq).collect(Collectors.toCollection(HashSet::new));
        this.knownRows = misses.stream().map(Miss::what).collect(Collectors.toCollection(HashSet::new));
    }

    /** Verifies the plan; the database is the one that was written, null when there is none any more. */
    void verify(DatabaseWriter database, Tally tally) throws SQLException {
        var failure = new SQLException[1];
        moves.settle();
        plan.readAhead(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                progress.advance(change.count());
                if (change instanceof Change.OfFile file && !known.contains(seq)) take(new Planned(seq, file), tally);
                try {
                    if (change instanceof Change.Rows rows && failure[0] == null) verify(seq, rows, database, tally);
                } catch (SQLException e) {
                    failure[0] = e;
                }
            }
        }, PlanFile.Kind.TARGETS, PlanFile.Kind.ROWS);
        look(tally);
        lookWhereItWent(tally);
        if (failure[0] != null) throw failure[0];
        if (database == null) return;
        for (var complaint : database.complaints()) misses.add(new Miss(0, Outcome.FAILED, database.file().toString(), complaint));
    }

    private void take(Planned planned, Tally tally) {
        if (planned.change() instanceof Change.MakeEntries make) {
            // Looked at on all cores by itself: beside others it would have one.
            verify(planned.seq(), make, moves.look(make, looking), tally);
            return;
        }
        batch.add(planned);
        if (batch.size() == BATCH) look(tally);
    }

    /** Reading back is most of it, and each file is on its own. */
    private void look(Tally tally) {
        var found = new Fingerprint[batch.size()];
        IntStream.range(0, found.length).parallel().forEach(i -> found[i] = moves.look((Change.OfFile) batch.get(i).change(), looking));
        for (int i = 0; i < found.length; i++) verify(batch.get(i).seq(), (Change.OfFile) batch.get(i).change(), found[i], tally);
        batch.clear();
    }

    private void verify(long seq, Change.OfFile change, Fingerprint found, Tally tally) {
        if (found.equals(change.after()) || isSameSchema(found, change.after())) tally.add(change);
        else if (found instanceof Fingerprint.Absent) gone.add(new Planned(seq, change));
        else misses.add(new Miss(seq, Outcome.FAILED, change.target().toString(), "after the run it is not as it should be"));
    }

    /** What lies in a folder that a later change moved is looked at where it is now. */
    private void lookWhereItWent(Tally tally) {
        if (gone.isEmpty()) return;
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (!(change instanceof Change.MoveEntry move)) return;
                gone.removeIf(planned -> {
                    var file = (Change.OfFile) planned.change();
                    boolean there = file.target().startsWith(move.from())
                        && Fingerprints.like(file.after(), move.target().resolve(move.from().relativize(file.target()))).equals(file.after());
                    if (there) tally.add(file);
                    return there;
                });
            }
        }, PlanFile.Kind.PLACES);
        for (var planned : gone) misses.add(new Miss(planned.seq(), Outcome.FAILED, planned.change().target().toString(), "after the run it is not as it should be"));
    }

    /** Rows that the same run wrote are verified one by one. */
    private static boolean isSameSchema(Fingerprint found, Fingerprint after) {
        return found instanceof Fingerprint.Database there && after instanceof Fingerprint.Database wanted && there.schema().equals(wanted.schema());
    }

    private void verify(long seq, Change.Rows change, DatabaseWriter database, Tally tally) throws SQLException {
        for (var row : change.inserts()) verifyInsert(seq, row, database, tally);
        for (var cell : change.updates()) {
            if (knownRows.contains(cell.name())) continue;
            if (database != null && database.stored().isToDo(cell).filter(toDo -> !toDo).isPresent()) tally.add(cell);
            else misses.add(new Miss(seq, Outcome.FAILED, cell.name(), "after the run these values are not as they should be"));
        }
        for (var row : change.deletes()) {
            if (knownRows.contains(RowRemoval.name(row))) continue;
            if (database == null ? !Files.exists(change.target()) : !database.stored().exists(row.table(), row.id())) tally.add(row);
            else misses.add(new Miss(seq, Outcome.FAILED, RowRemoval.name(row), "the row is still there"));
        }
    }

    private void verifyInsert(long seq, Row row, DatabaseWriter database, Tally tally) throws SQLException {
        if (knownRows.contains(RowRemoval.name(row))) return;
        var different = database.stored().differences(row);
        if (different.filter(List::isEmpty).isPresent()) tally.add(row);
        else misses.add(new Miss(seq, Outcome.FAILED, RowRemoval.name(row), different.map(d -> "these columns are not as planned: "
            + String.join(", ", d)).orElse("the row is not there")));
    }
}
