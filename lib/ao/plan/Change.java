package ao.plan;

import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One typed change. Whether it was done is decided by looking at its target: equal to <em>before</em> is not done,
 * equal to <em>after</em> is done, anything else is somebody else's and stays.
 */
public sealed interface Change {
    /** The file, folder or database that changes. */
    Path target();

    About about();

    /** How many things change by it, as a report counts them: all files of a folder, and rows that are together one. */
    default int count() {
        return 1;
    }

    /** A change of a file or folder. */
    sealed interface OfFile extends Change {
        Fingerprint before();

        Fingerprint after();

        /** The one of the two prints by whose kind the target has to be looked at. */
        default Fingerprint telling() {
            return before() instanceof Fingerprint.Database ? before() : after();
        }
    }

    /** Makes a folder whose parent exists. */
    record MakeFolder(Path target, int mode, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.ABSENT;
        }

        @Override public Fingerprint after() {
            return Fingerprint.FOLDER;
        }
    }

    /** Removes a folder, which had this mode; the system refuses a full one. */
    record RemoveEmptyFolder(Path target, int mode, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.FOLDER;
        }

        @Override public Fingerprint after() {
            return Fingerprint.ABSENT;
        }
    }

    /** Writes a file where there is none. */
    record CreateFile(Path target, Content content, Fingerprint after, int mode, Instant modified, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.ABSENT;
        }
    }

    /** Makes a folder with a file for each entry of an OpenClaw store file; it is there whole, or not at all. */
    record MakeEntries(Path target, EntryFiles files, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.ABSENT;
        }

        @Override public Fingerprint after() {
            return files.made();
        }

        @Override public int count() {
            return files.made().files();
        }
    }

    /** Replaces a file's content; what was there is kept in the run. */
    record ReplaceFile(Path target, Content content, FileContent before, FileContent after, int mode, Instant modified,
                       About about) implements OfFile { }

    /**
     * Removes a file; what was there is kept in the run, or stands elsewhere already.
     *
     * @param copy the same content in another place, put there by an earlier group; then nothing else is kept
     */
    record RemoveFile(Path target, Fingerprint before, Optional<Path> copy, About about) implements OfFile {
        @Override public Fingerprint after() {
            return Fingerprint.ABSENT;
        }
    }

    /**
     * Moves a file, a link or a folder with all that is in it, within a file system. A folder is known by itself, not
     * by what is in it: work that is done there goes with it.
     */
    record MoveEntry(Path from, Path target, Fingerprint entry, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.ABSENT;
        }

        @Override public Fingerprint after() {
            return entry;
        }
    }

    /** Makes a symbolic link, which has a time of its own. */
    record CreateLink(Path target, String text, Instant modified, About about) implements OfFile {
        @Override public Fingerprint before() {
            return Fingerprint.ABSENT;
        }

        @Override public Fingerprint after() {
            return new Fingerprint.Link(text);
        }
    }

    /** Removes a symbolic link. */
    record RemoveLink(Path target, String text, Instant modified, About about) implements OfFile {
        @Override public Fingerprint before() {
            return new Fingerprint.Link(text);
        }

        @Override public Fingerprint after() {
            return Fingerprint.ABSENT;
        }
    }

    /**
     * Gives a folder its earlier modification time back, if its listing is again what it was.
     *
     * @param listing hash of the names in it
     */
    record RestoreTime(Path target, String listing, Instant modified, About about) implements Change { }

    /**
     * Adds or removes rows, or changes values in them. All rows of a plan are one transaction.
     *
     * @param bootChanges whether rows go, too, that only the boot of a daemon changed since
     */
    record Rows(Path target, List<Row> inserts, List<Row> deletes, List<CellChange> updates, boolean bootChanges, About about) implements Change {
        /** Rows that come or go, and nothing else. */
        public Rows(Path target, List<Row> inserts, List<Row> deletes, boolean bootChanges, About about) {
            this(target, inserts, deletes, List.of(), bootChanges, about);
        }
    }
}
