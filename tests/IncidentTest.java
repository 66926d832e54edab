package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.cli.OutputFile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect --incident}: many sessions that ended close together are found, with who survived. */
class IncidentTest {
    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void aHome() throws Exception {
        home = DoctorTest.sound(temp);
    }

    private void ended(String id, String at) throws Exception {
        var record = home.worker(id).put("worktree", home.path.resolve("wt").resolve(id).toString());
        var lifecycle = (ObjectNode) record.path("lifecycle");
        ((ObjectNode) lifecycle.path("session")).put("state", "terminated").put("reason", "runtime_lost").put("terminatedAt", at);
        home.session("shop", id, home.conversation(record, "4111111" + id.charAt(id.length() - 1) + "-2222-4333-8444-555555555555"));
    }

    @Test
    void a_burst_is_found_with_those_who_survived_and_the_commands_that_resume() throws Exception {
        for (int i = 2; i < 6; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        ended("shop-9", "2026-10-01T03:00:00.000Z");
        var list = temp.resolve("restore.sh");
        var document = Answer.of(home.cli().run("inspect", "--incident", "--restore-list", list.toString(), "--json"), 1);
        var incidents = document.at("/report/incidents");
        assertEquals(1, incidents.size(), document::toPrettyString);
        assertEquals(4, incidents.at("/0/ended").size());
        assertEquals(1000, incidents.at("/0/cadenceMillis").asInt());
        assertEquals("[\"shop/shop-1\",\"shop/shop-orchestrator\"]", incidents.at("/0/survived").toString());
        assertEquals(4, Files.readAllLines(list).size());
        assertTrue(Files.readString(list).contains("claude --resume 41111112-2222-4333-8444-555555555555"), Files.readString(list));
        Answer.of(home.cli().run("inspect", "--incident", "--since", "2026-11-02T00:00:00Z", "--json"), 0);
    }

    @Test
    void the_log_of_the_daemon_tells_it() throws Exception {
        var database = home.daemons().execute("INSERT INTO projects (id, path, registered_at) VALUES ('desk', '/nowhere', '2026-05-01 10:00:00 +0000 UTC')");
        for (int i = 1; i < 6; i++) {
            database.execute("INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at) VALUES ('desk-" + i + "', 'desk', " + i
                + ", '2026-05-01 10:00:00 +0000 UTC', '2026-05-01 10:00:00 +0000 UTC', '2026-05-01 10:00:00 +0000 UTC')");
        }
        for (int i = 1; i < 5; i++) {
            database.execute("UPDATE sessions SET is_terminated = 1, activity_state = 'exited', updated_at = '2026-11-01 03:00:0" + i + ".5 +0000 UTC' WHERE id = 'desk-" + i + "'");
        }
        var document = Answer.of(home.cli().run("inspect", home.databaseFile().toString(), "--incident", "--json"), 1);
        assertEquals(4, document.at("/report/incidents/0/ended").size(), document::toPrettyString);
        assertTrue(document.at("/report/incidents/0/ended/0/toldBy").asText().startsWith("change_log "), document::toPrettyString);
        assertEquals("[\"desk/desk-5\"]", document.at("/report/incidents/0/survived").toString());
    }

    /** Databases of which nobody can say what ended in them. */
    private void damaged(Path file) throws Exception {
        Database.daemons(file).execute("PRAGMA journal_mode = DELETE");
        try (var bytes = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 100; at < bytes.length(); at += 512) {
                bytes.seek(at);
                bytes.write(new byte[64]);
            }
        }
    }

