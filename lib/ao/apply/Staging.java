package ao.apply;

import ao.journal.Run;
import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.Content;
import ao.read.Fingerprints;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;

/** The first half of a change: new content is written beside its target, and what will go is kept. */
final class Staging implements java.io.Closeable {
    private final Run run;
    private final Disk disk;
    private final Looking looking;
    private final Contents contents;
    private final OwnFolders own;
    private final EntryFolders entries;

    /** A change that cannot be made because its target is not as it was planned. */
    static final class Conflict extends IOException {
        private static final long serialVersionUID = 1;

        Conflict(String why) {
            super(why);
        }
    }

    /** @param own folders that the run itself makes */
    Staging(Run run, Disk disk, Looking looking, OwnFolders own, EntryDocuments documents) {
        this.run = run;
        this.disk = disk;
        this.looking = looking;
        this.own = own;
        this.entries = new EntryFolders(disk, documents);
        this.contents = new Contents(run);
    }

    /** What stands at the target of a change now. */
    Fingerprint look(Change.OfFile change) {
        return looking.look(change);
    }

    /** Whether a change writes its file under its own name at once. */
    boolean isDirect(Change change) {
        return change instanceof Change.CreateFile create && create.after() instanceof Fingerprint.FileContent && own.contains(create.target().getParent());
    }

    /** The name under which a change's file is staged. */
    Path temporary(Planned planned) {
        return temporary(run, planned);
    }

    /** The name under which a file is staged: it tells the run and the change, so that leftovers can be found. */
    static Path temporary(Run run, Planned planned) {
        return planned.change().target().resolveSibling(".ao-" + run.id() + "-" + planned.seq() + ".tmp");
    }

    static boolean hasTemporary(Change change) {
        return change instanceof Change.CreateFile || change instanceof Change.ReplaceFile || change instanceof Change.MakeEntries;
    }

    /** Whether something of a change is kept in the run. */
    static boolean keeps(Change change) {
        return change instanceof Change.ReplaceFile || change instanceof Change.RemoveFile remove && remove.copy().isEmpty();
    }

    /**
     * Prepares a change; says whether it has to be published.
     *
     * @param direct whether it {@link #isDirect}, which is not asked again: groups have thousands of changes
     */
    boolean prepare(Planned planned, boolean direct) throws IOException {
        if (!(planned.change() instanceof Change.OfFile change)) return false;
        if (!isReadWhenItGoes(change) && !isToDo(change, direct)) return false;
        if (change instanceof Change.MakeFolder make) {
            disk.makeFolder(make.target(), make.mode());
            own.made(make.target());
            return false;
        }
        if (change instanceof Change.RemoveFile remove && remove.copy().isPresent() && !Fingerprints.of(remove.copy().get()).equals(remove.before())) {
            throw new Conflict("its copy " + remove.copy().get() + " is not the same");
        }
        if (direct && change instanceof Change.CreateFile create) write(create.target(), create.content(), create.after(), create.mode(), create.modified());
        else content(planned, change);
        return true;
    }

    /** Whether something is in its old place that is compared when it is published, and need not be read twice. */
    private static boolean isReadWhenItGoes(Change change) {
        return change instanceof Change.MoveEntry move && Targets.isAtItsPlace(move);
    }

    /** Writes what is new under a temporary name, and keeps what was there. */
    void content(Planned planned, Change.OfFile change) throws IOException {
        if (keeps(change)) disk.keep(change.target(), run.kept(planned.seq()));
        if (change instanceof Change.CreateFile create) {
            write(temporary(planned), create.content(), create.after(), create.mode(), create.modified());
        } else if (change instanceof Change.ReplaceFile replace) {
            write(temporary(planned), replace.content(), replace.after(), replace.mode(), replace.modified());
            disk.sameOwner(temporary(planned), replace.target());
        } else if (change instanceof Change.MakeEntries make) {
            entries.write(temporary(planned), make.files());
        }
    }

    /** Whether a change is not done yet; throws when it can't be told. */
    boolean isToDo(Change.OfFile change, boolean direct) throws IOException {
        // What got into a folder that was made a moment ago is never written over, so nobody has to look for it first.
        if (direct && own.isFresh(change.target().getParent())) return true;
        var found = look(change);
        if (found.equals(change.after())) {
            // Written under its own name and then killed, before it got its mode and time.
            if (direct) disk.complete(change.target(), ((Change.CreateFile) change).mode(), ((Change.CreateFile) change).modified());
            return false;
        }
        if (direct && contents.isTorn(change.target(), ((Change.CreateFile) change).content())) {
            disk.unlink(change.target());
            return true;
        }
        if (!found.equals(change.before())) throw new Conflict("it is not as it was planned: there is " + describe(found));
        return true;
    }

    private static String describe(Fingerprint found) {
        if (found instanceof Fingerprint.Absent) return "nothing";
        if (found instanceof Fingerprint.FileContent file) return "another file of " + file.size() + " bytes";
        if (found instanceof Fingerprint.FolderContent folder) return "a folder of " + folder.files() + " files";
        if (found instanceof Fingerprint.Database database) return "a database with " + database.rows() + " rows or another schema";
        if (found instanceof Fingerprint.Link link) return "a symbolic link to " + link.text();
        return found instanceof Fingerprint.Other other ? other.what() : "a folder";
    }

    private void write(Path file, Content content, Fingerprint after, int mode, Instant modified) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try (var in = contents.open(content)) {
                var written = disk.write(file, in, mode, modified);
                if (!(after instanceof Fingerprint.FileContent) || written.equals(after)) return;
            } catch (FileAlreadyExistsException e) {
                throw new Conflict("something was put there meanwhile");
            }
            disk.unlinkIfThere(file);
            // What is being written to while it is copied gets a second chance, as one line may just have been appended.
            if (attempt > 0) throw new IOException("its source " + Contents.source(content) + " is not what the plan says: it is damaged, or was written to since; plan again");
        }
    }

    @Override public void close() throws IOException {
        contents.close();
    }
}
