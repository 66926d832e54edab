package ao.apply;

import ao.plan.EntryFiles;
import ao.read.OpenclawDocuments;
import java.io.IOException;
import java.util.List;

/** Where the files of a folder of entries come from. */
public interface EntryDocuments {
    /**
     * The files, just as they were planned.
     *
     * @throws IOException when their store cannot be read, or is not what it was any more
     */
    List<OpenclawDocuments.Document> of(EntryFiles files) throws IOException;

    /** From the store, which is read for that. */
    EntryDocuments READ = files -> {
        var documents = OpenclawDocuments.of(files.store(), files.content(), files.without());
        if (!OpenclawDocuments.print(documents).equals(files.made())) {
            throw new IOException("another version made the plan, and this one makes other files of " + files.store() + "; plan again");
        }
        return documents;
    };
}
