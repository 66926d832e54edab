package ao.apply;

import ao.plan.EntryFiles;
import ao.read.Fingerprints;
import ao.read.FolderContents;
import ao.read.OpenclawDocuments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;

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
            var failure = new AtomicReference<IOException>();
            var written = new ArrayList<FolderContents.Named>(documents.size());
            for (int from = 0; from < documents.size(); from += PART) {
                documents.subList(from, Math.min(documents.size(), from + PART)).parallelStream().map(document -> write(folder, document, files, failure)).forEachOrdered(written::add);
                if (documents.size() - from > PART) disk.hurry(folder);
            }
            if (failure.get() != null) throw failure.get();
            if (!FolderContents.of(written).equals(files.made())) throw new IOException("its source " + files.store() + " is not what the plan says: it is damaged, or was written to since");
        } catch (IOException e) {
            remove(folder, e);
            throw e;
        }
    }

    /** Once one file could not be written, no other is. */
    private FolderContents.Named write(Path folder, OpenclawDocuments.Document document, EntryFiles files, AtomicReference<IOException> failure) {
        var name = document.name();
        try {
            if (failure.get() != null) return null;
            var content = disk.write(folder.resolve(name), new ByteArrayInputStream(document.bytes()), files.fileMode(), files.modified());
            disk.progress().advance(1);
            return new FolderContents.Named(name, content);
        } catch (IOException e) {
            failure.compareAndSet(null, e);
            return null;
        }
    }

    private void remove(Path folder, IOException cause) {
        try {
            disk.removeIfThere(folder);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes sure that what is removed can be made again. */
    static void checkStore(EntryFiles files) throws IOException {
        if (!Fingerprints.of(files.store()).equals(files.content())) throw new Staging.Conflict("what they were made of, " + files.store() + ", is not the same");
    }
}
