package ao.read;

import ao.model.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What lies in a project's folder of the hashed layout.
 *
 * @param records   files that hold, or should hold, a session each
 * @param archives  the same of sessions that were archived
 * @param worktrees entries of {@code worktrees}: folders, and links
 * @param extras    everything else that belongs to the project, by its path within the folder
 * @param folders   all folders in it that a migration may find empty, deepest first
 * @param blank     whether nothing but empty folders is in it
 * @param broken    why the folder cannot be taken at all
 * @param findings  what is no record, and what cannot be taken
 */
public record HashedFolder(LegacyStore.Folder folder, List<Record> records, List<Record> archives, List<Path> worktrees,
                           List<Path> extras, List<Path> folders, boolean blank, Optional<String> broken, List<Finding> findings) {

    /**
     * A file that should hold a session.
     *
     * @param id       by its name; need not be a valid one
     * @param archive  whether it is an archived session's
     * @param archived when it was archived, if its name tells
     */
    public record Record(String id, Path file, boolean archive, Optional<Instant> archived) { }

    public String hash() {
        return folder.hash().orElseThrow();
    }
}
