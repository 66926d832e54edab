package ao.apply;

import ao.journal.PlanFile;
import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.Progress;
import ao.model.Row;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Gate;
import ao.plan.Gate.Unchanged.Use;
import ao.read.DatabaseSnapshot;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.Hashes;
import ao.read.OpenclawText;
import ao.read.PlaceStamp;
import ao.read.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Whether everything that a plan touches is still as it was when the plan was made. */
public final class Preconditions {
    private static final String AGAIN = "plan again";

    private Preconditions() { }

    /** Whether a plan's database has not been written since the plan was made; asked before it is opened. */
    public static boolean databaseUntouched(PlanFile plan) {
        return plan.header().gates().stream().filter(Gate.Schema.class::isInstance).map(Gate.Schema.class::cast)
            .allMatch(gate -> gate.stamp().equals(DatabaseSnapshot.stamp(gate.database())));
    }

    /** Refuses when something was written since in what a plan was made of. */
    public static void unchanged(PlanFile plan) {
        written(plan, gate -> gate.use() == Use.READ ? PlaceStamp.stillHolds(gate.stamp(), gate.place()) : PlaceStamp.of(gate.place()).equals(gate.stamp()))
            .ifPresent(place -> {
                throw changed(place, AGAIN);
            });
    }

    /** Refuses when something was put meanwhile into what an interrupted run goes on to move. */
    public static void nothingAdded(PlanFile plan) {
        written(plan, gate -> gate.use() != Use.MOVED || PlaceStamp.heldAll(gate.stamp(), gate.place())).ifPresent(place -> {
            throw changed(place, "take the run back, then plan again");
        });
    }

    /** What was written in the first place that does not fit; the place itself, where that cannot be told. */
    private static Optional<Path> written(PlanFile plan, Predicate<Gate.Unchanged> fits) {
        return plan.header().gates().parallelStream().filter(Gate.Unchanged.class::isInstance).map(Gate.Unchanged.class::cast)
            .filter(gate -> !fits.test(gate)).findFirst().map(gate -> PlaceStamp.newest(gate.place(), plan.header().madeAt()).orElse(gate.place()));
    }

