package ao.apply;

import ao.journal.PlanFile;
import ao.model.Fingerprint;
import ao.plan.Change;
import ao.read.Fingerprints;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Looks at the targets of a plan that also moves what it made, and puts something in the place of what it moved. What was
 * moved is asked once.
 */
public final class Moves {
    private final Map<Path, Path> sources = new HashMap<>();
    /** Folders that the plan made and moved, and that are not where it made them. */
    private final Map<Path, Path> made = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final Set<Path> removed = new HashSet<>();
    private final IntPredicate begun;

    /** Moves that are yet to be added, of a plan of which all counts. */
    Moves() {
        this(group -> true);
    }

    private Moves(IntPredicate begun) {
        this.begun = begun;
    }

    /**
     * Finds the moves of a plan.
     *
     * @param begun the groups that count: what was never begun has moved nothing, whatever stands at its target
     */
    public static Moves of(PlanFile plan, IntPredicate begun) {
        var moves = new Moves(begun);
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (begun.test(group)) moves.add(change);
            }
        }, PlanFile.Kind.PLACES);
        moves.settle();
        return moves;
    }

    /** Takes the next change of a plan; only those by which folders come and go, and entries move, matter. */
    void add(Change change) {
        if (change instanceof Change.MakeFolder make) folders.add(make.target());
        if (change instanceof Change.RemoveEmptyFolder folder) removed.add(folder.target());
        if (!(change instanceof Change.MoveEntry move)) return;
        sources.put(move.target(), move.from());
        if (folders.contains(move.from())) made.put(move.from(), move.target());
    }

    /** The plan, or as much of it as counts, was done: asks which of the folders that it moved went. */
    void settle() {
        made.keySet().removeIf(Moves::present);
    }

    /**
     * Whether a change may have been done. A file in a folder that the plan made may be there, too, if the journal
     * does not know that its group was begun: that line need not have outlived a power failure.
     */
    public boolean mayBeDone(int group, Change change) {
        return begun.test(group) || change instanceof Change.CreateFile && hasMade(change.target().getParent());
    }

    /** Whether the plan made a folder. */
    public boolean hasMade(Path folder) {
        return folders.contains(folder);
    }

    /** What there is of a change once the plan, or a part of it, was done. */
    public Fingerprint look(Change.OfFile change, Looking looking) {
        if (change instanceof Change.MoveEntry move) {
            boolean left = !present(move.from()) || sources.containsKey(move.from()) && !present(sources.get(move.from()));
            boolean gone = removed.contains(move.target()) && !present(move.target()) && left;
            // What was moved to be removed was moved when it is at neither place; something else may stand where it was.
            return gone ? move.after() : sources.containsKey(move.from()) ? Fingerprints.like(move.entry(), move.target()) : looking.look(move);
        }
        var now = now(change.target());
        return now.equals(change.target()) ? looking.look(change) : Fingerprints.like(change.telling(), now);
    }

    /** Where a path is now that may lie in a folder which the plan made and moved. */
    public Path now(Path path) {
        for (var one : made.entrySet()) {
            if (path.startsWith(one.getKey())) return one.getValue().resolve(one.getKey().relativize(path));
        }
        return path;
    }

    private static boolean present(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
