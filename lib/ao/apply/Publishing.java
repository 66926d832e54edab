package ao.apply;

import ao.journal.Run;
import ao.plan.Change;
import ao.plan.Purpose;
import ao.read.FileMode;
import ao.read.Fingerprints;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The second half of a change: what was staged gets its name, and what goes is taken away; and the way back from there. */
final class Publishing {
    private final Run run;
    private final Disk disk;
    private final Staging staging;

    Publishing(Run run, Disk disk, Staging staging) {
        this.run = run;
        this.disk = disk;
        this.staging = staging;
    }

    /**
     * Makes a change that is staged.
     *
     * @throws Staging.Conflict when somebody else was there meanwhile; nothing was done then
     */
    void publish(Planned planned) throws IOException {
        var change = planned.change();
        if (change instanceof Change.CreateFile create) {
            try {
                disk.publish(staging.temporary(planned), create.target());
            } catch (FileAlreadyExistsException e) {
                throw new Staging.Conflict("something was put there meanwhile");
            }
        } else if (change instanceof Change.MakeEntries make) {
            recheck(make);
            disk.move(staging.temporary(planned), make.target());
        } else if (change instanceof Change.ReplaceFile replace) {
            try (var lock = RecordLock.of(replace, run, disk)) {
                recheck(replace);
                disk.rename(staging.temporary(planned), replace.target());
            }
        } else if (change instanceof Change.RemoveFile remove) {
            recheck(remove);
            if (remove.about().purpose() == Purpose.LEFTOVER && RecordLock.isFresh(remove.target())) throw new Staging.Conflict("somebody holds it now");
            disk.unlink(remove.target());
        } else if (change instanceof Change.MoveEntry move) {
            recheck(move);
            disk.move(move.from(), move.target());
        } else if (change instanceof Change.CreateLink link) {
            recheck(link);
            disk.makeLink(link.target(), Path.of(link.text()), link.modified());
        } else if (change instanceof Change.RemoveLink link) {
            recheck(link);
            disk.unlink(link.target());
        } else if (change instanceof Change.RemoveEmptyFolder folder) {
            removeFolder(folder);
        } else if (change instanceof Change.RestoreTime time) {
            restore(time);
        }
    }

    private void recheck(Change.OfFile change) throws IOException {
        if (!staging.look(change).equals(change.before())) throw new Staging.Conflict("it changed meanwhile");
    }

    private void removeFolder(Change.RemoveEmptyFolder folder) throws IOException {
        if (!Files.exists(folder.target(), LinkOption.NOFOLLOW_LINKS)) return;
        try {
            disk.removeFolder(folder.target());
        } catch (DirectoryNotEmptyException e) {
            throw new Staging.Conflict("it is not empty: something was put into it since");
        }
    }

    private void restore(Change.RestoreTime time) throws IOException {
        if (Files.isDirectory(time.target()) && Fingerprints.listing(time.target()).equals(time.listing())) {
            disk.setTime(time.target(), time.modified());
        }
    }

    /** Takes a change back as far as it was made, whether or not its publishing came to an end. */
    void reverse(Planned planned) throws IOException {
        var change = planned.change();
        if (change instanceof Change.CreateFile create && staging.look(create).equals(create.after())) {
            disk.unlink(create.target());
        } else if (change instanceof Change.MakeEntries make && staging.look(make).equals(make.after())) {
            disk.move(make.target(), staging.temporary(planned));
        } else if (change instanceof Change.ReplaceFile replace && staging.look(replace).equals(replace.after())) {
            try (var in = Files.newInputStream(run.kept(planned.seq()))) {
                disk.write(staging.temporary(planned), in, FileMode.of(run.kept(planned.seq())), Files.getLastModifiedTime(run.kept(planned.seq())).toInstant());
            }
            try (var lock = RecordLock.of(replace, run, disk)) {
                disk.rename(staging.temporary(planned), replace.target());
            }
        } else if (change instanceof Change.RemoveFile remove && !Files.exists(remove.target(), LinkOption.NOFOLLOW_LINKS)) {
            disk.keep(remove.copy().orElse(run.kept(planned.seq())), remove.target());
        } else if (change instanceof Change.MoveEntry move && staging.look(move).equals(move.after())) {
            disk.move(move.target(), move.from());
        } else if (change instanceof Change.CreateLink link && staging.look(link).equals(link.after())) {
            disk.unlink(link.target());
        } else if (change instanceof Change.RemoveLink link && staging.look(link).equals(link.after())) {
            disk.makeLink(link.target(), Path.of(link.text()), link.modified());
        } else if (change instanceof Change.RemoveEmptyFolder folder && !Files.exists(folder.target())) {
            disk.makeFolder(folder.target(), folder.mode());
        }
    }
}
