package ao.apply;

import ao.journal.JournalFile;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.plan.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;

/** What an interrupted run had staged and not published, which is nobody's. */
final class StagedLeftovers {
    private StagedLeftovers() { }

    /** Removes them, and the locks of records that the run held. */
    static void remove(Run interrupted, Disk disk) throws IOException {
        var begun = JournalFile.read(interrupted.journal());
        var leftovers = new ArrayList<Path>();
        var locks = new ArrayList<Change>();
        PlanFile.open(interrupted.plan()).read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (!(change instanceof Change.OfFile) || !begun.begun(group)) return;
                if (change.about().purpose().locked()) locks.add(change);
                var staged = Staging.temporary(interrupted, new Planned(seq, change));
                if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) leftovers.add(staged);
            }
        }, PlanFile.Kind.FILES);
        for (var leftover : leftovers) disk.removeIfThere(leftover);
        for (var change : locks) RecordLock.release(change, interrupted, disk);
    }
}
