package ao.apply;

import ao.journal.Run;
import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.Content;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.PackedSnapshot;
import ao.read.SnapshotFile;
import ao.read.SplicedInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The first half of a change: new content is written beside its target, and what will go is kept. */
final class Staging implements java.io.Closeable {
    private final Run run;
    private final Disk disk;
    private final FileGroup.Looking looking;
    private final Map<Path, SnapshotFile> archives = new HashMap<>();

    /** A change that cannot be made because its target is not as it was planned. */
    static final class Conflict extends IOException {
        private static final long serialVersionUID = 1;

        Conflict(String why) {
            super(why);
        }
    }

    Staging(Run run, Disk disk, FileGroup.Looking looking) {
        this.run = run;
        this.disk = disk;
        this.looking = looking;
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
        return change instanceof Change.CreateFile || change instanceof Change.ReplaceFile;
    }

    /** Whether something of a change is kept in the run. */
    static boolean keeps(Change change) {
        return change instanceof Change.ReplaceFile || change instanceof Change.RemoveFile remove && remove.copy().isEmpty();
    }

    /** Prepares a change; says whether it has to be published. */
    boolean prepare(Planned planned) throws IOException {
        if (!(planned.change() instanceof Change.OfFile change)) return false;
        if (!isToDo(change)) return false;
        if (change instanceof Change.MakeFolder make) {
            disk.makeFolder(make.target(), make.mode());
            return false;
        }
        if (change instanceof Change.RemoveFile remove && remove.copy().isPresent() && !Fingerprints.of(remove.copy().get()).equals(remove.before())) {
            throw new Conflict("its copy " + remove.copy().get() + " is not the same");
        }
        try {
            content(planned, change);
        } catch (IOException e) {
            disk.unlinkIfThere(temporary(planned));
            throw e;
        }
        return true;
    }

    /** Writes what is new, and keeps what was there. */
    void content(Planned planned, Change.OfFile change) throws IOException {
        if (keeps(change)) disk.keep(change.target(), run.kept(planned.seq()));
        if (change instanceof Change.CreateFile create) {
            write(planned, create.content(), create.after(), create.mode(), create.modified());
        } else if (change instanceof Change.ReplaceFile replace) {
            write(planned, replace.content(), replace.after(), replace.mode(), replace.modified());
        }
    }

    /** Whether a change is not done yet; throws when it can't be told. */
    boolean isToDo(Change.OfFile change) throws Conflict {
        var found = looking.look(change);
        if (found.equals(change.after())) return false;
        if (!found.equals(change.before())) throw new Conflict("it is not as it was planned: there is " + describe(found));
        return true;
    }

    private static String describe(Fingerprint found) {
        if (found instanceof Fingerprint.Absent) return "nothing";
        if (found instanceof Fingerprint.FileContent file) return "another file of " + file.size() + " bytes";
        if (found instanceof Fingerprint.Database database) return "a database with " + database.rows() + " rows or another schema";
        if (found instanceof Fingerprint.Link link) return "a symbolic link to " + link.text();
        return found instanceof Fingerprint.Other other ? other.what() : "a folder";
    }

    private void write(Planned planned, Content content, Fingerprint after, int mode, Instant modified) throws IOException {
        var temporary = temporary(planned);
        for (int attempt = 0; ; attempt++) {
            try (var in = open(content)) {
                var written = disk.write(temporary, in, mode, modified);
                if (!(after instanceof Fingerprint.FileContent) || written.equals(after)) return;
            }
            disk.unlinkIfThere(temporary);
            // What is being written to while it is copied gets a second chance, as one line may just have been appended.
            if (attempt > 0) throw new IOException("its source " + source(content) + " changed since the plan was made");
        }
    }

    private static String source(Content content) {
        if (content instanceof Content.Spliced spliced) return spliced.file().toString();
        if (content instanceof Content.Unpacked unpacked) return unpacked.archive().toString();
        return content instanceof Content.CopyOf copy ? copy.file().toString() : "in the run's folder";
    }

    private InputStream open(Content content) throws IOException {
        if (content instanceof Content.Inline inline) return new ByteArrayInputStream(inline.bytes());
        if (content instanceof Content.CopyOf copy) return source(copy.file());
        if (content instanceof Content.Spliced spliced) return new SplicedInput(source(spliced.file()), spliced.splices());
        if (content instanceof Content.Packed packed) return new PackedSnapshot(packed.manifest(), packed.copies());
        if (content instanceof Content.Unpacked unpacked) return archive(unpacked.archive()).open(unpacked.name());
        var kept = (Content.Kept) content;
        return Files.newInputStream(run.folder().resolveSibling(kept.run()).resolve("kept").resolve(Long.toString(kept.seq())));
    }

    private SnapshotFile archive(Path file) throws IOException {
        var known = archives.get(file);
        if (known != null) return known;
        var opened = new SnapshotFile(file);
        archives.put(file, opened);
        return opened;
    }

    @Override public void close() throws IOException {
        for (var archive : archives.values()) archive.close();
        archives.clear();
    }

    private static InputStream source(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new IOException("its source " + file + ": " + Failures.sentence(e), e);
        }
    }
}
