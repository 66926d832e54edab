package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.cli.OutputFile;
import ao.model.AoException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    /** Git checks a branch out once. */
    @Test
    void of_several_on_one_branch_whose_directories_are_gone_one_is_listed() throws Exception {
        var repository = home.path.resolve("repos/shop");
        for (int i = 2; i < 6; i++) {
            ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
            var branch = i < 4 ? "one" : "b" + i;
            if (i != 3) HashedHome.git(repository, "branch", "-q", branch);
            var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-" + i + ".json").toFile());
            home.session("shop", "shop-" + i, record.put("branch", branch));
            Tree.delete(Path.of(record.path("worktree").asText()));
        }
        var list = temp.resolve("restore.sh");
        var shown = home.cli().run("inspect", "--incident", "--restore-list", list.toString());
        assertTrue(shown.out().contains("  not listed: shop/shop-3 works on the branch of shop/shop-2, and only one of them can have it checked out"), shown::toString);
        assertEquals(3, Files.readString(list).lines().filter(l -> l.startsWith("(git -C ")).count(), Files.readString(list));
        var told = home.cli().run("inspect", "--incident", "--json").json().at("/report/incidents/0/ended/1");
        assertEquals("shop-3  true", told.path("id").asText() + " " + told.path("command").asText() + " " + told.path("notListed").asText().startsWith("shop/shop-3 works"));
        assertTrue(Files.readString(list).endsWith("\n# shop/shop-3 works on the branch of shop/shop-2, and only one of them can have it checked out\n"), Files.readString(list));
    }

    /** The list is run as a whole, whatever bursts its sessions ended in. */
    @Test
    void so_is_one_of_several_bursts() throws Exception {
        var repository = home.path.resolve("repos/shop");
        for (int i = 2; i < 8; i++) {
            ended("shop-" + i, "2026-11-0" + (i < 5 ? 1 : 2) + "T03:00:0" + i + ".700Z");
            var branch = i % 3 == 2 ? "one" : "b" + i;
            if (i != 5) HashedHome.git(repository, "branch", "-q", branch);
            var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-" + i + ".json").toFile());
            home.session("shop", "shop-" + i, record.put("branch", branch));
            Tree.delete(Path.of(record.path("worktree").asText()));
        }
        var list = temp.resolve("restore.sh");
        assertEquals(1, home.cli().run("inspect", "--incident", "--restore-list", list.toString()).code());
        assertEquals(5, Files.readString(list).lines().filter(l -> l.startsWith("(git -C ")).count(), Files.readString(list));
        assertTrue(Files.readString(list).contains("# shop/shop-2 works on the branch of shop/shop-5"), Files.readString(list));
    }

    @Test
    void a_directory_is_made_again_for_one_only() throws Exception {
        var repository = home.path.resolve("repos/shop");
        for (int i = 2; i < 5; i++) {
            ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
            HashedHome.git(repository, "branch", "-q", "b" + i);
            var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-" + i + ".json").toFile());
            Tree.delete(Path.of(record.path("worktree").asText()));
            home.session("shop", "shop-" + i, home.conversation(record.put("branch", "b" + i).put("worktree", home.path.resolve("wt/shop-" + Math.max(3, i)).toString()), record.path("claudeSessionUuid").asText()));
            Tree.delete(home.path.resolve("wt"));
        }
        var shown = home.cli().run("inspect", "--incident");
        assertTrue(shown.out().contains("  not listed: shop/shop-3 works in the directory of shop/shop-2, which is made again for that"), shown::toString);
    }

    @Test
    void a_database_without_a_log_tells_nothing_of_ends() throws Exception {
        var database = home.daemons();
        database.execute("DROP TABLE change_log");
        var shown = Answer.of(home.cli().run("inspect", home.databaseFile().toString(), "--incident", "--json"), 1);
        assertEquals("change-log-missing", shown.at("/findings/0/code").asText(), shown::toPrettyString);
        var text = home.cli().run("inspect", home.databaseFile().toString(), "--incident");
        assertTrue(text.out().contains("no burst of ends was found in what could be read"), text::toString);
    }

    @Test
    void an_empty_database_of_events_tells_of_none() throws Exception {
        home.tree.file(".agent-orchestrator/activity-events.db", "");
        Answer.of(home.cli().run("inspect", "--incident", "--json"), 0);
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

    private void change(String id, Consumer<ObjectNode> change) throws Exception {
        var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve(id + ".json").toFile());
        change.accept((ObjectNode) record.path("lifecycle"));
        home.session("shop", id, record);
    }

    private JsonNode incidents(int exit, String... words) {
        return Answer.of(home.cli().run(Stream.concat(Stream.of("inspect", "--incident", "--json"), Stream.of(words)).toArray(String[]::new)), exit).at("/report/incidents");
    }

    @Test
    void who_goes_on_again_or_has_finished_is_not_resumed() throws Exception {
        for (int i = 2; i < 6; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        var log = new Database(home.root().resolve("activity-events.db")).execute(
            "CREATE TABLE activity_events (id INTEGER PRIMARY KEY, ts_epoch INTEGER, ts TEXT, project_id TEXT, session_id TEXT, source TEXT, type TEXT, summary TEXT)");
        for (int i = 2; i < 6; i++) log.execute("INSERT INTO activity_events (ts_epoch, project_id, session_id, type) VALUES (" + (1793502000000L + i) + ", 'shop', 'shop-" + i + "', 'runtime.lost_detected')");
        change("shop-2", l -> ((ObjectNode) l.path("session")).put("state", "working").put("reason", "task_in_progress").putNull("terminatedAt"));
        change("shop-3", l -> ((ObjectNode) l.path("session")).put("state", "done").put("reason", "research_complete"));
        var list = temp.resolve("restore.sh");
        assertEquals(4, incidents(1, "--restore-list", list.toString()).at("/0/ended").size());
        assertEquals(2, Files.readAllLines(list).size(), Files.readString(list));
        assertTrue(!Files.readString(list).contains("41111112-") && !Files.readString(list).contains("41111113-"), Files.readString(list));
    }

    @Test
    void filters_choose_who_ended_and_who_survived() throws Exception {
        for (int i = 2; i < 6; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        home.registry(Files.readString(home.registry()) + "  other:\n    path: " + home.path + "\n");
        assertEquals(1, incidents(1, "--project", "shop").size());
        for (var words : List.of(List.of("--project", "other"), List.of("--agent", "codex"), List.of("--status", "working"))) {
            assertEquals(0, incidents(0, words.toArray(String[]::new)).size(), words::toString);
        }
        for (var option : List.of("--only", "--severity")) Answer.failure(home.cli().run("inspect", "--incident", "--json", option, option.equals("--only") ? "pr-shared" : "error"), 2, "option-alone");
    }

    /** A page knows all sessions, whichever of them it shows. */
    @Test
    void a_page_of_some_sessions_calls_no_other_one_gone() throws Exception {
        for (int i = 2; i < 6; i++) {
            ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
            if (i > 2) Files.setLastModifiedTime(home.sessions("shop").resolve("shop-" + i + ".json"), java.nio.file.attribute.FileTime.fromMillis(1_790_000_000_000L));
        }
        var page = temp.resolve("page.html");
        home.cli().run("inspect", "--since", "2h", "--html", page.toString());
        var text = Files.readString(page);
        var ended = text.substring(text.indexOf("\"ended\""), text.indexOf("\"survived\""));
        assertEquals(4, ended.split("\"status\" : \"killed\"", -1).length - 1, ended);
    }

    @Test
    void many_bursts_are_told_in_little_time_and_room() throws Exception {
        for (int i = 0; i < 900; i++) {
            var at = java.time.Instant.parse("2026-09-01T00:00:00Z").plusSeconds(i / 3 * 120L + i % 3);
            home.session("shop", "shop-" + (i + 10), home.worker("shop-" + (i + 10)));
            change("shop-" + (i + 10), l -> ((ObjectNode) l.path("session")).put("state", "terminated").put("reason", "runtime_lost").put("terminatedAt", at.toString()));
        }
        var found = incidents(1, "--no-git");
        assertEquals(300, found.size());
        assertEquals("100 899", found.at("/299/survived").size() + " " + found.at("/299/survivors").asInt());
    }

    /** Rows that an import makes may be over from the beginning. */
    @Test
    void an_import_ends_nothing() throws Exception {
        for (int i = 2; i < 6; i++) home.session("shop", "shop-" + i, home.worker("shop-" + i));
        Answer.of(home.cli().run("import", "--sessions", "active", "--create-db", "--yes", "--json"), 0);
        assertEquals(0, incidents(0).size());
    }

    @Test
    void who_is_lost_survived_nothing_and_who_ended_later_survived_what_was_before() throws Exception {
        for (int i = 2; i < 5; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        for (int i = 5; i < 8; i++) ended("shop-" + i, "2026-11-01T07:00:0" + i + ".700Z");
        change("shop-1", l -> {
            ((ObjectNode) l.path("session")).put("state", "detecting").put("reason", "runtime_lost").put("lastTransitionAt", "2026-11-01T02:00:00.000Z");
            l.putObject("runtime").put("state", "missing");
        });
        var found = incidents(1);
        assertEquals("[\"shop/shop-orchestrator\"]", found.at("/0/survived").toString());
        assertEquals("[\"shop/shop-5\",\"shop/shop-6\",\"shop/shop-7\",\"shop/shop-orchestrator\"]", found.at("/1/survived").toString());
    }

    /** The words of the real systems for one and the same thing (session-manager sheet, 1.9 and 4.1). */
    @Test
    void ends_are_told_by_what_a_record_has() throws Exception {
        for (int i = 2; i < 5; i++) {
            ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
            var at = "2026-11-01T05:00:0" + i + ".000Z";
            change("shop-" + i, l -> ((ObjectNode) l.path("session")).putNull("terminatedAt").put("lastTransitionAt", at));
        }
        assertEquals("2026-11-01T05:00:02Z", incidents(1).at("/0/from").asText());
        for (int i = 2; i < 5; i++) {
            change("shop-" + i, l -> {
                ((ObjectNode) l.path("session")).put("state", "detecting").put("reason", "runtime_lost");
                l.putObject("runtime").put("state", "missing").put("reason", "tmux_missing");
            });
        }
        assertEquals("record: runtime lost", incidents(1).at("/0/ended/0/toldBy").asText());
    }

    @Test
    void archives_tell_it_by_their_names() throws Exception {
        var hashed = new HashedHome(Files.createDirectory(temp.resolve("hashed")));
        for (int i = 1; i < 4; i++) hashed.tree.file(".agent-orchestrator/0123456789ab-desk/sessions/archive/desk-" + i + "_2026-11-01T03-00-0" + i + "-000Z", "project=desk\nstatus=killed\nbranch=b\n");
        for (int i = 4; i < 7; i++) hashed.tree.file(".agent-orchestrator/0123456789ab-desk/sessions/archive/desk-" + i + "_20261101T05000" + i + "Z", "project=desk\nstatus=killed\nbranch=b\n");
        var found = Answer.of(hashed.cli().run("inspect", "--incident", "--json"), 1).at("/report/incidents");
        assertEquals("2026-11-01T05:00:04Z 2026-11-01T03:00:01Z", found.at("/0/from").asText() + " " + found.at("/1/from").asText(), found::toPrettyString);
    }

    @Test
    void what_is_lost_first_and_over_minutes_later_ended_once() throws Exception {
        for (int i = 2; i < 6; i++) ended("shop-" + i, "2026-11-01T03:04:0" + i + ".700Z");
        var log = new Database(home.root().resolve("activity-events.db")).execute(
            "CREATE TABLE activity_events (id INTEGER PRIMARY KEY, ts_epoch INTEGER, ts TEXT, project_id TEXT, session_id TEXT, source TEXT, type TEXT, summary TEXT)");
        long lost = java.time.Instant.parse("2026-11-01T03:00:00Z").toEpochMilli();
        for (int i = 2; i < 6; i++) log.execute("INSERT INTO activity_events (ts_epoch, project_id, session_id, type) VALUES (" + (lost + i) + ", 'shop', 'shop-" + i + "', 'runtime.lost_detected')");
        var found = incidents(1);
        assertEquals(1, found.size(), found::toPrettyString);
        assertEquals("runtime.lost_detected", found.at("/0/ended/0/toldBy").asText());
    }

    @Test
    void the_worktrees_of_those_that_ended_are_told() throws Exception {
        for (int i = 2; i < 5; i++) ended("shop-" + i, "2026-11-01T03:00:0" + i + ".700Z");
        var worktree = home.root().resolve("projects/shop/worktrees/shop-1");
        var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-2.json").toFile());
        home.session("shop", "shop-2", record.put("worktree", worktree.toString()));
        Files.writeString(worktree.resolve("new.txt"), "x");
        Tree.delete(home.path.resolve("wt/shop-4"));
        var found = incidents(1).at("/0/ended");
        assertEquals("1 uncommitted change; no worktree; gone", found.at("/0/work").asText() + "; " + found.at("/1/work").asText() + "; " + found.at("/2/work").asText(), found::toPrettyString);
        assertEquals("there", incidents(1, "--no-git").at("/0/ended/0/work").asText());
        var text = home.cli().run("inspect", "--incident").out();
        assertTrue(text.contains("WORK") && text.contains("03:00:02Z") && text.contains("1 uncommitted change"), text);
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

    /** Whoever is interrupted leaves nothing at all; whoever is killed, nothing that bears the name. */
    @Test
    void an_interrupted_report_is_not_there() throws Exception {
        for (int i = 0; i < 3000; i++) home.session("shop", "shop-" + (i + 2), home.worker("shop-" + (i + 2)));
        for (boolean killed : List.of(false, true)) {
            var folder = Files.createDirectory(temp.resolve("out" + killed));
            var writing = home.cli().start(List.of("inspect", "--home", home.path.toString(), "--html", folder.resolve("page.html").toString()));
            while (folder.toFile().list().length == 0 && writing.process().isAlive()) Thread.sleep(1);
            if (killed) writing.process().destroyForcibly();
            else writing.process().destroy();
            Cli.finish(writing);
            assertTrue(Files.notExists(folder.resolve("page.html")) || Files.readString(folder.resolve("page.html")).endsWith("</html>\n"), "a part of a page");
            if (!killed) assertTrue(List.of(folder.toFile().list()).stream().allMatch("page.html"::equals), List.of(folder.toFile().list())::toString);
        }
    }

    @Test
    void a_report_for_which_there_is_no_room_is_not_there() throws Exception {
        try (var mount = Mount.tmpfs(temp.resolve("disk"), "size=64k")) {
            Files.write(temp.resolve("disk/taken"), new byte[60_000]);
            var result = home.cli().run("inspect", "--html", temp.resolve("disk/page.html").toString());
            assertEquals(6, result.code(), result::toString);
            assertTrue(result.err().contains("page.html: "), result::toString);
            assertEquals(List.of("taken"), List.of(temp.resolve("disk").toFile().list()));
        }
    }

    @Test
    void of_two_reports_for_one_place_one_is_there_whole() throws Exception {
        var place = temp.resolve("report");
        var both = new CyclicBarrier(2);
        var pool = Executors.newFixedThreadPool(2);
        var begun = Stream.of("a", "b").map(letter -> pool.submit(() -> {
            try {
                OutputFile.write(place, out -> {
                    meet(both);
                    out.write(letter.repeat(100_000).getBytes());
                });
                return "written";
            } catch (AoException e) {
                return e.code();
            }
        })).toList();
        var outcomes = new TreeSet<String>();
        for (var one : begun) outcomes.add(one.get());
        pool.shutdown();
        assertEquals(Set.of("out-exists", "written"), outcomes);
        assertTrue(Files.readString(place).matches("a{100000}|b{100000}"));
    }

    private static void meet(CyclicBarrier both) throws IOException {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    @Test
    void without_a_store_it_is_told_where_one_was_looked_for() throws Exception {
        var empty = new LegacyHome(Files.createDirectory(temp.resolve("empty")));
        var result = empty.cli().run("inspect");
        assertTrue(result.out().startsWith("no store was found: there is none at " + empty.root() + ", " + empty.data() + ", " + empty.path.resolve(".openclaw")), result::toString);
    }

    @Test
    void ids_are_told_once() throws Exception {
        ended("shop-2", "2026-11-01T03:00:00.000Z");
        change("shop-2", l -> ((ObjectNode) l.path("session")).put("state", "nonsense").put("kind", "nobody"));
        var ids = home.cli().run("inspect", "--ids", "--severity", "info", "--fail-on", "never").out().lines().toList();
        assertEquals(ids.stream().distinct().toList(), ids);
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

    private Path copy(String name) throws Exception {
        var copy = temp.resolve(name);
        Shell.run(home.path, Map.of(), "cp -a '" + home.root() + "' '" + copy + "'");
        return copy;
    }

    private String differences(int exit, Object... words) {
        var line = Stream.concat(Stream.of("diff"), Stream.of(words).map(Object::toString)).toArray(String[]::new);
        var result = home.cli().run(line);
        assertEquals(exit, result.code(), result::toString);
        return result.out();
    }

    @Test
    void two_stores_of_one_kind_are_compared_by_all_that_their_records_say() throws Exception {
        var copy = copy("copy");
        assertEquals("", differences(0, home.root(), copy));
        var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-1.json").toFile());
        home.session("shop", "shop-1", record.put("userPrompt", "something else").put("ofTheFuture", 7));
        assertEquals("  shop/shop-1\n    - document.ofTheFuture: \n    + document.ofTheFuture: 7\n    - document.userPrompt: \n    + document.userPrompt: something else\n", differences(1, copy, home.root()).replaceAll("(?m)(- document.userPrompt: ).*$", "$1"));
        var sql = "UPDATE sessions SET prompt = 'a third thing' WHERE id = 'shop-1'";
        Answer.of(home.cli().run("import", "--sessions", "active", "--create-db", "--yes", "--json"), 0);
        var other = Files.copy(home.databaseFile(), temp.resolve("other.db"));
        assertEquals("", differences(0, home.databaseFile(), other));
        new Database(other).execute(sql);
        assertTrue(differences(1, home.databaseFile(), other).contains("    + document.prompt: a third thing\n"));
    }

    @Test
    void a_record_that_nobody_can_read_is_a_difference() throws Exception {
        var copy = copy("copy");
        var saved = Files.writeString(temp.resolve("saved.json"), home.cli().run("inspect", home.root().toString(), "--json").out());
        Files.writeString(home.sessions("shop").resolve("shop-8.json"), "");
        Files.writeString(home.sessions("shop").resolve("shop-1.json"), "{\"a\":");
        for (var before : List.of(copy, saved)) {
            var found = differences(1, before, home.root());
            assertTrue(found.contains("+ shop/shop-8\n") && found.contains("  shop/shop-1\n") && found.contains("    + unreadable: session-corrupt\n"), found);
        }
        Files.writeString(saved, home.cli().run("inspect", home.root().toString(), "--json").out());
        assertEquals("", differences(0, saved, home.root()));
    }

    @Test
    void a_time_is_the_same_however_a_store_writes_it() throws Exception {
        Answer.of(home.cli().run("import", "--sessions", "active", "--create-db", "--yes", "--json"), 0);
        assertTrue(!differences(1, home.root(), home.databaseFile()).contains("createdAt"));
    }

    @Test
    void a_mistyped_project_is_told_and_one_without_sessions_is_not() throws Exception {
        home.registry(Files.readString(home.registry()) + "  other:\n    path: " + home.path + "\n");
        Answer.failure(home.cli().run("diff", home.root().toString(), copy("copy").toString(), "--project", "shap", "--json"), 2, "project-unknown");
        differences(0, home.root(), temp.resolve("copy"), "--project", "shop");
    }

    @Test
    void stores_of_OpenClaw_are_compared_whatever_their_files_are_called() throws Exception {
        var store = home.path.resolve(".openclaw/agents/main/sessions/sessions.json");
        home.tree.file(".openclaw/agents/main/sessions/sessions.json", "{\"agent:main:x\": {\"sessionId\": \"s1\", \"label\": \"one\"}}");
        var copy = Files.copy(store, temp.resolve("backup.json"));
        assertEquals("", differences(0, copy, store));
        Files.writeString(store, Files.readString(store).replace("one", "two"));
        assertTrue(differences(1, copy, store).contains("    - document.label: one\n    + document.label: two\n"));
    }

    @Test
    void inspections_of_several_stores_are_compared_with_each_other_and_with_one_by_any_name() throws Exception {
        home.daemons();
        var all = Files.writeString(temp.resolve("all.json"), home.cli().run("inspect", "--json").out());
        assertEquals("", differences(0, all, all));
        var link = Files.createSymbolicLink(temp.resolve("link"), home.path);
        assertEquals("", differences(0, all, link.resolve(".agent-orchestrator")));
    }

    @Test
    void what_is_no_inspection_is_told() throws Exception {
        var good = home.cli().run("inspect", home.root().toString(), "--json").out();
        for (var text : new String[] {"[]", "", "{\"report\":{\"sessions\":[1,null,{\"id\":5}]}}", "{\"report\":{\"sessions\":[{\"project\":\"shop\"}]}}", good.substring(0, good.length() / 2), good + good, "{\"report\":{\"sessions\":[]},\"findings\":[{\"code\":\"session-x\"}]}",
            "{\"report\":{\"sessions\":[]},\"findings\":[{\"code\":\"session-x\",\"severity\":\"odd\"}]}"}) {
            Files.writeString(temp.resolve("odd.json"), text);
            Answer.failure(home.cli().run("diff", temp.resolve("odd.json").toString(), home.root().toString(), "--json"), 6, "inspection-unreadable");
        }
    }
}
