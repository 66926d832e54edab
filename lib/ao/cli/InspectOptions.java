package ao.cli;

import ao.check.Commands;
import ao.model.Progress;
import java.time.Instant;

/**
 * How deep an inspection looks.
 *
 * @param git         whether git is asked about worktrees
 * @param lastTurns   whether the end of each transcript is read
 * @param environment what stands before an agent's name in printed commands, so that it looks into the right home
 */
public record InspectOptions(boolean git, boolean lastTurns, String environment, Commands commands, Instant now, Progress progress) { }