    @Test
    void a_damaged_database_beside_a_good_store_is_told_and_spoils_no_report() throws Exception {
        for (int i = 2; i < 6; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        damaged(home.databaseFile());
        var page = temp.resolve("page.html");
        var written = home.cli().run("inspect", "--html", page.toString());
        assertEquals(1, written.code(), written::toString);
        assertTrue(Files.readString(page).contains("</html>"));
        var document = Answer.of(home.cli().run("inspect", "--incident", "--json"), 1);
        assertEquals(1, document.at("/report/incidents").size(), document::toPrettyString);
        Answer.finding(document, "database-corrupt");
    }

    @Test
    void that_nothing_ended_is_not_said_of_what_could_not_be_read() throws Exception {
        Files.createDirectories(home.data());
        Files.write(home.databaseFile(), new byte[0]);
        var result = home.cli().run("inspect", "--incident");
        assertEquals(1, result.code(), result::toString);
        assertTrue(result.out().contains("error database-empty: ") && result.out().contains("no burst of ends was found in what could be read"), result::toString);
        Answer.finding(Answer.of(home.cli().run("inspect", "--incident", "--json"), 1), "database-empty");
        Files.delete(home.databaseFile());
        Files.writeString(home.root().resolve("activity-events.db"), "SQLite format 3, or not at all");
        assertTrue(home.cli().run("inspect", "--incident").out().contains("activity-events.db is no SQLite database"));
    }

    @Test
    void events_that_say_less_than_they_should_are_passed_over() throws Exception {
        home.daemons().execute("PRAGMA foreign_keys = OFF", "DROP TABLE change_log", "CREATE TABLE change_log (seq INTEGER PRIMARY KEY, project_id TEXT, session_id TEXT, event_type TEXT, payload TEXT, created_at TEXT)",
            "INSERT INTO change_log (seq) VALUES (1)", "INSERT INTO change_log (seq, event_type) VALUES (2, 'session_updated')");
        new Database(home.root().resolve("activity-events.db")).execute(
            "CREATE TABLE activity_events (id INTEGER PRIMARY KEY, ts_epoch INTEGER, ts TEXT, project_id TEXT, session_id TEXT, source TEXT, type TEXT, summary TEXT)", "INSERT INTO activity_events (id) VALUES (1)");
        Answer.of(home.cli().run("inspect", "--incident", "--json"), 0);
    }

    @Test
    void a_report_that_cannot_be_made_leaves_no_part_of_it() {
        for (var option : new String[] {"--html", "--bundle"}) {
            var result = home.cli().run("inspect", option, "");
            assertEquals(2, result.code(), result::toString);
            assertTrue(result.err().contains("the file to write has an empty name"), result::toString);
        }
        var page = temp.resolve("page.html");
        assertThrows(UncheckedIOException.class, () -> OutputFile.write(page, out -> {
            out.write('<');
            throw new UncheckedIOException(new IOException("torn"));
        }));
        assertTrue(Files.notExists(page));
    }

    @Test
    void a_store_that_cannot_be_read_is_not_compared_as_an_empty_one() throws Exception {
        damaged(home.databaseFile());
        Answer.failure(home.cli().run("diff", home.databaseFile().toString(), home.root().toString(), "--json"), 6, "database-corrupt");
        Answer.failure(home.cli().run("diff", home.root().toString(), home.databaseFile().toString(), "--json"), 6, "database-corrupt");
    }

    @Test
    void a_project_that_there_is_not_is_told_in_one_line() throws Exception {
        home.registry(Files.readString(home.registry()) + "  \"two\\nlines\":\n    path: " + home.path + "\n");
        var result = home.cli().run("inspect", "--project", "no\npe");
        assertEquals(2, result.code(), result::toString);
        assertTrue(result.err().contains("a project no\\u000ape\n") && result.err().contains("two\\u000alines"), result::toString);
    }

    @Test
    void one_session_is_shown_with_all_that_is_known_of_it() throws Exception {
        ended("shop-2", "2026-11-01T03:00:00.000Z");
        var result = home.cli().run("inspect", "--session", "shop-2", "--fail-on", "never");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().contains("resumes natively") && result.out().contains("\"reason\" : \"runtime_lost\"") && result.out().contains("goes on with conversation"), result::toString);
        var plan = home.cli().run("inspect", "--session", "shop-1", "--restore-plan");
        assertTrue(plan.out().contains("refuses: the session counts as going on"), plan::toString);
        Answer.failure(home.cli().run("inspect", "--session", "nobody", "--json"), 2, "session-unknown");
    }

    @Test
    void two_stores_are_compared() throws Exception {
        var before = home.cli().run("inspect", "--json").out();
        Files.writeString(temp.resolve("before.json"), before);
        Answer.of(home.cli().run("diff", temp.resolve("before.json").toString(), home.root().toString(), "--json"), 0);
        ended("shop-2", "2026-11-01T03:00:00.000Z");
        var lead = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-1.json").toFile());
        home.session("shop", "shop-1", lead.put("branch", "other"));
        var result = home.cli().run("diff", temp.resolve("before.json").toString(), home.root().toString());
        assertEquals(1, result.code(), result::toString);
        assertEquals("  shop/shop-1\n    - branch: feat/one\n    + branch: other\n+ shop/shop-2\n", result.out());
        Answer.of(home.cli().run("diff", temp.resolve("before.json").toString(), home.root().toString(), "--json"), 1);
    }

    @Test
    void what_is_no_inspection_is_told() throws Exception {
        var good = home.cli().run("inspect", home.root().toString(), "--json").out();
        for (var text : new String[] {"[]", "", "{\"report\":{\"sessions\":[1,null,{\"id\":5}]}}", "{\"report\":{\"sessions\":[{\"project\":\"shop\"}]}}", good.substring(0, good.length() / 2), good + good}) {
            Files.writeString(temp.resolve("odd.json"), text);
            Answer.failure(home.cli().run("diff", temp.resolve("odd.json").toString(), home.root().toString(), "--json"), 6, "inspection-unreadable");
        }
    }
}
