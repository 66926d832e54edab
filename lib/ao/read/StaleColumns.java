package ao.read;

import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Relocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Columns of other programs' databases that name directories which were moved, with the SQL that would mend them. Reads private copies only (D39). */
public final class StaleColumns {
    private static final Pattern DIRECTORY = Pattern.compile("(?i).*(cwd|dir|path|worktree|root|folder).*");

    private static final Set<String> REWRITE = Set.of("path", "workspace_path", "workspace_repo_path", "worktree_path");

    private StaleColumns() { }

    /** A column with rows that name a moved directory. */
    public record Stale(Path database, String table, String column, long rows, String sql) { }

    /**
     * How many of the files that a database lists are there.
     *
     * @param listed how many it lists
     */
    public record Fit(Path database, long there, long listed) { }

    /** The stale columns of a database; nothing in what is none. */
    public static List<Stale> of(Path database, Relocation relocation) {
        var stale = new ArrayList<Stale>();
        if (!Files.isRegularFile(database)) return stale;
        try (var snapshot = DatabaseSnapshot.of(database)) {
            for (var table : tables(snapshot.connection())) {
                for (var column : columns(snapshot.connection(), table)) look(snapshot.connection(), database, table, column, relocation, stale);
            }
        } catch (SQLException | AoException.Unreadable e) {
            // What cannot be read is told by inspect; nothing can be said about its rows.
        }
        return stale;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return texts(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        return texts(connection, "SELECT name FROM pragma_table_info(" + literal(table) + ") ORDER BY cid").stream().filter(c -> DIRECTORY.matcher(c).matches()).toList();
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) all.add(rows.getString(1));
            return all;
        }
    }

    private static void look(Connection connection, Path database, String table, String column, Relocation relocation, List<Stale> stale) throws SQLException {
        for (var renaming : relocation.renamings()) {
            int length = renaming.from().codePointCount(0, renaming.from().length());
            var which = Sqlite.name(column) + " = " + literal(renaming.from()) + " OR substr(" + Sqlite.name(column) + ", 1, " + (length + 1) + ") = " + literal(renaming.from() + "/");
            try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT count(*) FROM " + Sqlite.name(table) + " WHERE " + which)) {
                long count = rows.getLong(1);
                if (count == 0) continue;
                stale.add(new Stale(database, table, column, count, "UPDATE " + Sqlite.name(table) + " SET " + Sqlite.name(column) + " = " + literal(renaming.to()) + " || substr(" + Sqlite.name(column) + ", " + (length + 1) + ") WHERE " + which + ";"));
            }
        }
    }

    /**
     * The values of our own database that name a moved directory, each with what it should be.
     *
     * @param taken values that cannot be changed, because rows have the new one already
     */
    public record Cells(List<CellChange> changes, List<CellChange> taken) { }

    /** Looks at the columns of the rewrite's database that name directories (rewrite-store sheet, 3). */
    public static Cells ofRewrite(Path database, Relocation relocation) {
        var cells = new Cells(new ArrayList<>(), new ArrayList<>());
        if (!Files.isRegularFile(database)) return cells;
        try (var snapshot = DatabaseSnapshot.of(database); var stored = new StoredRows(snapshot.connection())) {
            for (var table : List.of("projects", "sessions", "session_worktrees")) {
                for (var column : columns(snapshot.connection(), table)) {
                    if (REWRITE.contains(column)) look(snapshot.connection(), stored, table, column, relocation, cells);
                }
            }
            return cells;
        } catch (SQLException e) {
            throw Sqlite.unreadable(database, e);
        }
    }

    private static void look(Connection connection, StoredRows stored, String table, String column, Relocation relocation, Cells cells) throws SQLException {
        for (var value : texts(connection, "SELECT DISTINCT " + Sqlite.name(column) + " FROM " + Sqlite.name(table) + " ORDER BY 1")) {
            var now = value == null ? Optional.<String>empty() : relocation.moved(value);
            if (now.isEmpty()) continue;
            var cell = new CellChange(table, column, value, now.get(), stored.count(table, column, value));
            (stored.count(table, column, now.get()) > 0 ? cells.taken() : cells.changes()).add(cell);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The state databases in Codex's folder that list rollouts. */
    public static List<Fit> codex(Path home) {
        var fits = new ArrayList<Fit>();
        try (var files = Folders.open(home, "*.sqlite")) {
            var all = new ArrayList<Path>();
            files.forEach(all::add);
            all.sort(null);
            all.forEach(file -> fit(file).ifPresent(fits::add));
        } catch (IOException e) {
            // No folder, no database.
        }
        return fits;
    }

    private static Optional<Fit> fit(Path database) {
        try (var snapshot = DatabaseSnapshot.of(database)) {
            if (!columns(snapshot.connection(), "threads").contains("rollout_path")) return Optional.empty();
            var paths = texts(snapshot.connection(), "SELECT rollout_path FROM threads WHERE rollout_path IS NOT NULL");
            return Optional.of(new Fit(database, paths.stream().filter(p -> p.indexOf('\0') < 0 && Files.exists(Path.of(p))).count(), paths.size()));
        } catch (SQLException | AoException.Unreadable e) {
            return Optional.empty();
        }
    }
}
