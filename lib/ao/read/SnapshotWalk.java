package ao.read;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Fingerprint.FileContent;
import ao.model.Progress;
import ao.model.Severity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads stores for a snapshot: every file with its hash, sound databases as consistent copies, worktrees by reference. What
 * cannot be read is a finding. Follows no link.
 */
public final class SnapshotWalk {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> BESIDE_DATABASES = List.of("-wal", "-shm", "-journal");
    /** What is wrong with a database itself, rather than with reading it now. */
    private static final Set<String> DAMAGES = Set.of("database-corrupt", "database-truncated", "not-a-database");

    private final Path home;
    private final Set<Path> left;
    private final boolean worktrees;
    private final Path copies;
    private final Progress progress;
    private final Consumer<SnapshotEntry> entries;
    private final Consumer<Finding> findings;

    /**
     * @param left      folders that are passed over
     * @param worktrees whether the contents of worktrees are taken, too
     * @param copies    a private folder for copies of databases, each under its hash
     */
    public SnapshotWalk(Path home, Set<Path> left, boolean worktrees, Path copies, Progress progress, Consumer<SnapshotEntry> entries, Consumer<Finding> findings) {
        this.home = home;
        this.left = left;
        this.worktrees = worktrees;
        this.copies = copies;
        this.progress = progress;
        this.entries = entries;
        this.findings = findings;
    }

    /** Walks a store: a folder, or a file. */
    public void walk(Path path) {
        if (left.contains(path)) return;
        try {
            var at = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (at.isSymbolicLink()) entries.accept(new SnapshotEntry.Link(path, Files.readSymbolicLink(path).toString(), at.lastModifiedTime().toInstant()));
            else if (at.isDirectory()) folder(path, at);
            else if (at.isRegularFile()) file(path, at);
            else findings.accept(Finding.at("snapshot-skipped", Severity.WARNING, path, "a socket, pipe or device: not in the snapshot"));
        } catch (IOException e) {
            unreadable(path, Failures.sentence(e));
        } catch (AoException.Unreadable e) {
            unreadable(path, e.getMessage());
        }
    }

    private void unreadable(Path path, String why) {
        entries.accept(new SnapshotEntry.Missing(path, why));
        findings.accept(Finding.at("snapshot-unreadable", Severity.ERROR, path, "it is not in the snapshot: " + why));
    }

    private void folder(Path folder, BasicFileAttributes at) throws IOException {
        if (Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
            entries.accept(Git.state(folder));
            if (!worktrees) return;
        }
        entries.accept(new SnapshotEntry.Folder(folder, FileMode.of(folder), at.lastModifiedTime().toInstant()));
        for (var child : HashedFolderReader.entries(folder)) walk(child);
    }

    private void file(Path file, BasicFileAttributes at) throws IOException {
        if (isBesideDatabase(file)) return;
        if (at.size() == 0 || !isDatabase(file)) {
            add(file, at, content(file), false);
            return;
        }
        try {
            add(file, at, copy(file), true);
        } catch (AoException.Unreadable e) {
            if (!DAMAGES.contains(e.code())) throw e;
            asItIs(file, at, e.getMessage());
        }
    }

    private void add(Path file, BasicFileAttributes at, FileContent content, boolean database) throws IOException {
        entries.accept(new SnapshotEntry.File(file, name(file), content, FileMode.of(file), at.lastModifiedTime().toInstant(), database));
    }

    /** Whoever can mend a damaged database needs its bytes, and those of its log. */
    private void asItIs(Path database, BasicFileAttributes at, String why) throws IOException {
        add(database, at, content(database), false);
        for (var ending : BESIDE_DATABASES) {
            var beside = database.resolveSibling(database.getFileName() + ending);
            if (!Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS)) continue;
            add(beside, Files.readAttributes(beside, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS), content(beside), false);
        }
        findings.accept(Finding.at("snapshot-damaged", Severity.WARNING, database, "it is kept byte for byte with what lies beside it, as it cannot be read as a database: " + why));
    }

    private FileContent content(Path file) throws IOException {
        try (var in = progress.counting(Files.newInputStream(file))) {
            return Hashes.content(in);
        }
    }

    private static boolean isBesideDatabase(Path file) throws IOException {
        var name = file.getFileName().toString();
        for (var ending : BESIDE_DATABASES) {
            if (!name.endsWith(ending)) continue;
            var database = file.resolveSibling(name.substring(0, name.length() - ending.length()));
            if (Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS) && isDatabase(database)) return true;
        }
        return false;
    }

    private static boolean isDatabase(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var start = new byte[SQLITE.length];
            return in.read(start) == start.length && Arrays.equals(start, SQLITE);
        } catch (java.io.FileNotFoundException e) {
            return false;
        }
    }

    private FileContent copy(Path file) throws IOException {
        try (var snapshot = DatabaseSnapshot.of(file)) {
            return snapshot.consistentCopy(copies);
        } catch (SQLException e) {
            throw Sqlite.unreadable(file, e);
        }
    }

    /** The name within the snapshot; of a path that text cannot give back, its bytes. */
    private String name(Path file) {
        if (!RawPath.isText(file)) return "raw/" + RawPath.encode(file).replace("/", "%2F");
        return file.startsWith(home) ? "home/" + home.relativize(file) : "outside" + file;
    }

    /** Whether something is of a kind that snapshots hold: a file, a folder or a link. */
    public static boolean isKept(Path path) throws IOException {
        return !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
    }

    /** Where the bytes of an entry can be read now. */
    public static Path source(SnapshotEntry.File file, Path copies) {
        return Optional.of(copies.resolve(file.content().sha256())).filter(c -> file.database()).orElse(file.path());
    }
}
