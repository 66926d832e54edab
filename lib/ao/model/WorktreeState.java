package ao.model;

import java.util.OptionalInt;

/**
 * A session's legacy working directory as it stands.
 *
 * @param exists  whether the directory is there
 * @param changes if it has the session's branch checked out: how many paths in it have uncommitted changes
 */
public record WorktreeState(boolean exists, OptionalInt changes) {
    public static final WorktreeState GONE = new WorktreeState(false, OptionalInt.empty());
}
