package ao.plan;

import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.Relocation;
import ao.model.Splice;
import ao.read.ClaudeFolders;
import ao.read.CodexRollouts;
import ao.read.GitWorktrees;
import ao.read.HashedFolder;
import ao.read.HashedRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What a migration has to know of the disk, asked only of what it takes. */
public interface MigrationFacts {
    /** Whether there is anything at a path, a link that leads nowhere too. */
    boolean exists(Path path);

    /** What stands at a path; a worktree by its pointer. */
    Fingerprint print(Path path);

    /** A file's bytes, if it is there and not large. */
    Optional<byte[]> small(Path file);

    /** Permission bits and modification time of an entry. */
    Attributes attributes(Path entry);

    /** Permission bits and modification time. */
    record Attributes(int mode, Instant modified) { }

    /** What is in a folder, in byte order; nothing in what is no folder. */
    List<Path> entries(Path folder);

    /** A hash of the names in a folder. */
    String listing(Path folder);

    /**
     * Reads records; what is gone since it was listed is a finding.
     *
     * @param prepare  what is made of each, many at a time and in any order
     * @param consumer takes what was made of them, in order
     */
    <T> void read(List<HashedFolder.Record> records, BiFunction<HashedFolder.Record, HashedRecord, T> prepare, BiConsumer<HashedFolder.Record, T> consumer,
                  Consumer<Finding> gone);

    /** Reads records, in order. */
    default void read(List<HashedFolder.Record> records, BiConsumer<HashedFolder.Record, HashedRecord> consumer, Consumer<Finding> gone) {
        read(records, (record, read) -> read, consumer, gone);
    }

    /** Whether an entry can be moved into the folder by a rename; the folder need not be there yet. */
    boolean sameFileSystem(Path entry, Path folder);

    /** The path with links resolved, as far as it is there. */
    Path physical(Path path);

    /** The physical place of an entry itself: a link's own, not that of what it leads to. */
    default Path itself(Path entry) {
        var parent = entry.getParent();
        return parent == null ? entry : physical(parent).resolve(entry.getFileName());
    }

    /** The git worktrees at an entry: itself, or folders in it. */
    List<GitWorktrees.Found> gitWorktrees(Path entry);

    /** The history that Claude Code keeps of a directory; see {@link ClaudeFolders#find}. */
    List<ClaudeFolders.Found> claude(Collection<String> spellings, Collection<String> evidence, boolean byName);

    /** Where Claude Code keeps the history of a physical directory. */
    Path claudeFolder(Path directory);

    /** Codex rollouts that were made in a directory or below it. */
    List<CodexRollouts.Found> codex(String directory);

    /** The change of a rollout that gives it another directory. */
    Optional<Splice> codexMoved(Path rollout, String directory);

    /** A file's content as it is, and as it is after some splices. */
    Edited edited(Path file, List<Splice> splices);

    /** A file of JSON lines as it is, and as it is when the directories that a member of each line names have their new names. */
    Edited relocated(Path file, String member, Relocation relocation);

    /** A file before and after. */
    record Edited(FileContent before, FileContent after, int mode, Instant modified) { }
}
