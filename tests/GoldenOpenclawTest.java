package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.JavaScript;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** OpenClaw's stores go into directories and back as recorded, from the command line; where we mean to differ, the case is named with the reason. */
@DisabledOnOs(OS.WINDOWS)
class GoldenOpenclawTest {
    private static final Path GOLDEN = Repo.root().resolve("tests/golden/openclaw");
    private static final long PADDED_TO_THE_LIMIT = 64L << 20;

    /** Where a migration leaves something else than recorded. */
    private static final Map<String, String> OTHER_DIRECTORY = Map.of(
        "P011", "a list as an entry is mistaken by every reader for its document, so it stays in the copy",
        "P020", "a key that is called as a member of objects is an entry as any other",
        "P026", "a name that is taken is no reason to fail: the next one is free",
        "P028", "what an earlier run left is never removed, whatever its name",
        "P029", "a copy of another time is not overwritten",
        "P035", "a key with half of a surrogate pair does not take the file of a sound one");

    /** Where the way back leaves something else than recorded. */
    private static final Map<String, String> OTHER_FILE = Map.ofEntries(
        Map.entry("P011", "the same"),
        Map.entry("P020", "the same"),
        Map.entry("P026", "the same"),
        Map.entry("P028", "the same"),
        Map.entry("P029", "the same"),
        Map.entry("P035", "the same"),
        Map.entry("P021", "a store file that differs is kept as a copy before it is replaced"),
        Map.entry("P024", "a directory whose state is damaged is no lost store: what can be read of it is proposed"),
        Map.entry("P032", "entries that no reader takes are in the store file all the same"),
        Map.entry("P046", "a newer store file is kept as a copy before it is replaced"),
        Map.entry("P049", "a name that is taken is no reason to stop half-way: the next one is free"));

    /** What is put aside as recorded, and told, as there are entries in it that are nowhere else. */
    private static final List<String> TOLD = List.of("P022", "P023");

    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> recorded_cases() throws IOException {
        List<Path> cases;
        try (var all = Files.list(GOLDEN)) {
            cases = all.filter(Files::isDirectory).sorted().toList();
        }
        return cases.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
    }

    private void run(Path folder) throws IOException {
        var recorded = Golden.JSON.readTree(folder.resolve("result.json").toFile());
        var id = recorded.get("id").textValue();
        var home = Files.createDirectories(temp.toRealPath().resolve(id + "/home"));
        var place = home.resolve("sessions");
        GoldenOpenclaw.make(folder, "before", place);
        if (recorded.has("legacyFile")) padded(place.resolve("sessions.json"), recorded.get("legacyFile"));
        var store = place.resolve(recorded.get("store").textValue());
        var cli = new Cli(home);
        if (recorded.path("migrate").has("outcome")) migrated(folder, recorded, place, cli.run("migrate-storage", "--openclaw", "--store", store.toString(), "--yes", "--json"));
        var back = cli.run("rollback", "--openclaw", "--store", store.toString(), "--yes", "--json");
        var became = back.json().path("report").path("stores").path(0);
        if (!OTHER_FILE.containsKey(id)) {
            assertEquals(recorded.path("rollback").path("restored").booleanValue(), became.path("outcome").asText().equals("restored"), back::toString);
            assertSame(expected(folder, "rolledback"), tree(place), id);
        } else if (!id.equals("P026")) {
            assertTrue(differ(expected(folder, "rolledback"), tree(place)), "it is as recorded, so it needs no reason: " + OTHER_FILE.get(id));
        }
    }

    private void migrated(Path folder, JsonNode recorded, Path place, Cli.Result result) throws IOException {
        var id = recorded.get("id").textValue();
        var was = recorded.get("migrate");
        var became = result.json().path("report").path("stores").path(0);
        if (OTHER_DIRECTORY.containsKey(id)) {
            assertTrue(differ(expected(folder, "after"), tree(place)), "it is as recorded, so it needs no reason: " + OTHER_DIRECTORY.get(id));
            return;
        }
        var outcome = was.get("outcome").textValue();
        assertEquals(outcome, became.path("outcome").asText(), result::toString);
        assertEquals(recorded.path("before").path("detection").path("status").asText(), became.path("status").asText());
        if (outcome.equals("migrated")) assertEquals(was.get("legacyEntries"), became.path("legacyEntries"));
        // Two keys that share one file are one entry.
        if (outcome.equals("migrated") && !id.equals("P034")) assertEquals(was.get("migratedEntries"), became.path("migratedEntries"));
        var line = recorded.path("startupSummary").path("message").asText();
        assertEquals(line.replaceAll("(?s); issues: .*", ""), result.json().path("report").path("startupSummary").asText().replaceAll("(?s); issues: .*", ""));
        boolean bad = outcome.equals("failed") || outcome.equals("skipped_invalid");
        assertEquals(bad || TOLD.contains(id) ? 5 : 0, result.code(), result::toString);
        assertSame(expected(folder, "after"), tree(place), id);
    }

