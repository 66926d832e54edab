package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tests.HashedHome.HASH;
import static tests.HashedHome.OTHER_HASH;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gets from a migration and from its way back, seen from the command line; with real git. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MigrateTest {
    @TempDir Path temp;

    private static List<String> problems(JsonNode document) {
        return StreamSupport.stream(document.at("/report/problems").spliterator(), false).map(JsonNode::asText).toList();
    }

    @Test void everything_moves_and_comes_back_to_the_byte_the_name_and_the_time() throws Exception {
        var home = HashedHome.full(temp);
        var before = home.look();
        var planned = Answer.of(home.cli().run("migrate-storage", "--dry-run", "--json"), 0).path("report");
        assertEquals("", HashedHome.different(before, home.look()));
        var document = Answer.of(home.migrate(), 0);
        for (var counter : List.of("projects", "sessions", "archives", "worktrees", "emptyDirsDeleted", "strayWorktreesMoved", "claudeSessionsRelinked", "codexSessionsRewritten")) {
            assertEquals(planned.path(counter), document.path("report").path(counter), counter);
        }
        assertEquals(List.of(2, 6, 1, 2, 1, 2, 3, 1), StreamSupport.stream(List.of("projects", "sessions", "archives", "worktrees", "emptyDirsDeleted",
            "strayWorktreesMoved", "claudeSessionsRelinked", "codexSessionsRewritten").spliterator(), false).map(c -> document.path("report").path(c).asInt()).toList());
        var moved = home.look();
        assertEquals("", HashedHome.different(moved, afterAnother(home)), "a second run has nothing to do");
        var back = Answer.of(home.rollback(document.path("run").asText()), 0);
        assertEquals("", HashedHome.different(before, home.look()));
        var forth = Answer.of(home.rollback(back.path("run").asText()), 0);
        assertEquals("", HashedHome.different(moved, home.look()), "a rollback is taken back");
        Answer.of(home.rollback(forth.path("run").asText()), 0);
        assertEquals("", HashedHome.different(before, home.look()), "and that again");
    }

    private static java.util.TreeMap<String, String> afterAnother(HashedHome home) throws Exception {
        Answer.of(home.migrate(), 0);
        return home.look();
    }

    @Test void git_knows_every_moved_worktree_and_prune_harms_none() throws Exception {
        var home = HashedHome.full(temp);
        Answer.of(home.migrate(), 0);
        var listed = home.worktrees("desk");
        for (var session : List.of("desk-1", "desk-2", "desk-3")) {
            var place = home.project("desk").resolve("worktrees").resolve(session);
            assertTrue(listed.contains("worktree " + place + "\n"), listed);
            HashedHome.git(home.repository("desk"), "worktree", "prune", "-v");
            assertTrue(HashedHome.said(place, "status", "--porcelain").equals("0\n?? uncommitted.txt\n"), "the work is there, and git works");
        }
        assertFalse(listed.contains("prunable"), listed);
        assertEquals(listed, home.worktrees("desk"), "nothing was pruned");
        assertFalse(Files.exists(home.stray("desk")), "a folder in which nothing is left goes");
    }

    @Test void relative_pointers_of_newer_gits_are_made_anew() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        home.session(HASH, "desk", "desk-1").worktree("desk", place);
        var admin = home.repository("desk").resolve(".git/worktrees/desk-1");
        Files.writeString(place.resolve(".git"), "gitdir: " + place.relativize(admin) + "\n");
        Files.writeString(admin.resolve("gitdir"), admin.relativize(place.resolve(".git")) + "\n");
        var before = home.look();
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        var now = home.project("desk").resolve("worktrees/desk-1");
        assertEquals("gitdir: " + now.relativize(admin) + "\n", Files.readString(now.resolve(".git")));
        assertEquals(admin.relativize(now.resolve(".git")) + "\n", Files.readString(admin.resolve("gitdir")));
        assertTrue(HashedHome.said(now, "status", "--porcelain").startsWith("0\n"));
        Answer.of(home.rollback(run), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void a_worktree_whose_place_is_taken_goes_beside_it_and_is_told() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        home.session(HASH, "desk", "desk-1").worktree("desk", home.folder(HASH, "desk").resolve("worktrees/desk-1"));
        home.tree.file(".agent-orchestrator/projects/desk/worktrees/desk-1/other.txt", "somebody's\n");
        var document = Answer.of(home.migrate(), 5);
        assertTrue(problems(document).toString().contains("another worktree is at"), document::toPrettyString);
        var beside = home.project("desk").resolve("worktrees/desk-1__from-" + HASH);
        assertTrue(Files.exists(beside.resolve("uncommitted.txt")));
        assertEquals(beside.toString(), Golden.JSON.readTree(home.record("desk", "desk-1").toFile()).path("worktree").asText());
        assertEquals("somebody's\n", Files.readString(home.project("desk").resolve("worktrees/desk-1/other.txt")));
        assertFalse(home.worktrees("desk").contains("prunable"));
    }

    @Test void a_record_keeps_what_nobody_knows_its_spelling_and_its_time() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        home.json(HASH, "desk", "desk-1", Golden.JSON.createObjectNode().put("n", 1.50).put("custom", "kept")).worktree("desk", home.folder(HASH, "desk").resolve("worktrees/desk-1"));
        home.session(HASH, "desk", "desk-2", "prAutoDetect=false", "dashboardPort=high", "unknown key=x=y");
        var source = home.folder(HASH, "desk").resolve("sessions/desk-1.json");
        var text = Files.readString(source);
        Tree.time(source, Instant.parse("2026-03-04T05:06:07.890Z"));
        Answer.of(home.migrate(), 0);
        assertEquals(text.replace(home.folder(HASH, "desk").toString(), home.project("desk").toString()), Files.readString(home.record("desk", "desk-1")));
        assertEquals(Instant.parse("2026-03-04T05:06:07.890Z"), Files.getLastModifiedTime(home.record("desk", "desk-1")).toInstant());
        var two = Golden.JSON.readTree(home.record("desk", "desk-2").toFile());
        assertFalse(two.path("prAutoDetect").asBoolean(true));
        assertEquals(List.of("high", "x=y", "yes"), List.of(two.path("dashboardPort").asText(), two.path("unknown key").asText(), two.path("mine").asText()));
    }

    @Test void the_registry_keeps_its_comments_its_order_and_its_spelling() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk").project(OTHER_HASH, "tides");
        home.session(HASH, "desk", "desk-1");
        var registry = home.root().resolve("config.yaml");
        var text = Files.readString(registry);
        Answer.of(home.migrate("--project", "desk"), 0);
        assertEquals(text.replace("    storageKey: " + HASH + "-desk   # where its sessions are\n", "    # where its sessions are\n"), Files.readString(registry));
        Answer.of(home.migrate(), 0);
        assertFalse(Files.readString(registry).contains("storageKey"));
    }

    @Test void history_goes_by_the_directory_in_it_for_a_name_may_stand_for_several() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        home.session(HASH, "desk", "desk-1").worktree("desk", place);
        var mine = home.transcript(place, "mine");
        var foreign = home.claude(place).resolve("foreign.jsonl");
        Files.writeString(foreign, "{\"cwd\":\"" + place.resolveSibling("desk_1") + "\"}\n");
        var below = home.transcript(place.resolve("src"), "below");
        var text = Files.readString(mine);
        var document = Answer.of(home.migrate(), 0);
        var now = home.project("desk").resolve("worktrees/desk-1");
        assertEquals(text, Files.readString(home.claude(now).resolve("mine.jsonl")), "byte for byte");
        assertTrue(Files.exists(home.claude(now.resolve("src")).resolve("below.jsonl")), "what was held below it follows, too: " + below);
        assertTrue(Files.exists(foreign), "another directory's stays");
        assertEquals(1, Answer.findings(document, "claude-folder-shared").size());
    }

    @Test void history_is_merged_file_by_file_and_nothing_is_overwritten() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        home.session(HASH, "desk", "desk-1").worktree("desk", place);
        home.transcript(place, "alone");
        home.transcript(place, "twice");
        Files.copy(home.transcript(place, "same"), Files.createDirectories(home.claude(home.project("desk").resolve("worktrees/desk-1"))).resolve("same.jsonl"));
        Tree.time(home.claude(home.project("desk").resolve("worktrees/desk-1")).resolve("same.jsonl"), Instant.parse("2026-03-01T00:00:00Z"));
        var there = home.claude(home.project("desk").resolve("worktrees/desk-1")).resolve("twice.jsonl");
        Files.writeString(there, "{\"another\":1}\n");
        var before = home.look();
        var document = Answer.of(home.migrate(), 5);
        var run = document.path("run").asText();
        assertEquals("{\"another\":1}\n", Files.readString(there));
        assertTrue(Files.exists(there.resolveSibling("twice.jsonl.conflict-" + run)), "kept beside it, under the run's name");
        assertTrue(Files.exists(there.resolveSibling("alone.jsonl")));
        assertFalse(Files.exists(home.claude(place)));
        Answer.of(home.rollback(run), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void a_rollout_changes_in_its_first_line_only_and_what_grew_since_stays_when_it_goes_back() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var place = home.folder(HASH, "desk").resolve("worktrees/desk-1");
        home.session(HASH, "desk", "desk-1").worktree("desk", place);
        var rollout = home.rollout(place, "one");
        var text = Files.readString(rollout);
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        assertEquals(text.replace(place.toString(), home.project("desk").resolve("worktrees/desk-1").toString()), Files.readString(rollout));
        Files.writeString(rollout, "{\"later\":1}\n", java.nio.file.StandardOpenOption.APPEND);
        Answer.of(home.rollback(run), 0);
        assertEquals(text + "{\"later\":1}\n", Files.readString(rollout));
    }

    @Test void what_changed_since_stays_with_what_differs_and_everything_else_goes_back() throws Exception {
        var home = HashedHome.full(temp);
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        var record = home.record("desk", "desk-1");
        Files.writeString(record, Files.readString(record).replace("\"mine\": \"yes\"", "\"mine\": \"changed\",\n  \"pr\": \"7\""));
        Files.writeString(home.record("desk", "desk-77"), "{\"branch\": \"new\"}\n");
        Files.writeString(home.project("desk").resolve("worktrees/desk-1/later.txt"), "work since\n");
        var document = Answer.of(home.rollback(run), 5);
        var left = Answer.report(document, "left");
        assertTrue(left.stream().anyMatch(l -> l.startsWith(record + " stays: it changed since (in mine, pr)")), left::toString);
        assertTrue(left.stream().anyMatch(l -> l.startsWith(home.record("desk", "desk-77") + " stays: it was put there since")), left::toString);
        assertTrue(Files.exists(home.folder(HASH, "desk").resolve("sessions/desk-1")));
        assertEquals("work since\n", Files.readString(home.folder(HASH, "desk").resolve("worktrees/desk-1/later.txt")), "work goes back with its worktree");
        assertFalse(Files.exists(home.project("tides")));
        assertFalse(home.worktrees("desk").contains("prunable"));
    }

    @Test void a_store_that_changed_after_it_was_planned_is_refused_with_the_first_difference() throws Exception {
        var home = HashedHome.full(temp);
        var plan = temp.resolve("plan.jsonl");
        Answer.of(home.cli().run("migrate-storage", "--out", plan.toString(), "--json"), 0);
        var source = home.folder(HASH, "desk").resolve("sessions/desk-4.json");
        Files.writeString(source, Files.readString(source) + " ");
        var before = home.look();
        var error = Answer.failure(home.cli().run("apply", plan.toString(), "--yes", "--json"), 3, "precondition-changed");
        assertTrue(error.path("message").asText().contains("desk-4.json"), error::toString);
        assertEquals("", HashedHome.different(before, home.look()));
        Answer.of(home.migrate(), 0);
    }

    @Test void a_saved_plan_is_applied_exactly() throws Exception {
        var home = HashedHome.full(temp);
        var before = home.look();
        var plan = temp.resolve("plan.jsonl");
        Answer.of(home.cli().run("migrate-storage", "--out", plan.toString(), "--json"), 0);
        var run = Answer.of(home.cli().run("apply", plan.toString(), "--yes", "--json"), 0).path("run").asText();
        assertTrue(Files.exists(home.record("desk", "desk-1")));
        Answer.of(home.rollback(run), 0);
        assertEquals("", HashedHome.different(before, home.look()));
        Answer.of(home.cli().run("apply", plan.toString(), "--yes", "--json"), 0);
    }

    /** Ten thousand with {@code --all}. */
    @Test @org.junit.jupiter.api.Tag("long") void thousands_of_sessions_in_one_folder_are_ordinary() throws Exception {
        int count = Boolean.getBoolean("ao.tests.all") ? 10_000 : 2_500;
        var home = new HashedHome(temp).project(HASH, "desk");
        for (int i = 0; i < count; i++) home.session(HASH, "desk", "desk-" + i);
        var before = home.look();
        var document = Answer.of(home.migrate(), 0);
        assertEquals(count, document.at("/report/sessions").asInt());
        Answer.of(home.rollback(document.path("run").asText()), 0);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void names_that_are_no_text_go_along_byte_for_byte() throws Exception {
        var home = new HashedHome(temp).project(HASH, "desk");
        var name = ao.read.RawPath.decode(ao.read.RawPath.encode(home.folder(HASH, "desk").resolve("sessions")) + "/od%FFd");
        Files.writeString(name, "branch=x\n");
        var place = ao.read.RawPath.decode(ao.read.RawPath.encode(home.folder(HASH, "desk")) + "/worktrees/w%FEx");
        Files.createDirectories(place);
        Files.writeString(place.resolve("f.txt"), "x\n");
        var before = rawNames(home);
        var document = Answer.of(home.migrate(), 5);
        assertTrue(problems(document).toString().contains("no system lists a record of this name"), document::toPrettyString);
        assertTrue(Files.exists(ao.read.RawPath.decode(ao.read.RawPath.encode(home.project("desk")) + "/sessions/od%FFd.json")));
        assertTrue(Files.exists(ao.read.RawPath.decode(ao.read.RawPath.encode(home.project("desk")) + "/worktrees/w%FEx/f.txt")));
        Answer.of(home.rollback(document.path("run").asText()), 0);
        assertEquals(before, rawNames(home));
    }

    private static List<String> rawNames(HashedHome home) throws Exception {
        try (var all = Files.walk(home.root())) {
            return all.map(ao.read.RawPath::encode).sorted().toList();
        }
    }

    @Test void a_project_that_nobody_knows_is_answered_with_the_nearest() throws Exception {
        var home = HashedHome.full(temp);
        var error = Answer.failure(home.migrate("--project", "dsek"), 2, "project-unknown");
        assertTrue(error.path("hint").asText().contains("desk"), error::toString);
    }

    @Test void a_way_back_without_a_journal_leaves_what_a_journaled_run_made_to_that() throws Exception {
        var home = HashedHome.full(temp);
        var run = Answer.of(home.migrate(), 0).path("run").asText();
        var before = home.look();
        var result = home.cli().run("rollback", "--storage", "--yes", "--json");
        var document = Answer.of(result, 5);
        assertTrue(problems(document).get(0).contains("run " + run), document::toPrettyString);
        assertEquals("", HashedHome.different(before, home.look()));
    }

    @Test void a_rollback_takes_a_run_or_the_storage_and_not_both() throws Exception {
        var home = HashedHome.full(temp);
        Answer.failure(home.cli().run("rollback", "--json"), 2, "run-missing");
        Answer.failure(home.cli().run("rollback", "x", "--storage", "--json"), 2, "run-and-storage");
        Answer.of(home.cli().run("rollback", "--storage", "--yes", "--json"), 0);
    }
}
