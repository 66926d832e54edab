package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code repair-metadata} where records are odder than its rules: nothing is lost, guessed or hidden, and a second run has nothing to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class RepairOddTest {
    private static final String PULL = "https://github.com/acme/shop/pull/";
    private static final String SOUND = "\"lifecycle\": {\"version\": 2, \"session\": {\"kind\": \"worker\", \"state\": \"idle\", \"reason\": \"task_in_progress\", \"startedAt\": null, \"completedAt\": null, \"terminatedAt\": null, \"lastTransitionAt\": \"2026-01-02T03:04:05.000Z\"},"
        + " \"pr\": {\"state\": \"none\", \"reason\": \"not_created\", \"number\": null, \"url\": null, \"lastObservedAt\": null}, \"runtime\": {\"state\": \"unknown\", \"reason\": \"spawn_incomplete\", \"lastObservedAt\": null, \"handle\": null, \"tmuxName\": null}}";

    @TempDir Path temp;

    private LegacyHome home;

    @BeforeEach
    void store() throws IOException {
        home = new LegacyHome(temp).project("shop", "sessionPrefix: shop");
        Files.createDirectories(home.sessions("shop"));
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        var file = Files.write(home.sessions("shop").resolve(name), bytes);
        Tree.time(file, Instant.parse("2026-05-01T00:00:00Z"));
        return file;
    }

    private void aged(Path file, int days) throws IOException {
        Tree.time(file, Instant.parse("2026-04-01T00:00:00Z").plusSeconds(86_400L * days));
    }

    private Cli.Result run(int code, String... more) {
        var words = new ArrayList<>(List.of("repair-metadata", "--yes", "--json"));
        words.addAll(List.of(more));
        var result = home.cli().runHere(words.toArray(String[]::new));
        assertEquals(code, result.code(), result::toString);
        return result;
    }

    private void rests() {
        var again = home.cli().runHere("repair-metadata", "--check");
        assertTrue(again.code() == 0 || again.code() == 5, again::toString);
        assertEquals(0, home.cli().runHere("repair-metadata", "--dry-run", "--json").json().at("/report/records").asInt());
    }

    private JsonNode members(String id) throws IOException {
        return Golden.JSON.readTree(home.sessions("shop").resolve(id + ".json").toFile());
    }

    @Test
    void a_temporary_file_that_may_be_the_only_copy_stays() throws Exception {
        var whole = "{\"agent\": \"codex\", " + SOUND + "}";
        for (var record : List.of("", "{\"a", "[]", "status=idle\n")) {
            write("shop-1.json", record);
            var temporary = write("shop-1.json.tmp.999999.1", whole);
            if (record.equals("{\"a")) aged(temporary, 0);
            home.cli().runHere("repair-metadata", "--yes", "--skip", "session-key-value-in-json");
            assertTrue(Files.exists(temporary), "gone beside: " + record);
        }
        Files.delete(home.sessions("shop").resolve("shop-1.json"));
        home.cli().runHere("repair-metadata", "--yes");
        assertTrue(Files.exists(home.sessions("shop").resolve("shop-1.json.tmp.999999.1")));
        write("shop-2.json", "\uFEFF{\"agent\": \"codex\"}");
        var newer = write("shop-2.json.tmp", whole);
        home.cli().runHere("repair-metadata", "--yes", "--only", "temp-left");
        assertTrue(Files.exists(newer));
    }

    @Test
    void the_newest_finished_file_is_taken_if_it_says_no_less() throws Exception {
        aged(write("shop-1.json", "{\"agent\": \"codex\", \"branch\": \"b\", \"lifecycle\": {\"ver"), 1);
        aged(write("shop-1.json.tmp.100.1", "{\"agent\": \"codex\", \"branch\": \"older\", " + SOUND + "}"), 2);
        aged(write("shop-1.json.tmp.99.9", "{\"agent\": \"codex\", \"branch\": \"newest\", " + SOUND + "}"), 3);
        aged(write("shop-1.json.tmp", "{}"), 4);
        run(0, "--only", "session-corrupt");
        assertEquals("newest", members("shop-1").get("branch").asText());
        assertFalse(Files.exists(home.sessions("shop").resolve("shop-1.json.tmp.99.9")));
        assertTrue(Files.exists(home.sessions("shop").resolve("shop-1.json.tmp.100.1")));
    }

    @Test
    void a_record_cut_anywhere_keeps_what_stands_whole() throws Exception {
        var whole = "{\"agent\": \"codex\", \"n\": 1.50, \"flag\": false, \"nil\": null, \"status\": \"pr_open\", \"runtimeHandle\": {\"id\": \"h\", \"data\": {\"pid\": 12}, \"runtimeName\": \"tmux\"}, \"text\": \"caf\u00e9 \\u00e9\", "
            + SOUND.replace("\"idle\"", "\"terminated\"") + ", \"last\": [1, {\"a\": 2}]}";
        var full = Golden.JSON.readTree(whole);
        for (int cut = 2; cut < whole.length(); cut += 7) {
            var record = write("shop-1.json", whole.substring(0, cut));
            var result = home.cli().runHere("repair-metadata", "--yes", "--json", "--only", "session-corrupt");
            assertTrue(result.code() == 0 || result.code() == 5, cut + ": " + result);
            if (result.code() == 5) {
                assertEquals(whole.substring(0, cut), Files.readString(record));
                continue;
            }
            var text = Files.readString(record);
            if (cut > 40) assertTrue(text.contains("\"n\": 1.50"), text);
            for (var member : Golden.JSON.readTree(text).properties()) {
                if (!List.of("project", "lifecycle").contains(member.getKey())) assertEquals(full.get(member.getKey()), member.getValue(), cut + ": " + member);
            }
            assertTrue(List.of("terminated", "detecting").contains(Golden.JSON.readTree(text).at("/lifecycle/session/state").asText()), cut + ": an ended session lives again: " + text);
            try (var files = Files.list(home.sessions("shop"))) {
                for (var kept : files.filter(f -> f.getFileName().toString().contains(".corrupt-")).toList()) {
                    assertEquals(whole.substring(0, cut), Files.readString(kept));
                    Files.delete(kept);
                }
            }
        }
    }

    @Test
    void odd_bytes_and_numbers_survive() throws Exception {
        var start = "{\"userPrompt\": \"caf\u00e9\", \"big\": 1e400, \"long\": " + "1".repeat(1_001) + ", \"zero\": -0, \"half\": \"\\ud800\", \"p\\u0072s\": \"a\\ud800,a\\ud800,b\", ";
        var bytes = (start + SOUND + "}").getBytes(StandardCharsets.ISO_8859_1);
        write("shop-1.json", bytes);
        write("shop-2.json", "\u00a0{\"agent\": \"codex\"}\f");
        write("shop-3.json", ("{\"agent\": \"codex\", \"lifecycle\": " + Golden.JSON.getNodeFactory().textNode("{" + SOUND + ", \"x\": 0.1234567890123456789012345}").toString().replace("\\\"lifecycle\\\": ", "").replaceFirst("\\{\\{", "{") + "}").replace("}}, \\\"x\\\"", "}, \\\"x\\\""));
        run(0, "--skip", "orchestrator-detects-pr");
        var after = Files.readString(home.sessions("shop").resolve("shop-1.json"), StandardCharsets.ISO_8859_1);
        assertTrue(after.startsWith(start.replace("\"a\\ud800,a\\ud800,b\"", "\"a\\ud800,b\"")), after);
        assertTrue(Files.readString(home.sessions("shop").resolve("shop-2.json")).startsWith("\u00a0{\"agent\": \"codex\""));
        assertTrue(Files.readString(home.sessions("shop").resolve("shop-3.json")).contains("0.1234567890123456789012345"));
        rests();
    }

    @Test
    void files_of_others_are_not_left_behind() throws Exception {
        for (var name : List.of("yarn.lock", "notes.tmpl", "my.tmp.backup", "shop-1.json.tmp.backup")) write(name, "keep");
        run(0);
        try (var files = Files.list(home.sessions("shop"))) {
            assertEquals(4, files.count());
        }
    }

    /** The lock left behind is a change of the plan: it goes before the record is written under a lock of ours. */
    @Test
    void a_record_beside_a_lock_left_behind_is_mended_and_comes_back_with_it() throws Exception {
        for (int i = 1; i < 40; i++) {
            write("shop-" + i + ".json", "{\"agent\": \"codex\", \"role\": \"worker\"");
            write("shop-" + i + ".json.lock", "left " + i);
        }
        var before = Tree.snapshot(home.root());
        var run = run(0).json().path("run").asText();
        for (int i = 1; i < 40; i++) assertEquals("codex", members("shop-" + i).path("agent").asText());
        try (var files = Files.list(home.sessions("shop"))) {
            assertEquals(0, files.filter(f -> f.toString().endsWith(".lock")).count());
        }
        assertEquals(0, home.cli().runHere("rollback", run, "--yes").code());
        assertEquals(before, Tree.snapshot(home.root()));
    }

    @Test
    void one_record_under_two_names_is_one() throws Exception {
        write("shop-1.json", "{\"agent\": \"codex\", \"pr\": \"" + PULL + "2\", " + SOUND + "}");
        Files.createSymbolicLink(home.sessions("shop").resolve("shop-2.json"), Path.of("shop-1.json"));
        Files.createDirectories(home.root().resolve("projects/other"));
        Files.createSymbolicLink(home.root().resolve("projects/other/sessions"), Path.of("../shop/sessions"));
        home.cli().runHere("repair-metadata", "--yes");
        assertEquals(PULL + "2", members("shop-1").get("pr").asText());
    }

    @Test
    void a_session_that_gives_a_pull_request_up_does_not_take_it_from_another() throws Exception {
        write("shop-1.json", "{\"agent\": \"codex\", \"prs\": \"" + PULL + "2\", " + SOUND.replace("not_created", "cleared_on_restore") + "}");
        aged(write("shop-2.json", "{\"agent\": \"codex\", \"prs\": \"" + PULL + "2\", " + SOUND + "}"), 0);
        run(0);
        assertEquals(PULL + "2", members("shop-2").get("prs").asText());
        assertFalse(members("shop-1").has("prs"));
        write("shop-3.json", "{\"agent\": \"codex\", \"pr\": \"" + PULL + "99\", \"prs\": \"" + PULL + "8," + PULL + "99\", " + SOUND.replace("not_created", "cleared_on_restore") + "}");
        run(0, "--session", "shop-3");
        assertEquals(PULL + "99", members("shop-3").get("prs").asText());
        rests();
    }

    @Test
    void what_a_damaged_record_owned_counts_at_once() throws Exception {
        aged(write("shop-1.json", "{\"agent\":\"codex\",\"pr\":\"" + PULL + "2\"," + SOUND + "}"), 0);
        write("shop-2.json", "{\"agent\":\"codex\",\"pr\":\"" + PULL + "2\",\"status\":\"pr_open\",\"lifecycle\":{\"ver");
        run(0);
        assertEquals(1, List.of(members("shop-1"), members("shop-2")).stream().filter(r -> r.has("pr")).count());
        rests();
    }

    @Test
    void lines_that_are_no_lines_of_keys_are_told() throws Exception {
        var lost = write("shop-1.json", "\"agent\": \"codex\",\n \"pr\": \"https://x/?a=b\"\n}");
        var text = Files.readString(lost);
        run(5);
        assertEquals(text, Files.readString(lost));
        Files.delete(lost);
        write("shop-2.json", "status=idle\nagent=codex\n# mine\ndashboard=foo\n");
        run(0);
        try (var files = Files.list(home.sessions("shop"))) {
            assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("shop-2.json.corrupt-")), "no copy of the lines is kept");
        }
    }

    @Test
    void a_rule_that_cannot_mend_says_so() throws Exception {
        write("shop-orchestrator.json", "{\"role\": \"orchestrator\", \"agent\": \"codex\", \"prAutoDetect\": false, \"prs\": 7, " + SOUND.replace("worker", "orchestrator") + "}");
        var inspected = home.cli().runHere("inspect", "--json", "--fail-on", "never", "--no-git");
        var named = inspected.json().path("findings").findValuesAsText("code").contains("orchestrator-owns-pr");
        run(named ? 5 : 0);
    }

    @Test
    void an_end_and_a_life_stay_what_they_are() throws Exception {
        write("shop-orchestrator.json", "{\"role\": \"orchestrator\", \"prAutoDetect\": false, \"agent\": \"codex\", \"status\": \"merged\"}");
        write("shop-1.json", "{\"agent\": \"codex\", \"status\": \"merged\", \"lifecycle\": {\"version\": 2, \"session\": {\"kind\": \"worker\", \"state\": \"working\", \"reason\": \"task_in_progress\"}}}");
        run(0);
        assertEquals("done", members("shop-orchestrator").at("/lifecycle/session/state").asText());
        assertEquals("none", members("shop-orchestrator").at("/lifecycle/pr/state").asText());
        assertEquals("none", members("shop-1").at("/lifecycle/pr/state").asText());
        rests();
    }

    @Test
    void other_encodings_and_large_values_are_told_as_they_are() throws Exception {
        write("shop-1.json", "{\"agent\": \"codex\"}".getBytes(StandardCharsets.UTF_16LE));
        write("shop-2.json", "{\"pad\": \"" + "x".repeat(5_000_000) + "\", \"agent\": 5, \"z\": true , \"branch\": \"b\"}");
        var inspected = home.cli().runHere("inspect", "--json", "--fail-on", "never", "--no-git").json();
        assertEquals("shop-1", Answer.finding(inspected, "session-corrupt").at("/subject/id").asText());
        assertTrue(inspected.at("/report/sessions").findValuesAsText("id").contains("shop-2"), inspected::toString);
        var repaired = home.cli().runHere("repair-metadata", "--yes", "--only", "session-corrupt", "--session", "shop-1");
        assertTrue(repaired.code() == 5 && repaired.err().contains("nothing can be proven about its session"), repaired::toString);
    }

    @Test
    void what_is_mistyped_is_usage() throws Exception {
        write("shop-1.json", "{}");
        assertEquals(2, home.cli().runHere("repair-metadata", "--session", "shop-99", "--yes").code());
        var project = home.cli().runHere("repair-metadata", "--project", "shoop", "--yes");
        assertEquals(2, project.code());
        assertTrue(project.err().contains("did you mean shop?"), project::toString);
    }

    @Test
    void a_record_keeps_its_owner() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        var record = write("shop-1.json", "{}");
        for (var attribute : List.of("unix:uid", "unix:gid")) Files.setAttribute(record, attribute, 1234);
        var id = run(0).run();
        assertEquals(1234, Files.getAttribute(record, "unix:uid"));
        assertEquals(0, home.cli().runHere("rollback", id, "--yes").code());
        assertEquals("1234 1234", Files.getAttribute(record, "unix:uid") + " " + Files.getAttribute(record, "unix:gid"));
    }
}
