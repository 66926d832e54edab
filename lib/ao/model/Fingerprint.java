package ao.model;

/**
 * What a target looks like, as far as a change cares. Identity is content, never inode or time. A change is decided
 * by comparing its target with the fingerprints before and after it.
 */
public sealed interface Fingerprint {

    /** Nothing is there. */
    record Absent() implements Fingerprint { }

    /** A regular file with this content. */
    record FileContent(String sha256, long size) implements Fingerprint { }

    /**
     * A folder in which nothing is but so many regular files, known by their names and contents.
     *
     * @param sha256 hash over all of them
     * @param size   the bytes of all together
     */
    record FolderContent(String sha256, int files, long size) implements Fingerprint { }

    /** A folder, no link. */
    record Folder() implements Fingerprint { }

    /**
     * A database by its schema with its migration ledger, and the number of rows in all other tables: SQLite changes
     * the bytes of a file that it has open for writing whenever it likes.
     */
    record Database(String schema, long rows) implements Fingerprint { }

    /** A symbolic link with this text. */
    record Link(String text) implements Fingerprint { }

    /** A git worktree: a folder whose {@code .git} is a file that points to its repository. What is in it may change. */
    record Worktree(String pointer) implements Fingerprint { }

    /** A regular file of this size that we may not read, but move. */
    record Unreadable(long size) implements Fingerprint { }

    /** Something else that no change expects: a device, or a file that cannot be read. */
    record Other(String what) implements Fingerprint { }

    Fingerprint ABSENT = new Absent();
    Fingerprint FOLDER = new Folder();
}
