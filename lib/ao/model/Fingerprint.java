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
     * A database file whose logical content (schema and rows, not bytes) hashes to this: a file that SQLite has
     * opened for writing keeps its content and changes its bytes.
     */
    record Database(String sha256) implements Fingerprint { }

    /** Something else that no change expects: a link, a device, or a file that cannot be read. */
    record Other(String what) implements Fingerprint { }

    Fingerprint ABSENT = new Absent();
    Fingerprint FOLDER = new Folder();
}