    /**
     * Refuses with the first file or folder that is not as it was.
     *
     * @param sources   whether what will be copied is looked at, too; a plan that was made just now need not
     * @param also      is given every change of a file, without its content
     */
    public static void files(PlanFile plan, boolean sources, Consumer<Change> also) {
        var looks = new Looks();
        plan.readAhead(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                also.accept(change);
                looks.at(change);
                if (sources && change instanceof Change.CreateFile create) source(create.content(), create.after());
                if (sources && change instanceof Change.ReplaceFile replace) source(replace.content(), replace.after());
                if (sources && change instanceof Change.MakeEntries make) source(make.files().store(), make.files().content());
            }
        }, sources ? PlanFile.Kind.FILES : PlanFile.Kind.TARGETS);
        looks.end(plan);
    }

    /** The same of a plan that was made just now: it is read only if more of its changes concern something than were remembered. */
    public static void files(PlanFile plan, Concerned concerned, Progress progress) {
        if (concerned.all().isEmpty()) {
            files(plan, false, change -> progress.advance(change.count()));
            return;
        }
        var looks = new Looks();
        concerned.all().get().forEach(looks::at);
        looks.end(plan);
        progress.advance(plan.steps());
    }

    /** Looks at the targets of one plan, in its order. */
    private static final class Looks {
        /** What the plan itself does first: folders that it makes, and places from which and to which it moves something. */
        private final Set<Path> made = new HashSet<>();
        private final Set<Path> left = new HashSet<>();
        private final Set<Path> arrived = new HashSet<>();
        private final Map<Path, Change.OfFile> later = new LinkedHashMap<>();

        void at(Change change) {
            if (change instanceof Change.MoveEntry move) move(move);
            else if (change instanceof Change.OfFile file) target(file);
        }

        private void move(Change.MoveEntry move) {
            boolean here = made.contains(move.from()) || Fingerprints.like(move.entry(), move.from()).equals(move.entry());
            if (!here || Files.exists(move.target(), LinkOption.NOFOLLOW_LINKS) && !left.contains(move.target())) throw changed(here ? move.target() : move.from());
            left.add(move.from());
            arrived.add(move.target());
        }

        private void target(Change.OfFile change) {
            if (change instanceof Change.MakeFolder make) made.add(make.target());
            // Rows that the same plan removes are still in it.
            if (Concerned.isInside(change, made) || change.before() instanceof Fingerprint.Database) return;
            boolean absent = change.before() instanceof Fingerprint.Absent;
            if (!absent && (arrived.contains(change.target()) || !Files.exists(change.target().getParent()))) {
                later.put(change.target(), change);
                return;
            }
            boolean holds = absent ? !Files.exists(change.target(), LinkOption.NOFOLLOW_LINKS)
                : Targets.look(change).equals(change.before());
            if (!holds) throw changed(change.target());
        }

        /** What lies in a folder that the same plan moves first is looked at where it is now. */
        void end(PlanFile plan) {
            if (later.isEmpty()) return;
            plan.read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    if (!(change instanceof Change.MoveEntry move)) return;
                    var here = later.keySet().stream().filter(p -> p.startsWith(move.target())).toList();
                    for (var target : here) {
                        var there = later.remove(target);
                        if (!Fingerprints.like(there.telling(), move.from().resolve(move.target().relativize(target))).equals(there.before())) throw changed(target);
                    }
                }
            }, PlanFile.Kind.PLACES);
            if (!later.isEmpty()) throw changed(later.keySet().iterator().next());
        }
    }

    private static AoException.Refused changed(Path target) {
        return changed(target, AGAIN);
    }

    private static AoException.Refused changed(Path target, String next) {
        return new AoException.Refused("precondition-changed", target + " is not as it was when the plan was made", next);
    }

    private static void source(Content content, Fingerprint after) {
        if (content instanceof Content.Gathered gathered) gathered(gathered.directory(), after);
        if (content instanceof Content.CopyOf copy) source(copy.file(), copy.content());
        if (content instanceof Content.Spliced spliced) source(spliced.file(), spliced.content());
        if (content instanceof Content.Relocated relocated) source(relocated.file(), relocated.content());
        if (content instanceof Content.EntryOf entry) source(entry.store(), entry.content());
        if (content instanceof Content.Repacked repacked) source(repacked.file(), repacked.content());
    }

    /** A store file that is made of a directory is known by what comes of that. */
    private static void gathered(Path directory, Fingerprint after) {
        try (var in = OpenclawText.gathered(directory)) {
            if (Hashes.content(in).equals(after)) return;
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", directory + ": " + Failures.sentence(e), "nothing was changed");
        }
        throw new AoException.Refused("precondition-changed", directory + ", which is to be the store file, changed since the plan was made", AGAIN);
    }

    private static void source(Path file, Fingerprint content) {
        if (!Files.exists(file) || !Fingerprints.of(file).equals(content)) {
            throw new AoException.Refused("precondition-changed", file + ", which is to be copied, changed since the plan was made", AGAIN);
        }
    }

    /** Refuses when a row that will be inserted is in the database by now. */
    public static void rows(PlanFile plan, DatabaseWriter database) {
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (!(change instanceof Change.Rows rows)) return;
                for (var row : rows.inserts()) absent(row, database);
                for (var cell : rows.updates()) unchanged(cell, database);
            }
        }, PlanFile.Kind.ROWS);
    }

    private static void unchanged(CellChange cell, DatabaseWriter database) {
        try {
            if (database.stored().isToDo(cell).filter(toDo -> toDo).isEmpty()) {
                throw new AoException.Refused("precondition-changed", "the values of " + cell.name() + " in " + database.file() + " are not as they were when the plan was made", AGAIN);
            }
        } catch (SQLException e) {
            throw Sqlite.unreadable(database.file(), e);
        }
    }

    private static void absent(Row row, DatabaseWriter database) {
        try {
            if (database.stored().exists(row.table(), row.id())) {
                throw new AoException.Refused("precondition-changed", "a row " + RowRemoval.name(row) + " is in " + database.file() + " by now", AGAIN);
            }
        } catch (SQLException e) {
            throw Sqlite.unreadable(database.file(), e);
        }
    }
}
