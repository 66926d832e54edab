package ao.read;

import ao.model.AoException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A private copy of a database and its write-ahead log. The original is never opened with SQLite: even a read-only
 * open leaves files behind, and closing after a crash rewrites it (D39).
 */
public final class DatabaseSnapshot implements AutoCloseable {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int TRIES = 3;

    private final TemporaryFolder folder;
    private final Path original;
    private final Connection connection;

    private DatabaseSnapshot(TemporaryFolder folder, Path original, Connection connection) {
        this.folder = folder;
        this.original = original;
        this.connection = connection;
    }

    /**
     * Copies a database and opens the copy.
     *
     * @throws AoException.Unreadable when it is no database, is damaged, or changes faster than it can be copied
     */
    public static DatabaseSnapshot of(Path database) {
        try {
            check(database);
            return copy(database);
        } catch (IOException e) {
            throw new AoException.Unreadable("database-unreadable", database + ": " + Failures.sentence(e), "");
        } catch (SQLException e) {
            throw Sqlite.unreadable(database, e);
        }
    }

    private static DatabaseSnapshot copy(Path database) throws IOException, SQLException {
        var folder = TemporaryFolder.of(TemporaryFolder.Purpose.READ);
        try {
            copyConsistently(database, folder.path());
            return new DatabaseSnapshot(folder, database, Sqlite.open(folder.path().resolve("ao.db")));
        } catch (IOException | SQLException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Looks at the beginning of a file that should be a database.
     *
     * @throws AoException.Unreadable when it is none, or is cut off
     */
    public static void checkHeader(Path database) {
        try {
            check(database);
        } catch (IOException e) {
            throw new AoException.Unreadable("database-unreadable", database + ": " + Failures.sentence(e), "");
        }
    }

    private static void check(Path database) throws IOException {
        if (!Files.isRegularFile(database)) {
            throw new AoException.Unreadable("not-a-database", database + (Files.exists(database) ? " is no regular file" : " is not there"), "");
        }
        try (var file = new RandomAccessFile(database.toFile(), "r")) {
            if (file.length() == 0) {
                throw new AoException.Unreadable("database-empty", database + " is empty (0 bytes)",
                    "start the daemon once, which fills it; or move the file away and use --create-db");
            }
            var header = new byte[100];
            int read = file.read(header);
            if (read < header.length || !Arrays.equals(Arrays.copyOf(header, MAGIC.length), MAGIC)) {
                throw new AoException.Unreadable("not-a-database", database + " is no SQLite database",
                    "expected a file that begins with \"SQLite format 3\"");
            }
            long pageSize = (header[16] & 0xFF) << 8 | header[17] & 0xFF;
            if (pageSize == 1) pageSize = 65_536;
            long pages = (header[28] & 0xFFL) << 24 | (header[29] & 0xFF) << 16 | (header[30] & 0xFF) << 8 | header[31] & 0xFF;
            boolean hasLog = Files.exists(beside(database, "-wal"));
            if (!hasLog && pages * pageSize > file.length()) {
                throw new AoException.Unreadable("database-truncated", database + " is cut off: " + file.length()
                    + " bytes, and its header says " + pages * pageSize, "restore it from a backup");
            }
        }
    }

    private static void copyConsistently(Path database, Path folder) throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var before = Stamp.of(database);
            Files.copy(database, folder.resolve("ao.db"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            for (var suffix : new String[] {"-wal", "-journal"}) {
                Files.deleteIfExists(folder.resolve("ao.db" + suffix));
                copyIfThere(beside(database, suffix), folder.resolve("ao.db" + suffix));
            }
            if (before.equals(Stamp.of(database))) return;
        }
        throw new AoException.Unreadable("database-busy", database + " changed each of " + TRIES
            + " times while it was being copied", "stop the daemon, or try again when it is idle");
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            if (Files.exists(from) && !Files.isRegularFile(from)) throw new java.nio.file.FileSystemException(from.toString(), null, from.getFileName() + " is no regular file");
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            // Checkpointed away meanwhile; the stamps tell whether that matters.
        }
    }

    private static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /** Size and times of a database's files as text: another text means that somebody wrote. Empty when it is not there. */
    public static String stamp(Path database) {
        try {
            return Stamp.of(database).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Size and time of the file and its log, and the log's salt: what a writer cannot leave unchanged. */
    private record Stamp(long size, long time, long logSize, long logTime, String salt) {
        static Stamp of(Path database) throws IOException {
            var wal = beside(database, "-wal");
            var at = Files.readAttributes(database, BasicFileAttributes.class);
            if (!Files.isRegularFile(wal)) return new Stamp(at.size(), at.lastModifiedTime().toMillis(), -1, -1, "");
            try (var file = new RandomAccessFile(wal.toFile(), "r")) {
                var header = new byte[32];
                int read = file.read(header);
                var salt = read == header.length ? Arrays.toString(Arrays.copyOfRange(header, 16, 24)) : "";
                return new Stamp(at.size(), at.lastModifiedTime().toMillis(), file.length(),
                    Files.getLastModifiedTime(wal).toMillis(), salt);
            } catch (java.io.FileNotFoundException | NoSuchFileException e) {
                return new Stamp(at.size(), at.lastModifiedTime().toMillis(), -1, -1, "");
            }
        }
    }

    /** Puts a copy of the database with its log brought in into a folder, under its own hash. */
    ao.model.Fingerprint.FileContent consistentCopy(Path into) throws SQLException, IOException {
        var file = folder.path().resolve("whole.db");
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("backup to '" + file.toString().replace("'", "''") + "'");
        }
        var content = Hashes.content(file);
        Files.move(file, into.resolve(content.sha256()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return content;
    }

    /** The connection to the copy. */
    public Connection connection() {
        return connection;
    }

    /** The file that was copied. */
    public Path original() {
        return original;
    }

    @Override public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The copy is thrown away next, whatever became of it.
        }
        folder.close();
    }
}
