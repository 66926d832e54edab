package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} finds OpenClaw's stores, tells what they are, and changes nothing. */
@DisabledOnOs(OS.WINDOWS)
class OpenclawInspectTest {
    private static final Path GOLDEN = Repo.root().resolve("tests/golden/openclaw");

    @TempDir Path temp;

    @Test
    void the_stores_of_all_agents_are_one_summary() throws Exception {
        var home = Files.createDirectory(temp.toRealPath().resolve("home"));
        var agents = home.resolve(".openclaw/agents");
        GoldenOpenclaw.make(GOLDEN.resolve("001"), "before", agents.resolve("main/sessions"));
        GoldenOpenclaw.make(GOLDEN.resolve("015"), "before", agents.resolve("ops/sessions"));
        GoldenOpenclaw.make(GOLDEN.resolve("006"), "before", agents.resolve("bad/sessions"));
        Files.createDirectories(agents.resolve("none"));
        Files.createSymbolicLink(agents.resolve("link"), agents.resolve("main"));
        var before = Tree.snapshot(home);
        var result = new Cli(home).run("inspect", "--json", "--fail-on", "never");
        assertEquals(0, result.code(), result::toString);
        var store = result.json().at("/report/stores/0");
        assertEquals("openclaw", store.path("kind").asText());
        assertEquals("inspected=4 already_directory=1 invalid_legacy=1 missing=1 ready_to_migrate=1", store.at("/facts/stores").asText());
        assertTrue(store.at("/facts/main").asText().startsWith("ready_to_migrate; a gateway up to 2026.7 uses the file; 3 entries"), store::toString);
        var sessions = result.json().at("/report/sessions");
        assertEquals(3, Stream.of(sessions).flatMap(s -> s.findValuesAsText("project").stream()).filter("main"::equals).count());
        assertTrue(sessions.findValuesAsText("worktree").contains("•••••00"), sessions::toString);
        assertFalse(result.out().contains("5550100"), result::toString);
        assertEquals(before, Tree.snapshot(home));
        assertEquals(0, new Cli(home).runHere("inspect", "--fail-on", "never").code());
    }

    @Test
    void a_session_is_found_by_its_key_and_as_it_is_shown() throws Exception {
        var home = Files.createDirectory(temp.toRealPath().resolve("home"));
        var folder = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
        Files.writeString(folder.resolve("sessions.json"), "{\"agent:main:whatsapp:+491725550100\": {\"sessionId\": \"s1\"}, \"agent:main:whatsapp:+491725559900\": {\"sessionId\": \"s3\"}, \"agent:main:main\": {\"sessionId\": \"s2\"}}");
        var shown = "agent:main:whatsapp:+••••••••••00";
        for (var named : Map.of("agent:main:whatsapp:+491725550100", List.of(shown), "agent:main:whatsapp:+491725559900", List.of(shown), shown, List.of(shown, shown)).entrySet()) {
            var result = new Cli(home).runHere("inspect", "--session", named.getKey(), "--json", "--fail-on", "never");
            assertEquals(0, result.code(), result::toString);
            assertEquals(named.getValue(), result.json().at("/report/sessions").findValuesAsText("id"), result::toString);
        }
        assertEquals(2, new Cli(home).runHere("inspect", "--session", "agent:main:whatsapp:+1", "--json").code());
    }

    @Test
    void a_store_is_found_by_any_of_its_names() throws Exception {
        var folder = temp.toRealPath().resolve("s");
        GoldenOpenclaw.make(GOLDEN.resolve("015"), "before", folder);
        for (var path : List.of(folder, folder.resolve("sessions.d"), folder.resolve("sessions.json"))) {
            var result = new Cli(temp.toRealPath()).runHere("inspect", path.toString(), "--json", "--fail-on", "never");
            assertEquals(0, result.code(), result::toString);
            assertTrue(result.json().at("/report/stores/0/facts/stores").asText().contains("already_directory=1"), result::toString);
        }
    }

    @TestFactory Stream<DynamicTest> every_recorded_store_is_told_as_detected() throws Exception {
        try (var all = Files.list(GOLDEN)) {
            return all.filter(Files::isDirectory).filter(f -> Files.isDirectory(f.resolve("before"))).sorted().toList().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                var recorded = Golden.JSON.readTree(folder.resolve("result.json").toFile());
                var place = temp.toRealPath().resolve(folder.getFileName());
                GoldenOpenclaw.make(folder, "before", place);
                var before = Tree.snapshot(place);
                var store = place.resolve("sessions.json");
                var result = new Cli(temp.toRealPath()).runHere("inspect", store.toString(), "--json", "--fail-on", "never");
                assertEquals(0, result.code(), result::toString);
                if (recorded.path("store").asText("sessions.json").equals("sessions.json")) {
                    assertEquals("inspected=1 " + recorded.at("/before/detection/status").asText() + "=1", result.json().at("/report/stores/0/facts/stores").asText());
                }
                assertEquals(before, Tree.snapshot(place));
            }));
        }
    }

    @Test
    void what_is_wrong_is_told() throws Exception {
        assertEquals(Set.of("openclaw-both-layouts"), codes("018", Set.of("openclaw-both-layouts")));
        assertEquals(Set.of("openclaw-directory-hidden"), codes("023", Set.of("openclaw-directory-hidden")));
        assertEquals(Set.of("openclaw-leftover"), codes("028", Set.of("openclaw-leftover")));
        assertEquals(Set.of("openclaw-entry-mistaken", "openclaw-entry-unread"), codes("031", Set.of("openclaw-entry-mistaken", "openclaw-entry-unread")));
        assertEquals(Set.of("openclaw-keys-merge"), codes("002", Set.of("openclaw-keys-merge")));
        assertEquals(Set.of("openclaw-entry-no-object"), codes("010", Set.of("openclaw-entry-no-object")));
    }

    private Set<String> codes(String name, Set<String> wanted) throws Exception {
        var place = temp.toRealPath().resolve("codes" + name);
        GoldenOpenclaw.make(GOLDEN.resolve(name), "before", place);
        var found = new TreeSet<>(new Cli(temp.toRealPath()).runHere("inspect", place.resolve("sessions.json").toString(), "--json", "--fail-on", "never").json().path("findings").findValuesAsText("code"));
        found.retainAll(wanted);
        return found;
    }
}
