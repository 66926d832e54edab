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

    /** A folder, no link. */
    record Folder() implements Fingerprint { }

    /**
     * A database by its schema with its migration ledger, and the number of rows in all other tables: SQLite changes
     * the bytes of a file that it has open for writing whenever it likes.
     */
    record Database(String schema, long rows) implements Fingerprint { }

    /** Something else that no change expects: a link, a device, or a file that cannot be read. */
    record Other(String what) implements Fingerprint { }

    Fingerprint ABSENT = new Absent();
    Fingerprint FOLDER = new Folder();
}
