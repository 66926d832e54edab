package ao.read;

import ao.model.LegacySession;
import ao.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The records that a migration left behind in {@code *.migrated} folders: they name a session's earlier worktree (D22). */
public final class MigratedRecords {
    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{12}(-.+)?\\.migrated");

    private final List<Path> folders;

    /** Lists the folders of a legacy root once. */
    public MigratedRecords(Path root) {
        List<Path> found = List.of();
        if (Files.isDirectory(root)) {
            try (var entries = Folders.list(root)) {
                found = entries.filter(p -> FOLDER.matcher(p.getFileName().toString()).matches()).sorted().toList();
            } catch (IOException e) {
                // A root that cannot be listed has been reported by the store's reader already.
            }
        }
        this.folders = found;
    }

    /** Where the session worked before the migration. */
    public List<Path> earlierWorktrees(String project, SessionId id) {
        return folders.stream().map(folder -> folder.resolve("sessions").resolve(id.value())).filter(Files::isRegularFile)
            .flatMap(file -> worktree(project, id, file).stream()).distinct().toList();
    }

    private static Optional<Path> worktree(String project, SessionId id, Path file) {
        try {
            var place = new SessionRecordReader.Place(project, id, file, Instant.EPOCH, Files.size(file), false);
            return SessionRecordReader.read(place).session().flatMap(LegacySession::worktree)
                .map(Path::of).filter(Path::isAbsolute).map(Path::normalize);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
