package ao.apply;

import ao.plan.EntryFiles;
import ao.read.Cores;
import ao.read.OpenclawDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/** Writes folders of entries: all of their files, or none. */
final class EntryFolders {
    /** After so many files the disk can begin to write them. */
    private static final int PART = 25_000;

    private final Disk disk;
    private final EntryDocuments source;

    EntryFolders(Disk disk, EntryDocuments source) {
        this.disk = disk;
        this.source = source;
    }

    /** Writes a folder that is not there; what cannot be written whole goes again. */
    void write(Path folder, EntryFiles files) throws IOException {
        var documents = source.of(files);
        try {
            disk.makeFolder(folder, files.mode());
        } catch (FileAlreadyExistsException e) {
            throw new Staging.Conflict("something was put there meanwhile");
        }
        try {
            for (int from = 0; from < documents.size(); from += PART) {
                if (from > 0) disk.hurry(folder);
                write(folder, documents.subList(from, Math.min(documents.size(), from + PART)), files);
            }
        } catch (IOException e) {
            Disk.cleaning(e, () -> disk.removeIfThere(folder));
            throw e;
        }
    }

    /** Many are written side by side; once one could not be, no other is. */
    private void write(Path folder, List<OpenclawDocuments.Document> documents, EntryFiles files) throws IOException {
        try {
            Cores.map(documents.size(), number -> {
                var document = documents.get(number);
                try {
                    disk.write(folder.resolve(document.name()), document.bytes(), files.fileMode(), files.modified());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                disk.progress().advance(1);
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
