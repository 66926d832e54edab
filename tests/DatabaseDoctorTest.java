package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.model.RewriteSchema;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect} finds in an {@code ao.db} whose ledger, tables or rows are not what a daemon can live with. */
class DatabaseDoctorTest {
    private static final String TIME = "'2026-05-01 10:00:00 +0000 UTC'";

    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void anEmptyHome() {
        home = new LegacyHome(temp);
    }

    /** A database with a project and a session that is over. */
    private static Database sound(LegacyHome home) throws Exception {
        return home.daemons().execute(
            "INSERT INTO projects (id, path, registered_at) VALUES ('shop', '" + home.path + "', " + TIME + ")",
            "INSERT INTO sessions (id, project_id, num, harness, activity_state, activity_last_at, is_terminated, branch, workspace_path, created_at, updated_at, prompt)"
                + " VALUES ('shop-1', 'shop', 1, 'codex', 'exited', " + TIME + ", 1, 'ao/shop-1', '" + home.data().resolve("worktrees/shop/shop-1") + "', " + TIME + ", " + TIME + ", 'go on')");
    }

    private static JsonNode inspect(LegacyHome home) {
        var result = home.cli().runHere("inspect", home.databaseFile().toString(), "--json", "--fail-on", "never");
        return Answer.of(result, 0);
    }

    private static TreeSet<String> codes(JsonNode document) {
        var codes = new TreeSet<String>();
        document.path("findings").forEach(f -> codes.add(f.path("code").asText()));
        return codes;
    }

    @Test
    void nothing_is_found_in_a_sound_one() throws Exception {
        sound(home);
        var before = home.snapshot();
        var document = inspect(home);
        assertEquals(Set.of(), codes(document), document::toPrettyString);
        assertEquals("12", document.at("/report/stores/0/facts/schema").asText());
        assertEquals("", HashedHome.different(before, home.snapshot()), "and nothing is left beside it");
    }

    @Test
    void a_read_only_file_system_is_read_as_well() throws Exception {
        try (var mount = Mount.tmpfs(temp.resolve("disk"), "size=16m")) {
            var there = new LegacyHome(temp.resolve("disk"));
            sound(there);
            mount.remount("ro,size=16m");
            assertEquals(Set.of(), codes(inspect(there)));
        }
    }

    @Test
    void a_value_that_can_be_no_path_costs_that_value_only() throws Exception {
        sound(home).execute("UPDATE sessions SET workspace_path = '/a' || char(0) || 'b', is_terminated = 0, runtime_handle_id = 'x'", "UPDATE projects SET path = '/a' || char(0)");
        assertEquals(1, inspect(home).at("/report/sessions").size());
        var ids = home.cli().runHere("inspect", home.databaseFile().toString(), "--ids", "--fail-on", "never");
        assertEquals("shop-1\n", ids.out());
    }

    /** What the daemon's driver was seen to read, and what not (rewrite-store sheet, 5.2). */
    @Test
    void times_are_readable_exactly_where_the_daemon_reads_them() throws Exception {
        var readable = List.of("2026-01-02 03:04:05 +0000 UTC", "2026-01-02 03:04:05.5 +0530 IST", "2026-01-02 03:04:05.123456789 +0530 IST m=+12.345678901", "2026-06-14 11:22:33.1 -0300 -03 m=+12.3", "2026-06-14 11:22:33 +0800 +08", "2026-06-14 11:22:33 +1000 ChST", "2026-06-14 11:22:33 +0200 CEST", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123Z",
            "2026-01-02 03:04:05Z", "2026-01-02T03:04:05+02:00", "2026-01-02 03:04:05.25+02:00", "2026-01-02 03:04:05", "2026-01-02T03:04:05", "2026-01-02 03:04", "2026-01-02T03:04", "2026-01-02", "2028-02-29 03:04:05 +0000 UTC", "2026-12-31 23:59:59 +0000 UTC");
        var unreadable = List.of("2026-01-02 03:04:05 +0200 +0200", "2026-06-14 11:22:33 +0530 +0530", "2026-06-14 11:22:33 +0530 ABCDE", "2026-01-02 03:04:05 UTC", "", "yesterday", "2026-13-02", "2026-13-02 03:04:05 +0000 UTC", "2026-02-30 03:04:05 +0000 UTC", "2026-02-30T03:04:05Z", "2026-01-02 24:04:05 +0000 UTC", "2026-00-02 03:04:05 +0000 UTC");
        var database = sound(home);
        for (var list : List.of(readable, unreadable)) {
            for (var text : list) {
                database.execute("UPDATE sessions SET first_signal_at = '" + text + "'");
                assertEquals(list == unreadable, codes(inspect(home)).contains("row-time-unreadable"), text);
            }
        }
        database.execute("UPDATE sessions SET first_signal_at = 1780000000");
        assertTrue(codes(inspect(home)).contains("row-time-unreadable"));
    }

