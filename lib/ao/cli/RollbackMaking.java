package ao.cli;

import ao.apply.Moves;
import ao.apply.RowRemoval;
import ao.apply.Targets;
import ao.journal.JournalFile;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.journal.RunState;
import ao.model.AoException;
import ao.model.Fingerprint;
import ao.model.Row;
import ao.plan.Change;
import ao.plan.PlanSink;
import ao.plan.RollbackPlanner;
import ao.read.DatabaseSnapshot;
import ao.read.Failures;
import ao.read.Json;
import ao.read.Sqlite;
import ao.read.StoredRows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks at what a run did as it is now, and plans the way back. */
public final class RollbackMaking {
    private final Run run;
    private final List<Run> runs;
    private final PlanFile plan;
    private final JournalFile journal;
    private final boolean includeChanged;
    private final Map<String, String> rowsThatStay = new LinkedHashMap<>();
    private final Set<String> absent = new HashSet<>();
    private List<String> boot = List.of();

    /** @param runs all runs: one that came later in the same store may have to go first */
    public RollbackMaking(Run run, PlanFile plan, List<Run> runs, boolean includeChanged) {
        this.run = run;
        this.runs = runs;
        this.plan = plan;
        this.includeChanged = includeChanged;
        try {
            this.journal = JournalFile.read(run.journal());
        } catch (IOException e) {
            throw new AoException.Unreadable("run-unreadable", run.journal() + ": " + Failures.sentence(e), "");
        }
    }

    /** Writes the changes; returns what the report needs. */
    public ObjectNode make(PlanSink sink) {
        rows();
        var moves = Moves.of(plan, journal::begun);
        var facts = new RollbackFacts(run, plan, moves);
        var planner = new RollbackPlanner(run.id(), includeChanged, rowsThatStay, facts, sink);
        var used = new StoreUse(run.id(), plan, moves, facts).used();
        plan.readBackwards(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.Rows rows) planner.inverse(rows, rows.inserts().stream().filter(RollbackMaking.this::present).toList());
                else if (change instanceof Change.OfFile && !(change instanceof Change.RestoreTime) && run.state() == RunState.DONE && !journal.begun(group)) lost();
                else if (change instanceof Change.OfFile file && moves.mayBeDone(group, file)) {
                    var why = file.about().purpose().wholeStore() ? used.get(file.about().project()) : null;
                    planner.inverse(seq, group, file, why == null ? moves.look(file, Targets::look) : new Fingerprint.Other(why));
                }
            }
        });
        planner.whatWaits();
        var then = places();
        journal.touched().stream()
            .sorted(Comparator.comparing((JournalFile.Touched t) -> t.folder().getNameCount()).reversed())
            .forEach(t -> planner.restoreTime(then.getOrDefault(t.folder(), t.folder()), t.listing(), t.modified()));
        var report = Json.MAPPER.createObjectNode();
        var left = report.putArray("left");
        planner.left().forEach(left::add);
        var later = report.putArray("later");
        if (!left.isEmpty()) later().forEach(later::add);
        boot.forEach(report.putArray("boot")::add);
        return report;
    }

    /** A run that is done has done all of its plan: a journal that knows nothing of a part of it is not the run's. */
    private void lost() {
        throw new AoException.Refused("journal-lost", run.journal() + " does not tell what the run did: it is damaged, or not there",
            "plan.jsonl and kept/ beside it have all that is needed to take it back by hand");
    }

    /** Where folders are after the way back that the run touched in something that it had moved there. */
    private Map<Path, Path> places() {
        var folders = new TreeSet<Path>();
        journal.touched().forEach(t -> folders.add(t.folder()));
        var targets = new HashMap<Path, Path>();
        var places = new HashMap<Path, Path>();
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (!(change instanceof Change.MoveEntry move)) return;
                for (var folder = folders.ceiling(move.target()); folder != null && folder.startsWith(move.target()); folder = folders.higher(folder)) {
                    var nearer = targets.get(folder);
                    if (nearer != null && nearer.getNameCount() > move.target().getNameCount()) continue;
                    targets.put(folder, move.target());
                    places.put(folder, move.from().resolve(move.target().relativize(folder)));
                }
            }
        }, PlanFile.Kind.FILES);
        return places;
    }

    private List<String> later() {
        return runs.stream().filter(other -> other.startedAt().compareTo(run.startedAt()) > 0 && other.state() != RunState.UNDONE
                && !other.undoes().equals(run.id()))
            .filter(other -> PlanFile.open(other.plan()).header().locks().stream().anyMatch(plan.header().locks()::contains))
            .map(Run::id).toList();
    }

    private boolean present(Row row) {
        return journal.transaction().isPresent() && !absent.contains(RowRemoval.name(row));
    }

    /** Finds out on a private copy which of the run's rows could go now; the transaction asks again. */
    private void rows() {
        var inserts = new ArrayList<Path>();
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.Rows rows && !rows.inserts().isEmpty() && inserts.isEmpty()) inserts.add(rows.target());
            }
        }, PlanFile.Kind.ROWS);
        if (inserts.isEmpty() || journal.transaction().isEmpty()) return;
        if (!Files.exists(inserts.get(0))) {
            markAllAbsent();
            return;
        }
        try (var snapshot = DatabaseSnapshot.of(inserts.get(0)); var stored = new StoredRows(snapshot.connection())) {
            var removal = new RowRemoval(snapshot.connection(), includeChanged);
            var failure = new SQLException[1];
            plan.read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    if (!(change instanceof Change.Rows rows) || failure[0] != null) return;
                    try {
                        for (var row : rows.inserts()) propose(row, stored, removal);
                    } catch (SQLException e) {
                        failure[0] = e;
                    }
                }
            }, PlanFile.Kind.ROWS);
            if (failure[0] != null) throw failure[0];
            removal.settle();
            rowsThatStay.putAll(removal.kept());
            boot = List.copyOf(removal.changedByBoot());
        } catch (SQLException e) {
            throw Sqlite.unreadable(inserts.get(0), e);
        }
    }

    private void propose(Row row, StoredRows stored, RowRemoval removal) throws SQLException {
        var different = stored.differences(row);
        if (different.isEmpty()) absent.add(RowRemoval.name(row));
        else if (!journal.missedRows().stream().anyMatch(m -> m.what().equals(RowRemoval.name(row)))) removal.propose(row, different.get());
        else absent.add(RowRemoval.name(row));
    }

    private void markAllAbsent() {
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.Rows rows) rows.inserts().forEach(row -> absent.add(RowRemoval.name(row)));
            }
        }, PlanFile.Kind.ROWS);
    }
}
