package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorded migrations and their ways back, from the command line, file for file. Where we mean to do something else
 * than was recorded, {@code golden/migrate-differences.jsonl} has what, and why: the number of the loss in the notes on
 * the recordings, or a decision. What differs and is not listed there fails, and so does what is listed and does not.
 */
class GoldenMigrateTest {
    private static final Path CASES = Repo.root().resolve("tests/golden/ao/migrate-storage");
    private static final Path DIFFERENCES = Repo.root().resolve("tests/golden/migrate-differences.jsonl");
    private static final List<String> COUNTERS = List.of("projects", "sessions", "worktrees", "emptyDirsDeleted", "strayWorktreesMoved", "claudeSessionsRelinked", "codexSessionsRewritten");
    private static final String NOTHING = "(nothing)";
    private static final String FOLDER = "(an empty folder)";

    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> recorded_migrations_and_our_own_way_back() throws IOException {
        return cases().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> migrate(folder)));
    }

    @TestFactory Stream<DynamicTest> recorded_ways_back_without_a_journal() throws IOException {
        return cases().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> takeBack(folder)));
    }

    private static Stream<Path> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    private void migrate(Path folder) throws Exception {
        var name = folder.getFileName().toString();
        var root = Files.createDirectories(temp.toRealPath().resolve("m" + name));
        GoldenTree.make(folder, "before", root);
        var cli = new Cli(Files.createDirectories(root.resolve("home")));
        var before = all(root);
        var planned = Golden.JSON.readTree(cli.runHere("migrate-storage", "--ignore-tmux", "--dry-run", "--json").out()).path("report");
        assertEquals("", different(before, all(root)), "a dry run changes nothing");
        var result = cli.runHere("migrate-storage", "--ignore-tmux", "--yes", "--json");
        var document = Golden.JSON.readTree(result.out());
        var ours = new TreeMap<String, String>();
        if (result.code() != 0) ours.put("#exit", String.valueOf(result.code()));
        var recorded = Golden.JSON.readTree(folder.resolve("result.json").toFile()).path("migrate").path("result");
        for (var counter : COUNTERS) {
            assertEquals(planned.path(counter), document.path("report").path(counter), "a dry run prints the same " + counter);
            if (recorded.isObject() && recorded.path(counter).asInt() != document.path("report").path(counter).asInt()) ours.put("#" + counter, document.path("report").path(counter).asText());
        }
        var run = document.path("run").asText();
        compare(folder, "after", root, run, ours);
        assertEquals(listed(name), ours, result.err());
        var after = all(root);
        var again = cli.runHere("migrate-storage", "--ignore-tmux", "--yes", "--json");
        assertEquals("", different(after, all(root)), "a second run has nothing to do, and says " + again.code());
        if (document.path("run").isNull()) return;
        assertEquals(0, cli.runHere("rollback", run, "--ignore-tmux", "--yes", "--json").code());
        assertEquals("", different(before, all(root)), "to the byte, the name and the time");
    }

    private void takeBack(Path folder) throws Exception {
        var name = folder.getFileName().toString();
        var root = Files.createDirectories(temp.toRealPath().resolve("r" + name));
        GoldenTree.make(folder, "after", root);
        for (var op : Golden.JSON.readTree(folder.resolve("case.json").toFile()).path("ops")) {
            var file = root.resolve(GoldenTree.fill(op.path("path").asText(), root));
            Files.createDirectories(file.getParent());
            Files.writeString(file, GoldenTree.fill(op.path("text").asText(), root));
        }
        var cli = new Cli(Files.createDirectories(root.resolve("home")));
        var before = all(root);
        var result = cli.runHere("rollback", "--storage", "--ignore-tmux", "--yes", "--json");
        var ours = new TreeMap<String, String>();
        if (result.code() != 0) ours.put("#exit", String.valueOf(result.code()));
        var run = Golden.JSON.readTree(result.out()).path("run").asText();
        compare(folder, "rolledback", root, run, ours);
        assertEquals(listed(name + " rollback"), ours, result.err());
        if (run.equals("null")) return;
        assertEquals(0, cli.runHere("rollback", run, "--ignore-tmux", "--yes", "--json").code());
        assertEquals("", different(before, all(root)), "a way back has one, too");
    }

    /** What differs, in lines that can be read. */
    private static String different(Map<String, String> one, Map<String, String> two) {
        var names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        names.removeIf(name -> java.util.Objects.equals(one.get(name), two.get(name)));
        return names.stream().map(name -> name + ": " + one.get(name) + " → " + two.get(name)).collect(java.util.stream.Collectors.joining("\n"));
    }

    /** Everything that matters, without what the toolkit keeps for itself. */
    private static Map<String, String> all(Path root) throws IOException {
        var all = Tree.snapshot(root);
        all.keySet().removeIf(path -> path.startsWith("home/.local") || path.equals("home") || path.isEmpty());
        return all;
    }

    private static Map<String, String> listed(String name) throws IOException {
        var listed = new TreeMap<String, String>();
        for (var line : Files.readAllLines(DIFFERENCES)) {
            var node = Golden.JSON.readTree(line);
            if (!node.path("case").asText().equals(name)) continue;
            if (node.path("why").asText().isBlank()) throw new AssertionError("no reason: " + line);
            if (node.has("exit")) listed.put("#exit", node.path("exit").asText());
            else if (node.has("count")) listed.put("#" + node.path("count").asText(), node.path("ours").asText());
            else listed.put(node.path("path").asText(), text(node.path("ours")));
        }
        return listed;
    }

    private static String text(JsonNode ours) throws IOException {
        if (ours.isNull()) return NOTHING;
        if (ours.has("folder")) return FOLDER;
        if (ours.has("link")) return "→ " + ours.path("link").asText();
        return ours.has("b64") ? shown(ours.path("b64").binaryValue()) : ours.asText();
    }

    /** Adds what is not as it was recorded. JSON is compared as it is spelled, but for its spacing (D41). */
    private static void compare(Path folder, String tree, Path root, String run, Map<String, String> ours) throws IOException {
        var recorded = new Recorded(folder, tree).entries();
        var found = entries(root, run);
        var names = new TreeSet<>(recorded.keySet());
        names.addAll(found.keySet());
        for (var name : names) {
            var one = recorded.getOrDefault(name, NOTHING);
            var two = found.getOrDefault(name, NOTHING);
            if (!one.equals(two) && (name.endsWith(".jsonl") || !tokens(one).equals(tokens(two)))) ours.put(name, two);
        }
    }

    private static Map<String, String> entries(Path root, String run) throws IOException {
        var entries = new HashMap<String, String>();
        try (var all = Files.walk(root)) {
            for (var entry : (Iterable<Path>) all::iterator) {
                var name = hidden(root.relativize(entry).toString(), root, run);
                if (name.startsWith("home/.local") || name.isEmpty() || name.equals("home")) continue;
                if (Files.isSymbolicLink(entry)) entries.put(name, "→ " + hidden(Files.readSymbolicLink(entry).toString(), root, run));
                else if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) entries.put(name, hidden(shown(Files.readAllBytes(entry)), root, run));
                else if (isEmpty(entry)) entries.put(name, FOLDER);
            }
        }
        return entries;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static String hidden(String text, Path root, String run) {
        return text.replace(root.toString(), "@ROOT@").replace(root.toString().replace('/', '-'), "@ROOTENC@").replace(run, "@RUN@");
    }

    /** Bytes that are not UTF-8 stay apart from those that are. */
    private static String shown(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        if (!text.strip().matches("(?s)\uFEFF?[\\[{].*[\\]}]")) return List.of(text);
        try (var parser = Golden.JSON.getFactory().createParser(text.replace("\uFEFF", ""))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) tokens.add(token + " " + parser.getText());
            return tokens;
        } catch (IOException e) {
            return List.of(text);
        }
    }

    /** A recorded tree, as it lies in its case. */
    private record Recorded(Path folder, String tree) {
        Map<String, String> entries() throws IOException {
            var entries = new HashMap<String, String>();
            for (var entry : Golden.JSON.readTree(folder.resolve("manifest.json").toFile()).path(tree)) {
                var path = entry.path("path").asText();
                entries.put(path, switch (entry.path("type").asText()) {
                    case "dir" -> FOLDER;
                    case "link" -> "→ " + entry.path("target").asText();
                    default -> shown(entry.has("text") ? entry.path("text").asText().getBytes(StandardCharsets.UTF_8)
                        : entry.has("b64") ? Base64.getDecoder().decode(entry.path("b64").asText()) : Files.readAllBytes(folder.resolve(tree).resolve(path)));
                });
            }
            return entries;
        }
    }
}
