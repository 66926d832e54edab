package tests;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A database file, opened as any other program would. */
final class Database {
    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    /** A connection to it. */
    java.sql.Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Runs statements. */
    Database execute(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var statement = connection.createStatement()) {
            for (var sql : statements) statement.executeUpdate(sql);
        }
        return this;
    }

    /** The rows of a query, by column. */
    List<Map<String, Object>> query(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var statement = connection.createStatement();
             var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<Map<String, Object>>();
            while (found.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) row.put(found.getMetaData().getColumnName(i), found.getObject(i));
                rows.add(row);
            }
            return rows;
        }
    }

    /** The contents of all tables, {@code sqlite_sequence} included: two databases with equal contents are equal here. */
    Map<String, List<Map<String, Object>>> contents() throws SQLException {
        var contents = new TreeMap<String, List<Map<String, Object>>>();
        for (var table : query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
            contents.put((String) table.get("name"), query("SELECT * FROM \"" + table.get("name") + "\" ORDER BY 1"));
        }
        return contents;
    }

    /** A new database of schema 12 as a daemon leaves it, in write-ahead-logging mode. */
    static Database daemons(Path file) throws Exception {
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.write(file, ao.plan.NewDatabase.at(file, java.time.Instant.parse("2026-05-01T00:00:00Z")).bytes());
        return new Database(file).execute("PRAGMA journal_mode = WAL");
    }
}
