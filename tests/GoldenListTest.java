package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} shows the sessions of a store as the real software lists them. */
class GoldenListTest {
    /**
     * Sessions whose status the real software changes while it lists them, or (0169) mistakes, because it does not know a
     * reason of its own migration (ao-README 15); we show what the record says.
     */
    private static final Map<String, Set<String>> REPAIRED = Map.of(
        "h-list-0161", Set.of("app-orchestrator-1"),
        "h-list-0165", Set.of("app-1", "app-2"),
        "h-list-0169", Set.of("app-9"));

    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> lists() {
        return Golden.lines("agent-selection.jsonl", "sessionManager.list").map(line -> DynamicTest.dynamicTest(line.id(), () -> check(line)));
    }

    private void check(Golden.Line line) throws IOException {
        var home = temp.resolve(line.id());
        store(line.in(), new Tree(home.resolve(".agent-orchestrator")));
        var result = new Cli(home).run("inspect", "--json", "--fail-on", "never");
        assertEquals(0, result.code(), result.toString());
        var ours = new TreeMap<String, String>();
        for (var session : result.json().at("/report/sessions")) ours.put(session.get("id").asText(), text(line.id(), session));
        if (line.throwsThere()) {
            // One odd record stops the real software's whole list (ao-README 33, 34); ours goes on.
            assertEquals(files(line.in()), ours.size(), result.toString());
            return;
        }
        var theirs = new TreeMap<String, String>();
        for (var session : line.value().get("sessions")) theirs.put(session.get("id").asText(), text(line.id(), session));
        assertEquals(theirs, ours, result.toString());
    }

    private static String text(String line, JsonNode session) {
        boolean repaired = REPAIRED.getOrDefault(line, Set.of()).contains(session.get("id").asText());
        return session.get("kind").asText() + " " + (repaired ? "(repaired)" : session.get("status").asText());
    }

    private static int files(JsonNode in) {
        int count = 0;
        for (var project : in.get("files")) count += project.size();
        return count;
    }

    static void store(JsonNode in, Tree root) throws IOException {
        var registry = Golden.JSON.createObjectNode();
        registry.set("defaults", in.path("defaults"));
        registry.set("projects", in.get("projects"));
        root.file("config.yaml", registry.toString());
        var projects = in.get("files").fields();
        while (projects.hasNext()) {
            var project = projects.next();
            var files = project.getValue().fields();
            while (files.hasNext()) {
                var file = files.next();
                root.file("projects/" + project.getKey() + "/sessions/" + file.getKey(), file.getValue().asText());
            }
        }
        Files.createDirectories(root.path("projects"));
    }
}
