package ao.read;

import ao.model.Fingerprint.FileContent;
import ao.model.Fingerprint.FolderContent;
import ao.model.OpenclawEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The entries of an OpenClaw store file as the files of a directory (openclaw-store sheet, 7). */
public final class OpenclawDocuments {
    private OpenclawDocuments() { }

    /** The file of an entry, under the key by which it is filed. */
    public record Document(String name, OpenclawEntry entry) {
        /** What is in it. */
        public byte[] bytes() {
            return OpenclawText.document(entry.key(), entry.value());
        }
    }

    /**
     * The documents of a store's entries.
     *
     * @param without entries that do not come along, by their numbers; of the others all keys have a name
     */
    public static List<Document> of(OpenclawFile.Entries found, Set<Integer> without) {
        var documents = new ArrayList<Document>(found.entries().size());
        for (int number = 0; number < found.entries().size(); number++) {
            if (without.contains(number)) continue;
            var entry = found.entries().get(number);
            var key = OpenclawKeys.normalized(entry.key());
            documents.add(new Document(OpenclawKeys.fileName(key).orElseThrow(), entry.called(key)));
        }
        return documents;
    }

    /**
     * The documents of a store file.
     *
     * @throws IOException when this is not what it holds any more
     */
    public static List<Document> of(Path store, FileContent content, Set<Integer> without) throws IOException {
        var read = OpenclawFile.fingerprinted(store);
        if (read.print().filter(content::equals).isEmpty() || !(read.content() instanceof OpenclawFile.Entries found)) {
            throw new IOException("its source " + store + " is not what the plan says: it is damaged, or was written to since; plan again");
        }
        return of(found, without);
    }

    /** The print of the folder in which these are. */
    public static FolderContent print(List<Document> documents) {
        var sorted = documents.stream().sorted(Comparator.comparing(Document::name)).toList();
        return FolderContents.print(sorted.size(), i -> new FolderContents.Named(sorted.get(i).name(), Hashes.content(sorted.get(i).bytes())));
    }
}