    private static final String ANOTHER = "INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at) VALUES ('shop-2', 'shop', 2, " + TIME + ", " + TIME + ", " + TIME + ")";

    private record Case(String code, String... sql) { }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        cases.add(new Case("ledger-hole", "DELETE FROM goose_db_version WHERE version_id = 7"));
        cases.add(new Case("ledger-empty", "DELETE FROM goose_db_version"));
        cases.add(new Case("ledger-missing", "DROP TABLE goose_db_version"));
        cases.add(new Case("ledger-withdrawn", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (22, 1)"));
        cases.add(new Case("schema-newer", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, 1)"));
        cases.add(new Case("schema-difference", "DROP TABLE notifications"));
        cases.add(new Case("schema-difference", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (13, 1), (14, 1), (15, 1), (16, 1), (17, 1)"));
        cases.add(new Case("schema-trigger-missing", "DROP TRIGGER sessions_cdc_update"));
        cases.add(new Case("schema-index-missing", "DROP INDEX idx_pr_session"));
        cases.add(new Case("trigger-unknown", "CREATE TRIGGER mine AFTER UPDATE ON sessions BEGIN SELECT 1; END"));
        cases.add(new Case("harness-check", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, 'CHECK (harness IN (', 'CHECK(harness IN (') WHERE name = 'sessions'"));
        cases.add(new Case("row-time-unreadable", "UPDATE sessions SET updated_at = 1780000000"));
        cases.add(new Case("row-time-unreadable", "UPDATE projects SET registered_at = '2026-01-02 03:04:05 +0200 +0200'"));
        cases.add(new Case("row-value-unreadable", "UPDATE sessions SET num = 'first'"));
        cases.add(new Case("row-value-unreadable", "UPDATE sessions SET num = 1.5"));
        cases.add(new Case("row-value-unreadable", "PRAGMA ignore_check_constraints = 1", "UPDATE sessions SET is_terminated = 'yes'"));
        cases.add(new Case("row-value-unreadable", "INSERT INTO projects (id, path, registered_at) VALUES (NULL, '/x', " + TIME + ")"));
        cases.add(new Case("schema-trigger-differs", "DROP TRIGGER sessions_cdc_update", "CREATE TRIGGER sessions_cdc_update AFTER UPDATE ON sessions BEGIN SELECT 1; END"));
        cases.add(new Case("harness-check", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, '''claude-code'', ''codex''', '''codex'', ''claude-code''') WHERE name = 'sessions'"));
        cases.add(new Case("harness-check", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, '''kimi'', ', '') WHERE name = 'sessions'"));
        cases.add(new Case("ledger-missing", "ALTER TABLE goose_db_version RENAME COLUMN version_id TO number"));
        cases.add(new Case("project-path-gone", "UPDATE projects SET path = '/nowhere/at/all'"));
        cases.add(new Case("conversation-shared", "UPDATE sessions SET agent_session_id = 'x'", ANOTHER, "UPDATE sessions SET agent_session_id = 'x'"));
        cases.add(new Case("worktree-shared", ANOTHER, "UPDATE sessions SET workspace_path = '/w', is_terminated = 0, activity_state = 'idle'"));
        cases.add(new Case("orchestrators-several", ANOTHER, "UPDATE sessions SET kind = 'orchestrator', is_terminated = 0, activity_state = 'idle'"));
        cases.add(new Case("orchestrator-ended", ANOTHER, "UPDATE sessions SET kind = 'orchestrator' WHERE id = 'shop-1'"));
        cases.add(new Case("orchestrator-missing", ANOTHER));
        cases.add(new Case("ledger-unapplied", "UPDATE goose_db_version SET is_applied = 0 WHERE version_id = 12"));
        cases.add(new Case("schema-constraint-missing", "CREATE TABLE made AS SELECT * FROM notifications", "DROP TABLE notifications", "ALTER TABLE made RENAME TO notifications"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_change_log_project", "CREATE INDEX idx_change_log_project ON change_log (seq, project_id)"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_notifications_unread_dedupe", "CREATE INDEX idx_notifications_unread_dedupe ON notifications (session_id, type, pr_url) WHERE status = 'unread'"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_notifications_unread_dedupe", "CREATE UNIQUE INDEX idx_notifications_unread_dedupe ON notifications (session_id, type, pr_url)"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_notifications_unread_dedupe", "CREATE UNIQUE INDEX idx_notifications_unread_dedupe ON notifications (session_id, type, pr_url) WHERE status = 'read'"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_notifications_unread_dedupe", "CREATE UNIQUE INDEX idx_notifications_unread_dedupe ON notifications (session_id, type, pr_url) WHERE status <> 'unread'"));
        cases.add(new Case("schema-index-differs", "DROP INDEX idx_sessions_project", "CREATE INDEX idx_sessions_project ON change_log (project_id)"));
        cases.add(new Case("schema-type-differs", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, 'created_at TIMESTAMP', 'created_at TEXT') WHERE name = 'sessions'"));
        cases.add(new Case("schema-check-differs", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, '''session_updated'', ', '') WHERE name = 'change_log'"));
        cases.add(new Case("schema-writes-fail", "CREATE TRIGGER mine AFTER INSERT ON change_log BEGIN INSERT INTO nowhere VALUES (1); END"));
        cases.add(new Case("trigger-unknown", "CREATE TRIGGER mine AFTER INSERT ON change_log BEGIN SELECT 1; END"));
        cases.add(new Case("schema-trigger-differs", "DROP TRIGGER sessions_cdc_insert", "CREATE TRIGGER sessions_cdc_insert AFTER INSERT ON sessions BEGIN SELECT 1; END"));
        cases.add(new Case("schema-trigger-differs", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, 'first_signal_at', 'issue_id') WHERE name = 'sessions_cdc_update'"));
        cases.add(new Case("ledger-unreadable", "INSERT INTO goose_db_version (version_id, is_applied) VALUES ('abc', 1)"));
        cases.add(new Case("ledger-unreadable", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (12.5, 1)"));
        cases.add(new Case("ledger-unreadable", "UPDATE goose_db_version SET is_applied = 2 WHERE version_id = 7"));
        cases.add(new Case("ledger-unreadable", "UPDATE goose_db_version SET is_applied = 0"));
        cases.add(new Case("ledger-unreadable", "ALTER TABLE goose_db_version DROP COLUMN is_applied"));
        cases.add(new Case("schema-ahead", "DELETE FROM goose_db_version WHERE version_id > 0"));
        cases.add(new Case("row-value-unreadable", "UPDATE sessions SET is_terminated = 5"));
        cases.add(new Case("row-orphan", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, 'project_id TEXT NOT NULL REFERENCES projects (id)', 'project_id TEXT NOT NULL') WHERE name = 'sessions'", "PRAGMA writable_schema = RESET", "UPDATE sessions SET project_id = 'gone'"));
        cases.add(new Case("row-value-unreadable", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = replace(sql, 'branch TEXT NOT NULL', 'branch TEXT') WHERE name = 'sessions'", "PRAGMA writable_schema = RESET", "UPDATE sessions SET branch = NULL"));
        cases.add(new Case("project-path-shared", "INSERT INTO projects (id, path, registered_at) SELECT 'twin', path, registered_at FROM projects"));
        cases.add(new Case("row-orphan", "PRAGMA foreign_keys = 0", "DELETE FROM projects"));
        cases.add(new Case("spawn-wedged", "UPDATE sessions SET id = 'shop-2'"));
        cases.add(new Case("config-unreadable", "UPDATE projects SET config = '{\"symlinks\": \".env\"}'"));
        for (var config : List.of("{\"agentConfig\": {\"model\": 5}}", "{\"worker\": {\"agent\": true}}", "{\"reviewers\": [\"codex\"]}", "{\"trackerIntake\": {\"enabled\": \"yes\"}}", "{\"DEFAULTBRANCH\": 5}", "{\"env\": {\"A\": 1}}", "[]")) {
            cases.add(new Case("config-unreadable", "UPDATE projects SET config = '" + config + "'"));
        }
        cases.add(new Case("row-live-without-runtime", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (13, 1), (14, 1), (15, 1), (16, 1), (17, 1), (18, 1), (19, 1)", "UPDATE sessions SET is_terminated = 0, activity_state = 'idle'"));
        cases.add(new Case("worktree-missing", "UPDATE sessions SET is_terminated = 0, activity_state = 'idle', runtime_handle_id = 'shop-1'"));
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> what_was_broken_is_found() {
        var all = cases();
        return IntStream.range(0, all.size()).mapToObj(i -> DynamicTest.dynamicTest(all.get(i).code() + " " + i, () -> {
            var own = new LegacyHome(Files.createDirectory(temp.resolve("case" + i)));
            sound(own).execute(all.get(i).sql());
            var document = inspect(own);
            assertTrue(codes(document).contains(all.get(i).code()), document::toPrettyString);
        }));
    }

    @Test
    void the_screens_that_fail_are_named_and_the_version_that_it_really_is() throws Exception {
        sound(home).execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES (13, 1), (14, 1), (15, 1), (16, 1), (17, 1), (18, 1), (19, 1)");
        var document = inspect(home);
        assertTrue(document.at("/report/stores/0/facts/schema").asText().equals("19 by the ledger, 12 by the tables"), document::toPrettyString);
        assertTrue(Answer.findings(document, "schema-difference").stream().anyMatch(f -> f.path("message").asText().contains("the board") && f.path("found").asText().contains("sessions.preview_url")), document::toPrettyString);
    }

    /** An index that is gone, or one table, makes no other version of it. */
    @Test
    void one_thing_that_is_missing_makes_no_older_version_of_it() throws Exception {
        for (var sql : List.of("DROP INDEX idx_sessions_project", "DROP TABLE pr_review_threads", "ALTER TABLE sessions DROP COLUMN display_name")) {
            var own = new LegacyHome(Files.createTempDirectory(temp, "one"));
            sound(own).execute(sql);
            var document = inspect(own);
            assertEquals("12", document.at("/report/stores/0/facts/schema").asText(), sql);
            Answer.findings(document, "schema-difference").forEach(f -> assertTrue(f.path("message").asText().startsWith("the ledger says version 12, not all of that is there: "), f::toString));
        }
    }

    /** Of 20 nothing shows; what later numbers brought is known of some things to within a few numbers only. */
    @Test
    void what_nobody_knows_the_number_of_proves_nothing() throws Exception {
        sound(home).execute("CREATE TABLE conversations (id TEXT PRIMARY KEY)", "ALTER TABLE review ADD COLUMN agent_session_id TEXT NOT NULL DEFAULT ''");
        assertEquals("table conversations of at most 79, column review.agent_session_id of at most 80", Answer.finding(inspect(home), "schema-ahead").path("found").asText());
        home.database().execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES " + IntStream.rangeClosed(13, 70).filter(RewriteSchema::isKnown).mapToObj(v -> "(" + v + ", 1)").collect(Collectors.joining(", ")));
        assertEquals(Set.of(), Set.copyOf(Answer.findings(inspect(home), "schema-ahead")));
    }

    @Test
    void the_rows_of_foreign_tables_hide_none_of_the_daemons_own() throws Exception {
        sound(home).execute("CREATE TABLE aaa (t TIMESTAMP)", "INSERT INTO aaa WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT 'bad' FROM n",
            "CREATE TABLE w (a INTEGER PRIMARY KEY, b TIMESTAMP) WITHOUT ROWID", "UPDATE sessions SET updated_at = 'never'");
        assertEquals(Set.of("row-time-unreadable"), codes(inspect(home)));
    }

    @Test
    void a_time_that_no_daemon_asks_for_may_be_anything() throws Exception {
        sound(home).execute("CREATE TABLE mine (at TIMESTAMP, number INTEGER)", "INSERT INTO mine VALUES ('yesterday', 'many')");
        assertEquals(Set.of(), codes(inspect(home)));
    }

    @Test
    void a_workspace_below_the_same_folder_by_another_name_is_inside() throws Exception {
        sound(home).execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES " + IntStream.rangeClosed(13, 21).mapToObj(v -> "(" + v + ", 1)").collect(Collectors.joining(", ")));
        assertFalse(codes(inspect(home)).contains("workspace-outside"));
        var real = Files.move(home.data(), temp.resolve("real"));
        Files.createSymbolicLink(home.data(), real);
        assertFalse(codes(inspect(home)).contains("workspace-outside"));
        home.database().execute("UPDATE sessions SET workspace_path = '" + real.toRealPath().resolve("worktrees/shop/shop-1") + "'");
        assertFalse(codes(inspect(home)).contains("workspace-outside"));
        home.database().execute("UPDATE sessions SET workspace_path = '" + real.toRealPath().resolve("elsewhere/shop-1") + "'");
        assertTrue(codes(inspect(home)).contains("workspace-outside"));
    }

    @Test
    void the_number_of_a_later_schema_is_told_as_it_stands() throws Exception {
        sound(home);
        try (var later = home.database().open(); var statement = later.createStatement()) {
            for (var number : List.of("83", "20260801120000", "999999999999")) {
                statement.executeUpdate("INSERT INTO goose_db_version (version_id, is_applied) VALUES (" + number + ", 1)");
                var document = inspect(home);
                assertEquals(number, Answer.finding(document, "schema-newer").path("found").asText());
                var difference = Answer.findings(document, "schema-difference");
                assertTrue(!difference.isEmpty() && difference.stream().allMatch(f -> f.path("message").asText().startsWith("the ledger says version " + number + ",")), document::toPrettyString);
                statement.executeUpdate("DELETE FROM goose_db_version WHERE version_id = " + number);
            }
        }
    }

    @Test
    void a_session_is_told_what_is_wrong_with_its_own_row() throws Exception {
        sound(home).execute("UPDATE sessions SET created_at = 'yesterday'");
        var document = Answer.of(home.cli().runHere("inspect", "--session", "shop-1", "--json"), 1);
        assertEquals("shop", Answer.finding(document, "row-time-unreadable").at("/subject/project").asText());
        assertEquals(1, home.cli().runHere("inspect", home.databaseFile().toString(), "--project", "shop", "--only", "row-time-unreadable").code());
    }

    @Test
    void what_only_the_worktree_of_a_session_that_is_over_holds_is_told() throws Exception {
        var sound = DoctorTest.sound(Files.createDirectory(temp.resolve("sound")));
        var worktree = sound.root().resolve("projects/shop/worktrees/shop-1");
        sound(home).execute("UPDATE sessions SET workspace_path = '" + worktree + "'");
        assertFalse(codes(inspect(home)).contains("worktree-unsaved"));
        Files.writeString(worktree.resolve("new.txt"), "x");
        assertTrue(Answer.finding(inspect(home), "worktree-unsaved").path("found").asText().startsWith("1 uncommitted change in "));
        assertFalse(codes(Answer.of(home.cli().runHere("inspect", home.databaseFile().toString(), "--no-git", "--json", "--fail-on", "never"), 0)).contains("worktree-unsaved"));
    }

    @Test
    void what_lies_where_a_living_session_works_is_its_own() throws Exception {
        var sound = DoctorTest.sound(Files.createDirectory(temp.resolve("sound")));
        var worktree = sound.root().resolve("projects/shop/worktrees/shop-1");
        Files.writeString(worktree.resolve("new.txt"), "x");
        sound(home).execute("UPDATE sessions SET workspace_path = '" + worktree + "'", ANOTHER, "UPDATE sessions SET workspace_path = '" + worktree + "', is_terminated = 1 WHERE id = 'shop-2'");
        assertEquals(1, Answer.findings(inspect(home), "worktree-unsaved").size());
        home.database().execute("UPDATE sessions SET is_terminated = 0, activity_state = 'idle' WHERE id = 'shop-1'");
        assertEquals(0, Answer.findings(inspect(home), "worktree-unsaved").size());
    }

    /** Also a worktree that is gone is in the way of the rewrite (rewrite-store sheet, 7.4), whose older versions know no workspace of a row (7.3). */
    @Test
    void a_restore_by_the_rewrite_is_told_as_its_version_does_it() throws Exception {
        var sound = DoctorTest.sound(Files.createDirectory(temp.resolve("sound")));
        var database = sound(home).execute("UPDATE projects SET path = '" + sound.path.resolve("repos/shop") + "'", "UPDATE sessions SET branch = 'feat/one'");
        Tree.delete(sound.root().resolve("projects/shop/worktrees/shop-1"));
        assertTrue(plan().contains("fails: branch feat/one is checked out at "), plan());
        HashedHome.git(sound.path.resolve("repos/shop"), "branch", "feat/free");
        database.execute("UPDATE sessions SET branch = 'feat/free'");
        assertTrue(plan().contains("makes a worktree on feat/free in the daemon's own folder"), plan());
        database.execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES " + IntStream.rangeClosed(13, 21).mapToObj(v -> "(" + v + ", 1)").collect(Collectors.joining(", ")));
        assertTrue(plan().contains("makes or takes the worktree "), plan());
        database.execute("UPDATE sessions SET workspace_path = '/elsewhere/x'");
        assertTrue(plan().contains("fails: the workspace /elsewhere/x lies outside"), plan());
        database.execute("UPDATE projects SET path = '/nowhere/shop'", "DELETE FROM goose_db_version WHERE version_id > 12");
        assertEquals("[\"fails: its project's repository /nowhere/shop is not there\"]", plan());
    }

    private String plan() {
        return Answer.of(home.cli().runHere("inspect", "--session", "shop-1", "--json", "--fail-on", "never"), 0).at("/report/sessions/0/restorePlan").toString();
    }

    /** A hundred of one kind hide no other one. */
    @Test
    void every_screen_that_bad_times_break_is_named() throws Exception {
        sound(home).execute("INSERT INTO change_log (project_id, event_type, payload, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT 'shop', 'session_updated', '{}', '2026-01-02 03:04:05 UTC' FROM n",
            "UPDATE sessions SET updated_at = ''", "UPDATE projects SET registered_at = 'never'");
        var screens = Answer.findings(inspect(home), "row-time-unreadable").stream().map(f -> f.path("message").asText().replaceFirst(".* of (\\w+), and.*", "$1")).collect(Collectors.toSet());
        assertEquals(Set.of("change_log", "sessions", "projects"), screens);
    }

    /** Whatever the daemon's driver takes for true (rewrite-store sheet, 5.3). */
    @Test
    void a_session_is_over_where_the_daemon_takes_it_for_that() throws Exception {
        sound(home).execute("UPDATE sessions SET is_terminated = 'true'");
        assertTrue(inspect(home).at("/report/sessions/0/over").asBoolean());
    }

    /** Its migrations came back under other numbers, and later daemons see to that (rewrite-store sheet, 2.3). */
    @Test
    void a_ledger_of_the_chat_branch_is_not_said_to_fail() throws Exception {
        sound(home).execute("CREATE TABLE conversations (id TEXT PRIMARY KEY)", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (54, 1), (65, 1)");
        assertEquals(Set.of(), Set.copyOf(Answer.findings(inspect(home), "schema-ahead")));
        assertTrue(codes(inspect(home)).contains("ledger-withdrawn"));
    }

    /** What SQLite's check tells before it ends in an error, and all that can be read, is told. */
    @Test
    void one_damaged_page_of_an_index_hides_nothing() throws Exception {
        sound(home).execute("PRAGMA wal_checkpoint(TRUNCATE)");
        int page = ((Number) home.database().query("SELECT rootpage FROM sqlite_master WHERE name = 'idx_sessions_project'").get(0).get("rootpage")).intValue();
        var bytes = Files.readAllBytes(home.databaseFile());
        bytes[(page - 1) * 4096 + 8] = (byte) 0xFF;
        bytes[(page - 1) * 4096 + 9] = (byte) 0xFF;
        Files.write(home.databaseFile(), bytes);
        var document = inspect(home);
        assertTrue(codes(document).contains("database-damaged"), document::toPrettyString);
        assertEquals("12 1 1", document.at("/report/stores/0/facts/schema").asText() + " " + document.at("/report/projects").size() + " " + document.at("/report/sessions").size(), document::toPrettyString);
    }

    @Test
    void a_damaged_file_is_told() throws Exception {
        var file = sound(home).execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = Files.readAllBytes(home.databaseFile());
        var rowsOfSessions = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("ao/shop-1");
        int page = rowsOfSessions / 4096 * 4096;
        for (int i = page; i < page + 200; i++) bytes[i] = (byte) 0xA5;
        Files.write(home.databaseFile(), bytes);
        assertTrue(file != null && !codes(inspect(home)).isEmpty());
    }

    @Test
    void a_database_that_cannot_be_read_is_told_whatever_was_asked_for() throws Exception {
        var legacy = LegacyHome.shop(Files.createDirectory(temp.resolve("legacy")));
        Files.writeString(Files.createDirectories(legacy.data()).resolve("ao.db"), "no database".repeat(400));
        for (var words : List.of(List.of("--session", "shop-1"), List.of("--status", "working"), List.of("--project", "shop"))) {
            var line = new java.util.ArrayList<>(List.of("inspect", "--json"));
            line.addAll(words);
            var document = Answer.of(legacy.cli().runHere(line.toArray(String[]::new)), 1);
            assertEquals(1, Answer.findings(document, "not-a-database").size(), document::toPrettyString);
        }
        var only = Answer.of(legacy.cli().runHere("inspect", "--json", "--only", "pr-shared"), 0);
        assertEquals(0, Answer.findings(only, "not-a-database").size(), only::toPrettyString);
    }
}
