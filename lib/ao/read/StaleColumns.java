package ao.read;

import ao.model.AoException;
import ao.model.Relocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Columns of other programs' databases that name directories which were moved, with the SQL that would mend them. Reads private copies only (D39). */
public final class StaleColumns {
    private static final Pattern DIRECTORY = Pattern.compile("(?i).*(cwd|dir|path|worktree|root|folder).*");

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
            var which = name(column) + " = " + literal(renaming.from()) + " OR substr(" + name(column) + ", 1, " + (length + 1) + ") = " + literal(renaming.from() + "/");
            try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT count(*) FROM " + name(table) + " WHERE " + which)) {
                long count = rows.getLong(1);
                if (count == 0) continue;
                stale.add(new Stale(database, table, column, count, "UPDATE " + name(table) + " SET " + name(column) + " = " + literal(renaming.to()) + " || substr(" + name(column) + ", " + (length + 1) + ") WHERE " + which + ";"));
            }
        }
    }

    private static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The state databases in Codex's folder that list rollouts. */
    public static List<Fit> codex(Path home) {
        var fits = new ArrayList<Fit>();
        try (var files = Files.newDirectoryStream(home, "*.sqlite")) {
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
