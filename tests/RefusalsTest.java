package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an import refuses, from the command line: what is said, with which code, and that nothing was changed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class RefusalsTest {
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final Instant BEGAN = SELF.info().startInstant().orElse(Instant.EPOCH);

    @TempDir Path temp;

    /** Refused with this code, a hint, and a home that is as it was. */
    private static JsonNode refused(LegacyHome home, int exit, String code, String... options) throws Exception {
        return refused(home, home.cli(), exit, code, options);
    }

    private static JsonNode refused(LegacyHome home, Cli cli, int exit, String code, String... options) throws Exception {
        var before = home.snapshot();
        var error = Answer.failure(home.imports(cli, options), exit, code);
        assertEquals(before, home.snapshot(), "something was changed");
        return error;
    }

    @Nested
    class The_daemon {
        @Test
        void that_lives_by_its_run_file_is_a_refusal_that_nothing_overrides() throws Exception {
            var home = LegacyHome.shop(temp).runFile(SELF.pid(), BEGAN.plusSeconds(1).toString());
            home.daemons();
            var error = refused(home, 3, "daemon-live", "--assume-stopped", "--allow-live-source");
            assertTrue(error.path("message").asText().contains("process " + SELF.pid()), error::toString);
        }

        @Test
        void whose_process_id_another_program_has_now_is_not_there() throws Exception {
            var home = LegacyHome.shop(temp).runFile(SELF.pid(), BEGAN.minus(Duration.ofHours(1)).toString());
            home.daemons();
            Answer.of(home.imports(), 0);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        }

        @Test
        void that_has_ended_is_not_there() throws Exception {
            var gone = new ProcessBuilder("true").start();
            gone.waitFor();
            var home = LegacyHome.shop(temp).runFile(gone.pid(), Instant.now().toString());
            home.daemons();
            Answer.of(home.imports(), 0);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"pid\": ", "", "{\"pid\": @PID@, \"startedAt\": \"yesterday\"}"})
        void that_cannot_be_told_is_a_refusal_with_the_option_that_overrides_it(String runFile) throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            home.tree.file(".ao/running.json", runFile.replace("@PID@", "" + SELF.pid()));
            var error = refused(home, 3, "daemon-liveness-unknown");
            assertTrue(error.path("hint").asText().contains("--assume-stopped"), error::toString);
        }

        @Test
        void that_cannot_be_told_is_taken_for_stopped_when_the_operator_says_so() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            home.tree.file(".ao/running.json", "{\"pid\": ");
            Answer.of(home.imports("--assume-stopped"), 0);
        }

        @Test
        void that_lives_does_not_stop_a_dry_run_which_says_that_it_would_refuse() throws Exception {
            var home = LegacyHome.shop(temp).runFile(SELF.pid(), BEGAN.plusSeconds(1).toString());
            home.daemons();
            var before = home.snapshot();
            var report = Answer.of(home.imports("--dry-run"), 0).path("report");
            assertEquals("daemon-live", report.path("refusals").path(0).path("code").asText(), report::toString);
            assertEquals(before, home.snapshot());
        }

        @Test
        void that_lives_stops_a_rollback_too() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var run = Answer.of(home.imports(), 0).path("run").asText();
            home.runFile(SELF.pid(), BEGAN.plusSeconds(1).toString());
            var before = home.snapshot();
            Answer.failure(home.cli().run("rollback", run, "--yes", "--json"), 3, "daemon-live");
            assertEquals(before, home.snapshot());
        }

        @Test
        void that_starts_while_an_import_works_gets_no_rows_and_the_run_can_be_finished_later() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            for (int i = 1; i <= 300; i++) {
                home.session("shop", "shop-" + i, home.conversation(home.worker("shop-" + i), "%08d-2222-4333-8444-555555555555".formatted(i)));
            }
            home.daemons();
            var started = home.cli().start(List.of("import", "--yes", "--json", "--sessions", "active", "--home", home.path.toString()));
            while (home.runs().isEmpty() || !Files.exists(home.runs().get(0).resolve("journal.jsonl"))) {
                assertTrue(started.process().isAlive(), () -> "it ended before the daemon could start");
                Thread.sleep(1);
            }
            home.runFile(SELF.pid(), BEGAN.plusSeconds(1).toString());
            var result = Cli.finish(started);
            assertEquals(List.of(), home.stored(), () -> Answer.shown(result));
            // This is no refusal that changed nothing.
            assertTrue(Files.exists(home.imported("shop", "shop-1", "00000001-2222-4333-8444-555555555555")));
            var document = Answer.of(result, 5);
            assertEquals("daemon-live", document.path("error").path("code").asText(), () -> Answer.shown(result));
            Files.delete(home.path.resolve(".ao/running.json"));
            var resumed = Answer.of(home.cli().run("resume", document.path("run").asText(), "--json"), 0);
            assertEquals(300, home.stored().size());
            assertEquals(300, resumed.path("report").path("transcriptsRelocated").asInt(), () -> resumed.path("report").toString());
        }
    }

    @Nested
    class A_legacy_session_that_lives {
        /** Starts a session on a server of its own, beside the home. */
        private Cli tmux(LegacyHome home, String name) throws Exception {
            assumeTrue(Mount.run("tmux", "-V"), "needs tmux");
            Files.createDirectory(socket().getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            assertTrue(Mount.run("tmux", "-S", socket().toString(), "-f", "/dev/null", "new-session", "-d", "-s", name, "sleep 60"));
            return home.cli().with("TMUX_TMPDIR", temp.toString());
        }

        private Path socket() {
            return temp.resolve("tmux-" + ao.read.Owners.self().orElseThrow()).resolve("default");
        }

        @AfterEach
        void endTmux() {
            if (Files.exists(socket())) Mount.run("tmux", "-S", socket().toString(), "kill-server");
        }

        @Test
        void in_tmux_is_a_refusal_that_one_option_overrides() throws Exception {
            var home = LegacyHome.shop(temp);
            var cli = tmux(home, "shop-1");
            var error = refused(home, cli, 3, "legacy-live", "--create-db", "--assume-stopped");
            assertTrue(error.path("message").asText().contains("shop-1"), error::toString);
            assertTrue(error.path("hint").asText().contains("--allow-live-source"), error::toString);
            Answer.of(home.imports(cli, "--create-db", "--allow-live-source"), 0);
        }

        @Test
        void in_tmux_is_known_by_the_name_with_the_hash_before_it() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            home.tree.file(".agent-orchestrator/0123456789ab-shop/sessions/shop-1", "worktree=/w/shop-1\nbranch=main\nstatus=working\nagent=claude-code\n");
            refused(home, tmux(home, "0123456789ab-shop-1"), 3, "legacy-live", "--create-db");
        }

        @Test
        void in_tmux_is_not_guessed_from_the_beginning_of_a_name() throws Exception {
            var home = LegacyHome.shop(temp);
            Answer.of(home.imports(tmux(home, "shop-12"), "--create-db"), 0);
        }

        private LegacyHome handle(String runtime, Instant createdAt) throws IOException {
            var home = new LegacyHome(temp).project("shop");
            var record = home.worker("shop-1");
            var handle = record.putObject("runtimeHandle").put("id", "x").put("runtimeName", runtime);
            if (createdAt != null) handle.putObject("data").put("pid", SELF.pid()).put("createdAt", createdAt.toEpochMilli());
            return home.session("shop", "shop-1", record);
        }

        @Test
        void as_a_process_is_a_refusal() throws Exception {
            var error = refused(handle("process", BEGAN), 3, "legacy-live", "--create-db");
            assertTrue(error.path("message").asText().contains("process " + SELF.pid()), error::toString);
        }

        @Test
        void as_a_process_is_another_one_when_its_start_does_not_fit() throws Exception {
            Answer.of(handle("process", BEGAN.minus(Duration.ofDays(2))).imports("--create-db"), 0);
        }

        @Test
        void or_not_in_a_runtime_that_cannot_be_asked_is_a_refusal_until_the_operator_knows() throws Exception {
            var home = handle("docker", null);
            var error = refused(home, 3, "legacy-liveness-unknown", "--create-db", "--allow-live-source");
            assertTrue(error.path("hint").asText().contains("--assume-stopped"), error::toString);
            Answer.of(home.imports("--create-db", "--assume-stopped"), 0);
        }
    }

    @Nested
    class Files_of_another_user {
        private static final int SOMEBODY = 54_321;

        @ParameterizedTest
        @ValueSource(strings = {"", ".agent-orchestrator", ".ao/data", ".ao/data/ao.db"})
        void are_a_refusal_that_tells_how_to_be_that_user(String place) throws Exception {
            assumeTrue(ao.read.Owners.self().filter(uid -> uid == 0).isPresent(), "needs to be root");
            var home = LegacyHome.shop(temp);
            home.daemons();
            Files.setAttribute(home.path.resolve(place), "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
            var error = refused(home, 3, "owner-mismatch");
            assertTrue(error.path("hint").asText().contains("sudo -u"), error::toString);
        }
    }

    @Nested
    class The_environment {
        @Test
        void of_the_real_data_is_ignored_and_named_when_a_home_is_given() throws Exception {
            var home = LegacyHome.shop(temp);
            var real = Files.createDirectories(temp.resolve("real"));
            var cli = home.cli().with("AO_DATA_DIR", real.toString()).with("CLAUDE_CONFIG_DIR", real.toString())
                .with("AO_RUN_FILE", real.resolve("running.json").toString()).with("AO_GLOBAL_CONFIG", real.resolve("config.yaml").toString());
            var result = home.imports(cli, "--create-db");
            Answer.of(result, 0);
            for (var name : List.of("AO_DATA_DIR", "CLAUDE_CONFIG_DIR", "AO_RUN_FILE", "AO_GLOBAL_CONFIG")) {
                assertTrue(result.err().contains(name), () -> name + " is not named: " + Answer.shown(result));
            }
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            try (var files = Files.list(real)) {
                assertEquals(0, files.count());
            }
        }

        @Test
        void says_where_the_data_are_when_no_home_is_given() throws Exception {
            var home = LegacyHome.shop(temp);
            var elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
            Database.daemons(elsewhere.resolve("ao.db"));
            var result = home.cli().with("AO_DATA_DIR", elsewhere.toString()).runAs(List.of("import", "--yes", "--json"));
            Answer.of(result, 0);
            assertTrue(result.err().contains(elsewhere.resolve("ao.db") + " ($AO_DATA_DIR)"), () -> Answer.shown(result));
            assertFalse(Files.exists(home.databaseFile()));
        }

        @Test
        void with_another_ao_on_its_path_does_not_matter_to_the_commands_that_are_printed() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var before = home.database().contents();
            var other = Shell.script(temp.resolve("bin/ao"), "echo the other one; exit 99").getParent();
            var ours = Shell.launcher(temp.resolve("our own tools/it's ao"));
            var path = Map.of("PATH", other + ":" + System.getenv("PATH"));
            var result = Shell.run(home.path, path, "\"$@\"", ours.toString(), "import", "--yes", "--home", home.path.toString());
            assertEquals(0, result.code(), () -> Answer.shown(result));
            var undo = result.out().substring(result.out().indexOf("undo: ") + 6).strip();
            var look = result.err().substring(result.err().indexOf("look at it with ") + 16).replaceFirst(", then start the daemon\\s*$", "");
            var looked = Shell.run(home.path, path, look);
            assertEquals(0, looked.code(), () -> look + ": " + Answer.shown(looked));
            assertTrue(looked.out().contains("1 project"), () -> Answer.shown(looked));
            var undone = Shell.run(home.path, path, undo + " --yes");
            assertEquals(0, undone.code(), () -> undo + ": " + Answer.shown(undone));
            assertEquals(before, home.database().contents());
        }

        @Test
        void with_another_ao_on_its_path_does_not_matter_to_the_way_out_of_an_interrupted_run() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            Answer.of(home.imports("--sessions", "none"), 0);
            var state = home.runs().get(0).resolve("run.json");
            Files.writeString(state, Files.readString(state).replace("\"done\"", "\"applying\""));
            var other = Shell.script(temp.resolve("bin/ao"), "exit 99").getParent();
            var ours = Shell.launcher(temp.resolve("our own tools/ao"));
            var path = Map.of("PATH", other + ":" + System.getenv("PATH"));
            var result = Shell.run(home.path, path, "\"$@\"", ours.toString(), "import", "--yes", "--json", "--home", home.path.toString());
            var hint = Answer.failure(result, 3, "run-unfinished").path("hint").asText();
            assertTrue(hint.contains("'" + ours + "' resume " + home.runs().get(0).getFileName()), () -> "cannot be pasted: " + hint);
            assertTrue(hint.contains("--home " + home.path), () -> "looks for the run elsewhere: " + hint);
        }

        @Test
        void with_a_temporary_folder_that_runs_no_programs_names_the_option_that_helps() throws Exception {
            var home = LegacyHome.shop(temp);
            try (var mount = Mount.tmpfs(temp.resolve("noexec"), "noexec,size=8m")) {
                var error = refused(home, home.cli().withJava("-Dorg.sqlite.tmpdir=" + temp.resolve("noexec")), 6, "sqlite-unavailable", "--create-db");
                assertTrue(error.path("hint").asText().contains("-Dorg.sqlite.tmpdir="), error::toString);
            }
        }

        @Test
        void with_a_temporary_folder_that_runs_no_programs_shows_no_stack_of_the_driver() throws Exception {
            var home = LegacyHome.shop(temp);
            try (var mount = Mount.tmpfs(temp.resolve("noexec"), "noexec,size=8m")) {
                var result = home.imports(home.cli().withJava("-Dorg.sqlite.tmpdir=" + temp.resolve("noexec")), "--create-db");
                assertFalse(result.err().contains("\tat "), () -> Answer.shown(result));
            }
        }

        @Test
        void with_a_native_library_that_is_none_names_the_option_that_helps() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            Files.writeString(Files.createDirectories(temp.resolve("lib")).resolve(System.mapLibraryName("sqlitejdbc")), "garbage");
            var cli = home.cli().withJava("-Dorg.sqlite.lib.path=" + temp.resolve("lib")).withJava("-Dorg.sqlite.tmpdir=" + temp.resolve("missing"));
            var error = refused(home, cli, 6, "sqlite-unavailable");
            assertTrue(error.path("hint").asText().contains("-Dorg.sqlite.tmpdir="), error::toString);
        }
    }

    @Nested
    class The_database {
        @Test
        void that_another_process_has_open_is_a_refusal_though_that_process_is_idle() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            try (var peer = DriverManager.getConnection("jdbc:sqlite:" + home.databaseFile()); var statement = peer.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM sessions").close();
                var error = Answer.failure(home.imports("--assume-stopped"), 3, Files.exists(Path.of("/proc/locks")) ? "daemon-live" : "database-locked");
                assertTrue(error.path("message").asText().contains("open"), error::toString);
            }
            assertEquals(List.of(), home.stored());
            assertEquals(List.of(), home.runs());
            Answer.of(home.imports(), 0);
        }

        @Test
        void that_is_locked_in_rollback_mode_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons().execute("PRAGMA journal_mode = DELETE");
            try (var peer = DriverManager.getConnection("jdbc:sqlite:" + home.databaseFile()); var statement = peer.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                var result = home.imports();
                assertEquals(3, result.code(), () -> Answer.shown(result));
                statement.execute("ROLLBACK");
            }
            assertEquals(List.of(), home.stored());
        }

        @Test
        void that_is_missing_is_a_refusal_with_both_ways_out() throws Exception {
            var error = refused(LegacyHome.shop(temp), 3, "database-missing");
            assertTrue(error.path("hint").asText().contains("daemon") && error.path("hint").asText().contains("--create-db"), error::toString);
        }

        @Test
        void that_is_something_else_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            home.tree.file(".ao/data/ao.db", "no database, but a hundred and more bytes of text, which is what people keep under the oddest names".repeat(3));
            refused(home, 6, "not-a-database", "--create-db");
        }

        @Test
        void that_is_a_folder_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            Files.createDirectories(home.databaseFile());
            refused(home, 6, "not-a-database", "--create-db");
        }

        @Test
        void that_is_a_link_to_nothing_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            Files.createDirectories(home.data());
            Files.createSymbolicLink(home.databaseFile(), temp.resolve("nowhere.db"));
            var result = home.imports("--create-db");
            assertTrue(result.code() == 3 || result.code() == 6, () -> "it can be seen before the first change: " + Answer.shown(result));
            assertTrue(Files.isSymbolicLink(home.databaseFile()));
            assertFalse(Files.exists(temp.resolve("nowhere.db")));
            assertEquals(List.of(), home.runs());
        }

        @Test
        void of_no_bytes_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            home.tree.file(".ao/data/ao.db", "");
            refused(home, 6, "database-empty", "--create-db");
        }

        @Test
        void that_is_cut_off_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var bytes = Files.readAllBytes(home.databaseFile());
            home.tree.file(".ao/data/ao.db", java.util.Arrays.copyOf(bytes, bytes.length / 2));
            refused(home, 6, "database-truncated");
        }

        @Test
        void that_is_damaged_in_the_middle_is_not_touched() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var bytes = Files.readAllBytes(home.databaseFile());
            java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5A);
            home.tree.file(".ao/data/ao.db", bytes);
            refused(home, 6, "database-corrupt");
        }

        @Test
        void in_a_folder_whose_name_the_daemon_reads_otherwise_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            refused(home, 3, "data-dir-odd", "--create-db", "--data-dir", temp.resolve("100%25").toString());
        }

        @Test
        void on_a_read_only_file_system_is_left_and_a_dry_run_still_works() throws Exception {
            try (var mount = Mount.tmpfs(temp.resolve("home"), "size=16m")) {
                var home = LegacyHome.shop(temp);
                home.daemons();
                mount.remount("ro");
                refused(home, 6, "state-unwritable");
                assertEquals(2, Answer.of(home.imports("--dry-run"), 0).path("report").path("sessionsImported").asInt());
            }
        }

        @Test
        void alone_on_a_read_only_file_system_is_seen_before_anything_is_copied() throws Exception {
            var home = LegacyHome.shop(temp);
            try (var mount = Mount.tmpfs(home.data(), "size=16m")) {
                home.daemons();
                mount.remount("ro");
                Answer.failure(home.imports(), 6, "database-unwritable");
                assertEquals(List.of(), home.runs());
                assertFalse(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)));
            }
        }
    }

    @Nested
    class The_schema {
        /** A database whose tables are as a daemon of the newest known schema has them, as far as an import looks. */
        private LegacyHome newest(LegacyHome home) throws Exception {
            var database = home.daemons();
            var there = ao.model.RewriteSchema.columns("sessions", ao.model.RewriteSchema.OLDEST);
            var missing = new ArrayList<>(ao.model.RewriteSchema.columns("sessions", ao.model.RewriteSchema.NEWEST));
            missing.removeAll(there);
            for (var column : missing) database.execute("ALTER TABLE sessions ADD COLUMN " + column + " TEXT NOT NULL DEFAULT ''");
            for (int version : ao.model.RewriteSchema.versionsUpTo(ao.model.RewriteSchema.NEWEST)) {
                if (version > ao.model.RewriteSchema.OLDEST) version(database, version);
            }
            return home;
        }

        private void version(Database database, long version) throws Exception {
            database.execute("INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (" + version + ", 1, '2026-08-08 00:00:00')");
        }

        @Test
        void that_is_too_old_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons().execute("DELETE FROM goose_db_version WHERE version_id = 12");
            var error = refused(home, 3, "schema-too-old");
            assertTrue(error.path("message").asText().contains("schema 11"), error::toString);
        }

        @Test
        void without_a_ledger_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons().execute("DROP TABLE goose_db_version");
            assertEquals(3, home.imports().code());
        }

        @Test
        void with_holes_is_a_refusal_that_names_them() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons().execute("DELETE FROM goose_db_version WHERE version_id IN (5, 9)");
            var error = refused(home, 3, "schema-not-understood");
            assertTrue(error.path("message").asText().contains("version 5 ") && error.path("message").asText().contains("version 9 "), error::toString);
        }

        @Test
        void with_other_tables_than_it_says_is_a_refusal_that_names_the_difference() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons().execute("ALTER TABLE sessions RENAME COLUMN prompt TO prompts");
            var error = refused(home, 3, "schema-not-understood");
            assertTrue(error.path("message").asText().contains("sessions.prompt"), error::toString);
        }

        @Test
        void that_is_unknown_between_known_ones_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            var database = home.daemons();
            for (int version = 13; version <= 22; version++) version(database, version);
            var error = refused(home, 3, "schema-unknown");
            assertTrue(error.path("hint").asText().contains("--accept-schema 22"), error::toString);
        }

        @Test
        void that_is_newer_is_a_refusal_unless_its_very_number_is_accepted() throws Exception {
            for (long newer : new long[] {ao.model.RewriteSchema.NEWEST + 1, 20260801120000L}) {
                var home = newest(LegacyHome.shop(Files.createDirectory(temp.resolve("schema" + newer))));
                version(home.database(), newer);
                var error = refused(home, 3, "schema-newer", "--accept-schema", "" + (newer + 1));
                assertTrue(error.path("hint").asText().contains("--accept-schema " + newer), error::toString);
                Answer.of(home.imports("--accept-schema", "" + newer), 0);
                assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            }
        }

        @Test
        void that_is_newer_and_demands_an_unknown_value_is_a_refusal_though_it_was_accepted() throws Exception {
            var home = newest(LegacyHome.shop(temp));
            int newer = ao.model.RewriteSchema.NEWEST + 1;
            version(home.database(), newer);
            home.database().execute("PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, 'prompt TEXT', 'zone TEXT NOT NULL, prompt TEXT') WHERE name = 'sessions'");
            var columns = home.database().query("SELECT name FROM pragma_table_info('sessions') WHERE name = 'zone'");
            assumeTrue(!columns.isEmpty(), "the statement of table sessions is spelled otherwise");
            var error = refused(home, 3, "schema-not-understood", "--accept-schema", "" + newer);
            assertTrue(error.path("message").asText().contains("zone"), error::toString);
        }

        @Test
        void that_is_not_the_pinned_one_is_a_refusal() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            refused(home, 3, "schema-pinned", "--pin-schema", "13");
        }
    }

    @Nested
    class The_room {
        @Test
        void that_is_too_small_is_seen_before_anything_is_written() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var transcript = home.transcript(home.worktree("shop-1"), LegacyHome.WORK);
            Files.write(transcript, new byte[6 << 20]);
            var bucket = home.imported("shop", "shop-1", LegacyHome.WORK).getParent();
            try (var mount = Mount.tmpfs(bucket, "size=2m,uid=" + ao.read.Owners.self().orElseThrow())) {
                var error = refused(home, 3, "no-room");
                assertTrue(error.path("message").asText().contains(bucket.toString()), error::toString);
            }
        }

        @Test
        void that_ends_while_transcripts_are_copied_costs_those_and_resume_gets_them_when_there_is_more() throws Exception {
            var home = new LegacyHome(temp);
            try (var mount = Mount.tmpfs(home.path.resolve(".claude"), "size=16m,nr_inodes=60")) {
                home.project("shop");
                for (int i = 1; i <= 12; i++) {
                    home.session("shop", "shop-" + i, home.conversation(home.worker("shop-" + i), "%08d-2222-4333-8444-555555555555".formatted(i)));
                }
                home.daemons();
                mount.remount("nr_inodes=36");
                var document = Answer.of(home.imports(), 5);
                assertTrue(Answer.report(document, "missed").size() > 0, document::toPrettyString);
                mount.remount("nr_inodes=200");
                var resumed = Answer.of(home.cli().run("resume", document.path("run").asText(), "--json"), 0);
                assertEquals(12, resumed.path("report").path("transcriptsRelocated").asInt(), resumed::toPrettyString);
                assertEquals(12, home.stored().size());
                for (int i = 1; i <= 12; i++) {
                    var uuid = "%08d-2222-4333-8444-555555555555".formatted(i);
                    assertEquals(Files.readString(home.transcript(home.worktree("shop-" + i), uuid)), Files.readString(home.imported("shop", "shop-" + i, uuid)));
                }
                assertNoLeftovers(home.path.resolve(".claude"));
            }
        }

        @Test
        void that_ends_while_transcripts_are_copied_leaves_a_run_that_can_be_taken_back() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            Files.write(home.transcript(home.worktree("shop-1"), LegacyHome.WORK), new byte[6 << 20]);
            var claude = Tree.snapshot(home.path.resolve(".claude"));
            var rows = home.database().contents();
            // A limit on the size of files, which no look at the free space can see.
            var result = Shell.around(home.path, "ulimit -f 8192; exec \"$@\"", "import", "--yes", "--json", "--sessions", "active");
            var document = Answer.of(result, 5);
            assertFalse(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)));
            Answer.of(home.cli().run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
            assertEquals(rows, home.database().contents());
            assertEquals(claude, Tree.snapshot(home.path.resolve(".claude")));
        }

        @Test
        void that_ends_while_rows_are_written_leaves_none_of_them_and_resume_writes_all_when_there_is_more() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            for (int i = 1; i <= 20; i++) home.session("shop", "shop-" + i, home.worker("shop-" + i).put("userPrompt", "p".repeat(200_000)));
            try (var mount = Mount.tmpfs(home.data(), "size=2m")) {
                home.daemons();
                var before = home.database().contents();
                var result = home.imports();
                assertTrue(result.code() == 3 || result.code() == 5, () -> Answer.shown(result));
                var document = Answer.of(result, result.code());
                assertEquals("no-room", document.path("error").path("code").asText(), () -> Answer.shown(result));
                assertEquals(before, home.database().contents());
                mount.remount("size=64m");
                var again = result.code() == 3 ? home.imports() : home.cli().run("resume", document.path("run").asText(), "--json");
                Answer.of(again, 0);
                assertEquals(20, home.stored().size());
            }
        }

        private void assertNoLeftovers(Path folder) throws IOException {
            assertEquals(List.of(), Tree.snapshot(folder).keySet().stream().filter(name -> name.endsWith(".tmp")).toList());
        }
    }

    @Nested
    class A_home_that_cannot_be_written {
        private void mode(Path folder, String mode) throws IOException {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        }

        @Test
        void is_said_before_anything_is_changed() throws Exception {
            var home = LegacyHome.shop(temp);
            mode(home.path, "r-xr-xr-x");
            try {
                var before = home.snapshot();
                var error = Answer.failure(Shell.bound(home.path, "import", "--yes", "--json", "--create-db"), 6, "state-unwritable");
                assertTrue(error.path("hint").asText().contains("AO_STATE_DIR"), error::toString);
                assertEquals(before, home.snapshot());
                Answer.of(Shell.bound(home.path, "import", "--dry-run", "--json", "--create-db"), 0);
            } finally {
                mode(home.path, "rwxr-xr-x");
            }
        }

        @Test
        void but_for_the_state_is_a_run_that_can_be_taken_back() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var before = home.database().contents();
            mode(home.path.resolve(".claude/projects"), "r-xr-xr-x");
            var document = Answer.of(Shell.bound(home.path, "import", "--yes", "--json", "--sessions", "active"), 5);
            mode(home.path.resolve(".claude/projects"), "rwxr-xr-x");
            assertTrue(document.path("report").path("missed").toString().contains("permission denied"), document::toPrettyString);
            Answer.of(home.cli().run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
            assertEquals(before, home.database().contents());
        }

        private String fate(LegacyHome home, Path folder, String... options) throws Exception {
            mode(folder, "r-xr-xr-x");
            var words = new ArrayList<>(List.of("import", "--yes", "--sessions", "active"));
            words.addAll(List.of(options));
            var result = Shell.bound(home.path, words.toArray(String[]::new));
            mode(folder, "rwxr-xr-x");
            assertEquals(5, result.code(), result::toString);
            return result.out().lines().filter(line -> line.startsWith("shop ")).findFirst().orElseThrow().replaceAll(" +", " ");
        }

        @Test
        void is_told_in_the_table_of_projects() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            assertTrue(fate(home, home.path.resolve(".claude/projects")).startsWith("shop in part "));
            var other = LegacyHome.shop(Files.createDirectory(temp.resolve("other")));
            assertTrue(fate(other, Files.createDirectories(other.data()), "--create-db").startsWith("shop stopped "));
        }

        @Test
        void but_for_the_state_can_be_made_writable_and_resumed() throws Exception {
            var home = LegacyHome.shop(temp);
            mode(Files.createDirectories(home.data()), "r-xr-xr-x");
            var result = Shell.bound(home.path, "import", "--yes", "--json", "--sessions", "active", "--create-db");
            mode(home.data(), "rwxr-xr-x");
            assertTrue(result.code() == 5 || result.code() == 6, () -> Answer.shown(result));
            var document = Answer.of(result, result.code());
            Answer.of(result.code() == 6 ? home.imports("--create-db") : home.cli().run("resume", document.path("run").asText(), "--json"), 0);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        }
    }

    @Nested
    class Two_imports_at_once {
        private void race(LegacyHome home, String... options) throws Exception {
            var words = new ArrayList<>(List.of("import", "--yes", "--json", "--sessions", "active"));
            words.addAll(List.of(options));
            words.addAll(List.of("--home", home.path.toString()));
            var first = home.cli().start(words);
            var second = home.cli().start(words);
            var results = List.of(Cli.finish(first), Cli.finish(second));
            int done = 0;
            for (var result : results) {
                var document = Answer.of(result, result.code());
                if (result.code() == 0 && !document.path("run").isNull()) done++;
                else if (result.code() != 0) assertEquals(3, result.code(), () -> Answer.shown(result));
            }
            assertEquals(1, done, () -> Answer.shown(results.get(0)) + Answer.shown(results.get(1)));
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            assertEquals("ok", home.database().query("PRAGMA integrity_check").get(0).values().iterator().next());
            assertEquals(1, home.runs().size());
        }

        @Test
        void into_one_database_are_one_import() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            race(home);
        }

        /** The second one has made its plan when the first one begins, and goes on when that is done. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void of_which_one_planned_before_the_other_wrote_are_one_import(boolean create) throws Exception {
            var home = LegacyHome.shop(temp);
            if (!create) home.daemons();
            var words = new ArrayList<>(List.of("import", "--yes", "--json", "--sessions", "active", "--home", home.path.toString()));
            if (create) words.add("--create-db");
            var own = Files.createDirectories(temp.resolve("tmp"));
            var second = home.cli().withJava("-Djava.io.tmpdir=" + own).start(words);
            while (own.toFile().list((folder, name) -> name.startsWith("ao-plan-")).length == 0) {
                assertTrue(second.process().isAlive(), "it ended before it made a plan");
                Thread.sleep(1);
            }
            assertTrue(Mount.run("kill", "-STOP", "" + second.process().pid()));
            Answer.of(home.cli().runAs(words), 0);
            assertTrue(Mount.run("kill", "-CONT", "" + second.process().pid()));
            var late = Cli.finish(second);
            assertTrue(late.code() == 3 || late.code() == 0, () -> Answer.shown(late));
            assertEquals(1, home.runs().size(), () -> "both say that they imported the same rows: " + Answer.shown(late));
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        }

        @Test
        void that_make_the_database_are_one_import() throws Exception {
            race(LegacyHome.shop(temp), "--create-db");
        }
    }

    @Nested
    class The_command_line {
        @Test
        void without_yes_and_without_a_terminal_is_usage() throws Exception {
            var home = LegacyHome.shop(temp);
            var before = home.snapshot();
            var error = Answer.failure(home.cli().run("import", "--create-db", "--json"), 2, "consent-needed");
            assertTrue(error.path("hint").asText().contains("--yes"), error::toString);
            assertEquals(before, home.snapshot());
        }

        @Test
        void whose_question_gets_no_answer_is_declined() throws Exception {
            var home = LegacyHome.shop(temp);
            var before = home.snapshot();
            var result = home.cli().withJava("-Dao.tty.in=1").withJava("-Dao.tty.err=1").run("import", "--create-db", "--json");
            Answer.failure(result, 1, "declined");
            assertTrue(result.err().contains("changes? [y/N]"), () -> Answer.shown(result));
            assertEquals(before, home.snapshot());
        }

        @Test
        void that_says_migrate_is_told_the_two_commands_that_could_be_meant() throws Exception {
            var error = Answer.failure(LegacyHome.shop(temp).cli().run("migrate", "--json", "--whatever"), 2, "migrate-ambiguous");
            assertTrue(error.path("hint").asText().contains("./ao import"), error::toString);
            assertTrue(error.path("hint").asText().contains("./ao migrate-storage"), error::toString);
        }

        @Test
        void that_names_an_unknown_project_is_told_the_nearest() throws Exception {
            var home = LegacyHome.shop(temp).project("atlas");
            var error = refused(home, 2, "project-unknown", "--create-db", "--project", "shpo");
            assertTrue(error.path("hint").asText().contains("shop"), error::toString);
        }

        @Test
        void that_names_an_unknown_option_is_told_so() throws Exception {
            Answer.failure(LegacyHome.shop(temp).imports("--create-bd"), 2, "usage");
        }

        @Test
        void that_names_a_store_that_is_not_there_cannot_be_done() throws Exception {
            refused(LegacyHome.shop(temp), 6, "root-missing", "--create-db", "--from", temp.resolve("nowhere").toString());
        }
    }
}
