package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The changes of a plan that concern something which is there already, or could be, taken down while the plan is made:
 * it need not be read again for them. What is written into folders that the plan makes itself is most of some plans,
 * and concerns nothing.
 */
public final class Concerned {
    /** So many changes, without what they write, lie in memory; a plan that has more is read again. */
    private static final int MOST = 1_000;

    private final Set<Path> made = new HashSet<>();
    private final List<Change> few = new ArrayList<>();
    private boolean many;

    /** Takes the next change of the plan; those of rows, which can be large, are none of its business. */
    public void add(Change change) {
        if (many || !(change instanceof Change.OfFile)) return;
        if (change instanceof Change.MakeFolder make) made.add(make.target());
        else if (isInside(change, made)) return;
        few.add(withoutContent(change));
        if (few.size() <= MOST) return;
        many = true;
        few.clear();
        made.clear();
    }

    /** All of them, in order; empty when they are too many to be remembered. */
    Optional<List<Change>> all() {
        return many ? Optional.empty() : Optional.of(few);
    }

    /**
     * Whether a change puts something new into a folder which is not there yet, so that nothing is in it.
     *
     * @param made the folders that earlier changes make
     */
    static boolean isInside(Change change, Set<Path> made) {
        boolean comes = change instanceof Change.OfFile file && file.before() instanceof Fingerprint.Absent && !(change instanceof Change.MoveEntry);
        return comes && made.contains(change.target().getParent());
    }

    private static Change withoutContent(Change change) {
        if (change instanceof Change.CreateFile c) return new Change.CreateFile(c.target(), new Content.Unread(), c.after(), c.mode(), c.modified(), c.about());
        if (change instanceof Change.ReplaceFile r) return new Change.ReplaceFile(r.target(), new Content.Unread(), r.before(), r.after(), r.mode(), r.modified(), r.about());
        return change;
    }
}
