package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ao.apply.Disk;
import ao.journal.PlanFile;
import ao.model.AoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is shown and saved before anything is done, and what an import leaves as it was. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class PlanFilesTest {
    private static final String SECRET = "hunter2-a-value-that-nobody-may-see";

    @TempDir Path temp;

    private Path saved(LegacyHome home, String... options) {
        var file = temp.resolve("plan.jsonl");
        var words = new java.util.ArrayList<>(List.of("--out", file.toString()));
        words.addAll(List.of(options));
        Answer.of(home.imports(words.toArray(String[]::new)), 0);
        return file;
    }

    private static Cli.Result apply(LegacyHome home, Path file) {
        return home.cli().run("apply", file.toString(), "--yes", "--json");
    }

    /** A worker without a transcript, so that its import is nothing but rows. */
    private LegacyHome rowsOnly() throws Exception {
        var home = new LegacyHome(temp).project("shop");
        return home.session("shop", "shop-1", home.worker("shop-1"));
    }

    @Nested
    class A_dry_run {
        @Test
        void changes_nothing_at_all_and_says_what_an_import_would_do() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var before = home.snapshot();
            var document = Answer.of(home.imports("--dry-run"), 0);
            assertEquals("plan", document.path("mode").asText());
            assertEquals(2, document.path("report").path("sessionsImported").asInt());
            assertTrue(document.path("changes").size() > 2, document::toPrettyString);
            assertEquals(before, home.snapshot());
        }

        @Test
        void to_check_ends_with_1_while_there_is_work_and_with_0_when_there_is_none() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var before = home.snapshot();
            Answer.of(home.imports("--check"), 1);
            assertEquals(before, home.snapshot());
            Answer.of(home.imports(), 0);
            Answer.of(home.imports("--check"), 0);
        }

        @Test
        void to_check_says_so_when_problems_are_all_that_is_left() throws Exception {
            var home = LegacyHome.shop(temp).session("shop", "shop-2.json", new byte[0]);
            home.daemons();
            Answer.of(home.imports(), 5);
            Answer.of(home.imports("--check"), 0);
            Answer.of(home.imports(), 5);
        }
    }

    @Nested
    class A_saved_plan {
        @Test
        void begins_no_run_that_has_the_name_of_another() throws Exception {
            var home = rowsOnly();
            home.daemons();
            var plan = PlanFile.open(saved(home));
            var state = home.path.resolve(".local/state/ao-toolkit");
            var library = new SweepLibrary(state, temp);
            library.apply(plan, Disk.Watcher.NONE, "20260101-000000-import-aaaa");
            var before = Tree.snapshot(state.resolve("runs"));
            var refused = assertThrows(AoException.Refused.class, () -> library.apply(plan, Disk.Watcher.NONE, "20260101-000000-import-aaaa"));
            assertEquals("run-exists", refused.code());
            assertEquals(before, Tree.snapshot(state.resolve("runs")));
        }

        @Test
        void is_private_and_is_applied_as_it_is() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var before = home.snapshot();
            var plan = saved(home);
            assertEquals(before, home.snapshot());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(plan)));
            // What is registered after the plan was made is no part of it.
            home.session("shop", "shop-2", home.worker("shop-2"));
            var document = Answer.of(apply(home, plan), 0);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
            assertTrue(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)));
            Answer.of(home.cli().run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
            assertEquals(List.of(), home.stored());
        }

        @Test
        void makes_the_database_that_it_was_planned_with() throws Exception {
            var home = LegacyHome.shop(temp);
            Answer.of(apply(home, saved(home, "--create-db")), 0);
            assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        }

        @Test
        void never_takes_the_place_of_a_file() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var file = Files.writeString(temp.resolve("plan.jsonl"), "precious");
            Answer.failure(home.imports("--out", file.toString()), 2, "out-exists");
            assertEquals("precious", Files.readString(file));
        }

        @Test
        void in_a_folder_that_is_not_there_cannot_be_saved() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            Answer.failure(home.imports("--out", temp.resolve("missing/plan.jsonl").toString()), 6, "out-unwritable");
        }

        @Test
        void needs_consent_like_everything_else() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            Answer.failure(home.cli().run("apply", saved(home).toString(), "--json"), 2, "consent-needed");
            assertEquals(List.of(), home.stored());
        }

        @Test
        void is_refused_when_a_transcript_changed_since() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var plan = saved(home);
            var transcript = home.transcript(home.worktree("shop-1"), LegacyHome.WORK);
            Files.writeString(transcript, "{}\n", java.nio.file.StandardOpenOption.APPEND);
            var before = home.snapshot();
            var error = Answer.failure(apply(home, plan), 3, "precondition-changed");
            assertTrue(error.path("message").asText().contains(transcript.toString()), error::toString);
            assertEquals(before, home.snapshot());
        }

        @Test
        void is_refused_when_its_place_was_taken_since() throws Exception {
            var home = LegacyHome.shop(temp);
            home.daemons();
            var plan = saved(home);
            var place = home.imported("shop", "shop-1", LegacyHome.WORK);
            Files.createDirectories(place.getParent());
            Files.writeString(place, "somebody else's");
            Answer.failure(apply(home, plan), 3, "precondition-changed");
            assertEquals(List.of(), home.stored());
        }

        @Test
        void is_refused_when_its_rows_are_there_by_now() throws Exception {
            var home = rowsOnly();
            home.daemons();
            var plan = saved(home);
            Answer.of(home.imports(), 0);
            Answer.failure(apply(home, plan), 3, "precondition-changed");
            assertEquals(1, home.runs().size());
        }

        @Test
        void is_refused_when_the_id_of_a_row_was_taken_since() throws Exception {
            var home = rowsOnly();
            var database = home.daemons();
            var plan = saved(home);
            database.execute("INSERT INTO projects (id, path, registered_at) VALUES ('shop', '/elsewhere', '2026-06-01 00:00:00 +0000 UTC')");
            var before = database.contents();
            var error = Answer.failure(apply(home, plan), 3, "precondition-changed");
            assertTrue(error.path("message").asText().contains("shop"), error::toString);
            assertEquals(before, database.contents());
        }

        @Test
        void is_refused_when_a_daemon_upgraded_the_database_since() throws Exception {
            var home = rowsOnly();
            var database = home.daemons();
            var plan = saved(home);
            database.execute("INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (13, 1, '2026-06-17 00:00:00')");
            Answer.failure(apply(home, plan), 3, "schema-changed");
            assertEquals(List.of(), home.stored());
        }

        @Test
        void is_refused_when_the_database_is_gone() throws Exception {
            var home = rowsOnly();
            home.daemons();
            var plan = saved(home);
            Files.delete(home.databaseFile());
            Answer.failure(apply(home, plan), 3, "database-missing");
        }

        @Test
        void is_refused_while_a_daemon_lives() throws Exception {
            var home = rowsOnly();
            home.daemons();
            var plan = saved(home);
            home.runFile(ProcessHandle.current().pid(), Instant.now().toString());
            Answer.failure(apply(home, plan), 3, "daemon-live");
            assertEquals(List.of(), home.stored());
        }

        @Test
        void that_is_none_or_is_cut_off_is_not_applied() throws Exception {
            var home = rowsOnly();
            home.daemons();
            var none = Files.writeString(temp.resolve("notes.txt"), "buy milk\n");
            assertEquals(6, Answer.of(apply(home, none), 6).path("exitCode").asInt());
            var plan = saved(home);
            var bytes = Files.readAllBytes(plan);
            Files.write(plan, java.util.Arrays.copyOf(bytes, bytes.length - 20));
            var error = Answer.of(apply(home, plan), 6).path("error");
            assertTrue(error.path("message").asText().contains(plan.toString()), error::toString);
            assertEquals(List.of(), home.stored());
            Answer.of(apply(home, temp.resolve("not-there.jsonl")), 6);
        }
    }

    @Nested
    class An_import {
        @Test
        void leaves_the_legacy_root_and_the_transcripts_as_they_are_to_the_byte_the_name_and_the_time() throws Exception {
            var home = LegacyHome.shop(temp);
            home.session("shop", ".shop-9.json.lock", new byte[0]).session("shop", "shop-7.json", "{ not JSON".getBytes(StandardCharsets.UTF_8));
            home.tree.file(".agent-orchestrator/0123456789ab-old/sessions/archive/old-1_20260101-000000", "status=killed\n");
            home.tree.file(".agent-orchestrator/portfolio/preferences.json", "{}");
            Tree.time(home.sessions("shop").resolve("shop-1.json"), Instant.parse("2026-01-02T03:04:05.678Z"));
            Tree.time(home.sessions("shop"), Instant.parse("2026-01-02T03:04:05Z"));
            var root = Tree.snapshot(home.root());
            var transcripts = Tree.snapshot(home.transcript(home.worktree("shop-1"), LegacyHome.WORK).getParent());
            var run = Answer.of(home.imports("--create-db", "--include-unregistered", "--sessions", "all"), 5).path("run").asText();
            assertEquals(root, Tree.snapshot(home.root()));
            Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
            assertEquals(root, Tree.snapshot(home.root()));
            assertEquals(transcripts, Tree.snapshot(home.transcript(home.worktree("shop-1"), LegacyHome.WORK).getParent()));
        }

        @Test
        void done_twice_changes_nothing_the_second_time_and_says_so() throws Exception {
            var home = LegacyHome.shop(temp);
            Answer.of(home.imports("--create-db"), 0);
            var before = home.snapshot();
            var second = Answer.of(home.imports("--create-db"), 0);
            assertTrue(second.path("run").isNull(), second::toPrettyString);
            assertEquals(0, second.path("report").path("sessionsImported").asInt());
            assertEquals(2, second.path("report").path("sessionsSkipped").asInt());
            assertEquals(before, home.snapshot());
            var told = home.cli().run("import", "--yes", "--sessions", "active");
            assertEquals(0, told.code(), () -> Answer.shown(told));
            assertTrue(told.out().contains("nothing to do") && told.out().contains("already"), () -> Answer.shown(told));
        }

        @Test
        void taken_back_twice_says_so_in_one_document() throws Exception {
            var home = LegacyHome.shop(temp);
            var run = Answer.of(home.imports("--create-db"), 0).path("run").asText();
            Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
            Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
        }

        @Test
        void that_is_complete_needs_no_resume_and_says_so_in_one_document() throws Exception {
            var home = LegacyHome.shop(temp);
            var run = Answer.of(home.imports("--create-db"), 0).path("run").asText();
            Answer.of(home.cli().run("resume", run, "--json"), 0);
        }
    }

    @Nested
    class A_secret {
        private LegacyHome home() throws Exception {
            var home = new LegacyHome(temp).project("shop", "env:", "  SHOP_TOKEN: " + SECRET);
            home.session("shop", "shop-1", home.worker("shop-1"));
            return home;
        }

        private void hidden(Cli.Result result) {
            assertFalse(result.out().contains(SECRET), () -> "on standard output: " + around(result.out()));
            assertFalse(result.err().contains(SECRET), () -> "on standard error: " + around(result.err()));
        }

        private String around(String text) {
            int at = text.indexOf(SECRET);
            return text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
        }

        @Test
        void of_a_projects_environment_is_written_and_never_shown() throws Exception {
            var home = home();
            home.daemons();
            hidden(home.imports("--dry-run"));
            hidden(home.cli().run("import", "--dry-run", "-v"));
            var done = home.imports("-v");
            hidden(done);
            var run = Answer.of(done, 0).path("run").asText();
            assertTrue(String.valueOf(home.database().query("SELECT config FROM projects")).contains(SECRET));
            hidden(home.cli().run("runs", "show", run, "--diff", "--json"));
            hidden(home.cli().run("runs", "show", run, "--diff", "-v"));
            hidden(home.cli().run("inspect", "--json"));
            hidden(home.cli().run("rollback", run, "--dry-run", "--json"));
            hidden(home.cli().run("rollback", run, "--yes", "-v"));
        }

        @Test
        void in_an_environment_of_another_type_is_not_shown_either() throws Exception {
            var home = new LegacyHome(temp).project("shop", "env:", "  - SHOP_TOKEN=" + SECRET, "worker:", "  env:", "    SHOP_TOKEN: " + SECRET);
            home.daemons();
            hidden(home.imports("--dry-run", "-v"));
            hidden(home.cli().run("import", "--dry-run", "-v"));
        }

        @Test
        void of_a_tracker_that_has_no_place_in_the_rewrite_is_not_shown() throws Exception {
            var home = new LegacyHome(temp).project("shop", "tracker:", "  plugin: linear", "  apiKey: " + SECRET);
            home.daemons();
            hidden(home.imports("--dry-run"));
            hidden(home.cli().run("import", "--dry-run", "-v"));
        }

        @Test
        void in_a_record_that_has_no_place_in_the_rewrite_is_not_shown() throws Exception {
            var home = new LegacyHome(temp).project("shop");
            home.session("shop", "shop-1", home.worker("shop-1").put("githubToken", SECRET));
            home.daemons();
            hidden(home.imports("--dry-run"));
        }

        @Test
        void in_the_address_of_a_remote_is_not_shown() throws Exception {
            assumeTrue(Mount.run("git", "--version"), "needs git");
            var home = home();
            home.daemons();
            var repository = home.path.resolve("repos/shop").toString();
            assertTrue(Mount.run("git", "init", "-q", repository));
            assertTrue(Mount.run("git", "-C", repository, "remote", "add", "origin", "https://oauth2:" + SECRET + "@example.org/shop.git"));
            hidden(home.imports("--dry-run"));
            var done = home.imports("-v");
            hidden(done);
            hidden(home.cli().run("runs", "show", Answer.of(done, 0).path("run").asText(), "--diff", "--json"));
        }

        @Test
        void is_private_where_it_has_to_be_kept() throws Exception {
            var home = home();
            Answer.of(home.imports("--create-db"), 0);
            var state = home.path.resolve(".local/state/ao-toolkit");
            var open = Tree.snapshot(state.resolve("runs")).entrySet().stream().filter(e -> !e.getValue().matches("(?s).* (rwx------|rw-------|0?700|0?600|384|448) .*")).toList();
            assertEquals(List.of(), open);
        }
    }

    @Nested
    class A_plan_of_a_rollback {
        @Test
        void can_be_saved_and_applied_too() throws Exception {
            var home = LegacyHome.shop(temp);
            var database = home.daemons();
            var before = database.contents();
            var run = Answer.of(home.imports(), 0).path("run").asText();
            assertNotEquals(before, database.contents());
            var file = temp.resolve("back.jsonl");
            Answer.of(home.cli().run("rollback", run, "--out", file.toString(), "--json"), 0);
            Answer.of(apply(home, file), 0);
            assertEquals(before, database.contents());
            assertFalse(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)));
        }
    }
}
