package ao.plan;

/**
 * How history is relocated.
 *
 * @param copy    whether it stays at its old place, too
 * @param keepCwd whether transcripts keep the directories that they tell
 * @param run     the mark of files that are kept beside others
 */
public record RelocationOptions(boolean copy, boolean keepCwd, String run) { }
