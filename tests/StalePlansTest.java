package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.OpenclawKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Plans of stores in which somebody wrote since: what would be written is of an earlier state, so nothing is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class StalePlansTest {
    @TempDir Path temp;

    private Path plan() {
        return temp.resolve("plan.jsonl");
    }

    private void saved(Cli cli, String... command) {
        Answer.of(cli.run(Stream.concat(Stream.of(command), Stream.of("--out", plan().toString(), "--json")).toArray(String[]::new)), 0);
    }

    private Cli.Result applied(Cli cli) {
        return cli.run("apply", plan().toString(), "--yes", "--json");
    }

    private void refused(Cli cli, Path written) {
        var error = Answer.failure(applied(cli), 3, "precondition-changed");
        assertTrue(error.path("message").asText().startsWith(written + " "), error::toString);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    /** Its folders move, so that what was written in them would be hidden by what they are converted to. */
    @Nested
    class Of_a_migration_of_folders {
        private HashedHome planned() throws Exception {
            var home = HashedHome.full(temp);
            saved(home.cli(), "migrate-storage");
            return home;
        }

        private void refused(HashedHome home, Path written) throws Exception {
            var before = home.look();
            StalePlansTest.this.refused(home.cli(), written);
            assertEquals("", HashedHome.different(before, home.look()));
            Answer.of(home.migrate(), 0);
        }

        @Test void a_record_that_is_converted() throws Exception {
            var home = planned();
            var record = home.folder(HashedHome.HASH, "desk").resolve("sessions/desk-1");
            append(record, "pr=https://git.example/acme/desk/pull/9\n");
            refused(home, record);
        }

        @Test void a_session_that_is_new() throws Exception {
            var home = planned();
            var sessions = home.folder(HashedHome.HASH, "desk").resolve("sessions");
            refused(home, Files.writeString(sessions.resolve("desk-99"), Files.readString(sessions.resolve("desk-1"))));
        }

        @Test void a_session_that_is_gone() throws Exception {
            var home = planned();
            Files.delete(home.folder(HashedHome.HASH, "desk").resolve("sessions/desk-1"));
            refused(home, home.folder(HashedHome.HASH, "desk"));
        }

        @Test void a_session_that_is_new_when_an_interrupted_run_goes_on() throws Exception {
            var home = planned();
            var run = new SweepLibrary(home.path.resolve(".local/state/ao-toolkit"), temp).stoppedBeforeItsFirstChange(plan());
            var sessions = home.folder(HashedHome.HASH, "desk").resolve("sessions");
            var added = Files.writeString(sessions.resolve("desk-99"), Files.readString(sessions.resolve("desk-1")));
            var error = Answer.failure(home.cli().run("resume", run, "--json"), 3, "precondition-changed");
            assertTrue(error.path("message").asText().startsWith(added + " "), error::toString);
            assertTrue(error.path("hint").asText().startsWith("take the run back"), error::toString);
            Answer.of(home.rollback(run), 0);
            Answer.of(home.migrate(), 0);
            assertTrue(Files.exists(home.record("desk", "desk-99")));
        }

        @Test void locks_temporary_files_and_work_in_worktrees_do_not_count() throws Exception {
            var home = planned();
            var folder = home.folder(HashedHome.HASH, "desk");
            Files.writeString(folder.resolve("sessions/.desk-1.lock"), "");
            Files.writeString(folder.resolve("sessions/desk-1.lock"), "");
            Files.writeString(folder.resolve("worktrees/desk-1/work.txt"), "done meanwhile\n");
            Answer.of(applied(home.cli()), 0);
        }
    }

    /** Sessions that are new can be imported later; rows of an earlier state of a record would stay what they are. */
    @Nested
    class Of_an_import {
        private LegacyHome planned(String... more) throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            saved(home.cli(), Stream.concat(Stream.of("import", "--sessions", "active"), Stream.of(more)).toArray(String[]::new));
            return home;
        }

        private Path record(LegacyHome home) {
            return home.sessions("shop").resolve("shop-1.json");
        }

        private void write(Path record) throws IOException {
            Files.writeString(record, Files.readString(record).replace("\"agent\"", "\"displayName\" : \"renamed\", \"agent\""));
        }

        @Test void a_record() throws Exception {
            var home = planned();
            write(record(home));
            refused(home.cli(), record(home));
            assertEquals(List.of(), home.stored());
            Answer.of(home.imports("--sessions", "active"), 0);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        }

        @Test void a_record_that_is_a_link() throws Exception {
            var home = planned();
            var elsewhere = home.root().resolve("elsewhere.json");
            Files.move(record(home), elsewhere);
            Files.createSymbolicLink(record(home), elsewhere);
            Files.delete(plan());
            saved(home.cli(), "import", "--sessions", "active");
            write(elsewhere);
            refused(home.cli(), record(home));
        }

        @Test void a_record_that_is_gone() throws Exception {
            var home = planned();
            Files.delete(record(home));
            refused(home.cli(), home.sessions("shop"));
        }

        @Test void the_registry() throws Exception {
            var home = planned();
            append(home.registry(), "# edited\n");
            refused(home.cli(), home.registry());
        }

        @Test void a_repository_that_has_settings_of_its_own_by_now() throws Exception {
            var home = planned();
            var settings = home.path.resolve("repos/shop/agent-orchestrator.yaml");
            refused(home.cli(), Files.writeString(settings, "agent: codex\n"));
        }

        @Test void a_store_that_may_be_in_use_is_taken_as_it_was_read() throws Exception {
            var home = planned("--allow-live-source");
            write(record(home));
            Answer.of(applied(home.cli()), 0);
        }
    }

    /** A plan knows a new directory by the store that it is made of. */
    @Nested
    class Of_a_new_directory {
        @Test void the_store() throws Exception {
            var home = Files.createDirectories(temp.toRealPath().resolve("home"));
            var folder = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
            var store = folder.resolve("sessions.json");
            Files.writeString(store, "{\"a\": {\"sessionId\": \"s\"}}");
            var cli = new Cli(home);
            saved(cli, "migrate-storage", "--openclaw");
            append(store, " ");
            var error = Answer.failure(applied(cli), 3, "precondition-changed");
            assertTrue(error.path("message").asText().startsWith(store + ", "), error::toString);
            try (var there = Files.list(folder)) {
                assertEquals(1, there.count());
            }
        }
    }

    /** An entry of the active directory that was the older one may be the newer one by now. */
    @Nested
    class Of_a_merge_into_an_active_directory {
        @Test void an_entry() throws Exception {
            var home = Files.createDirectories(temp.toRealPath().resolve("home"));
            var folder = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
            var store = folder.resolve("sessions.json");
            Files.writeString(store, entry(1));
            var cli = new Cli(home);
            Answer.of(cli.run("migrate-storage", "--openclaw", "--yes", "--json"), 0);
            Files.writeString(store, entry(2));
            saved(cli, "migrate-storage", "--openclaw");
            var document = folder.resolve("sessions.d/entries/" + OpenclawKeys.fileName("agent:main:a").orElseThrow());
            Files.write(document, Files.readString(document).replace("\"updatedAt\": 1", "\"updatedAt\": 3").getBytes(StandardCharsets.UTF_8));
            refused(cli, document);
            assertTrue(Files.readString(document).contains("\"updatedAt\": 3"));
            Answer.of(cli.run("migrate-storage", "--openclaw", "--yes", "--json"), 0);
            assertTrue(Files.readString(document).contains("\"updatedAt\": 3"));
        }

        private static String entry(int updated) {
            return "{\"agent:main:a\": {\"sessionId\": \"s\", \"updatedAt\": " + updated + "}}";
        }
    }
}
