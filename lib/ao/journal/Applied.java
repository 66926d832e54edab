package ao.journal;

import ao.journal.JournalFile.Miss;
import ao.model.AoException;
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
    /** Whether everything was done. */
    public boolean complete() {
        return misses.isEmpty() && stopped.isEmpty();
    }
}
