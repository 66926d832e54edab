package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code repair-metadata} leaves the records as the real software leaves them after it has listed them (golden set h),
 * as values: what it turns into text keeps its type here (trap T-16).
 */
class GoldenRepairTest {
    /** There the real software fails, or has nothing to mend. */
    private static final Set<String> NOTHING = Set.of("h-list-0163", "h-list-0166");

    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> mends_what_the_real_software_mends_when_it_lists() {
        return Golden.lines("agent-selection.jsonl", "sessionManager.list").filter(l -> !NOTHING.contains(l.id())).map(line -> DynamicTest.dynamicTest(line.id(), () -> check(line)));
    }

    private void check(Golden.Line line) throws IOException {
        var home = temp.resolve(line.id());
        var tree = new Tree(home.resolve(".agent-orchestrator"));
        GoldenListTest.store(line.in(), tree);
        // What cannot be read is told, each time.
        int expected = line.id().equals("h-list-0165") ? 5 : 0;
        var result = new Cli(home).runHere("repair-metadata", "--skip", "runtime-handle-one-sided", "--yes");
        assertEquals(expected, result.code(), result::toString);
        for (var project : (Iterable<java.util.Map.Entry<String, JsonNode>>) line.value().get("filesAfter")::fields) {
            for (var file : (Iterable<java.util.Map.Entry<String, JsonNode>>) project.getValue()::fields) {
                var ours = Files.readString(tree.path("projects/" + project.getKey() + "/sessions/" + file.getKey()));
                assertEquals(values(file.getValue().asText()), values(ours), file.getKey());
            }
        }
    }

    private static Object values(String text) {
        try {
            var node = Golden.JSON.readTree(text);
            if (!(node instanceof ObjectNode record)) return text;
            // The note of what it owned is ours.
            record.remove("relatedPrs");
            record.properties().forEach(e -> {
                if (!Set.of("lifecycle", "prAutoDetect").contains(e.getKey())) e.setValue(record.textNode(e.getValue().isTextual() ? e.getValue().textValue() : e.getValue().toString()));
            });
            return record;
        } catch (IOException e) {
            return text;
        }
    }
}
