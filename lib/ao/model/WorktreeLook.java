package ao.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A session's directory as git's own files tell of it; no program was asked.
 *
 * @param repository the main folder of the repository that it belongs to
 * @param branch     the branch that is checked out in it
 * @param elsewhere  another worktree of that repository that has the session's branch checked out
 */
public record WorktreeLook(Path folder, Kind kind, Optional<Path> repository, Optional<String> branch, Optional<Path> elsewhere) {

    /** Whether it is a linked worktree of a repository, which may believe it to be elsewhere. */
    public boolean isLinked() {
        return kind == Kind.LINKED || kind == Kind.MOVED;
    }

    /** What it is. */
    public enum Kind {
        ABSENT,
        /** Something that may not be looked into, or below what may not be. */
        HIDDEN,
        NOT_A_FOLDER,
        /** A folder that is no worktree. */
        PLAIN,
        /** The main folder of a repository. */
        MAIN,
        /** A worktree that its repository knows, here. */
        LINKED,
        /** A worktree that its repository believes to be at a place where nothing is. */
        MOVED,
        /** A worktree that names a repository that is gone, and that its project's repository still knows: that was moved. */
        CUT_OFF,
        /** A worktree or repository whose HEAD is damaged, so that git takes it for neither. */
        BROKEN,
        /** A worktree that its repository does not know, or not under this name. */
        UNKNOWN
    }
}
