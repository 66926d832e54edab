package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.HashedHome.HASH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a migration makes of paths that lead through links: what moves is what lies there, whatever it is called. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class MigrateLinksTest {
    @TempDir Path temp;

    private static String worktreeOf(HashedHome home) throws IOException {
        return Golden.JSON.readTree(home.record("desk", "desk-1").toFile()).path("worktree").asText();
    }

    private static Path link(Path link, Path to) throws IOException {
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, to);
    }

    @Test void a_worktree_that_is_a_link_leaves_the_history_of_what_it_leads_to_where_that_is() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var big = temp.toRealPath().resolve("big/desk-1");
        home.session(HASH, "desk", "desk-1").worktree("desk", big);
        home.session(HASH, "desk", "desk-2", big);
        link(home.folder(HASH, "desk").resolve("worktrees/desk-1"), big);
        var transcript = home.transcript(big, "one");
        var rollout = home.rollout(big, "one");
        var text = Files.readString(rollout);
        var document = Answer.of(home.migrate(), 0);
        assertTrue(Files.exists(transcript), "the directory is where it was, and so is what was said in it");
        assertEquals(text, Files.readString(rollout));
        assertEquals(0, document.at("/report/claudeSessionsRelinked").asInt());
        assertEquals(big, home.project("desk").resolve("worktrees/desk-1").toRealPath());
        assertEquals(home.project("desk").resolve("worktrees/desk-1").toString(), worktreeOf(home));
        assertEquals(big.toString(), Golden.JSON.readTree(home.record("desk", "desk-2").toFile()).path("worktree").asText());
        assertFalse(home.worktrees("desk").contains("prunable"));
    }

    @Test void a_link_to_a_folder_above_takes_nobodys_history() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk").session(HASH, "desk", "desk-1");
        link(home.folder(HASH, "desk").resolve("worktrees/desk-1"), home.path);
        var transcript = home.transcript(home.path.resolve("another"), "one");
        Answer.of(home.migrate(), 0);
        assertTrue(Files.exists(transcript));
    }

    @Test void what_a_link_among_the_worktrees_leads_to_is_no_other_sessions_stray() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk").session(HASH, "desk", "desk-1").session(HASH, "desk", "desk-2", temp.toRealPath().resolve("home/.worktrees/desk/desk-2"));
        home.worktree("desk", home.stray("desk", "desk-2"));
        link(home.folder(HASH, "desk").resolve("worktrees/desk-1"), home.stray("desk", "desk-2"));
        Answer.of(home.migrate(), 0);
        assertTrue(Files.exists(home.project("desk").resolve("worktrees/desk-1/uncommitted.txt")), "the link still leads somewhere");
    }

    @Test void a_record_that_names_its_worktree_through_a_link_names_the_new_place() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        var other = link(temp.resolve("other"), home.path);
        var named = other.resolve(home.path.relativize(place));
        home.session(HASH, "desk", "desk-1", named, "runtimeHandle={\"id\":\"x\",\"runtimeName\":\"tmux\",\"data\":{\"workspacePath\":\"" + named + "/src\"}}").worktree("desk", place);
        home.transcript(named, "one");
        var before = home.look();
        var document = Answer.of(home.migrate(), 0);
        var now = home.project("desk").resolve("worktrees/desk-1");
        assertEquals(now.toString(), worktreeOf(home));
        assertEquals(now + "/src", Golden.JSON.readTree(home.record("desk", "desk-1").toFile()).at("/runtimeHandle/data/workspacePath").asText());
        assertTrue(Files.exists(home.claude(now).resolve("one.jsonl")), "history that was filed under that name follows, too");
        Answer.of(home.rollback(document.path("run").asText()), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void a_link_to_a_single_worktree_is_another_name_of_it() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        home.session(HASH, "desk", "desk-1", link(temp.resolve("short"), place)).worktree("desk", place);
        Answer.of(home.migrate(), 0);
        assertEquals(home.project("desk").resolve("worktrees/desk-1").toString(), worktreeOf(home));
    }

    @Test void a_stray_is_found_whether_the_record_or_the_home_is_spelled_through_a_link() throws Exception {
        for (var through : new String[] {"record", "home"}) {
            var home = new HashedHome(Files.createDirectory(temp.resolve(through))).project(HASH, "desk");
            var other = link(temp.resolve("other-" + through), home.path);
            var place = home.stray("desk", "desk-1");
            home.session(HASH, "desk", "desk-1", through.equals("record") ? other.resolve(".worktrees/desk/desk-1") : place).worktree("desk", place);
            var transcript = home.transcript(place, "one");
            var before = home.look();
            var cli = through.equals("home") ? new Cli(other) : home.cli();
            var document = Answer.of(cli.run("migrate-storage", "--yes", "--json"), 0);
            assertEquals(1, document.at("/report/strayWorktreesMoved").asInt(), () -> through + document.toPrettyString());
            assertEquals((through.equals("home") ? other : home.path).resolve(".agent-orchestrator/projects/desk/worktrees/desk-1").toString(), worktreeOf(home));
            assertFalse(Files.exists(transcript));
            assertTrue(Files.exists(home.claude(home.project("desk").resolve("worktrees/desk-1")).resolve("one.jsonl")), "filed under the place itself");
            assertFalse(Files.exists(home.stray("desk")), "a folder in which nothing is left goes");
            assertFalse(home.worktrees("desk").contains("prunable"));
            Answer.of(cli.run("rollback", document.path("run").asText(), "--yes", "--json"), 0);
            assertEquals("", HashedHome.different(before, home.look()));
        }
    }
}
