package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tests.HashedHome.HASH;
import static tests.HashedHome.OTHER_HASH;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a migration from being done, or from being done whole: living sessions, permissions, full disks, other disks. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class MigrateRefusalsTest {
    @TempDir Path temp;

    @Nested
    class A_session_that_lives {
        private Cli tmux(HashedHome home, String... names) throws Exception {
            assumeTrue(Mount.run("tmux", "-V"), "needs tmux");
            Files.createDirectory(socket().getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (var name : names) assertTrue(Mount.run("tmux", "-S", socket().toString(), "-f", "/dev/null", "new-session", "-d", "-s", name, "sleep 60"));
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
        void in_tmux_refuses_the_way_forth_and_the_way_back_and_one_option_goes_on() throws Exception {
            var home = HashedHome.full(temp);
            var cli = tmux(home, HASH + "-desk-1");
            var before = home.look();
            var error = Answer.failure(cli.run("migrate-storage", "--yes", "--json"), 3, "legacy-live");
            assertTrue(error.path("hint").asText().contains("--ignore-tmux"), error::toString);
            assertEquals("", HashedHome.different(before, home.look()));
            var run = Answer.of(cli.run("migrate-storage", "--yes", "--json", "--ignore-tmux"), 0).path("run").asText();
            assertTrue(Files.readString(home.path.resolve(".local/state/ao-toolkit/runs/" + run + "/plan.jsonl")).contains("\"ignoreTmux\":true"), "the override is journaled");
            Answer.failure(cli.run("rollback", run, "--yes", "--json"), 3, "legacy-live");
            Answer.of(cli.run("rollback", run, "--yes", "--json", "--ignore-tmux"), 0);
            assertEquals("", HashedHome.different(before, home.look()));
        }

        /** The names of golden case 032, which the original takes for active by their beginnings (D40: it is another's). */
        @Test
        void is_not_guessed_from_the_beginning_of_a_name() throws Exception {
            var home = HashedHome.full(temp);
            var cli = tmux(home, "unrelated", "desk-17", "desk-orchestrator-2", "abcdef012345-foo-1", "desk-x", "desk-1-extra");
            Answer.of(cli.run("migrate-storage", "--yes", "--json"), 0);
        }

        @Test
        void is_known_by_its_process_which_no_option_overrides() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk");
            var process = new ProcessBuilder("sleep", "60").start();
            try {
                home.session(HASH, "desk", "desk-1", "runtimeHandle={\"id\":\"x\",\"runtimeName\":\"process\",\"data\":{\"pid\":" + process.pid() + ",\"createdAt\":"
                    + process.info().startInstant().orElseThrow().toEpochMilli() + "}}");
                Answer.failure(home.migrate("--ignore-tmux"), 3, "legacy-live");
            } finally {
                process.destroyForcibly().waitFor();
            }
            Answer.of(home.migrate("--ignore-tmux"), 0);
        }
    }

    @Nested
    class What_may_not_be_written {
        private void mode(Path path, String mode) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }

        @Test
        void of_one_project_of_three_does_not_stop_the_others() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk").project(OTHER_HASH, "tides").project("cafe00cafe00", "yard");
            home.session(HASH, "desk", "desk-1").session(OTHER_HASH, "tides", "tides-1").session("cafe00cafe00", "yard", "yard-1");
            home.worktree("tides", home.folder(OTHER_HASH, "tides").resolve("worktrees/tides-1"));
            var before = home.look();
            var worktrees = home.folder(OTHER_HASH, "tides").resolve("worktrees");
            mode(worktrees, "r-xr-xr-x");
            var document = Answer.of(Shell.bound(home.path, "migrate-storage", "--yes", "--json"), 5);
            var shown = Shell.bound(home.path, "resume", document.path("run").asText());
            mode(worktrees, "rwxr-xr-x");
            var fates = document.at("/report/projectList");
            assertEquals(List.of("migrated", "not migrated", "migrated"), fates.findValuesAsText("fate"), fates::toPrettyString);
            assertEquals(List.of("1", "0", "1"), fates.findValuesAsText("sessions"), "of each project what was verified");
            assertTrue(java.util.regex.Pattern.compile("tides +not migrated +0 +0 +0").matcher(shown.out()).find(), shown::toString);
            assertEquals(2, document.at("/report/projects").asInt(), document::toPrettyString);
            assertTrue(Files.exists(home.record("desk", "desk-1")) && Files.exists(home.record("yard", "yard-1")));
            assertTrue(Files.exists(home.folder(OTHER_HASH, "tides").resolve("sessions/tides-1")), "its folder keeps its name, as not all of it moved");
            assertFalse(Files.exists(home.record("tides", "tides-1")), "a session moves whole or not at all");
            assertTrue(Files.readString(home.root().resolve("config.yaml")).contains("storageKey: " + OTHER_HASH), "the registry waits for all");
            var run = document.path("run").asText();
            Answer.of(home.cli().run("resume", run, "--json"), 0);
            assertTrue(Files.exists(home.record("tides", "tides-1")));
            assertFalse(Files.readString(home.root().resolve("config.yaml")).contains("storageKey"));
            Answer.of(home.rollback(run), 0);
            assertEquals("", HashedHome.different(before, home.look()));
        }

        @Test
        void is_a_registry_that_keeps_its_keys_while_everything_else_moves() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk").session(HASH, "desk", "desk-1");
            var registry = home.root().resolve("config.yaml");
            mode(registry, "r--r--r--");
            var document = Answer.of(Shell.bound(home.path, "migrate-storage", "--yes", "--json"), 5);
            assertTrue(Answer.report(document, "problems").toString().contains("the storage keys of desk stay"), document::toPrettyString);
            assertTrue(Files.exists(home.record("desk", "desk-1")));
            assertTrue(Files.readString(registry).contains("storageKey"));
        }

        @Test
        void and_what_may_not_be_read_is_carried_along_unread() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk").session(HASH, "desk", "desk-1").session(HASH, "desk", "desk-2");
            var before = home.look();
            var hidden = home.folder(HASH, "desk").resolve("sessions/desk-2");
            mode(hidden, "---------");
            var document = Answer.of(Shell.bound(home.path, "migrate-storage", "--yes", "--json"), 5);
            assertTrue(Answer.report(document, "problems").toString().contains("it is carried along unread"), document::toPrettyString);
            assertTrue(Files.exists(home.record("desk", "desk-2")) && !Files.exists(hidden));
            Answer.of(Shell.bound(home.path, "rollback", document.path("run").asText(), "--yes", "--json"), 0);
            mode(hidden, "rw-r--r--");
            assertEquals("", HashedHome.different(before, home.look()));
        }

        @Test
        void is_told_by_a_rehearsal_that_leaves_nothing() throws Exception {
            var home = HashedHome.full(temp);
            var worktrees = home.folder(OTHER_HASH, "tides").resolve("worktrees");
            mode(worktrees, "r-xr-xr-x");
            var before = home.look();
            var document = Answer.of(Shell.bound(home.path, "migrate-storage", "--rehearse", "--json"), 3);
            assertTrue(document.at("/report/refusals").toString().contains(worktrees.toString()), document::toPrettyString);
            assertEquals("", HashedHome.different(before, home.look()));
            mode(worktrees, "rwxr-xr-x");
        }
    }

    @Nested
    class Another_disk {
        @Test
        void takes_copies_and_the_originals_go_when_all_of_them_are_there() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk");
            try (var mount = Mount.tmpfs(home.stray(), "size=16m")) {
                home.session(HASH, "desk", "desk-1", home.stray("desk", "desk-1")).worktree("desk", home.stray("desk", "desk-1"));
                home.tree.file(".worktrees/desk/desk-1/deep/run.sh", "#!/bin/sh\n");
                Files.setPosixFilePermissions(home.stray("desk", "desk-1", "deep", "run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
                Files.createSymbolicLink(home.stray("desk", "desk-1", "link"), Path.of("deep/run.sh"));
                // Java sets the time of a link to the microsecond.
                Files.getFileAttributeView(home.stray("desk", "desk-1", "link"), java.nio.file.attribute.BasicFileAttributeView.class, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                    .setTimes(java.nio.file.attribute.FileTime.from(java.time.Instant.parse("2026-03-04T05:06:07.000008Z")), null, null);
                var before = home.look();
                var document = Answer.of(home.migrate(), 0);
                assertEquals(1, document.at("/report/strayWorktreesMoved").asInt());
                var now = home.project("desk").resolve("worktrees/desk-1");
                assertTrue(Files.isSymbolicLink(now.resolve("link")) && Files.isExecutable(now.resolve("deep/run.sh")));
                assertFalse(Files.exists(home.stray("desk")));
                assertFalse(home.worktrees("desk").contains("prunable"));
                assertTrue(HashedHome.said(now, "status", "--porcelain").contains("uncommitted.txt"));
                var back = Answer.of(home.rollback(document.path("run").asText()), 0);
                assertEquals("", HashedHome.different(before, home.look()));
                Answer.of(home.rollback(back.path("run").asText()), 0);
                assertTrue(Files.exists(now.resolve("deep/run.sh")));
            }
        }

        @Test
        void under_the_runs_keeps_times_to_the_nanosecond() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk");
            var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
            home.session(HASH, "desk", "desk-1").worktree("desk", place);
            for (var file : List.of(home.rollout(place, "one"), home.root().resolve("config.yaml"))) Tree.time(file, java.time.Instant.parse("2026-03-04T05:06:07.123456789Z"));
            var state = temp.resolve("state");
            try (var mount = Mount.tmpfs(state, "size=16m")) {
                var cli = home.cli().with("AO_STATE_DIR", state.toString());
                var before = home.look();
                var run = Answer.of(cli.run("migrate-storage", "--yes", "--json"), 0).path("run").asText();
                Answer.of(cli.run("rollback", run, "--yes", "--json"), 0);
                assertEquals("", HashedHome.different(before, home.look()));
            }
        }

        @Test
        void that_fills_up_leaves_every_original_where_it_was() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk");
            Files.createDirectories(home.root().resolve("projects"));
            try (var mount = Mount.tmpfs(home.root().resolve("projects"), "size=1m")) {
                home.session(HASH, "desk", "desk-1").worktree("desk", home.folder(HASH, "desk").resolve("worktrees/desk-1"));
                Files.write(home.folder(HASH, "desk").resolve("worktrees/desk-1/big"), new byte[3 << 20]);
                var before = home.look();
                var error = Answer.failure(home.migrate(), 3, "no-room");
                assertTrue(error.path("message").asText().contains("projects"), error::toString);
                assertEquals("", HashedHome.different(before, home.look()));
                mount.remount("size=64m");
                Answer.of(home.migrate(), 0);
                assertTrue(Files.exists(home.project("desk").resolve("worktrees/desk-1/big")));
            }
        }
    }

    @Nested
    class A_disk_that_is_full {
        /** Fills what is left, so that the estimate is met and the truth is not. */
        private void halfway(HashedHome home, Path full, String... environment) throws Exception {
            for (int i = 0; i < 400; i++) home.session(HASH, "desk", "desk-" + i, "userPrompt=" + "p".repeat(3_000));
            var before = home.look();
            var cli = home.cli();
            for (int i = 0; i < environment.length; i += 2) cli.with(environment[i], environment[i + 1]);
            var result = cli.run("migrate-storage", "--yes", "--json");
            assertTrue(result.code() == 3 || result.code() == 5, () -> Answer.shown(result));
            var document = Answer.of(result, result.code());
            assertEquals("", lost(before, home), "no source is gone");
            if (result.code() == 3) return;
            Answer.of(cli.run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
            assertEquals("", HashedHome.different(before, home.look()), "the way back needs no room");
        }

        private static String lost(java.util.TreeMap<String, String> before, HashedHome home) throws IOException {
            var after = home.look().values();
            var missing = new ArrayList<String>();
            before.forEach((name, what) -> {
                if (what.startsWith("file") && !after.contains(what)) missing.add(name);
            });
            return String.join("\n", missing);
        }

        @Test
        void under_the_store_loses_nothing_and_can_be_left() throws Exception {
            var home = new HashedHome(temp);
            try (var mount = Mount.tmpfs(home.root(), "size=4m")) {
                home.project(HASH, "desk");
                halfway(home, home.root());
            }
        }

        @Test
        void under_the_journal_loses_nothing_and_can_be_left() throws Exception {
            var home = new HashedHome(temp).project(HASH, "desk");
            var state = temp.resolve("state");
            try (var mount = Mount.tmpfs(state, "size=4m")) {
                halfway(home, state, "AO_STATE_DIR", state.toString());
            }
        }
    }

    @Test
    void two_at_once_are_one_after_the_other_or_one_alone() throws Exception {
        var home = HashedHome.full(temp);
        var words = List.of("migrate-storage", "--yes", "--json", "--home", home.path.toString());
        var started = new ArrayList<Cli.Started>();
        for (int i = 0; i < 4; i++) started.add(home.cli().start(words));
        int done = 0;
        for (var one : started) {
            var result = Cli.finish(one);
            var document = Answer.of(result, result.code());
            if (result.code() == 0 && !document.path("run").isNull()) done++;
            else assertTrue(result.code() == 0 || List.of("store-locked", "precondition-changed", "run-unfinished", "file-unreadable").contains(code(document)), () -> Answer.shown(result));
        }
        assertEquals(1, done);
        assertFalse(home.worktrees("desk").contains("prunable"));
        Answer.of(home.migrate(), 0);
    }

    private static String code(JsonNode document) {
        return document.path("error").path("code").asText();
    }

    @Test
    void a_link_where_projects_are_is_not_followed() throws Exception {
        var home = HashedHome.full(temp);
        var elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Files.createSymbolicLink(home.root().resolve("projects"), elsewhere);
        var before = home.look();
        Answer.of(home.migrate(), 5);
        assertEquals("", HashedHome.different(before, home.look()));
    }
}
