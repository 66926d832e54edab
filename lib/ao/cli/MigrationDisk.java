package ao.cli;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Relocation;
import ao.model.Severity;
import ao.model.Splice;
import ao.plan.MigrationFacts;
import ao.read.ClaudeFolders;
import ao.read.CodexRollouts;
import ao.read.Failures;
import ao.read.FileMode;
import ao.read.FileSystems;
import ao.read.Fingerprints;
import ao.read.GitWorktrees;
import ao.read.Hashes;
import ao.read.HashedFolder;
import ao.read.HashedFolderReader;
import ao.read.HashedRecord;
import ao.read.HashedRecordReader;
import ao.read.Locations;
import ao.read.PackedLines;
import ao.read.PhysicalPath;
import ao.read.RelocatedInput;
import ao.read.SplicedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What a migration asks of the disk. */
final class MigrationDisk implements MigrationFacts {
    private static final int BATCH = 1_000;
    private static final long SMALL = 4 << 20;

    private final ClaudeFolders claude;
    private final CodexRollouts codex;
    private final Map<Path, Object> fileSystems = new HashMap<>();
    /** Asked by many at a time, as records are prepared. */
    private final Map<Path, Path> physicalParents = new ConcurrentHashMap<>();

    MigrationDisk(Locations locations) {
        this.claude = new ClaudeFolders(locations.claude().path());
        this.codex = new CodexRollouts(locations.codex().path().resolve("sessions"), List.of(locations.root().path().toString(), PhysicalPath.of(locations.root().path()).toString(),
            locations.worktrees().path().toString(), PhysicalPath.of(locations.worktrees().path()).toString()));
    }

    @Override public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override public Fingerprint print(Path path) {
        return Fingerprints.worktree(path);
    }

    @Override public Optional<byte[]> small(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= SMALL ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override public Attributes attributes(Path entry) {
        try {
            return new Attributes(FileMode.of(entry), Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    private static AoException.Unreadable unreadable(Path path, IOException e) {
        return new AoException.Unreadable("file-unreadable", path + ": " + Failures.sentence(e), "nothing was changed; run this again");
    }

    @Override public List<Path> entries(Path folder) {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? HashedFolderReader.entries(folder) : List.of();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    @Override public String listing(Path folder) {
        try {
            return Fingerprints.listing(folder);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** A record and what came of reading it. */
    private record Read<T>(Optional<T> record, Optional<IOException> failure) { }

    @Override public <T> void read(List<HashedFolder.Record> records, BiFunction<HashedFolder.Record, HashedRecord, T> prepare,
                                   BiConsumer<HashedFolder.Record, T> consumer, Consumer<Finding> gone) {
        for (int start = 0; start < records.size(); start += BATCH) {
            var batch = records.subList(start, Math.min(records.size(), start + BATCH));
            var read = IntStream.range(0, batch.size()).parallel().mapToObj(i -> read(batch.get(i), prepare)).toList();
            for (int i = 0; i < batch.size(); i++) {
                var record = batch.get(i);
                read.get(i).record().ifPresent(r -> consumer.accept(record, r));
                read.get(i).failure().ifPresent(e -> gone.accept(Finding.at("session-unreadable", Severity.ERROR, record.file(),
                    "the record cannot be read: " + Failures.sentence(e))));
            }
        }
    }

    private static <T> Read<T> read(HashedFolder.Record record, BiFunction<HashedFolder.Record, HashedRecord, T> prepare) {
        try {
            return new Read<>(Optional.of(prepare.apply(record, HashedRecordReader.read(record.file(), record.id()))), Optional.empty());
        } catch (IOException e) {
            return new Read<>(Optional.empty(), Optional.of(e));
        }
    }

    @Override public boolean sameFileSystem(Path entry, Path folder) {
        try {
            return FileSystems.of(entry).equals(place(folder));
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    /** A folder that is not there yet is on the file system of the one above it. */
    private Object place(Path folder) throws IOException {
        var known = fileSystems.get(folder);
        if (known != null) return known;
        var existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
        var found = FileSystems.of(existing.toRealPath());
        fileSystems.put(folder, found);
        return found;
    }

    @Override public Path physical(Path path) {
        var parent = path.getParent();
        if (parent == null || Files.isSymbolicLink(path)) return PhysicalPath.of(path);
        return physicalParents.computeIfAbsent(parent, PhysicalPath::of).resolve(path.getFileName());
    }

    @Override public List<GitWorktrees.Found> gitWorktrees(Path entry) {
        return Files.isSymbolicLink(entry) ? List.of() : GitWorktrees.at(entry);
    }

    @Override public List<ClaudeFolders.Found> claude(Collection<String> spellings, Collection<String> evidence, boolean byName) {
        return claude.find(spellings, evidence, byName);
    }

    @Override public Path claudeFolder(Path directory) {
        return claude.of(physical(directory));
    }

    @Override public List<CodexRollouts.Found> codex(String directory) {
        return codex.find(directory);
    }

    @Override public Optional<Splice> codexMoved(Path rollout, String directory) {
        try {
            return CodexRollouts.moved(rollout, directory);
        } catch (IOException e) {
            throw unreadable(rollout, e);
        }
    }

    @Override public Edited edited(Path file, List<Splice> splices) {
        try (var source = Files.newInputStream(file); var in = PackedLines.isPacked(file) ? PackedLines.spliced(source, splices) : new SplicedInput(source, splices)) {
            return new Edited(Hashes.content(file), Hashes.content(in), FileMode.of(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override public Edited relocated(Path file, String member, Relocation relocation) {
        try (var in = new RelocatedInput(Files.newInputStream(file), member, relocation)) {
            return new Edited(Hashes.content(file), Hashes.content(in), FileMode.of(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
