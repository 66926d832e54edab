package ao.read;

import ao.model.Finding;
import ao.model.StoreKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A legacy root as found on disk: its registry, and the folders that hold its projects' records.
 *
 * @param folders by project id in byte order; a project may have folders of both layouts
 */
public record LegacyStore(Locations.Place root, Registry registry, List<Folder> folders, List<Finding> findings) {

    /**
     * One folder with the records of one project.
     *
     * @param name     what the project is called by whoever told it: the registry, the folder, or a record in it
     * @param hash     of a hashed folder
     * @param sessions the folder that holds the records
     */
    public record Folder(String project, String name, StoreKind layout, Path path, Optional<String> hash, Path sessions) { }

    /** The folders of one project. */
    public List<Folder> foldersOf(String project) {
        return folders.stream().filter(f -> f.project().equals(project)).toList();
    }
}
