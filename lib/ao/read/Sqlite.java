package ao.read;

import ao.model.AoException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** Opens SQLite files, and tells what its failures mean. */
public final class Sqlite {
    private static final int BUSY_MILLIS = 5_000;
    /** A name as it stands in SQL. */
    public static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Holds the pages of a large transaction, so that few have to be written twice. */
    private static final int WRITING_CACHE_KIB = 16 << 10;
    /** Held, so that its level stays: what the driver logs, with stack traces, reaches the operator as our own messages. */
    private static final Logger DRIVER = Logger.getLogger("org.sqlite");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private Sqlite() { }

    /** A connection as the rewrite's daemon sets them up: foreign keys on, waits five seconds for a lock. */
    public static Connection open(Path file) throws SQLException {
        return open(file.toString(), new SQLiteConfig());
    }

    /** A new database that is on no disk. */
    public static Connection inMemory() throws SQLException {
        return open(":memory:", new SQLiteConfig());
    }

    /** The same, holding the database so that nobody else can open it; fails when somebody has it open. */
    public static Connection openExclusive(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        config.setCacheSize(-WRITING_CACHE_KIB);
        config.setOpenMode(org.sqlite.SQLiteOpenMode.READWRITE);
        config.resetOpenMode(org.sqlite.SQLiteOpenMode.CREATE);
        return open(file.toString(), config);
    }

    private static Connection open(String file, SQLiteConfig config) throws SQLException {
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try {
            return config.createConnection("jdbc:sqlite:" + file);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw unavailable(e);
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw unavailable(e);
        }
    }

    private static AoException.Unreadable unavailable(Throwable e) {
        return new AoException.Unreadable("sqlite-unavailable",
            "SQLite's native library cannot be loaded: " + e.getMessage(),
            "the temporary folder is probably mounted noexec: set AO_JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR "
                + "(or JAVA_TOOL_OPTIONS) to a folder that programs may be run from");
    }

    /** What an SQLite failure while reading a file means to the operator. */
    public static AoException.Unreadable unreadable(Path file, SQLException e) {
        if (isNativeFailure(e)) return unavailable(e);
        return switch (primary(e)) {
            case SQLITE_NOTADB -> new AoException.Unreadable("not-a-database", file + " is no SQLite database", "");
            case SQLITE_CORRUPT -> new AoException.Unreadable("database-corrupt",
                file + " is damaged: " + e.getMessage(), "keep a copy of it and of its -wal file before anything else");
            case SQLITE_FULL -> new AoException.Unreadable("no-room", file + ": the disk is full", "");
            default -> new AoException.Unreadable("database-unreadable", file + ": " + e.getMessage(), "");
        };
    }

    private static boolean isNativeFailure(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause.getClass().getSimpleName().contains("NativeLibrary")) return true;
            if (cause.getMessage() != null && cause.getMessage().contains("native library")) return true;
        }
        return false;
    }

    /** A name as SQL takes it whatever it holds. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Whether the file itself is damaged, so that other parts of it may be read. */
    public static boolean isDamage(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_CORRUPT;
    }

    /** The driver's message without the name of the code that it puts before it. */
    public static String reason(SQLException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage().replaceFirst("^\\[\\w+]\\s*", "");
    }

    /** The primary error code, whatever extended one the driver gives. */
    public static SQLiteErrorCode primary(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF);
    }
}
