package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect --incident} of sessions that ended, went on, and ended again, by the logs of both generations. */
class IncidentLogsTest {
    private static final Instant START = Instant.parse("2026-11-01T03:00:00Z");

    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void aHome() throws Exception {
        home = DoctorTest.sound(temp);
    }

    private Database desk(int sessions) throws Exception {
        var statements = new ArrayList<>(List.of("INSERT INTO projects (id, path, registered_at) VALUES ('desk', '/nowhere', '2026-05-01 10:00:00 +0000 UTC')"));
        for (int i = 1; i <= sessions; i++) {
            statements.add("INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at) VALUES ('desk-" + i + "', 'desk', " + i + ", " + time(-9000) + ", " + time(-9000) + ", " + time(-9000) + ")");
        }
        return home.daemons().execute(statements.toArray(String[]::new));
    }

    private static String time(long seconds) {
        return "'" + START.plusSeconds(seconds).toString().replace('T', ' ').replace("Z", " +0000 UTC") + "'";
    }

    private static String ends(int first, int last, boolean over, long seconds) {
        return "UPDATE sessions SET is_terminated = " + (over ? 1 : 0) + ", activity_state = '" + (over ? "exited" : "idle") + "', updated_at = " + time(seconds) + " WHERE num BETWEEN " + first + " AND " + last;
    }

    private JsonNode of(Path store, int exit, String... since) {
        var words = new ArrayList<>(List.of("inspect", store.toString(), "--incident", "--no-git", "--json"));
        words.addAll(List.of(since));
        return Answer.of(home.cli().runHere(words.toArray(String[]::new)), exit).at("/report/incidents");
    }

    /** A crash loop: restored after a minute, dead again eight minutes later. */
    @Test
    void every_end_that_the_daemon_logged_after_a_restore_is_one_of_its_own() throws Exception {
        var database = desk(4);
        for (int i = 0; i < 5; i++) database.execute(ends(1, 4, true, i * 540L), ends(1, 4, false, i * 540L + 60));
        assertEquals(5, of(home.databaseFile(), 1).size());
        assertEquals(3, of(home.databaseFile(), 1, "--since", START.plusSeconds(1000).toString()).size());
    }

    @Test
    void who_was_dead_while_others_died_survived_nothing() throws Exception {
        desk(6).execute(ends(5, 5, true, -600), ends(1, 4, true, 0), ends(5, 5, false, 3600));
        var burst = of(home.databaseFile(), 1).path(0);
        assertEquals("4 [\"desk/desk-6\"]", burst.path("ended").size() + " " + burst.path("survived"));
    }

    private void legacy(String id, String conversation, Instant ended) throws Exception {
        var record = home.worker(id);
        ((ObjectNode) record.path("lifecycle").path("session")).put("state", "terminated").put("reason", "runtime_lost").put("terminatedAt", ended.toString());
        home.session("shop", id, home.conversation(record, conversation));
    }

    private Database events() throws Exception {
        return new Database(home.root().resolve("activity-events.db")).execute(
            "CREATE TABLE activity_events (id INTEGER PRIMARY KEY, ts_epoch INTEGER, ts TEXT, project_id TEXT, session_id TEXT, source TEXT, type TEXT, summary TEXT)");
    }

    private static String event(String project, String session, String type, Instant at) {
        return "INSERT INTO activity_events (ts_epoch, project_id, session_id, type) VALUES (" + at.toEpochMilli() + ", " + project + ", '" + session + "', '" + type + "')";
    }

    /** What began before a time is not begun by asking only for what came after it. */
    @Test
    void what_was_lost_before_did_not_end_after() throws Exception {
        var events = events();
        for (int i = 2; i < 6; i++) {
            legacy("shop-" + i, "4111111" + i + "-2222-4333-8444-555555555555", START.plusSeconds(660));
            events.execute(event("'shop'", "shop-" + i, "runtime.lost_detected", START));
        }
        assertEquals(START.toString(), of(home.root(), 1).at("/0/from").asText());
        assertEquals(0, of(home.root(), 0, "--since", START.plusSeconds(60).toString()).size());
    }

    /** An event may name no project (session-manager sheet, 8). */
    @Test
    void an_event_without_a_project_is_of_the_one_session_of_that_id() throws Exception {
        var events = events();
        for (int i = 2; i < 5; i++) {
            legacy("shop-" + i, "4111111" + i + "-2222-4333-8444-555555555555", START);
            events.execute(event("NULL", "shop-" + i, "session.killed", START.plusSeconds(1)));
        }
        assertEquals(3, of(home.root(), 1).at("/0/ended").size());
    }

    /** Of another unit than milliseconds; a page that shows it would stop there. */
    @Test
    void a_time_beyond_all_calendars_is_passed_over() throws Exception {
        var events = events();
        for (int i = 2; i < 6; i++) events.execute("INSERT INTO activity_events (ts_epoch, project_id, session_id, type) VALUES (176380000000000" + i + ", 'shop', 'shop-" + i + "', 'session.killed')");
        assertEquals(0, of(home.root(), 0).size());
    }

    /** Ids are used again; the hashed layout keeps the earlier sessions as archives. */
    @Test
    void of_several_records_of_one_id_each_has_its_own_end() throws Exception {
        var hash = home.root().resolve("0123456789ab-till");
        home.registry(java.nio.file.Files.readString(home.registry()) + "  till:\n    path: " + home.path.resolve("repos/shop") + "\n    storageKey: 0123456789ab-till\n");
        for (int i = 1; i < 4; i++) {
            home.tree.file(".agent-orchestrator/0123456789ab-till/sessions/till-" + i, "status=killed\nagent=claude-code\nproject=till\nbranch=x\nterminatedAt=" + START + "\nclaudeSessionUuid=5111111" + i + "-2222-4333-8444-555555555555\n");
            home.tree.file(".agent-orchestrator/0123456789ab-till/sessions/archive/till-" + i + "_2026-10-31T03-00-00-000Z", "status=killed\nagent=claude-code\nproject=till\nbranch=x\nclaudeSessionUuid=6111111" + i + "-2222-4333-8444-555555555555\n");
        }
        assertEquals(true, java.nio.file.Files.isDirectory(hash));
        var found = of(home.root(), 1);
        assertEquals(2, found.size(), found::toPrettyString);
        assertEquals(START + " 2026-10-31T03:00:00Z", found.at("/0/from").asText() + " " + found.at("/1/from").asText());
    }
}
