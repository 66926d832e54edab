package ao.apply;

import ao.journal.JournalFile;
import ao.journal.JournalFile.Touched;
import ao.plan.Change;
import ao.read.Fingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Folders that were there before and in which a run changes something: their times are journaled once, so that they can get them back. */
final class TouchedFolders {
    private final Set<Path> known = new HashSet<>();
    private final JournalWriter journal;

    /** @param before what an earlier attempt journaled */
    TouchedFolders(JournalWriter journal, JournalFile before) {
        this.journal = journal;
        before.touched().forEach(touched -> known.add(touched.folder()));
    }

    /** Remembers the folders in which a change does something. */
    void add(Change change) throws IOException {
        if (change instanceof Change.RestoreTime) {
            add(change.target());
            return;
        }
        add(change.target().getParent());
        if (change instanceof Change.MoveEntry move) add(move.from().getParent());
        if (change instanceof Change.RemoveEmptyFolder) add(change.target());
    }

    /** Remembers a folder as it was found before. */
    void add(Touched found) throws IOException {
        if (known.add(found.folder())) journal.touched(found);
    }

    private void add(Path folder) throws IOException {
        if (folder == null || !known.add(folder) || !Files.isDirectory(folder)) return;
        journal.touched(new Touched(folder, Files.getLastModifiedTime(folder).toInstant(), Fingerprints.listing(folder)));
    }
}
