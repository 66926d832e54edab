package ao.read;

import ao.model.SchemaObject.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lists what a database has, by kind, named as in {@link ao.model.SchemaObject}. */
final class SchemaObjectsReader {
    private static final String TABLES = "sqlite_master m, ";
    private static final String OF_TABLES = " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    /** The columns of an index in their order; SQLite gives the rows of such a question in any. */
    private static final String COLUMNS = "(SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))";
    private static final Pattern CHECK = Pattern.compile("CHECK\\s*\\(\\s*[\"`\\[]?(\\w+)[\"`\\]]?\\s+IN\\s*\\(([^()]*)\\)\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("(?s)--[^\n]*|/\\*.*?\\*/");
    private static final Pattern CONDITION = Pattern.compile("\\)\\s*WHERE\\s(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern TEXT_OR_REST = Pattern.compile("'[^']*'|[^']+");
    private static final Pattern WORD = Pattern.compile("'([^']*)'");

    private SchemaObjectsReader() { }

    static Map<Kind, Set<String>> read(Connection connection) throws SQLException {
        var objects = new EnumMap<Kind, Set<String>>(Kind.class);
        for (var kind : List.of(Kind.TABLE, Kind.INDEX, Kind.TRIGGER)) {
            objects.put(kind, names(connection, "SELECT name FROM sqlite_master WHERE type = '" + kind.word() + "' AND name NOT LIKE 'sqlite_%'"));
        }
        objects.put(Kind.COLUMN, names(connection, "SELECT m.name || '.' || c.name FROM " + TABLES + "pragma_table_info(m.name) c WHERE m.type = 'table'"));
        objects.put(Kind.REQUIRED, names(connection, "SELECT m.name || '.' || c.name FROM " + TABLES + "pragma_table_info(m.name) c" + OF_TABLES + " AND c.\"notnull\""));
        objects.put(Kind.TIMED, names(connection, "SELECT m.name || '.' || c.name FROM " + TABLES + "pragma_table_info(m.name) c" + OF_TABLES + " AND upper(c.type) IN ('DATE', 'DATETIME', 'TIMESTAMP')"));
        objects.put(Kind.UNIQUE, names(connection, "SELECT m.name || '(' || " + COLUMNS + " || ')' FROM " + TABLES + "pragma_index_list(m.name) i" + OF_TABLES + " AND i.\"unique\" AND NOT i.partial"
            // A key that is the number of the row has no index.
            + " UNION SELECT m.name || '(' || c.name || ')' FROM " + TABLES + "pragma_table_info(m.name) c" + OF_TABLES
            + " AND c.pk = 1 AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) o WHERE o.pk > 1) AND upper(c.type) = 'INTEGER'"));
        objects.put(Kind.REFERENCE, names(connection, "SELECT m.name || '.' || f.\"from\" || '->' || f.\"table\" || CASE WHEN f.on_delete = 'CASCADE' THEN ':cascade' ELSE '' END FROM "
            + TABLES + "pragma_foreign_key_list(m.name) f" + OF_TABLES));
        objects.put(Kind.INDEXING, indices(connection));
        objects.put(Kind.ADMITS, admitted(connection));
        return objects;
    }

    private static Set<String> names(Connection connection, String sql) throws SQLException {
        var names = new TreeSet<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery(sql)) {
            while (rows.next()) {
                // An index over an expression has a column without a name.
                if (rows.getString(1) != null) names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Indices with the columns in them and their conditions. */
    private static Set<String> indices(Connection connection) throws SQLException {
        var indices = new TreeSet<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT i.name || '@' || m.name || '(' || " + COLUMNS + " || ')' || CASE WHEN i.\"unique\" THEN ':unique' ELSE '' END,"
                + " CASE WHEN i.partial THEN (SELECT o.sql FROM sqlite_master o WHERE o.type = 'index' AND o.name = i.name) END FROM " + TABLES + "pragma_index_list(m.name) i" + OF_TABLES + " AND i.origin = 'c'")) {
            while (rows.next()) {
                var index = rows.getString(1);
                if (index == null) continue;
                if (rows.getString(2) == null) indices.add(index);
                // Of some indices only that they have a condition is known.
                else indices.addAll(List.of(index + ":where", index + ":where(" + condition(rows.getString(2)) + ")"));
            }
        }
        return indices;
    }

    private static String spelled(String part) {
        return part.replaceAll("[\"`\\[\\]()]", " ").replace("==", "=").replaceAll("\\s+", " ").replaceAll(" ?([=<>!,]+) ?", "$1").strip().toLowerCase(Locale.ROOT);
    }

    /** The condition of an index in one spelling: outside of texts without more blanks than it needs, quotes and brackets, in lower case. */
    private static String condition(String sql) {
        var where = CONDITION.matcher(COMMENT.matcher(sql).replaceAll(" "));
        if (!where.find()) return "";
        return TEXT_OR_REST.matcher(where.group(1)).results().map(part -> part.group().startsWith("'") ? part.group() : spelled(part.group())).collect(Collectors.joining());
    }

    private static Set<String> admitted(Connection connection) throws SQLException {
        var words = new TreeSet<String>();
        try (var query = connection.createStatement(); var rows = query.executeQuery("SELECT name, sql FROM sqlite_master m" + OF_TABLES + " AND sql IS NOT NULL")) {
            while (rows.next()) {
                for (var check = CHECK.matcher(rows.getString(2)); check.find();) {
                    var column = rows.getString(1) + "." + check.group(1);
                    for (var word = WORD.matcher(check.group(2)); word.find();) words.add(column + ":" + word.group(1));
                }
            }
        }
        return words;
    }
}
