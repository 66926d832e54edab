package ao.journal;

import ao.journal.JournalFile.Miss;
import ao.model.AoException;
import ao.read.Failures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param tally   verified changes
 * @param misses  what was not done, or is not as it should be
 * @param stopped why it stopped midway; nothing when it came to its end
 */
public record Applied(Run run, Tally tally, List<Miss> misses, Optional<AoException> stopped) {
    /** How many changes were done: the verified ones, or, of a run that stopped before it verified, the journaled ones. */
    public int changed() {
        if (stopped.isEmpty()) return tally.changes();
        try {
            return Math.max(tally.changes(), JournalFile.read(run.journal()).doneCount());
        } catch (IOException e) {
            throw new AoException.Unreadable("run-unreadable", run.journal() + ": " + Failures.sentence(e), "");
        }
    }

    /** Whether everything was done. */
    public boolean complete() {
        return misses.isEmpty() && stopped.isEmpty();
    }
}
