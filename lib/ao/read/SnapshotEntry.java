package ao.read;

import ao.model.Fingerprint.FileContent;
import java.nio.file.Path;
import java.time.Instant;

/** One line of a snapshot's manifest. */
public sealed interface SnapshotEntry {
    /** Where it stood. */
    Path path();

    /** A folder. */
    record Folder(Path path, int mode, Instant modified) implements SnapshotEntry { }

    /**
     * A file.
     *
     * @param at       its name within the snapshot
     * @param database whether what is kept is a database with its log brought in, not the file's bytes
     */
    record File(Path path, String at, FileContent content, int mode, Instant modified, boolean database) implements SnapshotEntry { }

    /** A symbolic link. */
    record Link(Path path, String text, Instant modified) implements SnapshotEntry { }

    /**
     * A git worktree or repository, of which the contents are not in the snapshot.
     *
     * @param changes  paths with uncommitted changes, untracked ones too; -1 when git could not tell
     * @param unpushed commits that no remote has; -1 when git could not tell
     */
    record Worktree(Path path, String repository, String branch, String head, int changes, int unpushed) implements SnapshotEntry { }

    /** Something that could not be kept when the snapshot was made. */
    record Missing(Path path, String why) implements SnapshotEntry { }
}
