package ao.cli;

import ao.apply.EntryDocuments;
import ao.plan.EntryFiles;
import ao.read.OpenclawDocuments;
import ao.read.OpenclawFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Documents of OpenClaw's entries that were made for a plan a moment ago: those of the first stores, up to the size of a large one. */
final class PlannedDocuments implements EntryDocuments {
    private final Map<Path, List<OpenclawDocuments.Document>> known = new HashMap<>();
    private long room = OpenclawFile.LARGEST;

    /** Remembers what was made of a store, if there is room. */
    void add(EntryFiles files, List<OpenclawDocuments.Document> documents) {
        room -= files.content().size();
        if (room >= 0) known.put(files.store(), documents);
    }

    /** Gives them away, so that they do not stay in memory; those that are not known are read. */
    @Override public List<OpenclawDocuments.Document> of(EntryFiles files) throws IOException {
        var documents = known.remove(files.store());
        return documents == null ? READ.of(files) : documents;
    }
}
