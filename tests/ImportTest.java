package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gets from an import, seen from the command line. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ImportTest {
    private static final String THIRD = "31111111-2222-4333-8444-555555555555";

    @TempDir Path temp;

    private static JsonNode report(Cli.Result result) {
        return Answer.of(result, 0).path("report");
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false).map(n -> n.path(field).asText()).toList();
    }

    private static Map<String, Object> row(LegacyHome home, String id) throws Exception {
        return home.database().query("SELECT * FROM sessions WHERE id = '" + id + "'").get(0);
    }

    @Test void the_default_scope_takes_the_live_orchestrator_and_counts_what_it_leaves_out() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-2", home.worker("shop-2").put("status", "killed").without("lifecycle"));
        var report = report(home.imports("--create-db", "--sessions", "orchestrators"));
        assertEquals(List.of("shop-orchestrator"), home.stored());
        assertEquals(1, report.path("projectsImported").asInt());
        assertEquals(1, report.path("orchestratorsImported").asInt());
        assertEquals(1, report.path("sessionsImported").asInt());
        assertEquals(1, report.path("transcriptsRelocated").asInt());
        assertEquals(0, report.path("orchestratorsAbsent").asInt());
        var leftOut = report.at("/projects/0/leftOut");
        assertEquals(1, leftOut.path("worker (--sessions active takes it)").asInt(), report.toString());
        assertEquals(1, leftOut.path("session that is over (--sessions all takes it)").asInt(), report.toString());
    }

    @Test void each_scope_takes_what_it_says() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-2", home.worker("shop-2").put("status", "killed").without("lifecycle"));
        report(home.imports("--create-db", "--sessions", "none"));
        assertEquals(List.of(), home.stored());
        report(home.imports("--sessions", "active"));
        assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        report(home.imports("--sessions", "all"));
        assertEquals(List.of("shop-1", "shop-2", "shop-orchestrator"), home.stored());
        assertEquals("exited", row(home, "shop-2").get("activity_state"));
        assertEquals(1, row(home, "shop-2").get("is_terminated"));
    }

    @Test void ids_stay_and_numbers_are_their_trailing_integers() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "ord-1", home.worker("ord-1").put("createdAt", "2026-01-01T00:00:00Z").without("lifecycle"));
        home.session("shop", "custom", home.worker("custom"));
        var report = report(home.imports("--create-db"));
        assertEquals(0, row(home, "shop-orchestrator").get("num"));
        assertEquals(1, row(home, "shop-1").get("num"), "the record with the latest transition keeps the number");
        var others = List.of(row(home, "ord-1").get("num"), row(home, "custom").get("num"));
        assertTrue(others.containsAll(List.of(2, 3)), others.toString());
        assertTrue(report.path("notes").toString().contains("shop/ord-1: number 1 is taken"), report.path("notes").toString());
    }

    @Test void no_imported_row_blocks_the_next_spawn_of_a_project() throws Exception {
        var home = LegacyHome.shop(temp).project("other");
        home.session("other", "shop-7", home.worker("shop-7"));
        var document = Answer.of(home.imports("--create-db"), 5);
        assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored());
        assertTrue(document.at("/report/problems").toString().contains("never spawn again"), document.at("/report/problems").toString());
    }

    @Test void a_foreign_id_below_the_largest_number_blocks_nothing() throws Exception {
        var home = LegacyHome.shop(temp).project("other");
        home.session("shop", "shop-9", home.worker("shop-9"));
        home.session("other", "shop-7", home.worker("shop-7"));
        report(home.imports("--create-db"));
        assertEquals(List.of("shop-1", "shop-7", "shop-9", "shop-orchestrator"), home.stored());
    }

    @Test void a_live_row_where_daemons_cannot_restore_and_a_restorable_one_where_they_can() throws Exception {
        var old = LegacyHome.shop(Files.createDirectory(temp.resolve("old")));
        old.daemons();
        assertEquals("live", report(old.imports()).path("as").asText());
        assertEquals(0, row(old, "shop-1").get("is_terminated"));
        assertEquals("active", row(old, "shop-1").get("activity_state"));
        var fresh = LegacyHome.shop(Files.createDirectory(temp.resolve("fresh")));
        assertEquals("restorable", report(fresh.imports("--create-db")).path("as").asText());
        assertEquals(1, row(fresh, "shop-1").get("is_terminated"));
        var newer = LegacyHome.shop(Files.createDirectory(temp.resolve("newer")));
        schema19(newer);
        assertEquals("restorable", report(newer.imports()).path("as").asText());
    }

    private static void schema19(LegacyHome home) throws Exception {
        var database = home.daemons();
        database.execute("ALTER TABLE sessions ADD COLUMN preview_url TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE sessions ADD COLUMN preview_revision INTEGER NOT NULL DEFAULT 0", "ALTER TABLE review_run ADD COLUMN github_review_id TEXT",
            "ALTER TABLE review_run ADD COLUMN delivered_at TIMESTAMP", "CREATE TABLE telemetry_event (id INTEGER PRIMARY KEY, name TEXT, occurred_at TEXT, project TEXT, session TEXT)");
        for (int version = 13; version <= 19; version++) {
            database.execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES (" + version + ", 1)");
        }
    }

    @Test void a_database_whose_tables_are_not_those_of_its_ledger_is_a_refusal() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons().execute("DROP TABLE pr_review_threads");
        Answer.failure(home.imports(), 3, "schema-not-understood");
        assertEquals(List.of(), home.stored());
    }

    @Test void every_value_that_does_not_arrive_as_it_was_is_in_the_ledger() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-3", home.worker("shop-3").put("summary", "Half done").put("createdAt", "2026-03-04").without("agent"));
        var losses = Answer.of(home.imports("--create-db"), 0).path("losses");
        var of3 = new ArrayList<String>();
        losses.forEach(l -> {
            if (l.path("session").asText().equals("shop-3")) of3.add(l.path("field").asText());
        });
        assertTrue(of3.containsAll(List.of("summary", "createdAt", "agent", "worktree")), of3.toString());
        losses.forEach(l -> assertFalse(l.path("reason").asText().isBlank(), l.toString()));
    }

    @Test void transcripts_are_filed_under_the_new_directory_with_their_side_folder_private_and_in_time() throws Exception {
        var home = LegacyHome.shop(temp);
        var source = home.transcript(home.worktree("shop-1"), LegacyHome.WORK);
        home.tree.file(home.path.relativize(source.resolveSibling(LegacyHome.WORK)) + "/tools/result 1.txt", "42");
        Tree.time(source, java.time.Instant.parse("2026-04-01T12:00:00.123Z"));
        var before = Tree.snapshot(source.getParent());
        report(home.imports("--create-db"));
        var copy = home.imported("shop", "shop-1", LegacyHome.WORK);
        assertEquals(Files.readString(source), Files.readString(copy));
        assertEquals(Files.getLastModifiedTime(source), Files.getLastModifiedTime(copy));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.getParent())));
        assertEquals("42", Files.readString(copy.resolveSibling(LegacyHome.WORK).resolve("tools/result 1.txt")));
        assertEquals(before, Tree.snapshot(source.getParent()), "the source stays as it is");
    }

    @Test void a_printed_resume_command_runs_as_printed() throws Exception {
        var home = LegacyHome.shop(temp);
        var seen = home.path.resolve("seen");
        home.tree.file("bin/claude", "#!/bin/sh\nprintf '%s\\n' \"$PWD\" \"$@\" >" + seen + "\n");
        home.path.resolve("bin/claude").toFile().setExecutable(true);
        var resume = report(home.imports("--create-db")).path("resume");
        var command = StreamSupport.stream(resume.spliterator(), false).filter(r -> r.path("session").asText().equals("shop-1"))
            .findFirst().orElseThrow().path("command").asText();
        var shell = new ProcessBuilder("sh", "-c", command);
        shell.environment().put("PATH", home.path.resolve("bin") + ":" + System.getenv("PATH"));
        assertEquals(0, shell.start().waitFor(), command);
        var lines = Files.readAllLines(seen);
        assertEquals(home.worktree("shop-1").toString(), lines.get(0));
        assertEquals(List.of("--resume", LegacyHome.WORK), lines.subList(1, lines.size()));
        assertTrue(Files.exists(home.transcript(Path.of(lines.get(0)), LegacyHome.WORK)), "the agent finds the transcript of that directory");
    }

    @Test void a_branch_that_the_legacy_worktree_holds_is_named_with_what_frees_it() throws Exception {
        var home = new LegacyHome(temp).project("shop");
        var record = home.conversation(home.worker("shop-1"), LegacyHome.WORK).put("branch", "feat");
        home.session("shop", "shop-1", record);
        var worktree = home.worktree("shop-1");
        Shell.run(home.path, Map.of(), "git init -q -b feat " + worktree + " && git -C " + worktree + " -c user.name=t -c user.email=t@t commit -q --allow-empty -m x");
        Files.writeString(worktree.resolve("new.txt"), "x");
        var remark = report(home.imports("--create-db")).at("/resume/0/remark").asText();
        assertTrue(remark.contains("branch feat is checked out there (1 uncommitted changes)"), remark);
        assertTrue(remark.contains("switch --detach"), remark);
    }

    @Test void the_only_conversation_of_a_worktree_is_proposed_and_taken_when_asked() throws Exception {
        var home = new LegacyHome(temp).project("shop");
        home.session("shop", "shop-1", home.conversation(home.worker("shop-1"), THIRD).without("claudeSessionUuid"));
        var proposed = report(home.imports("--create-db", "--dry-run")).at("/resume/0/remark").asText();
        assertTrue(proposed.contains(THIRD) && proposed.contains("--recover-resume-ids"), proposed);
        report(home.imports("--create-db", "--recover-resume-ids"));
        assertEquals(THIRD, row(home, "shop-1").get("agent_session_id"));
        assertTrue(Files.exists(home.imported("shop", "shop-1", THIRD)));
    }

    @Test void one_conversation_is_one_row_whatever_the_scope() throws Exception {
        var home = new LegacyHome(temp).project("shop");
        home.session("shop", "shop-orchestrator-2", home.conversation(home.orchestrator("shop-orchestrator-2"), LegacyHome.LEAD));
        report(home.imports("--create-db", "--sessions", "active"));
        var second = report(home.imports("--sessions", "orchestrators"));
        assertEquals(List.of("shop-orchestrator-2"), home.stored());
        assertTrue(second.path("notes").toString().contains("already present as shop-orchestrator-2"), second.path("notes").toString());
    }

    @Test void unregistered_projects_are_reported_and_taken_when_asked() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("lost", "lost-1", home.worker("lost-1"));
        Files.createDirectories(home.worktree("lost-1"));
        Files.writeString(home.worktree("lost-1").resolve(".git"), "gitdir: " + home.path + "/repos/lost/.git/worktrees/lost-1\n");
        var first = Answer.of(home.imports("--create-db"), 0);
        assertEquals(1, Answer.findings(first, "project-unregistered").size());
        assertEquals(1, Answer.of(home.imports("--include-unregistered"), 0).at("/report/projectsImported").asInt());
        assertEquals(home.path + "/repos/lost", home.database().query("SELECT path FROM projects WHERE id = 'lost'").get(0).get("path"));
    }

    @Test void the_hashed_layout_is_read_directly_and_its_archives_are_over() throws Exception {
        var home = new LegacyHome(temp).project("shop", "storageKey: 0123456789ab");
        var folder = ".agent-orchestrator/0123456789ab-shop/sessions/";
        home.tree.file(folder + "shop-1", "branch=feat\nstatus=working\nagent=codex\ncodexThreadId=th-1\ncreatedAt=2026-02-03T04:05:06Z\n");
        home.tree.file(folder + "archive/shop-2_20260101T000000Z", "branch=old\nstatus=working\nagent=codex\n");
        report(home.imports("--create-db", "--sessions", "all"));
        assertEquals("th-1", row(home, "shop-1").get("agent_session_id"));
        assertEquals("exited", row(home, "shop-2").get("activity_state"));
        assertEquals("2026-02-03 04:05:06 +0000 UTC", row(home, "shop-1").get("created_at"));
    }

    @Test void a_second_import_changes_nothing_and_says_so() throws Exception {
        var home = LegacyHome.shop(temp);
        report(home.imports("--create-db"));
        var before = home.snapshot();
        var second = home.cli().run("import", "--sessions", "active", "--yes");
        assertEquals(0, second.code(), second.toString());
        assertTrue(second.out().contains("nothing to do: everything is there already"), second.out());
        var after = home.snapshot();
        assertEquals(before, after);
    }

    @Test void a_rollback_takes_back_exactly_what_the_import_added() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons().execute("INSERT INTO projects (id, path, registered_at) VALUES ('own', '/own', '2026-01-01 00:00:00 +0000 UTC')",
            "INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at) VALUES ('own-1', 'own', 1, 'x', 'x', 'x')");
        var contents = home.database().contents();
        var files = Tree.snapshot(home.path.resolve(".claude"));
        var run = Answer.of(home.imports(), 0).path("run").asText();
        assertEquals(3, home.stored().size());
        Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
        assertEquals(contents, home.database().contents(), "all tables, sqlite_sequence included");
        assertEquals(files, Tree.snapshot(home.path.resolve(".claude")), "names, bytes and times");
    }

    @Test void what_changed_since_or_is_referred_to_stays_with_its_files_and_is_reported() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons();
        var run = Answer.of(home.imports(), 0).path("run").asText();
        home.database().execute("UPDATE sessions SET display_name = 'mine' WHERE id = 'shop-1'");
        var document = Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 5);
        assertEquals(List.of("shop-1"), home.stored());
        var left = document.at("/report/left").toString();
        assertTrue(left.contains("sessions/shop-1 stays: it changed since: display_name"), left);
        assertTrue(left.contains("projects/shop stays"), left);
        assertTrue(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)), "the transcript of the row that stays");
        assertFalse(Files.exists(home.imported("shop", "shop-orchestrator", LegacyHome.LEAD)));
    }

    @Test void what_only_a_boot_changed_goes_when_asked() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons();
        var empty = home.database().contents();
        var run = Answer.of(home.imports(), 0).path("run").asText();
        home.database().execute("UPDATE sessions SET activity_state = 'exited', is_terminated = 1, updated_at = '2026-06-01 00:00:00 +0000 UTC'");
        Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 5);
        assertEquals(2, home.stored().size());
        Answer.of(home.cli().run("rollback", run, "--include-changed", "--yes", "--json"), 0);
        assertEquals(empty, home.database().contents());
    }

    @Test void a_rollback_can_be_rolled_back() throws Exception {
        var home = LegacyHome.shop(temp);
        var run = Answer.of(home.imports("--create-db"), 0).path("run").asText();
        var contents = home.database().contents();
        var undo = Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0).path("run").asText();
        assertFalse(Files.exists(home.path.resolve(".ao")));
        Answer.of(home.cli().run("rollback", undo, "--yes", "--json"), 0);
        assertEquals(contents, home.database().contents());
        assertTrue(Files.exists(home.imported("shop", "shop-1", LegacyHome.WORK)));
        Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
        assertFalse(Files.exists(home.path.resolve(".ao")));
    }

    @Test void runs_are_listed_shown_and_pruned_but_never_an_unfinished_one() throws Exception {
        var home = LegacyHome.shop(temp);
        var run = Answer.of(home.imports("--create-db"), 0).path("run").asText();
        assertTrue(home.cli().run("runs").out().contains(run));
        var shown = home.cli().run("runs", "show", run, "--diff").out();
        assertTrue(shown.contains("+ sessions/shop-1") && shown.contains("branch = "), shown);
        var state = home.runs().get(0).resolve("run.json");
        var old = Files.readString(state).replaceAll("\"startedAt\" : \"[^\"]*\"", "\"startedAt\" : \"2020-01-01T00:00:00Z\"");
        Files.writeString(state, old.replace("\"done\"", "\"applying\""));
        home.cli().run("runs", "prune", "--older-than", "30d", "--yes");
        assertEquals(1, home.runs().size());
        Files.writeString(state, old);
        assertEquals(2, home.cli().run("runs", "prune", "--older-than", "30d").code(), "nobody can be asked");
        assertEquals(0, home.cli().run("runs", "prune", "--older-than", "30d", "--yes").code());
        assertEquals(List.of(), home.runs());
    }

    @Test void inspect_shows_every_derived_status_of_a_store() throws Exception {
        var home = new LegacyHome(temp).project("all");
        for (var status : ao.model.Status.values()) {
            var word = status.word();
            home.session("all", "all-" + (1 + status.ordinal()), home.worker("all-" + (1 + status.ordinal())).put("status", word).without("lifecycle"));
        }
        var before = home.snapshot();
        var result = home.cli().run("inspect", "--json", "--fail-on", "never");
        var found = texts(Answer.of(result, 0).at("/report/sessions"), "status");
        for (var status : ao.model.Status.values()) assertTrue(found.contains(status.word()), status.word() + " in " + found);
        assertEquals(before, home.snapshot(), "nothing is written");
    }

    @Test void inspect_tells_the_schema_and_whether_a_daemon_lives() throws Exception {
        var home = LegacyHome.shop(temp);
        home.daemons();
        home.runFile(ProcessHandle.current().pid(), ProcessHandle.current().info().startInstant().orElseThrow().toString());
        var stores = Answer.of(home.cli().run("inspect", home.databaseFile().toString(), "--json"), 0).at("/report/stores");
        assertEquals("12", stores.at("/0/facts/schema").asText());
        assertTrue(stores.at("/0/facts/daemon").asText().startsWith("alive: process"), stores.toString());
    }

    @Test void inspect_exits_1_on_a_finding_and_goes_on() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-8.json", "{\"agent\": \"cod".getBytes(StandardCharsets.UTF_8));
        var document = Answer.of(home.cli().run("inspect", "--json"), 1);
        assertEquals(1, Answer.findings(document, "session-corrupt").size());
        assertEquals(2, document.at("/report/sessions").size());
        Answer.of(home.cli().run("inspect", "--json", "--fail-on", "never"), 0);
    }

    @Test void a_path_with_an_apostrophe_can_be_imported_into_and_taken_back() throws Exception {
        var home = LegacyHome.shop(Files.createDirectory(temp.resolve("o'hara of \"x\"")));
        home.daemons();
        var contents = home.database().contents();
        var run = Answer.of(home.imports(), 0).path("run").asText();
        Answer.of(home.cli().run("rollback", run, "--yes", "--json"), 0);
        assertEquals(contents, home.database().contents());
    }

    @Test void no_later_project_comes_in_whose_next_id_an_earlier_import_took() throws Exception {
        var home = new LegacyHome(temp).project("app").project("zed");
        home.session("zed", "app-1", home.worker("app-1"));
        var first = Answer.of(home.imports("--create-db", "--project", "zed"), 5);
        assertTrue(first.at("/report/problems").toString().contains("never spawn again"), first.toString());
        home.database().execute("INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at) VALUES ('app-1', 'zed', 1, 'x', 'x', 'x')");
        var second = Answer.of(home.imports(), 5);
        assertTrue(second.at("/report/problems").toString().contains("could never spawn"), second.toString());
        assertEquals(1, home.database().query("SELECT id FROM projects").size());
    }

    @Test void transcripts_go_where_the_daemon_looks_when_its_worktrees_lie_behind_a_link() throws Exception {
        var home = LegacyHome.shop(temp);
        var disk = Files.createDirectory(temp.resolve("disk")).toRealPath();
        Files.createDirectories(home.data());
        Files.createSymbolicLink(home.data().resolve("worktrees"), disk);
        report(home.imports("--create-db"));
        assertEquals(disk.resolve("shop/shop-1").toString(), row(home, "shop-1").get("workspace_path"));
        assertTrue(Files.exists(home.transcript(disk.resolve("shop/shop-1"), LegacyHome.WORK)));
    }

    @Test void a_recovered_conversation_is_never_another_sessions_own() throws Exception {
        var home = new LegacyHome(temp).project("shop");
        var second = home.conversation(home.worker("shop-2"), THIRD);
        home.session("shop", "shop-2", second);
        home.session("shop", "shop-1", home.worker("shop-1").put("worktree", second.get("worktree").textValue()));
        report(home.imports("--create-db", "--recover-resume-ids"));
        assertEquals("", row(home, "shop-1").get("agent_session_id"));
        assertEquals(THIRD, row(home, "shop-2").get("agent_session_id"));
    }

    @Test void a_second_import_of_two_orchestrators_changes_nothing() throws Exception {
        var home = LegacyHome.shop(temp);
        home.session("shop", "shop-orchestrator-2", home.conversation(home.orchestrator("shop-orchestrator-2"), THIRD));
        report(home.imports("--create-db"));
        var before = home.snapshot();
        report(home.imports());
        assertEquals(before, home.snapshot());
    }

    @Test void a_transcript_that_went_on_at_its_new_place_is_there_already() throws Exception {
        var home = LegacyHome.shop(temp);
        report(home.imports("--create-db"));
        var copy = home.imported("shop", "shop-1", LegacyHome.WORK);
        Files.writeString(copy, Files.readString(copy) + "{}\n");
        Answer.of(home.imports(), 0);
    }

    @Test void records_that_cannot_be_reached_are_a_problem_of_their_project() throws Exception {
        var home = LegacyHome.shop(temp);
        var elsewhere = temp.resolve("elsewhere");
        Files.move(home.sessions("shop").getParent(), elsewhere);
        Files.createSymbolicLink(home.sessions("shop").getParent(), elsewhere);
        Answer.of(home.imports("--create-db"), 5);
    }

    @Test void a_mapping_that_merges_itself_ends_no_command() throws Exception {
        var home = LegacyHome.shop(temp);
        home.tree.file("repos/shop/agent-orchestrator.yaml", "env: &e\n  A: b\n  <<: *e\nagentConfig: &a\n  model: m\n  <<: [*a, *e]\n");
        report(home.imports("--create-db"));
        var config = (String) home.database().query("SELECT config FROM projects").get(0).get("config");
        assertTrue(config.contains("\"A\":\"b\"") && config.contains("\"model\":\"m\""), config);
    }
}
