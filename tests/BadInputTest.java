package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input as it is found on real disks, through the command line: what is odd costs itself, is told, and stops nothing else. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class BadInputTest {
    private static final Pattern STORED = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})? \\+0000 UTC");
    private static final int LARGE = 100 << 20;

    @TempDir Path temp;

    /** A project {@code shop} with one good session, {@code shop-1}, beside which bad ones can be put. */
    private LegacyHome shop() throws IOException {
        var home = new LegacyHome(temp).project("shop");
        return home.session("shop", "shop-1", home.worker("shop-1"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Imports everything into a new database. */
    private static JsonNode done(LegacyHome home, int code, String... more) {
        var words = new ArrayList<>(List.of("--create-db"));
        words.addAll(List.of(more));
        return Answer.of(home.importsHere(words.toArray(String[]::new)), code);
    }

    @Nested
    class A_registry {
        @ParameterizedTest
        @ValueSource(strings = {"projects:\n  shop:\n   path: /x\n  name: : y\n", "projects:\n\tshop: {}\n", "a: *missing\n"})
        void with_a_syntax_error_stops_the_import_with_line_and_column(String yaml) throws Exception {
            var home = shop().registry(yaml);
            var before = home.snapshot();
            var error = Answer.failure(home.importsHere("--create-db"), 6, "yaml-syntax");
            assertTrue(error.path("message").asText().startsWith(home.registry() + ", line "), error::toString);
            assertTrue(error.path("message").asText().contains(", column "), error::toString);
            assertEquals(before, home.snapshot());
        }

        @ParameterizedTest
        @ValueSource(strings = "- shop\n")
        void that_holds_something_else_stops_the_import(String yaml) throws Exception {
            var error = Answer.failure(shop().registry(yaml).imports("--create-db"), 6, "yaml-not-a-mapping");
            assertTrue(error.path("message").asText().contains("config.yaml"), error::toString);
        }

        @Test
        void that_is_a_folder_stops_the_import() throws Exception {
            var home = shop();
            Files.delete(home.registry());
            Files.createDirectory(home.registry());
            Answer.failure(home.importsHere("--create-db"), 6, "file-unreadable");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "projects:\n", "projects: []\n"})
        void without_projects_is_nothing_to_import_and_says_where_it_looked(String yaml) throws Exception {
            var home = shop().registry(yaml);
            var before = home.snapshot();
            var result = home.cli().run("import", "--yes", "--create-db");
            assertEquals(0, result.code(), () -> Answer.shown(result));
            assertTrue(result.out().contains("nothing to import") && result.out().contains(home.registry().toString()), () -> Answer.shown(result));
            assertEquals(before, home.snapshot());
        }

        @Test
        void without_projects_is_one_document_too() throws Exception {
            Answer.of(shop().registry("projects: {}\n").imports("--create-db"), 0);
        }

        @Test
        void whose_projects_are_no_mapping_is_told_so() throws Exception {
            var home = shop().registry("projects: []\n");
            var result = home.cli().run("import", "--yes", "--create-db");
            assertTrue((result.out() + result.err()).contains("a mapping"), () -> "nobody learns why nothing is imported: " + Answer.shown(result));
        }

        @Test
        void that_is_missing_is_nothing_to_import_and_is_told_in_one_document() throws Exception {
            var home = new LegacyHome(temp);
            var result = home.cli().run("import", "--yes");
            assertEquals(0, result.code(), () -> Answer.shown(result));
            assertTrue(result.out().contains(home.registry().toString()), () -> Answer.shown(result));
            Answer.of(home.importsHere(), 0);
        }

        @Test
        void with_a_byte_order_mark_and_dos_line_ends_is_read() throws Exception {
            var home = shop();
            home.registry("\uFEFF" + Files.readString(home.registry()).replace("\n", "\r\n"));
            done(home, 0);
            assertEquals(List.of("shop-1"), home.stored());
            assertEquals(home.path + "/repos/shop", home.database().query("SELECT path FROM projects").get(0).get("path"));
        }

        @Test
        void with_entries_of_a_wrong_type_loses_those_and_imports_the_others() throws Exception {
            var home = shop();
            home.registry(Files.readString(home.registry()) + "  text: just text\n  list: [1, 2]\n  number: 7\n");
            var document = done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
            assertEquals(1, home.database().query("SELECT id FROM projects").size());
            var problems = String.join("\n", Answer.report(document, "problems"));
            for (var id : List.of("text", "list", "number")) assertTrue(problems.contains(id + ":"), problems);
            var odd = Answer.findings(document, "odd-value");
            assertEquals(3, odd.size(), document::toPrettyString);
            assertEquals("a mapping", odd.get(0).path("expected").asText());
            assertTrue(odd.get(0).path("message").asText().contains("line "), document::toPrettyString);
        }

        @Test
        void with_a_project_of_nothing_loses_that_and_imports_the_others() throws Exception {
            var home = shop();
            home.registry(Files.readString(home.registry()) + "  ghost:\n  gone: null\n");
            var document = done(home, 5);
            assertEquals(2, Answer.findings(document, "project-null").size(), document::toPrettyString);
            assertEquals(List.of("shop-1"), home.stored());
        }

        @Test
        void with_values_of_a_wrong_type_loses_those_and_imports_the_project() throws Exception {
            var home = new LegacyHome(temp).project("shop", "name: [1]", "env: text", "symlinks: {a: b}", "postCreate: 5", "agentConfig: []",
                "worker: yes", "defaultBranch: {}", "sessionPrefix: {}", "registeredAt: []");
            home.session("shop", "shop-1", home.worker("shop-1"));
            var document = done(home, 0);
            assertEquals(List.of("shop-1"), home.stored());
            var messages = String.join("\n", Answer.findings(document, "odd-value").stream().map(f -> f.path("message").asText()).toList());
            for (var key : List.of("name", "env", "symlinks", "postCreate", "agentConfig", "worker", "defaultBranch", "sessionPrefix", "registeredAt")) {
                assertTrue(messages.contains("projects.shop." + key + " "), () -> key + " is not told: " + messages);
            }
            assertStoredTimes(home);
        }

        @ParameterizedTest
        @ValueSource(strings = {"~", "null", "NULL", ""})
        void spells_nothing_in_all_the_ways_that_its_own_software_reads(String nothing) throws Exception {
            var home = new LegacyHome(temp).project("shop", "name: " + nothing, "defaultBranch: " + nothing, "env:", "  EMPTY: " + nothing);
            done(home, 0);
            var row = home.database().query("SELECT display_name, config FROM projects").get(0);
            assertEquals("", row.get("display_name"));
            var config = Golden.JSON.readTree((String) row.get("config"));
            assertFalse(config.has("defaultBranch"), config::toString);
            assertEquals("", config.path("env").path("EMPTY").asText("?"), config::toString);
        }

        @Test
        void with_a_project_twice_takes_the_last_and_says_so() throws Exception {
            var home = shop();
            home.registry(Files.readString(home.registry()) + "  shop:\n    path: " + home.path + "/repos/other\n");
            var document = done(home, 0);
            assertTrue(Answer.finding(document, "duplicate-key").path("message").asText().contains("shop"), document::toPrettyString);
            assertEquals(home.path + "/repos/other", home.database().query("SELECT path FROM projects").get(0).get("path"));
        }

        @Test
        void with_ids_that_are_no_ids_loses_those_and_never_makes_a_path_of_them() throws Exception {
            var home = shop();
            home.registry(Files.readString(home.registry()) + "  \"../../evil\":\n    path: /x/1\n  \"a/b\":\n    path: /x/2\n"
                + "  \"new\\nline\":\n    path: /x/3\n  \"\\e[31mred\":\n    path: /x/4\n  \"\":\n    path: /x/5\n");
            Files.createDirectories(temp.resolve("evil/sessions"));
            Files.write(temp.resolve("evil/sessions/evil-1.json"), bytes("{\"status\": \"working\"}"));
            var result = home.cli().run("import", "--yes", "--create-db", "--sessions", "active");
            assertEquals(5, result.code(), () -> Answer.shown(result));
            assertEquals(List.of("shop-1"), home.stored());
            assertFalse((result.out() + result.err()).contains("\u001b"), "a name of somebody else's colours the terminal");
            assertFalse((result.out() + result.err()).contains("\nline"), "a name of somebody else's begins a line");
        }

        @Test
        void with_a_path_that_is_none_loses_that_project() throws Exception {
            var home = shop();
            home.registry(Files.readString(home.registry()) + "  zero:\n    path: \"/a\\0b\"\n  blank:\n    path: \"  \"\n");
            done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
        }

        @Test
        void whose_repository_has_a_broken_file_of_settings_is_imported_with_a_finding() throws Exception {
            var home = shop();
            home.tree.file("repos/shop/agent-orchestrator.yaml", "agent: [claude\n");
            Answer.finding(done(home, 0), "repo-config-unreadable");
            assertEquals(List.of("shop-1"), home.stored());
        }
    }

    @Nested
    class A_record {
        @Test
        void that_cannot_be_read_is_reported_one_by_one_and_stops_nothing() throws Exception {
            var home = shop().session("shop", "empty.json", new byte[0]).session("shop", "blank.json", bytes(" \n"))
                .session("shop", "cut.json", bytes("{\"status\": \"work")).session("shop", "list.json", bytes("[{\"status\": \"working\"}]"))
                .session("shop", "number.json", bytes("42")).session("shop", "prose.json", bytes("hello there"))
                .session("shop", "zeros.json", new byte[300]);
            Files.createDirectory(home.sessions("shop").resolve("folder.json"));
            var document = done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
            assertEquals(8, document.path("report").path("recordsUnreadable").asInt(), document::toPrettyString);
            var told = new TreeSet<String>();
            document.path("findings").forEach(f -> {
                if (f.path("severity").asText().equals("error")) told.add(Path.of(f.path("subject").path("path").asText()).getFileName().toString());
            });
            assertEquals(List.of("blank.json", "cut.json", "empty.json", "folder.json", "list.json", "number.json", "prose.json", "zeros.json"),
                List.copyOf(told));
            assertTrue(Answer.report(document, "problems").get(0).contains("8 records"), document::toPrettyString);
        }

        @Test
        void with_a_byte_order_mark_or_dos_line_ends_is_read() throws Exception {
            var home = shop();
            var record = home.worker("shop-2").toPrettyString();
            home.session("shop", "shop-2.json", bytes("\uFEFF" + record)).session("shop", "shop-3.json", bytes(record.replace("\n", "\r\n")));
            done(home, 0);
            assertEquals(List.of("shop-1", "shop-2", "shop-3"), home.stored());
        }

        @Test
        void with_a_key_twice_takes_the_last_and_says_so() throws Exception {
            var home = shop().session("shop", "shop-2.json", bytes("{\"branch\": \"first\", \"status\": \"working\", \"branch\": \"last\"}"));
            var document = done(home, 0);
            Answer.finding(document, "duplicate-key");
            assertEquals("last", home.database().query("SELECT branch FROM sessions WHERE id = 'shop-2'").get(0).get("branch"));
        }

        @Test
        void of_key_value_text_is_read_with_a_finding() throws Exception {
            var home = shop().session("shop", "shop-2.json", bytes("worktree=/w/2\nbranch=b2\nstatus=working\nagent=codex\n"));
            Answer.finding(done(home, 0), "session-key-value-in-json");
            assertEquals("b2", home.database().query("SELECT branch FROM sessions WHERE id = 'shop-2'").get(0).get("branch"));
        }

        @Test
        void whose_lifecycle_is_text_in_text_is_read() throws Exception {
            var home = shop();
            var record = home.worker("shop-2");
            var lifecycle = record.get("lifecycle").toString().replace("\"working\"", "\"terminated\"");
            home.session("shop", "shop-2", record.deepCopy().put("lifecycle", lifecycle));
            home.session("shop", "shop-3", record.deepCopy().put("lifecycle", Golden.JSON.writeValueAsString(lifecycle)));
            var payload = record.deepCopy().put("statePayload", lifecycle).put("stateVersion", 2);
            payload.remove("lifecycle");
            home.session("shop", "shop-4", payload);
            done(home, 0, "--sessions", "all", "--as", "live");
            assertEquals("[{id=shop-1, is_terminated=0}, {id=shop-2, is_terminated=1}, {id=shop-3, is_terminated=1}, {id=shop-4, is_terminated=1}]",
                home.database().query("SELECT id, is_terminated FROM sessions ORDER BY id").toString());
        }

        @Test
        void whose_lifecycle_is_no_object_is_taken_by_its_status_with_a_finding() throws Exception {
            var home = shop().session("shop", "shop-2.json", bytes("{\"status\": \"killed\", \"lifecycle\": [1]}"));
            Answer.finding(done(home, 0, "--sessions", "all"), "lifecycle-unreadable");
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
        }

        @Test
        void with_values_of_wrong_types_loses_those_and_comes_in() throws Exception {
            var home = shop();
            var record = home.worker("shop-2");
            for (var key : List.of("worktree", "branch", "status", "userPrompt", "displayName", "createdAt", "claudeSessionUuid", "role", "tmuxName")) {
                record.putArray(key).add(key);
            }
            home.session("shop", "shop-2", record.put("terminatedAt", false).put("runtimeHandle", 5).put("agent", 7));
            var document = done(home, 0);
            assertTrue(Answer.findings(document, "odd-value").size() >= 8, document::toPrettyString);
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
            assertStoredTimes(home);
        }

        @Test
        void with_bytes_that_are_no_text_is_read_and_says_so() throws Exception {
            var home = shop();
            var out = new ByteArrayOutputStream();
            out.write(bytes("{\"status\": \"working\", \"displayName\": \"caf"));
            out.write(0xE9);
            out.write(bytes("\", \"branch\": \"b\"}"));
            home.session("shop", "shop-2.json", out.toByteArray());
            Answer.finding(done(home, 0), "session-not-utf8");
            assertEquals("caf\uFFFD", home.database().query("SELECT display_name FROM sessions WHERE id = 'shop-2'").get(0).get("display_name"));
        }

        @Test
        void with_half_a_letter_beyond_the_basic_plane_comes_in() throws Exception {
            var home = shop().session("shop", "shop-2.json", bytes("{\"status\": \"working\", \"displayName\": \"x\\ud83d\"}"));
            done(home, 0);
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
        }

        @Test
        void with_a_zero_character_comes_in() throws Exception {
            var home = shop().session("shop", "shop-2.json", bytes("{\"status\": \"working\", \"userPrompt\": \"a\\u0000b\"}"));
            done(home, 0);
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
        }

        @Test
        void that_is_nested_deep_is_reported_and_stops_nothing() throws Exception {
            var home = shop().session("shop", "deep.json", bytes("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
            done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
        }
    }

    @Test
    @Tag("long")
    void many_records_of_2_MB_are_never_all_in_memory() throws Exception {
        var home = shop();
        var notes = bytes("{\"status\": \"working\", \"branch\": \"b\", \"notes\": \"" + "x".repeat(2 << 20) + "\"}");
        for (int i = 2; i <= 120; i++) home.session("shop", "shop-" + i + ".json", notes);
        var document = Answer.of(home.cli().withJava("-Xmx64m").run("inspect", "--fail-on", "never", "--json"), 0);
        assertEquals(120, document.at("/report/sessions").size());
    }

    @Nested
    @Tag("long")
    class A_record_of_100_MB {
        private LegacyHome large(String start, char filling, String end) throws IOException {
            var home = shop();
            try (var out = Files.newOutputStream(home.sessions("shop").resolve("shop-2.json"))) {
                out.write(bytes(start));
                var block = new byte[1 << 20];
                Arrays.fill(block, (byte) filling);
                for (int i = 0; i < LARGE / block.length; i++) out.write(block);
                out.write(bytes(end));
            }
            return home;
        }

        private JsonNode bounded(LegacyHome home, int code) {
            return Answer.of(home.imports(home.cli().withJava("-Xmx64m"), "--create-db"), code);
        }

        @Test
        void of_a_value_that_nobody_needs_comes_in_with_little_memory() throws Exception {
            var home = large("{\"status\": \"working\", \"branch\": \"b\", \"notes\": \"", 'x', "\"}");
            bounded(home, 0);
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
        }

        @Test
        void of_a_value_that_is_stored_comes_in_without_it_or_is_reported() throws Exception {
            var home = large("{\"status\": \"working\", \"branch\": \"b\", \"userPrompt\": \"", 'x', "\"}");
            var result = home.imports(home.cli().withJava("-Xmx64m"), "--create-db");
            assertTrue(result.code() == 0 || result.code() == 5, () -> Answer.shown(result));
            var document = Answer.of(result, result.code());
            assertTrue(home.stored().contains("shop-1"));
            assertTrue(document.path("findings").toString().contains("shop-2"), document::toPrettyString);
        }

        @Test
        void that_is_a_list_or_garbage_is_reported_with_little_memory() throws Exception {
            bounded(large("[", ' ', "]"), 5);
            var home = large("{\"notes\": \"", 'x', "");
            bounded(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
        }
    }

    @Test
    void a_record_of_5_MB_is_read_as_a_small_one_is() throws Exception {
        var home = shop();
        var filling = "x".repeat(5 << 20);
        var record = home.worker("shop-2").put("notes", filling).toString();
        home.session("shop", "shop-2.json", bytes("\uFEFF" + record));
        home.session("shop", "shop-3.json", bytes(record.replaceFirst("\\{", "{\"branch\": \"first\", ")));
        home.session("shop", "shop-4.json", bytes("status=working\nbranch=b4\nnotes=" + filling + "\n"));
        home.session("shop", "shop-5.json", bytes(record + "\n\n"));
        done(home, 0);
        assertEquals(List.of("shop-1", "shop-2", "shop-3", "shop-4", "shop-5"), home.stored());
    }

    @Nested
    class The_name_of_a_record {
        @Test
        void that_no_system_can_read_is_reported_and_becomes_no_path() throws Exception {
            var home = shop();
            var names = List.of("a..b.json", "per%2fcent.json", "back\\slash.json", "new\nline.json", "\u001b[31mred.json", "with space.json",
                "dot.ted.json", "umläut.json", "zero\u200Bwidth.json");
            try {
                for (var name : names) home.session("shop", name, bytes(home.worker("x").toString()));
            } catch (InvalidPathException e) {
                assumeTrue(false, "needs a locale that can name these files");
            }
            home.session("shop", "..json", bytes("{}")).session("shop", "...json", bytes("{}")).session("shop", ".json", bytes("{}"));
            var document = done(home, 5);
            assertEquals(names.size(), Answer.findings(document, "session-id-invalid").size(), document::toPrettyString);
            assertEquals(3, Answer.findings(document, "dot-file").size(), document::toPrettyString);
            assertEquals(List.of("shop-1"), home.stored());
            var told = home.cli().run("import", "--dry-run", "--sessions", "active", "-v");
            assertFalse((told.out() + told.err()).contains("\u001b"), "a name of somebody else's colours the terminal");
            assertFalse((told.out() + told.err()).contains("new\nline"), "a name of somebody else's begins a line");
        }

        @Test
        void of_240_characters_comes_in_with_its_transcript() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            var id = "s".repeat(238) + "-7";
            var record = home.worker(id);
            record.put("worktree", home.worktree("short").toString());
            home.session("shop", id, home.conversation(record, LegacyHome.WORK));
            var document = done(home, 0);
            assertEquals(List.of(id), home.stored());
            assertEquals(7, home.database().query("SELECT num FROM sessions").get(0).get("num"));
            assertEquals(1, document.path("report").path("transcriptsRelocated").asInt());
            Answer.of(home.cli().run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
        }

        @Test
        void that_differs_in_case_only_is_another_one() throws Exception {
            var home = shop();
            home.session("shop", "Shop-1", home.worker("Shop-1"));
            assumeTrue(Files.exists(home.sessions("shop").resolve("Shop-1.json")) && !Files.isSameFile(home.sessions("shop").resolve("Shop-1.json"),
                home.sessions("shop").resolve("shop-1.json")), "needs a file system that tells case");
            done(home, 0);
            assertEquals(List.of("Shop-1", "shop-1"), home.stored());
        }
    }

    @Nested
    class A_symbolic_link {
        private LegacyHome home;
        private Path outside;

        private LegacyHome outside() throws IOException {
            home = shop();
            outside = Files.createDirectories(temp.resolve("outside"));
            Files.writeString(outside.resolve("out-9.json"), home.worker("out-9").toString());
            return home;
        }

        @Test
        void inside_the_store_is_a_record() throws Exception {
            outside();
            home.tree.file(".agent-orchestrator/kept/shop-2.json", home.worker("shop-2").toString());
            Files.createSymbolicLink(home.sessions("shop").resolve("shop-2.json"), home.root().resolve("kept/shop-2.json"));
            done(home, 0);
            assertEquals(List.of("shop-1", "shop-2"), home.stored());
        }

        @Test
        void out_of_the_store_or_in_a_circle_or_to_nothing_is_reported_and_not_followed() throws Exception {
            outside();
            var sessions = home.sessions("shop");
            Files.createSymbolicLink(sessions.resolve("shop-2.json"), outside.resolve("out-9.json"));
            Files.createSymbolicLink(sessions.resolve("shop-3.json"), sessions.resolve("shop-4.json"));
            Files.createSymbolicLink(sessions.resolve("shop-4.json"), sessions.resolve("shop-3.json"));
            Files.createSymbolicLink(sessions.resolve("shop-5.json"), Path.of("nowhere.json"));
            var document = done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
            assertEquals(4, document.path("report").path("recordsUnreadable").asInt(), document::toPrettyString);
            Answer.finding(document, "session-link-outside");
        }

        @Test
        void in_the_place_of_a_folder_of_records_is_not_followed_out_of_the_store() throws Exception {
            outside();
            home.project("other");
            Files.createDirectories(home.sessions("other").getParent());
            Files.createSymbolicLink(home.sessions("other"), outside);
            var document = Answer.of(home.importsHere("--create-db", "--dry-run"), 0);
            assertFalse(document.path("changes").toString().contains("out-9"), () -> "it was followed: " + document.toPrettyString());
            assertTrue(document.path("findings").toString().contains("other"), () -> "it is not reported: " + document.path("findings"));
        }

        @Test
        void in_the_place_of_a_projects_folder_is_reported_and_not_followed() throws Exception {
            outside();
            home.project("other");
            Files.createDirectories(outside.resolve("sessions"));
            Files.move(outside.resolve("out-9.json"), outside.resolve("sessions/out-9.json"));
            Files.createSymbolicLink(home.root().resolve("projects/other"), outside);
            var document = Answer.of(home.importsHere("--create-db", "--dry-run"), 0);
            assertFalse(document.path("changes").toString().contains("out-9"), document::toPrettyString);
            Answer.finding(document, "project-folder-link");
        }

        @Test
        void in_a_circle_of_folders_ends() throws Exception {
            outside();
            home.project("other");
            Files.createDirectories(home.sessions("other").getParent());
            Files.createSymbolicLink(home.sessions("other"), Path.of("sessions"));
            Files.createSymbolicLink(home.root().resolve("projects/loop"), Path.of("."));
            done(home, 5);
            assertEquals(List.of("shop-1"), home.stored());
        }

        @Test
        void that_is_the_root_itself_is_what_people_have_and_is_read() throws Exception {
            outside();
            Files.move(home.root(), temp.resolve("disk2"));
            Files.createSymbolicLink(home.root(), temp.resolve("disk2"));
            done(home, 0);
            assertEquals(List.of("shop-1"), home.stored());
        }
    }

    @Nested
    class A_time {
        private static final List<String> BROKEN = List.of("\"\"", "\"yesterday\"", "\"2026-13-45T00:00:00Z\"", "\"2026-02-30T10:00:00Z\"",
            "\"2026-05-01T25:00:00Z\"", "\"2026-05-01T23:59:60Z\"", "\"0000-00-00T00:00:00Z\"", "\"0000-06-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"",
            "\"0000-01-01T00:00:00+18:00\"", "\"9999-12-31T23:59:59.999Z\"", "\"9999-12-31T23:59:59-18:00\"", "\"+275760-09-13T00:00:00.000Z\"",
            "\"-000001-01-01T00:00:00Z\"", "\"2026-05-01T10:00:00+99:99\"", "\"2026-05-01T10:00:00+0200\"", "\"2026-05-01T10:00:00.1234567891234Z\"",
            "\"2026-05-01T10:00:00,5Z\"", "\"2026-05-01T10:00:00\"", "\"2026-05-01 10:00:00\"", "\"2026-05-01\"", "\"2026-05-01T10:00Z\"",
            "\"Fri, 01 May 2026 10:00:00 GMT\"", "\"1777629600\"", "\"1777629600000\"", "\"1777629600.5\"", "1777629600", "1777629600000", "-5", "0",
            "1e30", "1777629600.25", "99999999999999999999", "true", "false", "null", "[]", "{}", "[\"2026-05-01T10:00:00Z\"]",
            "\"2026-05-01T10:00:00Z\\n\"", "\" 2026-05-01T10:00:00Z \"", "\"NaN\"", "\"Infinity\"", "\"\\u0662\\u0660\\u0662\\u0666-05-01T10:00:00Z\"",
            "\"2026-05-01T10:00:00+02:00:30\"", "\"2026-05-01T10:00:00.Z\"", "\"2026-05-01t10:00:00z\"");

        @Test
        void of_every_broken_kind_is_stored_as_a_time() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            for (int i = 0; i < BROKEN.size(); i++) {
                var value = Golden.JSON.readTree(BROKEN.get(i));
                var record = home.worker("shop-" + (i + 1));
                record.set("createdAt", value);
                ((ObjectNode) record.at("/lifecycle/session")).set("startedAt", value);
                ((ObjectNode) record.at("/lifecycle/session")).set("lastTransitionAt", value);
                ((ObjectNode) record.at("/lifecycle")).putObject("runtime").set("lastObservedAt", value);
                home.session("shop", "shop-" + (i + 1), record);
            }
            var document = done(home, 0);
            assertEquals(BROKEN.size(), home.stored().size(), document::toPrettyString);
            assertStoredTimes(home);
            assertEquals("2026-05-01 08:00:00 +0000 UTC", created(home, "\"2026-05-01T10:00:00+0200\""));
            assertEquals("2026-05-01 10:00:00 +0000 UTC", created(home, "\"2026-05-01T10:00:00\""));
            assertEquals("2026-05-01 10:00:00 +0000 UTC", created(home, "1777629600"));
            assertEquals("2026-05-01 10:00:00 +0000 UTC", created(home, "\"1777629600000\""));
            assertEquals("0001-01-01 00:00:00 +0000 UTC", created(home, "\"0001-01-01T00:00:00Z\""));
        }

        @Test
        void before_the_first_year_or_after_the_last_of_four_digits_is_none() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            var odd = List.of("0000-06-01T00:00:00Z", "0000-01-01T00:00:00+18:00", "9999-12-31T23:59:59-18:00");
            for (int i = 0; i < odd.size(); i++) {
                var record = home.worker("shop-" + i).put("createdAt", odd.get(i));
                record.remove("lifecycle");
                home.session("shop", "shop-" + i, record);
                Tree.time(home.sessions("shop").resolve("shop-" + i + ".json"), Instant.parse("2026-07-0" + (i + 1) + "T00:00:00Z"));
            }
            done(home, 0);
            assertEquals(List.of("2026-07-01 00:00:00 +0000 UTC", "2026-07-02 00:00:00 +0000 UTC", "2026-07-03 00:00:00 +0000 UTC"),
                home.database().query("SELECT created_at FROM sessions ORDER BY id").stream().map(r -> r.get("created_at")).toList());
        }

        private String created(LegacyHome home, String value) throws Exception {
            return (String) home.database().query("SELECT created_at FROM sessions WHERE id = 'shop-" + (BROKEN.indexOf(value) + 1) + "'").get(0).get("created_at");
        }

        @Test
        void of_a_project_is_stored_as_a_time_whatever_is_registered() throws Exception {
            var home = new LegacyHome(temp);
            var values = List.of("yesterday", "-5", "1777629600", "1e30", "2026-05-01", "'9999-12-31T23:59:59-18:00'", "'0000-06-01T00:00:00Z'", "~", "''");
            for (int i = 0; i < values.size(); i++) home.project("p" + i, "registeredAt: " + values.get(i));
            done(home, 0);
            assertStoredTimes(home);
            assertEquals("2026-05-01 10:00:00 +0000 UTC", home.database().query("SELECT registered_at FROM projects WHERE id = 'p2'").get(0).get("registered_at"));
        }
    }

    /** The daemon reads times in one form only. */
    private static void assertStoredTimes(LegacyHome home) throws Exception {
        var wrong = new ArrayList<String>();
        for (var row : home.database().query("SELECT id, created_at, updated_at, activity_last_at, first_signal_at FROM sessions")) {
            row.forEach((column, value) -> {
                if (!column.equals("id") && value != null && !STORED.matcher(value.toString()).matches()) wrong.add(row.get("id") + " " + column + ": " + value);
            });
        }
        for (var row : home.database().query("SELECT id, registered_at FROM projects")) {
            if (!STORED.matcher(String.valueOf(row.get("registered_at"))).matches()) wrong.add(row.toString());
        }
        assertEquals(List.of(), wrong);
    }

    @Nested
    class A_transcript {
        private LegacyHome home;
        private Path source;
        private Path destination;

        private void made() throws Exception {
            home = LegacyHome.shop(temp);
            home.daemons();
            source = home.transcript(home.worktree("shop-1"), LegacyHome.WORK);
            destination = home.imported("shop", "shop-1", LegacyHome.WORK);
        }

        private void there(byte[] content, String mode) throws IOException {
            Files.createDirectories(destination.getParent());
            Files.write(destination, content);
            Files.setPosixFilePermissions(destination, PosixFilePermissions.fromString(mode));
            Tree.time(destination, Instant.parse("2026-03-04T05:06:07.89Z"));
            Tree.time(destination.getParent(), Instant.parse("2026-03-04T05:06:08Z"));
        }

        private JsonNode back(JsonNode imported) {
            return Answer.of(home.cli().run("rollback", imported.path("run").asText(), "--yes", "--json"), 0);
        }

        @Test
        void that_is_a_folder_is_reported_and_the_session_comes_in() throws Exception {
            made();
            Files.delete(source);
            Files.createDirectory(source);
            var document = Answer.of(home.importsHere(), 5);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            assertTrue(Answer.report(document, "problems").get(0).contains(source.toString()), document::toPrettyString);
            assertFalse(Files.exists(destination));
        }

        @Test
        void that_is_a_link_out_of_claudes_folder_is_reported_and_not_followed() throws Exception {
            made();
            Files.move(source, temp.resolve("elsewhere.jsonl"));
            Files.createSymbolicLink(source, temp.resolve("elsewhere.jsonl"));
            var document = Answer.of(home.importsHere(), 5);
            assertTrue(Answer.report(document, "problems").get(0).contains(source.toString()), document::toPrettyString);
            assertFalse(Files.exists(destination));
        }

        @Test
        void whose_place_is_taken_is_left_alone_with_what_is_there() throws Exception {
            made();
            there(bytes("{\"somebody\":\"else\"}\n"), "rw-r--r--");
            var there = Tree.snapshot(destination.getParent());
            var document = Answer.of(home.importsHere(), 5);
            assertEquals(there, Tree.snapshot(destination.getParent()));
            assertTrue(Answer.report(document, "problems").get(0).contains(destination.toString()), document::toPrettyString);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            back(document);
            assertEquals(there, Tree.snapshot(destination.getParent()));
        }

        @Test
        void whose_place_is_a_folder_or_a_dangling_link_is_left_alone() throws Exception {
            made();
            Files.createDirectories(destination);
            Answer.of(home.importsHere("--dry-run"), 0);
            assertEquals(1, Answer.of(home.importsHere(), 5).path("report").path("problems").size());
            assertTrue(Files.isDirectory(destination));
        }

        @Test
        void that_is_longer_than_what_is_there_only_by_another_beginning_is_a_conflict() throws Exception {
            made();
            var content = Files.readAllBytes(source);
            var almost = Arrays.copyOf(content, content.length - 3);
            almost[0] ^= 1;
            there(almost, "rw-------");
            Answer.of(home.importsHere(), 5);
            assertEquals(new String(almost, StandardCharsets.UTF_8), Files.readString(destination));
        }

        @Test
        void that_is_there_already_is_present_and_outlives_a_rollback() throws Exception {
            made();
            there(Files.readAllBytes(source), "rw-r--r--");
            var there = Tree.snapshot(destination.getParent());
            var document = Answer.of(home.importsHere(), 0);
            assertEquals(1, document.path("report").path("transcriptsRelocated").asInt(), "the orchestrator's is the only one that was copied");
            assertEquals(there, Tree.snapshot(destination.getParent()));
            back(document);
            assertEquals(there, Tree.snapshot(destination.getParent()));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 20})
        void of_which_the_beginning_is_there_is_completed_and_cut_back_to_the_byte_the_mode_and_the_time(int length) throws Exception {
            made();
            there(Arrays.copyOf(Files.readAllBytes(source), length), "rw-r-----");
            var there = Tree.snapshot(destination.getParent());
            var document = Answer.of(home.importsHere(), 0);
            assertEquals(Files.readString(source), Files.readString(destination));
            assertEquals(Files.getLastModifiedTime(source), Files.getLastModifiedTime(destination));
            back(document);
            assertEquals(there, Tree.snapshot(destination.getParent()));
        }

        @Test
        void comes_with_its_side_folder_privately_and_goes_with_it() throws Exception {
            made();
            var side = source.resolveSibling(LegacyHome.WORK);
            Files.createDirectories(side.resolve("subagents"));
            Files.writeString(side.resolve("subagents/agent-1.jsonl"), "{}\n");
            Files.createSymbolicLink(side.resolve("link"), temp);
            var before = Tree.snapshot(home.path.resolve(".claude"));
            var document = Answer.of(home.importsHere(), 5);
            var copied = destination.resolveSibling(LegacyHome.WORK).resolve("subagents/agent-1.jsonl");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copied)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copied.getParent())));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)));
            assertTrue(Answer.report(document, "problems").get(0).contains("link"), document::toPrettyString);
            back(document);
            assertEquals(before, Tree.snapshot(home.path.resolve(".claude")));
        }

        @Test
        void whose_id_is_a_path_is_never_looked_for() throws Exception {
            made();
            var record = home.worker("shop-1").put("claudeSessionUuid", "../../../../secrets");
            home.session("shop", "shop-1", record);
            home.tree.file("secrets.jsonl", "{}");
            var document = Answer.of(home.importsHere(), 0);
            assertEquals("", home.database().query("SELECT agent_session_id FROM sessions WHERE id = 'shop-1'").get(0).get("agent_session_id"));
            assertTrue(document.path("losses").toString().contains("not a UUID"), document::toPrettyString);
        }
    }
}
