package ao.read;

import ao.model.AoException;
import ao.model.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Looks at targets of changes. */
public final class Fingerprints {
    private Fingerprints() { }

    /** What stands at a path, as a file or folder. */
    public static Fingerprint of(Path path) {
        try {
            var at = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (at.isDirectory()) return Fingerprint.FOLDER;
            if (at.isSymbolicLink()) return new Fingerprint.Link(Files.readSymbolicLink(path).toString());
            if (!at.isRegularFile()) return new Fingerprint.Other("a device");
            return Hashes.content(path);
        } catch (NoSuchFileException e) {
            return Fingerprint.ABSENT;
        } catch (IOException e) {
            return new Fingerprint.Other("something unreadable (" + Failures.sentence(e) + ")");
        }
    }

    /** What stands at a path, looked at in the way that makes it comparable with another fingerprint. */
    public static Fingerprint like(Fingerprint expected, Path path) {
        if (expected instanceof Fingerprint.Worktree) return worktree(path);
        if (expected instanceof Fingerprint.Unreadable) return bySize(path);
        if (expected instanceof Fingerprint.FolderContent) return FolderContents.look(path);
        if (!(expected instanceof Fingerprint.Database) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) return of(path);
        try (var snapshot = DatabaseSnapshot.of(path)) {
            return database(snapshot.connection());
        } catch (SQLException | AoException.Unreadable e) {
            return new Fingerprint.Other("a file that cannot be read as a database (" + e.getMessage() + ")");
        }
    }

    /** What stands at a path; a folder by the pointer in it, if it is a git worktree. */
    public static Fingerprint worktree(Path path) {
        var pointer = path.resolve(".git");
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !Files.isRegularFile(pointer, LinkOption.NOFOLLOW_LINKS)) return of(path);
        try {
            return new Fingerprint.Worktree(Files.readString(pointer, java.nio.charset.StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return new Fingerprint.Other("a worktree whose .git cannot be read (" + Failures.sentence(e) + ")");
        }
    }

    private static Fingerprint bySize(Path path) {
        try {
            var at = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return at.isRegularFile() ? new Fingerprint.Unreadable(at.size()) : of(path);
        } catch (NoSuchFileException e) {
            return Fingerprint.ABSENT;
        } catch (IOException e) {
            return new Fingerprint.Other("something unreadable (" + Failures.sentence(e) + ")");
        }
    }

    /** The fingerprint of an open database. */
    public static Fingerprint.Database database(Connection connection) throws SQLException {
        var digest = Hashes.digest();
        var tables = new ArrayList<String>();
        try (var query = connection.createStatement()) {
            try (var rows = query.executeQuery("SELECT type, name, ifnull(sql, '') FROM sqlite_master ORDER BY type, name")) {
                while (rows.next()) {
                    if (rows.getString(1).equals("table")) tables.add(rows.getString(2));
                    digest.update((rows.getString(1) + "\0" + rows.getString(2) + "\0" + rows.getString(3) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            if (tables.contains("goose_db_version")) {
                try (var rows = query.executeQuery("SELECT version_id, is_applied FROM goose_db_version ORDER BY id")) {
                    while (rows.next()) digest.update((rows.getLong(1) + " " + rows.getInt(2) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
            }
            long count = 0;
            for (var table : tables) {
                if (table.equals("goose_db_version") || table.startsWith("sqlite_")) continue;
                try (var rows = query.executeQuery("SELECT count(*) FROM \"" + table.replace("\"", "\"\"") + "\"")) {
                    count += rows.getLong(1);
                }
            }
            return new Fingerprint.Database(Hashes.hex(digest), count);
        }
    }

    /** A hash of the names in a folder, which tells whether its listing is again what it was. */
    public static String listing(Path folder) throws IOException {
        try (var names = Folders.list(folder)) {
            return listing(names.map(p -> p.getFileName().toString()).toList());
        }
    }

    /** The same hash of names. */
    public static String listing(java.util.Collection<String> names) {
        return Hashes.of(String.join("\0", names.stream().sorted().toList()));
    }
}
