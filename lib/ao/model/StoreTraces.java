package ao.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the folders of a legacy root show beside their records.
 *
 * @param registry      the registry; nothing when there is none
 * @param hashed        hashed folders that hold sessions
 * @param projects      folders of the project layout
 * @param marker        what an interrupted migration by the original software leaves, which should be a file
 * @param withoutFolder registered projects that name a folder, and it is not there
 * @param unregistered  folders of projects that no registry names
 * @param twins         ids of projects that differ only in letter case
 * @param credentials   by project, and of all of them by nothing: names of settings in the registry that hold what looks like credentials
 * @param misplaced     files that look like records and lie beside all projects
 * @param left          locks and temporary files of the registry
 */
public record StoreTraces(Path root, Optional<Path> registry, List<Path> hashed, List<Path> projects, Optional<Marker> marker,
                          List<String> withoutFolder, List<Path> unregistered, List<List<String>> twins, SortedMap<String, List<String>> credentials,
                          List<Path> misplaced, List<Left> left) {

    /**
     * The mark of a migration.
     *
     * @param regular whether it is a file, as it is written; else somebody put something else there
     * @param unread  whether something has the name of a hashed folder and is not read, as a link
     */
    public record Marker(Path path, boolean regular, boolean unread) { }

    /**
     * What a project's folder shows beside its records.
     *
     * @param misplaced files that look like records and lie where nobody reads them
     * @param prompts   prompt files that a configuration names and that are not there, by that configuration
     * @param left      temporary files of prompts
     */
    public record Folder(String project, List<Path> misplaced, SortedMap<Path, Path> prompts, List<Left> left) { }

    /**
     * A lock, or a temporary file of something else than a record.
     *
     * @param written when it was last written; nothing where nobody can tell
     */
    public record Left(Path file, Optional<Instant> written) { }
}
