package ao.cli;

import ao.check.Commands;
import ao.model.Progress;
import java.time.Instant;
import java.util.Optional;

/**
 * How deep an inspection looks.
 *
 * @param git         whether git is asked about worktrees
 * @param lastTurns   whether the end of each transcript is read
 * @param documents   whether each record or row is given as it stands
 * @param session     the id of the session of which everything is wanted
 * @param environment what stands before an agent's name in printed commands, so that it looks into the right home
 */
public record InspectOptions(boolean git, boolean lastTurns, boolean documents, Optional<String> session, String environment, Commands commands, Instant now, Progress progress) {
    /** Whether everything is wanted of a session. */
    boolean wantsAllOf(String id) {
        return session.isPresent() && session.get().equals(id);
    }
}
