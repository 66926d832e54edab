package ao.apply;

import ao.journal.JournalFile.Touched;
import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.Row;
import ao.model.Table;
import ao.read.Failures;
import ao.read.Fingerprints;
import ao.read.Sqlite;
import ao.read.StoredRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * The one connection that writes an {@code ao.db}. It holds the database exclusively from the moment it is opened, so
 * that no daemon can open it meanwhile, an idle one is noticed (rewrite-store sheet, 1.2), and nothing changes between
 * the checks and the commit.
 */
public final class DatabaseWriter implements AutoCloseable {
    private final Path file;
    private final Touched folder;
    private final Connection connection;
    private final Map<Table, PreparedStatement> inserts = new EnumMap<>(Table.class);
    private final StoredRows stored;

    private DatabaseWriter(Path file, Touched folder, Connection connection) {
        this.file = file;
        this.folder = folder;
        this.connection = connection;
        this.stored = new StoredRows(connection);
    }

    /**
     * Opens a database that nobody else has open.
     *
     * @throws AoException.Refused when somebody has
     */
    public static DatabaseWriter open(Path file) {
        var folder = folder(file);
        try {
            var connection = Sqlite.openExclusive(file);
            try (var statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("ROLLBACK");
                adoptJournal(file, statement);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new DatabaseWriter(file, folder, connection);
        } catch (SQLException e) {
            var code = Sqlite.primary(e);
            if (code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED) {
                throw new AoException.Refused("database-locked", "another process has " + file + " open",
                    "stop the daemon (or whatever has it open), then run this again");
            }
            if (code == SQLiteErrorCode.SQLITE_READONLY || code == SQLiteErrorCode.SQLITE_CANTOPEN || code == SQLiteErrorCode.SQLITE_IOERR) {
                throw new AoException.Unreadable("database-unwritable", file + " cannot be written: " + Sqlite.reason(e),
                    "mend the permissions, or the file system if it is mounted read-only");
            }
            throw Sqlite.unreadable(file, e);
        }
    }

    /** SQLite removes a spent journal when it closes only if it has used it: it is written what is there already. */
    private static void adoptJournal(Path file, Statement statement) throws SQLException {
        if (!Files.exists(file.resolveSibling(file.getFileName() + "-journal"))) return;
        int version;
        try (var row = statement.executeQuery("PRAGMA user_version")) {
            version = row.getInt(1);
        }
        statement.execute("PRAGMA user_version = " + version);
    }

    private static Touched folder(Path file) {
        var folder = file.getParent();
        try {
            return new Touched(folder, Files.getLastModifiedTime(folder).toInstant(), Fingerprints.listing(folder));
        } catch (IOException e) {
            throw new AoException.Unreadable("database-unreadable", folder + ": " + Failures.sentence(e), "");
        }
    }

    /** The folder of the database as it was before: SQLite puts its log there for as long as this is open. */
    Touched folder() {
        return folder;
    }

    /** What the database looks like now. */
    Fingerprint print() throws SQLException {
        return Fingerprints.database(connection);
    }

    Connection connection() {
        return connection;
    }

    /** Writes a consistent copy of the database to a new file. */
    void backup(Path copy) throws SQLException {
        int code = ((SQLiteConnection) connection).getDatabase().backup("main", copy.toString(), null);
        if (code != SQLiteErrorCode.SQLITE_OK.code) throw new SQLException("the copy " + copy + " could not be made", null, code);
    }

    /** Lets SQLite look after foreign keys in the next transaction, or leave that to us. */
    void enforceForeignKeys(boolean enforce) throws SQLException {
        execute("PRAGMA foreign_keys = " + (enforce ? "ON" : "OFF"));
    }

    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    void rollback() throws SQLException {
        execute("ROLLBACK");
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The last number that the change log gave out; nothing when it never gave one. */
    OptionalLong logNumber() throws SQLException {
        try (var statement = connection.createStatement();
             var rows = statement.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = 'change_log'")) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /** Inserts a row, unless its id or number is taken; says why not. */
    Optional<String> insert(Row row) throws SQLException {
        var statement = inserts.get(row.table());
        if (statement == null) {
            var columns = row.table().columns();
            statement = connection.prepareStatement("INSERT INTO " + row.table().word() + " (" + String.join(", ", columns)
                + ") VALUES (" + columns.stream().map(c -> "?").collect(Collectors.joining(", ")) + ")");
            inserts.put(row.table(), statement);
        }
        var values = row.values();
        for (int i = 0; i < values.size(); i++) statement.setObject(i + 1, values.get(i));
        try {
            statement.executeUpdate();
            return Optional.empty();
        } catch (SQLException e) {
            if (Sqlite.primary(e) != SQLiteErrorCode.SQLITE_CONSTRAINT) throw e;
            return Optional.of(Sqlite.reason(e));
        }
    }

    /** Changes a value in every row that has it. */
    void update(CellChange cell) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE " + Sqlite.name(cell.table()) + " SET " + Sqlite.name(cell.column()) + " = ? WHERE " + Sqlite.name(cell.column()) + " = ?")) {
            statement.setString(1, cell.to());
            statement.setString(2, cell.from());
            statement.executeUpdate();
        }
    }

    /** Looks at stored rows. */
    StoredRows stored() {
        return stored;
    }

    /** What SQLite's own checks complain about; foreign keys first. */
    List<String> complaints() throws SQLException {
        var complaints = new ArrayList<>(foreignKeyComplaints());
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("PRAGMA quick_check")) {
            while (rows.next()) {
                if (!rows.getString(1).equals("ok")) complaints.add("quick_check: " + rows.getString(1));
            }
        }
        return complaints;
    }

    /** Rows that refer to nothing. */
    List<String> foreignKeyComplaints() throws SQLException {
        var complaints = new ArrayList<String>();
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("PRAGMA foreign_key_check")) {
            while (rows.next()) {
                complaints.add("foreign_key_check: row " + rows.getLong(2) + " of " + rows.getString(1) + " refers to no row of " + rows.getString(3));
            }
        }
        return complaints;
    }

    Path file() {
        return file;
    }

    /** Closes the database; being the last to do so, this brings its log into the file. */
    @Override public void close() {
        try {
            for (var statement : inserts.values()) statement.close();
            stored.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(file + " could not be closed", e);
        }
    }
}
