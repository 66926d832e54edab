package ao.read;

import ao.model.Finding;
import ao.model.Severity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists folders of a store.
 *
 * @param root links that lead out of it are not followed
 */
record FolderListing(Path root) {
    private record Named(String name, Path path) { }

    /**
     * What is in a folder, in byte order of the names; nothing where there is no folder.
     *
     * @param code     of the finding that tells why a folder cannot be listed
     * @param findings takes it
     */
    List<Path> list(Path folder, String code, Consumer<Finding> findings) {
        if (leadsOutside(folder)) {
            findings.accept(Finding.at(code, Severity.ERROR, folder, "the folder is a symbolic link that leads out of the store, and is not followed").expecting("a folder in the store", "a link to " + PhysicalPath.of(folder)));
            return List.of();
        }
        var entries = new ArrayList<Named>();
        try (var stream = Folders.open(folder)) {
            stream.forEach(path -> entries.add(new Named(path.getFileName().toString(), path)));
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(folder)) findings.accept(Finding.at(code, Severity.ERROR, folder, "the folder is a symbolic link that leads nowhere").expecting("a folder", "a link to nothing"));
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            var cause = e instanceof DirectoryIteratorException d ? d.getCause() : (IOException) e;
            findings.accept(Finding.at(code, Severity.ERROR, folder, "the folder cannot be listed: " + Failures.sentence(cause)).expecting("a folder that can be listed", Failures.sentence(cause)));
        }
        entries.sort((a, b) -> Utf8Order.compare(a.name, b.name));
        return entries.stream().map(Named::path).toList();
    }

    private boolean leadsOutside(Path folder) {
        try {
            return !folder.equals(root) && Files.isSymbolicLink(folder) && !staysInside(folder);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether what a path leads to, links followed, is in the store. */
    boolean staysInside(Path path) throws IOException {
        return path.toRealPath().startsWith(root.toRealPath());
    }
}
