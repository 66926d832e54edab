package ao.apply;

import ao.plan.EntryFiles;
import ao.read.OpenclawDocuments;
import java.io.IOException;
import java.util.List;

/** Where the files of a folder of entries come from. */
public interface EntryDocuments {
    /**
     * The files.
     *
     * @throws IOException when their store cannot be read any more
     */
    List<OpenclawDocuments.Document> of(EntryFiles files) throws IOException;

    /** From the store, which is read for that. */
    EntryDocuments READ = files -> OpenclawDocuments.of(files.store(), files.without());
}