    private static void padded(Path file, JsonNode is) throws IOException {
        var bytes = new byte[is.get("padWithSpacesTo").intValue()];
        Arrays.fill(bytes, (byte) ' ');
        var text = is.get("text").textValue().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 0, text.length);
        Files.write(file, bytes);
    }

    private static boolean differ(TreeMap<String, String> expected, TreeMap<String, String> found) {
        return !expected.equals(found);
    }

    private static void assertSame(TreeMap<String, String> expected, TreeMap<String, String> found, String id) {
        assertEquals(lines(expected), lines(found), id);
    }

    private static String lines(TreeMap<String, String> tree) {
        var text = new StringBuilder();
        tree.forEach((name, what) -> text.append(name).append(' ').append(what).append('\n'));
        return text.toString();
    }

    private TreeMap<String, String> expected(Path folder, String tree) throws IOException {
        var place = temp.resolve(folder.getFileName() + tree);
        if (Golden.JSON.readTree(folder.resolve("result.json").toFile()).path("manifest").path(tree).isEmpty()) return new TreeMap<>();
        GoldenOpenclaw.make(folder, tree, place);
        var found = tree(place);
        // The files of 64 MiB are described only.
        Golden.JSON.readTree(folder.resolve("result.json").toFile()).path("manifest").path(tree).forEach(m -> {
            if (m.path("omitted").booleanValue()) found.put(timeless(m.get("path").textValue()), "large");
        });
        return found;
    }

    /** The names with what is behind them; the time of a run is not in any. */
    private static TreeMap<String, String> tree(Path folder) throws IOException {
        var found = new TreeMap<String, String>();
        try (var all = Files.walk(folder)) {
            for (var entry : (Iterable<Path>) all.sorted()::iterator) {
                var name = timeless(folder.relativize(entry).toString());
                while (found.containsKey(name)) name += "+";
                if (!entry.equals(folder)) found.put(name, what(entry));
            }
        }
        return found;
    }

    private static String timeless(String name) {
        return name.replaceAll("\\.(bak|orphan)\\.\\d{13}", ".$1.N");
    }

    private static String what(Path entry) throws IOException {
        if (Files.isSymbolicLink(entry)) return "link " + Files.readSymbolicLink(entry);
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) return "folder " + Integer.toOctalString(ao.read.FileMode.of(entry));
        if (Files.size(entry) >= PADDED_TO_THE_LIMIT) return "large";
        return "file " + Integer.toOctalString(ao.read.FileMode.of(entry)) + " " + content(entry);
    }

    /** JSON by what JavaScript makes of it: number text and escapes that we leave as they were are spelled as it does. */
    private static String content(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!file.toString().contains(".json") || file.toString().contains(".bak.") && !file.toString().contains("sessions.d")) return text;
        var value = ao.read.Json.parse(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        if (value.isEmpty()) return text;
        if (value.get() instanceof ObjectNode state && state.path("kind").isTextual()) state.put("updatedAt", 0);
        var compact = compact(value.get());
        return compact.isEmpty() ? text : compact;
    }

    /** Members in one order: JavaScript puts some first. */
    private static String compact(JsonNode node) {
        if (!node.isObject()) return node.isArray() ? items(node) : JavaScript.compact(node);
        var members = new TreeMap<String, String>();
        node.properties().forEach(m -> members.put(m.getKey(), compact(m.getValue())));
        return members.toString();
    }

    private static String items(JsonNode list) {
        var all = new StringBuilder("[");
        list.forEach(i -> all.append(compact(i)).append(", "));
        return all.append(']').toString();
    }
}
