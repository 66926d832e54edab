package ao.apply;

import ao.journal.JournalFile;
import ao.journal.JournalFile.Miss;
import ao.journal.Outcome;
import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Row;
import ao.model.Table;
import ao.plan.Change;
import ao.plan.Gate;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The one transaction of a run: all its rows, or none (D26). */
final class RowsPhase {
    private final DatabaseWriter database;
    private final JournalWriter journal;
    private final Disk disk;
    private final Optional<Gate.DaemonStopped> gate;
    private final OptionalLong undoneLog;
    private final List<Miss> misses = new ArrayList<>();
    private final OptionalLong logBefore;
    private final List<String> complaintsBefore;
    private final Optional<JournalFile.Transaction> earlier;
    private boolean marked;
    private RowRemoval removal;

    /**
     * Begins the transaction.
     *
     * @param removes   whether its rows go: then SQLite need not look for rows that refer to each, which it does row by
     *                  row and without an index, as that is asked for all of them before and checked after
     * @param undoneLog the last log number before the run that is being taken back, if one is
     */
    RowsPhase(DatabaseWriter database, JournalWriter journal, JournalFile before, Disk disk, List<Gate> gates, boolean removes,
              OptionalLong undoneLog) throws IOException, SQLException {
        this.database = database;
        this.journal = journal;
        this.disk = disk;
        this.undoneLog = undoneLog;
        this.gate = gates.stream().filter(Gate.DaemonStopped.class::isInstance).map(Gate.DaemonStopped.class::cast).findFirst();
        this.earlier = before.transaction();
        disk.announce(Disk.Operation.BEGIN, database.file());
        database.enforceForeignKeys(!removes);
        database.begin();
        askAgain();
        this.logBefore = database.logNumber();
        this.complaintsBefore = database.foreignKeyComplaints();
    }

    private void askAgain() {
        gate.flatMap(Gates::byRunFile).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /** Whether an earlier try at this run was committed, though the journal could not say so any more. */
    boolean committedBefore(boolean inserts) throws SQLException {
        if (earlier.isEmpty()) return false;
        var marker = earlier.get().marker();
        // A change of values tells by itself whether it was done.
        if (marker.isEmpty()) return false;
        int slash = marker.indexOf('/');
        return database.stored().exists(Table.of(marker.substring(0, slash)), marker.substring(slash + 1)) == inserts;
    }

    /** Takes the rows of one change. */
    void take(Change.Rows rows) throws SQLException, IOException {
        for (var row : rows.inserts()) insert(row);
        for (var cell : rows.updates()) update(cell);
        if (!rows.deletes().isEmpty() && removal == null) removal = new RowRemoval(database.connection(), rows.bootChanges());
        for (var row : rows.deletes()) {
            var different = database.stored().differences(row);
            if (different.isPresent()) removal.propose(row, different.get());
        }
    }

    private void update(CellChange cell) throws SQLException, IOException {
        var toDo = database.stored().isToDo(cell);
        if (toDo.isEmpty()) {
            misses.add(new Miss(0, Outcome.CONFLICT, cell.name(), "others changed these values since"));
        } else if (toDo.get()) {
            mark("");
            database.update(cell);
        }
    }

    private void insert(Row row) throws SQLException, IOException {
        var refused = database.insert(row);
        if (refused.isEmpty()) {
            mark(RowRemoval.name(row));
        } else if (database.stored().differences(row).filter(List::isEmpty).isEmpty()) {
            misses.add(new Miss(0, Outcome.CONFLICT, RowRemoval.name(row), refused.get()));
        }
    }

    /** The intent is durable before anything can be committed, and names a row that tells afterwards whether it was. */
    private void mark(String row) throws IOException {
        if (marked) return;
        marked = true;
        journal.rowsBegun(logBefore, row);
        journal.sync();
    }

    /** Commits, unless a daemon came up or the foreign keys would not hold. */
    List<Miss> finish() throws SQLException, IOException {
        if (removal != null) {
            removal.settle();
            removal.kept().forEach((row, why) -> misses.add(new Miss(0, Outcome.CONFLICT, row, why)));
            var going = removal.going();
            if (!going.isEmpty()) mark(going.get(0));
            removal.remove(undoneLog);
        }
        var complaints = new ArrayList<>(database.foreignKeyComplaints());
        complaints.removeAll(complaintsBefore);
        if (!complaints.isEmpty()) {
            database.rollback();
            throw new AoException.Refused("foreign-keys", "the database's foreign keys would not hold: " + complaints.get(0), "nothing was written to it");
        }
        for (var miss : misses) journal.row(miss.what(), miss.outcome(), miss.why());
        journal.sync();
        askAgain();
        disk.announce(Disk.Operation.COMMIT, database.file());
        database.commit();
        journal.rowsDone();
        journal.sync();
        return misses;
    }

    /** Ends the transaction without a trace. */
    void abandon() throws SQLException {
        database.rollback();
    }
}
