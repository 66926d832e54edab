package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ao.map.TimeText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorded imports of real stores, from the command line, row for row and column for column. What differs is
 * listed in {@link GoldenImportDifferences} with its decision; a difference that is not listed fails, and so does a
 * listed one that is none.
 */
class GoldenImportTest {
    private static final Path CASES = Repo.root().resolve("tests/golden/ao/import");
    private static final List<String> TIMES = List.of("registered_at", "activity_last_at", "created_at", "updated_at", "first_signal_at");

    /** The pinned clock of the recorded runs, and the time of every recorded registry. */
    private static final String RECORDED_NOW = "2026-06-01T12:00:00.000Z";
    private static final String REGISTRY_TIME = "2026-05-01 00:00:00 +0000 UTC";

    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> recorded_imports() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder, false)));
        }
    }

    /**
     * In these cases all sessions share one conversation, which would come in once (D34), and so hide what becomes of
     * the rest: each session gets a conversation of its own.
     */
    @TestFactory Stream<DynamicTest> recorded_imports_with_a_conversation_for_each_session() {
        return Stream.of("004", "005", "006", "007", "008", "010", "030")
            .map(name -> DynamicTest.dynamicTest(name, () -> check(CASES.resolve(name), true)));
    }

    private void check(Path folder, boolean own) throws Exception {
        var name = folder.getFileName().toString();
        var root = temp.resolve((own ? "own" : "c") + name);
        GoldenTree.make(folder, "before", root);
        if (own) separate(root.resolve("home/.agent-orchestrator/projects"));
        var recorded = Golden.JSON.readTree(folder.resolve("case.json").toFile());
        var dataDir = root.resolve("home/.ao/data");
        var database = Database.daemons(dataDir.resolve("ao.db"));
        existing(recorded.path("existingDb"), database, root);
        var before = Tree.snapshot(root.resolve("home/.agent-orchestrator"));
        var result = locked(recorded.path("existingDb").path("locked").asBoolean(), database, () -> new Cli(root.resolve("home")).runHere("import", "--as", "live", "--workspace", "legacy", "--permissions", "legacy",
            "--assume-stopped", "--yes", "--json"));
        var differences = new TreeSet<String>();
        if (result.code() != 0) differences.add("exit " + result.code());
        if (result.code() != 3 && result.code() != 6) {
            for (var table : List.of("projects", "sessions")) compare(table, expected(folder, table, root, own), rows(database, table), differences);
        }
        assertEquals(String.join("\n", GoldenImportDifferences.of(own ? name + " own" : name)), String.join("\n", differences).replace(root.toString(), "@ROOT@"), result.toString());
        assertEquals(before, Tree.snapshot(root.resolve("home/.agent-orchestrator")), "the legacy root is only read");
    }

    /** Something that runs the command line. */
    private interface Running {
        Cli.Result run();
    }

    private static Cli.Result locked(boolean locked, Database database, Running running) throws Exception {
        if (!locked) return running.run();
        try (var connection = database.open(); var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            return running.run();
        }
    }

    /** Gives each record's conversation the name of its project. */
    private static void separate(Path projects) throws IOException {
        try (var files = Files.walk(projects)) {
            for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                var text = Files.readString(file);
                var modified = Files.getLastModifiedTime(file);
                Files.writeString(file, text.replaceAll("(\"claudeSessionUuid\": \")[0-9a-f]{8}(-[0-9a-f-]{27}\")",
                    "$1" + mark(projects.relativize(file).getName(0).toString()) + "$2"));
                Files.setLastModifiedTime(file, modified);
            }
        }
    }

    private static String mark(String project) {
        return String.format("%08x", project.hashCode());
    }

    /** What the one recorded importer wrote, and of the other's rows those that the first left out. */
    private static Map<String, Map<String, String>> expected(Path folder, String table, Path root, boolean own) throws IOException {
        var rows = rows(goRows(Golden.JSON.readTree(folder.resolve("go.json").toFile()).path("run").path(table)), root);
        rows.putAll(rows(Golden.JSON.readTree(folder.resolve("rows.json").toFile()).path(table), root));
        if (own) {
            rows.values().forEach(row -> row.computeIfPresent("agent_session_id", (column, id) ->
                id.matches("[0-9a-f]{8}-[0-9a-f-]{27}") ? mark(row.get("project_id")) + id.substring(8) : id));
        }
        return rows;
    }

    /** Its rows by the names of the columns; its settings have another form and are not compared. */
    private static List<JsonNode> goRows(JsonNode recorded) {
        var rows = new ArrayList<JsonNode>();
        for (var node : recorded) {
            var row = Golden.JSON.createObjectNode();
            node.fields().forEachRemaining(e -> {
                if (e.getKey().equals("config")) return;
                var column = e.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
                if (e.getValue().isBoolean()) row.put(column, e.getValue().booleanValue() ? 1 : 0);
                else row.set(column, e.getValue());
            });
            rows.add(row);
        }
        return rows;
    }

    private static void existing(JsonNode wanted, Database database, Path root) throws Exception {
        if (wanted.isMissingNode() || wanted.isNull()) return;
        for (int version = 12; version > wanted.path("schemaVersion").asInt(12); version--) {
            database.execute("DELETE FROM goose_db_version WHERE version_id = " + version);
        }
        for (int version = 13; version <= wanted.path("schemaVersion").asInt(12); version++) {
            database.execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES (" + version + ", 1)");
        }
        for (var table : List.of("projects", "sessions")) {
            for (var row : wanted.path(table)) insert(table, row, database, root);
        }
    }

    private static void insert(String table, JsonNode row, Database database, Path root) throws Exception {
        var columns = new ArrayList<String>();
        var values = new ArrayList<String>();
        row.fields().forEachRemaining(e -> {
            columns.add(e.getKey());
            values.add(e.getValue().isNumber() || e.getValue().isNull() ? e.getValue().asText()
                : "'" + GoldenTree.fill(e.getValue().asText(), root).replace("'", "''") + "'");
        });
        database.execute("INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + String.join(", ", values) + ")");
    }

    private static Map<String, Map<String, String>> rows(Iterable<JsonNode> recorded, Path root) {
        var rows = new TreeMap<String, Map<String, String>>();
        for (var row : recorded) {
            var columns = new TreeMap<String, String>();
            row.fields().forEachRemaining(e -> columns.put(e.getKey(),
                e.getValue().isNull() ? null : GoldenTree.fill(e.getValue().asText(), root)));
            rows.put(row.get("id").textValue(), columns);
        }
        return rows;
    }

    private static Map<String, Map<String, String>> rows(Database database, String table) throws Exception {
        var rows = new TreeMap<String, Map<String, String>>();
        for (var row : database.query("SELECT * FROM " + table)) {
            var columns = new TreeMap<String, String>();
            row.forEach((name, value) -> columns.put(name, value == null ? null : value.toString()));
            rows.put(columns.get("id"), columns);
        }
        return rows;
    }

    private static void compare(String table, Map<String, Map<String, String>> expected, Map<String, Map<String, String>> found,
                                TreeSet<String> differences) {
        expected.forEach((id, row) -> {
            if (!found.containsKey(id)) differences.add(table + "/" + id + " is not imported");
            else row.forEach((column, value) -> column(table + "/" + id, row, column, found.get(id).get(column), differences));
        });
        found.keySet().stream().filter(id -> !expected.containsKey(id)).forEach(id -> differences.add(table + "/" + id + " is imported"));
    }

    private static void column(String row, Map<String, String> expected, String column, String found, TreeSet<String> differences) {
        var wanted = expected.get(column);
        if (column.equals("config")) {
            config(row, expected.get("id"), wanted, found, differences);
        } else if (TIMES.contains(column) ? !sameTime(wanted, found) : !Objects.equals(wanted, found)) {
            // Neither recorded importer knew a time, so each took another last resort (D17).
            if (column.equals("registered_at") && wanted.equals(RECORDED_NOW) && found.equals(REGISTRY_TIME)) return;
            differences.add((row + " " + column + ": " + wanted + " / " + found).strip());
        }
    }

    /** Equal instants; how they are spelled is D16. */
    private static boolean sameTime(String wanted, String found) {
        if (wanted == null || found == null) return Objects.equals(wanted, found);
        return TimeText.parse(wanted).map(TimeText.Read::at).equals(
            TimeText.parse(found.replace(" +0000 UTC", "Z")).map(TimeText.Read::at));
    }

    /** Equal settings, but for the prefix (D6: only where the rewrite would compute another) and the role agents (D19). */
    private static void config(String row, String id, String wanted, String found, TreeSet<String> differences) {
        var expected = parse(wanted);
        var ours = parse(found);
        var prefix = id.substring(0, Math.min(12, id.length()));
        if (expected.path("sessionPrefix").asText().equals(prefix)) expected.remove("sessionPrefix");
        for (var role : List.of("worker", "orchestrator")) {
            if (expected.path(role).has("agent")) continue;
            if (!(ours.get(role) instanceof ObjectNode own)) continue;
            own.remove("agent");
            if (own.isEmpty()) ours.remove(role);
        }
        if (!expected.equals(ours)) differences.add(row + " config: " + expected + " / " + ours);
    }

    private static ObjectNode parse(String config) {
        try {
            return config == null ? Golden.JSON.createObjectNode() : (ObjectNode) Golden.JSON.readTree(config);
        } catch (IOException e) {
            throw new AssertionError(config, e);
        }
    }
}
