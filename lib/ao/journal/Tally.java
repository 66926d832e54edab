package ao.journal;

import ao.model.CellChange;
import ao.model.Fingerprint.FileContent;
import ao.model.Fingerprint.FolderContent;
import ao.model.Row;
import ao.model.SessionKind;
import ao.model.SessionRow;
import ao.plan.Change;
import ao.plan.Purpose;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts of verified outcomes, never of attempts. */
public final class Tally {
    private final Map<Purpose, Integer> verified = new EnumMap<>(Purpose.class);
    private final Map<String, Map<Purpose, Integer>> ofProjects = new HashMap<>();
    private final Map<Purpose, Written> written = new EnumMap<>(Purpose.class);
    private final Set<String> closed = new HashSet<>();
    private int orchestrators;
    private int changes;

    /** Files that were written, and the bytes of them all. */
    public record Written(int files, long bytes) {
        private Written and(Written more) {
            return new Written(files + more.files, bytes + more.bytes);
        }
    }

    public void add(Change.OfFile change) {
        changes += change.count();
        verified.merge(change.about().purpose(), change.count(), Integer::sum);
        ofProjects.computeIfAbsent(change.about().project(), k -> new EnumMap<>(Purpose.class)).merge(change.about().purpose(), change.count(), Integer::sum);
        boolean writes = change instanceof Change.CreateFile || change instanceof Change.ReplaceFile;
        if (writes && change.after() instanceof FileContent content) written.merge(change.about().purpose(), new Written(1, content.size()), Written::and);
        if (change.after() instanceof FolderContent content) written.merge(change.about().purpose(), new Written(content.files(), content.size()), Written::and);
        if (change.about().purpose() == Purpose.SOURCE && change instanceof Change.MoveEntry) closed.add(change.about().project());
    }

    public void add(Row row) {
        changes++;
        verified.merge(row instanceof SessionRow ? Purpose.SESSION : Purpose.PROJECT, 1, Integer::sum);
        if (row instanceof SessionRow session && session.kind() == SessionKind.ORCHESTRATOR) orchestrators++;
    }

    public void add(CellChange cell) {
        changes += (int) cell.rows();
        verified.merge(Purpose.CELL, (int) cell.rows(), Integer::sum);
    }

    /** How many changes for a purpose were found as they should be. */
    public int of(Purpose purpose) {
        return verified.getOrDefault(purpose, 0);
    }

    /** How many changes of files of a project were. */
    public int of(Purpose purpose, String project) {
        return ofProjects.getOrDefault(project, Map.of()).getOrDefault(purpose, 0);
    }

    /** What was written for a purpose, and is there. */
    public Written written(Purpose purpose) {
        return written.getOrDefault(purpose, new Written(0, 0));
    }

    /** How many projects left the layout that they were in. */
    public int closedProjects() {
        return closed.size();
    }

    /** How many of the sessions are orchestrators. */
    public int orchestrators() {
        return orchestrators;
    }

    /** How many changes were found as they should be, each row one. */
    public int changes() {
        return changes;
    }
}
