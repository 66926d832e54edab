package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.OpenclawKeys;
import ao.read.OpenclawPlaces;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** OpenClaw's stores that nobody foresaw: what is damaged, closed, linked, shared, or spelled as only JavaScript takes it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class OpenclawOddTest extends WithOpenclawStore {
    private static final String STATE = "{\"kind\":\"openclaw-session-store-directory\",\"layoutVersion\":1,\"version\":3,\"updatedAt\":5}";

    private Cli.Result migrate(String... more) {
        return cli.run(Stream.concat(Stream.of("migrate-storage", "--openclaw", "--yes", "--json"), Stream.of(more)).toArray(String[]::new));
    }

    private Cli.Result back(String... more) {
        return cli.run(Stream.concat(Stream.of("rollback", "--openclaw", "--yes", "--json"), Stream.of(more)).toArray(String[]::new));
    }

    /** An active directory of entries, each given by its key and its value. */
    private Path directory(Path place, String... keysAndValues) throws IOException {
        Files.createDirectories(place.resolve("entries"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(place.resolve("state.json"), STATE);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Files.writeString(entry(place, keysAndValues[i]), "{\"sessionKey\": \"" + keysAndValues[i] + "\", \"entry\": " + keysAndValues[i + 1] + "}");
        }
        return place;
    }

    private static Path entry(Path place, String key) {
        return place.resolve("entries").resolve(OpenclawKeys.fileName(key).orElseThrow());
    }

    private List<String> in(Path place) throws IOException {
        try (var all = Files.list(place)) {
            return all.map(f -> f.getFileName().toString().replaceAll("\\d{13}", "N")).sorted().toList();
        }
    }

    /** What in the folder of the store has a name that begins so. */
    private Path called(String beginning) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().startsWith(beginning)).findFirst().orElseThrow();
        }
    }

    private static List<String> losses(JsonNode document) {
        return document.path("losses").findValuesAsText("session");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_gateway_of_the_folder_that_a_named_store_is_in_has_to_stop() throws Exception {
        var other = Files.createDirectories(temp.toRealPath().resolve("other/.openclaw/agents/main/sessions"));
        Files.writeString(other.resolve("sessions.json"), "{\"a\": {}}");
        var builder = new ProcessBuilder("bash", "-c", "exec -a openclaw-gateway sleep 60");
        builder.environment().put("HOME", other.getParent().getParent().getParent().getParent().toString());
        var gateway = builder.start();
        try {
            while (!new String(Files.readAllBytes(Path.of("/proc/" + gateway.pid() + "/cmdline"))).startsWith("openclaw-gateway")) Thread.sleep(10);
            Answer.failure(migrate("--store", other.toString()), 3, "openclaw-gateway-runs");
            var told = cli.run("preflight", "--openclaw", "--store", other.toString(), "--json");
            assertEquals(1, Answer.findings(Answer.of(told, 1), "openclaw-gateway-runs").size(), told::toString);
            var seen = cli.run("inspect", other.toString(), "--json");
            assertEquals(1, Answer.findings(Answer.of(seen, seen.code()), "openclaw-gateway-runs").size(), seen::toString);
        } finally {
            gateway.destroy();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_gateway_is_known_behind_options_of_node() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        var program = Files.writeString(Files.createDirectories(temp.resolve("openclaw/dist")).resolve("index.js"), "sleep 60\n");
        var builder = new ProcessBuilder("bash", "--noprofile", "--norc", program.toString(), "gateway");
        builder.environment().put("HOME", home.toString());
        var gateway = builder.start();
        try {
            Answer.failure(migrate(), 3, "openclaw-gateway-runs");
        } finally {
            gateway.descendants().forEach(ProcessHandle::destroy);
            gateway.destroy();
        }
    }

    @Test
    void what_may_not_be_read_is_not_absent() throws Exception {
        directory(directory, "a", "{\"updatedAt\": 9}", "b", "{}");
        for (var text : List.of("{\"a\": {\"updatedAt\": 1}}", "")) {
            if (text.isEmpty()) Files.delete(store);
            else Files.writeString(store, text);
            for (var closed : List.of(directory, directory.resolve("state.json"), directory.resolve("entries"))) {
                var before = in(folder);
                var mode = Files.getPosixFilePermissions(closed);
                Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
                try {
                    Answer.failure(Shell.bound(home, "migrate-storage", "--openclaw", "--yes", "--json"), 6, "openclaw-directory-unreadable");
                    Answer.failure(Shell.bound(home, "rollback", "--openclaw", "--yes", "--json"), 6, "openclaw-directory-unreadable");
                    var seen = Answer.of(Shell.bound(home, "inspect", "--json"), 1);
                    assertEquals(1, Answer.findings(seen, "openclaw-directory-unreadable").size(), seen::toPrettyString);
                } finally {
                    Files.setPosixFilePermissions(closed, mode);
                }
                assertEquals(before, in(folder));
            }
        }
    }

    @Test
    void entries_behind_a_link_are_not_put_aside() throws Exception {
        directory(directory, "b", "{}");
        var elsewhere = temp.resolve("elsewhere");
        Files.move(directory.resolve("entries"), elsewhere);
        Files.createSymbolicLink(directory.resolve("entries"), elsewhere);
        Files.writeString(store, "{\"a\": {}}");
        var document = Answer.of(migrate(), 5);
        assertTrue(document.toString().contains("refusing to use symlinked"), document::toPrettyString);
        assertEquals(List.of("sessions.d", "sessions.json"), in(folder));
    }

    @Test
    void a_damaged_entry_is_kept_beside_the_one_that_takes_its_place() throws Exception {
        directory(directory, "a", "{}");
        var cut = "{\"sessionKey\":\"b\",\"entry\":{\"sessionId\":\"IMPORTANT\"";
        Files.writeString(entry(directory, "b"), cut);
        Files.writeString(store, "{\"b\": {\"sessionId\": \"old\"}}");
        var document = Answer.of(migrate(), 0);
        assertEquals(1, Answer.findings(document, "openclaw-entry-unread").size(), document::toPrettyString);
        var kept = in(directory.resolve("entries")).stream().filter(n -> n.contains(".damaged.")).toList();
        assertEquals(List.of(entry(directory, "b").getFileName() + ".damaged.N"), kept);
        try (var all = Files.list(directory.resolve("entries"))) {
            assertEquals(cut, Files.readString(all.filter(f -> f.toString().contains(".damaged.")).findFirst().orElseThrow()));
        }
        assertTrue(Files.readString(entry(directory, "b")).contains("old"));
        assertEquals(2, Answer.of(back(), 0).at("/report/stores/0/entries").asInt());
    }

    @Test
    void a_newer_entry_with_half_of_a_surrogate_pair_in_a_name_is_taken() throws Exception {
        directory(directory, "a", "{\"sessionId\":\"old\",\"updatedAt\":1,\"\\ud800\":1}", "b", "{\"x\\ud800\":1}");
        Files.writeString(store, "{\"a\": {\"sessionId\":\"NEW\",\"updatedAt\":2,\"\\ud800\":1}, \"b\": {\"x\\ud800\":1}}");
        var document = Answer.of(migrate(), 0);
        assertTrue(Files.readString(entry(directory, "a")).contains("NEW"), document::toPrettyString);
        assertEquals(List.of("a"), losses(document));
    }

    @Test
    void a_list_knocks_no_entry_out() throws Exception {
        Files.writeString(store, "{\"Foo\": {\"sessionId\": \"KEEP\"}, \"foo\": [1], \"z\": {}}");
        var text = cli.run("migrate-storage", "--openclaw", "--dry-run");
        assertTrue(text.out().contains("foo: its value is a list, which readers mistake") && text.out().contains("(0 skipped, 0 failed) · 2 losses"), text::toString);
        Answer.of(migrate(), 0);
        assertTrue(Files.readString(entry(directory, "foo")).contains("KEEP"));
    }

    @Test
    void a_store_of_which_nothing_can_be_carried_over_stays() throws Exception {
        Files.writeString(store, "{\"foo\": [1]}");
        var document = Answer.of(migrate(), 5);
        assertEquals("failed", document.at("/report/stores/0/outcome").asText(), document::toPrettyString);
        assertEquals(List.of("sessions.json"), in(folder));
    }

    @Test
    void stores_of_one_folder_are_not_mixed_one_after_the_other() throws Exception {
        var one = folder.resolve("one.json");
        var two = folder.resolve("two.json");
        Files.writeString(one, "{\"a\": {}}");
        Files.writeString(two, "{\"b\": {}}");
        Answer.of(migrate("--store", one.toString()), 0);
        assertEquals("failed", Answer.of(migrate("--store", two.toString()), 5).at("/report/stores/0/outcome").asText());
        var both = Answer.of(back("--store", one.toString(), "--store", two.toString()), 5);
        assertEquals(List.of("restored", "failed"), both.at("/report/stores").findValuesAsText("outcome"), both::toPrettyString);
        assertEquals(1, Answer.findings(both, "openclaw-directory-shared").size(), both::toPrettyString);
        assertEquals("{\"b\": {}}", Files.readString(two));
    }

    @Test
    void one_store_by_two_paths_is_one() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        var link = Files.createSymbolicLink(temp.resolve("link"), folder);
        var document = Answer.of(migrate("--store", folder.toString(), "--store", link.toString()), 0);
        assertEquals(1, document.at("/report/stores").size(), document::toPrettyString);
    }

    @Test
    void a_lock_that_leads_nowhere_is_waited_for_and_then_refused() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        Files.createSymbolicLink(folder.resolve("sessions.json.lock"), Path.of("/nonexistent"));
        Answer.failure(migrate(), 3, "openclaw-locked");
    }

    @Test
    void what_becomes_of_each_entry_is_told() throws Exception {
        Files.writeString(store, "{\"a\": {}, \"B\": {\"updatedAt\": 1}, \"b\": {\"updatedAt\": 2}, \"l\": [1], \"n\": null, \"__proto__\": {}}");
        var rows = cli.run("inspect", "--format", "tsv").out().lines().skip(1).map(line -> line.split("\t", -1)).map(c -> c[2] + " " + c[4]).toList();
        assertEquals(List.of("a kept", "B merged", "b kept", "l dropped", "n dropped", "__proto__ hidden"), rows);
    }

    @Test
    void entries_that_are_nested_very_deep_are_compared() throws Exception {
        var deep = "[".repeat(3_900) + "]".repeat(3_900);
        directory(directory, "a", "{\"x\":" + deep + "}");
        Files.writeString(store, "{\"a\": {\"x\":  " + deep + "}}");
        var document = Answer.of(migrate(), 0);
        assertEquals(List.of(), losses(document), document::toPrettyString);
    }

    @Test
    void numbers_beyond_all_bounds_are_read() throws Exception {
        var huge = "{\"updatedAt\": 1e99999999999, \"sessionId\": \"s\"}";
        Files.writeString(store, "{\"a\": " + huge + ", \"A\": {\"updatedAt\": 5}}");
        directory(directory, "a", "{\"updatedAt\": 7, \"n\": 1e99999999999}");
        for (var words : List.of(List.of("inspect", "--json"), List.of("preflight", "--openclaw", "--json"))) {
            var result = cli.runAs(words);
            Answer.of(result, 1);
        }
        Answer.of(migrate(), 0);
        assertTrue(Files.readString(entry(directory, "a")).contains("1e99999999999") && Files.readString(entry(directory, "a")).contains("\"s\""));
    }

    @Test
    void a_copy_that_would_shrink_by_its_keys_needs_a_word() throws Exception {
        Files.writeString(store, "{\"a\": {}, \"b\": {}, \"c\": {}}");
        var copy = Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"a\": {}, \"A\": {}, \" a\": {}, \"q\": [1]}");
        Answer.failure(back("--from", copy.toString()), 3, "openclaw-shrink");
        Answer.of(back("--from", copy.toString(), "--allow-shrink"), 0);
    }

    @Test
    void a_fuller_copy_is_told_beside_an_active_directory() throws Exception {
        directory(directory, "a", "{}");
        directory(folder.resolve("sessions.d.orphan.7"), "a", "{}", "b", "{}");
        var text = cli.run("rollback", "--openclaw", "--dry-run");
        assertTrue(text.out().contains("sessions.d.orphan.7 has more entries (2): --from takes it"), text::toString);
    }

    @Test
    void a_sound_key_has_the_right_of_way_of_one_with_half_of_a_surrogate_pair_in_a_merge_too() throws Exception {
        directory(directory, "a\uFFFD", "{\"sessionId\": \"SOUND\"}");
        Files.writeString(store, "{\"a\\ud800\": {\"sessionId\": \"half\", \"updatedAt\": 9}}");
        var document = Answer.of(migrate(), 0);
        assertEquals(List.of(entry(directory, "a\uFFFD").getFileName().toString()), in(directory.resolve("entries")), document::toPrettyString);
        assertTrue(Files.readString(entry(directory, "a\uFFFD")).contains("SOUND"));
        assertTrue(document.path("losses").toString().contains("its file would have the name of another key's"), document::toPrettyString);
        assertEquals(1, document.at("/report/stores/0/migratedEntries").asInt());
    }

    @Test
    void what_has_an_entrys_name_and_is_no_file_is_not_counted_as_an_entry() throws Exception {
        directory(directory, "a", "{}");
        Files.createDirectories(entry(directory, "b"));
        Files.writeString(store, "{\"b\": {}}");
        var document = Answer.of(migrate(), 5);
        assertEquals("failed", document.at("/report/stores/0/outcome").asText(), document::toPrettyString);
        assertEquals(1, document.at("/report/stores/0/migratedEntries").asInt(), document::toPrettyString);
        assertTrue(Files.exists(store), "what could not come along is out of sight");
    }

    @Test
    void a_copy_that_is_named_is_told_beside_what_the_active_directory_has_that_it_has_not() throws Exception {
        Files.writeString(store, "{\"a\": {\"updatedAt\": 1}, \"b\": {}, \"c\": {}}");
        Answer.of(migrate(), 0);
        Files.delete(entry(directory, "b"));
        directory(directory, "a", "{\"updatedAt\": 2}", "new", "{}");
        var copy = called("sessions.json.bak.");
        var document = Answer.of(back("--from", copy.toString()), 0);
        assertEquals(List.of("a", "new"), losses(document).stream().sorted().toList(), document::toPrettyString);
    }

    @Test
    void a_store_that_is_not_there_is_not_made_of_another_ones_directory() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        Answer.of(migrate(), 0);
        Answer.of(back(), 0);
        var custom = folder.resolve("custom.json");
        var document = Answer.of(back("--store", custom.toString()), 0);
        assertEquals("skipped", document.at("/report/stores/0/outcome").asText(), document::toPrettyString);
        assertEquals(1, Answer.findings(document, "openclaw-fuller-copy").size(), document::toPrettyString);
        assertFalse(Files.exists(custom));
        var aside = called("sessions.d.bak.");
        Answer.of(back("--store", custom.toString(), "--from", aside.toString()), 0);
        assertTrue(Files.readString(custom).contains("\"a\""));
    }

    @Test
    void a_directory_that_stays_is_not_told_as_put_aside() throws Exception {
        directory(directory, "x", "{}");
        Files.writeString(directory.resolve("state.json"), "{");
        var one = Files.writeString(folder.resolve("one.json"), "{\"a\": {}}");
        var two = Files.writeString(folder.resolve("two.json"), "{\"b\": {}}");
        var document = Answer.of(migrate("--store", one.toString(), "--store", two.toString()), 5);
        assertEquals(List.of("migrated", "failed"), document.at("/report/stores").findValuesAsText("outcome"));
        assertEquals(1, Answer.findings(document, "openclaw-directory-hidden").size(), document::toPrettyString);
    }

    @Test
    void a_store_that_is_too_large_for_a_migration_is_no_broken_one() throws Exception {
        var large = "{\"a\": {}, \"b\": {\"x\": \"" + "x".repeat((64 << 20) + 1) + "\"}}";
        Files.writeString(store, large);
        var copy = Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"a\": {}}");
        assertEquals("skipped", Answer.of(back(), 0).at("/report/stores/0/outcome").asText());
        Answer.failure(back("--from", copy.toString()), 3, "openclaw-shrink");
        assertEquals(large, Files.readString(store));
    }

    @Test
    void a_large_store_that_is_broken_is_one_all_the_same() throws Exception {
        Files.writeString(store, "{\"a\": {\"x\": \"" + "x".repeat(64 << 20));
        Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"a\": {}}");
        assertEquals("restored", Answer.of(back(), 0).at("/report/stores/0/outcome").asText());
    }

    @Test
    void copies_of_the_settings_are_no_copies_of_a_store() throws Exception {
        Files.writeString(folder.resolve("openclaw.json.bak.1"), "{}");
        directory(folder.resolve("sessions.d.bak.7"), "a", "{}");
        assertEquals("restored", Answer.of(back(), 0).at("/report/stores/0/outcome").asText());
    }

    @Test
    void an_active_directory_that_makes_a_large_store_comes_back() throws Exception {
        var half = "{\"x\": \"" + "x".repeat(33 << 20) + "\"}";
        directory(directory, "a", half, "b", half);
        var document = Answer.of(back(), 0);
        assertEquals(2, document.at("/report/verified/entries").asInt(), document::toPrettyString);
    }

    @Test
    void a_store_that_was_emptied_gets_no_old_copy_and_one_that_a_crash_left_does() throws Exception {
        Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"long ago\": {}}");
        for (var text : List.of("{}", " { }\n")) {
            Files.writeString(store, text);
            assertEquals("skipped", Answer.of(back(), 0).at("/report/stores/0/outcome").asText());
            assertEquals(text, Files.readString(store));
        }
        Files.writeString(store, "");
        assertEquals("restored", Answer.of(back(), 0).at("/report/stores/0/outcome").asText());
    }

    @Test
    void one_store_by_two_agents_is_one() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        Files.createSymbolicLink(Files.createDirectories(home.resolve(".openclaw/agents/work")).resolve("sessions"), folder);
        var document = Answer.of(migrate(), 0);
        assertEquals(1, document.at("/report/stores").size(), document::toPrettyString);
        assertEquals(1, Answer.of(back(), 0).at("/report/stores").size());
    }

    @Test
    void what_may_not_be_looked_into_is_neither_missing_nor_broken() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        for (var closed : List.of(store, folder, home.resolve(".openclaw/agents"), home.resolve(".openclaw"))) {
            var mode = Files.getPosixFilePermissions(closed);
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            try {
                for (var words : List.of(List.of("migrate-storage", "--openclaw", "--yes", "--json"), List.of("rollback", "--openclaw", "--yes", "--json"))) {
                    Answer.failure(Shell.bound(home, words.toArray(String[]::new)), 6, "openclaw-store-unreadable");
                }
                var told = Shell.bound(home, "preflight", "--openclaw", "--json");
                if (told.code() == 6) Answer.failure(told, 6, "openclaw-store-unreadable");
                else assertEquals(List.of("openclaw-store-unreadable"), Answer.of(told, 1).path("findings").findValuesAsText("code"), told::toString);
                var seen = Shell.bound(home, "inspect", "--json");
                assertTrue(seen.code() == 1 || seen.code() == 6, seen::toString);
                assertTrue(seen.out().contains("-unreadable"), seen::toString);
            } finally {
                Files.setPosixFilePermissions(closed, mode);
            }
        }
        assertEquals("{\"a\": {}}", Files.readString(store));
    }

    @Test
    void a_tilde_in_the_settings_is_the_home_wherever_the_state_is() throws Exception {
        var state = Files.createDirectories(temp.toRealPath().resolve("far/state"));
        var mine = Files.createDirectories(home.resolve("mine")).resolve("sessions.json");
        var where = Map.of("OPENCLAW_STATE_DIR", state.toString());
        Files.writeString(state.resolve("openclaw.json"), "{session: {store: '~/mine/sessions.json'}}");
        assertEquals(List.of(mine), OpenclawPlaces.of(home, where).stores());
        Files.writeString(state.resolve("openclaw.json"), "{session: {store: '/'}}");
        assertEquals(List.of(), OpenclawPlaces.of(home, where).stores());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_lock_that_is_no_file_is_refused_and_named() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        var lock = folder.resolve("sessions.json.lock");
        assertTrue(Mount.run("mkfifo", lock.toString()));
        var error = Answer.failure(migrate(), 6, "openclaw-lock-failed");
        assertTrue(error.path("message").asText().contains(lock.toString()), error::toString);
        assertTrue(Files.exists(lock));
    }

    @Test
    void an_agent_without_a_store_needs_no_lock() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        var other = Files.createDirectories(home.resolve(".openclaw/agents/other/sessions"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("r-xr-xr-x"));
        var document = Answer.of(Shell.bound(home, "migrate-storage", "--openclaw", "--yes", "--json"), 0);
        assertEquals(List.of("migrated", "missing"), document.at("/report/stores").findValuesAsText("outcome"), document::toPrettyString);
    }

    @Test
    void what_a_run_keeps_needs_room_where_runs_are() throws Exception {
        var entries = new java.util.StringJoiner(", ", "{", "}");
        for (int i = 0; i < 1_000; i++) entries.add("\"k" + i + "\": {}");
        Files.writeString(store, entries.toString());
        var run = Answer.of(migrate(), 0).path("run").asText();
        var state = Files.createDirectories(temp.resolve("state"));
        try (var mount = Mount.tmpfs(state, "size=6m")) {
            assertTrue(Mount.run("cp", "-a", home.resolve(".local/state/ao-toolkit") + "/.", state.toString()));
            var before = Tree.snapshot(folder);
            var here = new Cli(home).with("AO_STATE_DIR", state.toString());
            Answer.failure(here.runAs(List.of("rollback", run, "--yes", "--json")), 3, "no-room");
            assertEquals(before, Tree.snapshot(folder));
        }
    }

    @Test
    void sessions_whose_names_are_masked_alike_are_compared_all_the_same() throws Exception {
        var other = Files.createDirectories(temp.toRealPath().resolve("other/.openclaw/agents/main/sessions")).resolve("sessions.json");
        var three = Stream.of("1", "2", "3").map(n -> "\"agent:main:whatsapp:direct:+4915100000" + n + "42\": {\"sessionId\": \"s" + n + "\"}").toList();
        Files.writeString(store, "{" + String.join(", ", three) + "}");
        Files.writeString(other, "{" + three.get(2) + "}");
        var document = Answer.of(cli.runAs(List.of("diff", store.toString(), other.toString(), "--json")), 1);
        assertEquals(List.of(3, 1, 2), List.of(document.at("/report/sessionsInOne").asInt(), document.at("/report/sessionsInOther").asInt(), document.at("/report/differences").size()), document::toPrettyString);
        assertEquals(List.of("removed", "removed"), document.at("/report/differences").findValuesAsText("is"));
        for (var id : List.of("s1", "t1")) Files.writeString(other.resolveSibling(id + ".jsonl"), "{}\n");
        Files.writeString(folder.resolve("s1.jsonl"), "{}\n");
        Files.writeString(other, "{" + String.join(", ", three).replace("\"s1\"", "\"t1\"") + "}");
        var changed = Answer.of(cli.runAs(List.of("diff", store.toString(), other.toString(), "--json")), 1);
        assertEquals(List.of("document.sessionId", "transcript"), changed.at("/report/differences/0/fields").findValuesAsText("name"), changed::toPrettyString);
    }

    @Test
    void keys_with_half_of_a_surrogate_pair_come_back() throws Exception {
        Files.writeString(store, "{\"k\\ud800\": {\"sessionId\": \"x\"}, \"b\": {\"x\": \"\\ue000\"}, \"\\ue000\": {}}");
        Answer.of(migrate(), 0);
        Answer.of(back(), 0);
        var text = Files.readString(store);
        assertTrue(text.contains("\"k\\ud800\": {") && text.contains("\"\\ue000\"") && text.contains("\"\uE000\": {"), text);
    }

    @Test
    void the_places_that_variables_name_are_looked_at() throws Exception {
        var other = Files.createDirectories(temp.toRealPath().resolve("other/.openclaw"));
        var far = Files.createDirectories(temp.resolve("far"));
        Files.writeString(far.resolve("sessions.json"), "{\"a\": {}}");
        var settings = Files.writeString(temp.resolve("settings.json"), "{session: {store: '" + far.resolve("sessions.json") + "'}}");
        Files.writeString(store, "{\"a\": {}}");
        var here = new Cli(home).with("OPENCLAW_HOME", other.getParent().toString()).with("OPENCLAW_CONFIG_PATH", settings.toString());
        var plan = here.runAs(List.of("migrate-storage", "--openclaw", "--dry-run", "--json"));
        assertEquals(List.of(far.resolve("sessions.json").toString()), Answer.of(plan, 0).at("/report/stores").findValuesAsText("storePath"), plan::toString);
        Files.move(settings, other.resolve("clawdbot.json"));
        var older = new Cli(home).with("OPENCLAW_HOME", other.getParent().toString()).runAs(List.of("migrate-storage", "--openclaw", "--dry-run", "--json"));
        assertEquals(1, Answer.of(older, 0).at("/report/stores").size(), older::toString);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void locks_are_told_with_their_owner_and_age() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        var lock = folder.resolve("sessions.json.lock");
        long self = ProcessHandle.current().pid();
        Files.writeString(lock, "{\"pid\": " + self + ", \"createdAt\": \"" + Instant.now() + "\"}");
        var held = Answer.findings(Answer.of(cli.run("inspect", "--json"), 1), "openclaw-lock-held");
        assertTrue(held.get(0).path("found").asText().startsWith("process " + self + ", "), held::toString);
        Files.writeString(lock, "{\"pid\": " + self + ", \"createdAt\": \"" + Instant.now() + "\", \"starttime\": 1}");
        var gone = Answer.of(cli.run("inspect", "--json"), 1);
        assertEquals(1, Answer.findings(gone, "openclaw-lock-stale").size(), gone::toPrettyString);
        assertEquals(0, Answer.findings(gone, "openclaw-gateway-runs").size(), gone::toPrettyString);
    }

    @Test
    void names_of_people_are_masked_outside_of_the_terminal() throws Exception {
        Files.writeString(store, "{\"agent:main:mail:direct:jane@example.com\": {\"lastTo\": \"jane@example.com\"}, \"agent:main:telegram:direct:@jane.doe\": {\"lastTo\": \"@jane.doe\"}, \"agent:main:whatsapp:group:120363@g.us\": {}}");
        var result = cli.run("inspect", "--format", "tsv");
        assertFalse(result.out().contains("jane") || result.out().contains("120363"), result::toString);
        assertTrue(result.out().contains("63@g.us"), result::toString);
        // A key may be as long as it likes.
        Files.writeString(store, "{\"" + "l".repeat(200_000) + "\": {}, \"" + "1@".repeat(100_000) + "\": {}}");
        assertEquals(0, cli.run("inspect", "--format", "tsv", "--fail-on", "never").code());
    }

    @Test
    void what_the_next_start_drops_is_counted_for_each_store() throws Exception {
        var stamp = System.currentTimeMillis();
        for (var agent : List.of("one", "two")) {
            var text = new StringBuilder("{");
            for (int i = 0; i < 300; i++) text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\": {\"updatedAt\": ").append(stamp).append("}");
            Files.writeString(Files.createDirectories(home.resolve(".openclaw/agents/" + agent + "/sessions")).resolve("sessions.json"), text + "}");
        }
        Answer.of(migrate(), 0);
        var text = cli.run("rollback", "--openclaw", "--dry-run");
        assertTrue(text.out().contains("drops no entry"), text::toString);
    }

    @Test
    void a_store_of_another_name_and_one_that_is_gone_can_be_looked_at() throws Exception {
        var other = Files.writeString(folder.resolve("ops.json"), "{\"a\": {}}");
        var seen = Answer.of(cli.run("inspect", other.toString(), "--json"), 1);
        assertEquals(1, seen.at("/report/sessions").size(), seen::toPrettyString);
        Files.delete(other);
        Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"a\": {}}");
        assertEquals(1, Answer.findings(Answer.of(cli.run("inspect", folder.toString(), "--json"), 0), "openclaw-leftover").size());
    }

    @Test
    void what_follows_a_store_makes_it_no_json5() throws Exception {
        Files.writeString(store, "{\"a\":{}} xyz");
        assertEquals(1, Answer.findings(Answer.of(cli.run("preflight", "--openclaw", "--json"), 1), "openclaw-broken").size());
    }
}
