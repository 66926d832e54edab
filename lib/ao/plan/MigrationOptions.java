package ao.plan;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What a migration is told.
 *
 * @param root         the legacy store
 * @param strays       where worktrees lie that are in no project's folder
 * @param repositories the repository of each registered project
 * @param run          the run's id, for the names of files that are kept beside others (D32)
 */
public record MigrationOptions(Path root, Path strays, Map<String, Path> repositories, String run, Instant now) { }
