package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot of every store: made, verified, and restored to a new place. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SnapshotTest {
    @TempDir Path temp;

    private HashedHome home() throws Exception {
        var home = HashedHome.full(temp);
        var link = Files.createSymbolicLink(home.root().resolve("link"), Path.of("config.yaml"));
        // Java sets the time of a link to the microsecond.
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(FileTime.fromMillis(1_777_000_000_000L), null, null);
        Files.createDirectories(home.path.resolve(".ao/data"));
        Database.daemons(home.path.resolve(".ao/data/ao.db"));
        return home;
    }

    /** What a snapshot has to hold: everything but worktrees, and databases as rows. */
    private static TreeMap<String, String> kept(Path home) throws IOException {
        var all = Tree.snapshot(home);
        all.keySet().removeIf(name -> name.isEmpty() || name.startsWith(".local") || name.startsWith("repos") || name.equals(".worktrees") || name.startsWith(".worktrees/")
            || name.matches(".*/worktrees/(desk|tides)-\\d.*") || name.contains("ao.db") || name.equals(".ao/data"));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "kept.zip"})
    void comes_back_with_modes_times_and_links(String name) throws Exception {
        var home = home();
        var before = home.look();
        var place = temp.resolve(name);
        var made = Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
        assertEquals("", HashedHome.different(before, home.look()), "stores are only read");
        assertEquals(4, made.at("/report/worktrees").size(), made::toPrettyString);
        assertEquals(1, made.at("/report/worktrees/0/changes").asInt());
        assertEquals(1, made.at("/report/databases").asInt());
        var verified = Answer.of(home.cli().run("snapshot", "verify", place.toString(), "--json"), 0);
        assertEquals(made.at("/report/files").asInt(), verified.at("/report/files").asInt());
        var restored = temp.resolve("restored");
        var report = Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", restored.toString(), "--yes", "--json"), 0).path("report");
        assertEquals("", HashedHome.different(kept(home.path), kept(restored)));
        assertEquals(new Database(home.path.resolve(".ao/data/ao.db")).contents(), new Database(restored.resolve(".ao/data/ao.db")).contents());
        assertEquals(0, report.at("/since/changed").asInt() + report.at("/since/gone").asInt(), report::toPrettyString);
        var mode = java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(place));
        assertTrue(mode.equals("rwx------") || mode.equals("rw-------"), mode);
        Answer.of(new Cli(restored).run("inspect", "--json", "--fail-on", "never"), 0);
    }

    @Test
    void brings_the_log_of_a_database_in() throws Exception {
        var home = home();
        var file = home.path.resolve(".ao/data/ao.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE later (a)");
            statement.execute("INSERT INTO later VALUES ('in the log')");
            var place = temp.resolve("kept");
            Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
            var copy = place.resolve("home/.ao/data/ao.db");
            assertFalse(Files.exists(place.resolve("home/.ao/data/ao.db-wal")));
            assertEquals("in the log", new Database(copy).query("SELECT a FROM later").get(0).get("a"));
        }
    }

    @Test
    void takes_worktrees_whole_when_asked() throws Exception {
        var home = home();
        var place = temp.resolve("kept");
        Answer.of(home.cli().run("snapshot", "make", "--worktrees", "--to", place.toString(), "--yes", "--json"), 0);
        assertTrue(Files.exists(place.resolve("home/.worktrees/desk-3/uncommitted.txt")));
        assertTrue(Files.exists(place.resolve("home/.agent-orchestrator/" + HashedHome.HASH + "-desk/worktrees/desk-1/uncommitted.txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "kept.zip"})
    void tells_what_is_not_as_it_was_kept(String name) throws Exception {
        var home = home();
        var place = temp.resolve(name);
        Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
        if (name.endsWith(".zip")) {
            var bytes = Files.readAllBytes(place);
            Files.write(place, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            Answer.failure(home.cli().run("snapshot", "verify", place.toString(), "--json"), 6, "snapshot-broken");
        } else {
            Files.writeString(place.resolve("home/.agent-orchestrator/config.yaml"), "x", StandardOpenOption.APPEND);
            Files.delete(place.resolve("home/.agent-orchestrator/" + HashedHome.HASH + "-desk/sessions/desk-1"));
            var problems = Answer.of(home.cli().run("snapshot", "verify", place.toString(), "--json"), 1).at("/report/problems");
            assertEquals(2, problems.size(), problems::toPrettyString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "kept.zip"})
    void keeps_a_damaged_database_with_its_log_as_they_are(String name) throws Exception {
        var home = home();
        var place = temp.resolve(name);
        home.tree.file(".agent-orchestrator/damaged.db", "SQLite format 3\u0000 and then nothing of the kind".repeat(40));
        home.tree.file(".agent-orchestrator/damaged.db-wal", "the log of it");
        var made = home.cli().run("snapshot", "make", "--to", place.toString(), "--yes");
        assertEquals(0, made.code(), made::toString);
        assertTrue(made.toString().contains(home.root().resolve("damaged.db") + ": it is kept byte for byte with what lies beside it"), made::toString);
        assertEquals(0, Answer.of(home.cli().run("snapshot", "verify", place.toString(), "--json"), 0).at("/report/missing").asInt());
        var to = temp.resolve("r");
        Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", to.toString(), "--yes", "--json"), 0);
        for (var file : List.of("damaged.db", "damaged.db-wal")) {
            assertEquals(-1, Files.mismatch(home.root().resolve(file), to.resolve(".agent-orchestrator").resolve(file)), file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "kept.zip"})
    void tells_each_time_what_its_making_could_not_keep(String name) throws Exception {
        var home = home();
        var place = temp.resolve(name);
        var unreadable = home.root().resolve("private.db");
        Files.setPosixFilePermissions(Files.writeString(unreadable, "private"), Set.of());
        Answer.of(Shell.bound(home.path, "snapshot", "make", "--to", place.toString(), "--yes", "--json"), 5);
        var report = Answer.of(home.cli().run("snapshot", "verify", place.toString(), "--json"), 1).path("report");
        assertEquals(1, report.path("missing").asInt(), report::toPrettyString);
        assertTrue(report.path("problems").path(0).asText().startsWith(home.root().resolve("private.db") + ": it is not in the snapshot: "), report::toPrettyString);
        var text = home.cli().run("snapshot", "verify", place.toString());
        assertTrue(text.out().contains("read back and as the manifest of ") && text.out().contains("; not whole: 1 could not be kept when it was made"), text::toString);
        var restored = Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", temp.resolve("r").toString(), "--yes", "--json"), 5);
        assertTrue(restored.at("/report/problems").toString().contains("private.db"), restored::toPrettyString);
    }

    @Test
    void restores_what_is_sound_of_a_damaged_one_and_counts_only_that() throws Exception {
        var home = home();
        var place = temp.resolve("kept");
        int files = Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0).at("/report/files").asInt();
        Files.writeString(place.resolve("home/.agent-orchestrator/config.yaml"), "damage", StandardOpenOption.APPEND);
        var to = temp.resolve("r");
        var text = home.cli().run("snapshot", "restore", place.toString(), "--to", to.toString(), "--yes");
        assertEquals(5, text.code(), text::toString);
        assertTrue(text.out().contains("restored " + (files - 1) + " files"), text::toString);
        assertTrue(text.out().contains("is not what the plan says: it is damaged, or was written to since") && !text.out().contains("changed since"), text::toString);
        var restored = Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", temp.resolve("s").toString(), "--yes", "--json"), 5);
        assertEquals(files - 1, restored.at("/report/files").asInt());
        try (var all = Files.walk(temp.resolve("s"))) {
            long bytes = all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).mapToLong(f -> f.toFile().length()).sum();
            assertEquals(bytes, restored.at("/report/bytes").asLong());
        }
    }

    @Test
    void names_a_pipe_that_it_leaves_out_and_does_not_take_it_for_new_later() throws Exception {
        var home = home();
        var pipe = home.root().resolve("pipe");
        org.junit.jupiter.api.Assumptions.assumeTrue(Mount.run("mkfifo", pipe.toString()), "needs mkfifo");
        var place = temp.resolve("kept");
        var made = home.cli().run("snapshot", "make", "--to", place.toString(), "--yes");
        assertEquals(0, made.code(), made::toString);
        assertTrue(made.err().contains(pipe + ": a socket, pipe or device: not in the snapshot"), made::toString);
        var since = Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", temp.resolve("r").toString(), "--dry-run", "--json"), 0).at("/report/since");
        assertEquals(0, since.path("added").asInt(), since::toPrettyString);
    }

    @Test
    void tells_how_the_old_place_differs_by_now() throws Exception {
        var home = home();
        var place = temp.resolve("kept");
        Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
        Files.writeString(home.root().resolve("config.yaml"), "# more\n", StandardOpenOption.APPEND);
        Files.delete(home.folder(HashedHome.HASH, "desk").resolve("sessions/desk-1"));
        home.tree.file(".agent-orchestrator/new.txt", "new\n");
        var since = Answer.of(home.cli().run("snapshot", "restore", place.toString(), "--to", temp.resolve("r").toString(), "--dry-run", "--json"), 0).at("/report/since");
        assertEquals("1 1 1", since.path("changed").asInt() + " " + since.path("gone").asInt() + " " + since.path("added").asInt(), since::toPrettyString);
    }

    @Test
    void goes_on_where_it_was_interrupted_and_is_never_written_over() throws Exception {
        var home = home();
        var place = temp.resolve("kept");
        home.tree.file("../kept/home/.agent-orchestrator/config.yaml", "half");
        var made = Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
        assertTrue(made.at("/report/files").asInt() > 5);
        Answer.of(home.cli().run("snapshot", "verify", place.toString(), "--json"), 0);
        Files.delete(place.resolve("manifest.jsonl"));
        Answer.failure(home.cli().run("snapshot", "verify", place.toString(), "--json"), 6, "snapshot-broken");
        var again = Answer.of(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 0);
        assertEquals(again.at("/report/files").asInt(), again.at("/report/already").asInt());
        Answer.failure(home.cli().run("snapshot", "make", "--to", place.toString(), "--yes", "--json"), 2, "snapshot-exists");
        Answer.failure(home.cli().run("snapshot", "restore", place.toString(), "--to", home.path.toString(), "--yes", "--json"), 2, "place-taken");
    }

    @Test
    void one_store_alone_can_be_named() throws Exception {
        var home = home();
        var place = temp.resolve("kept");
        Answer.of(home.cli().run("snapshot", "make", "--store", home.path.resolve(".codex").toString(), "--to", place.toString(), "--yes", "--json"), 0);
        assertTrue(Files.exists(place.resolve("home/.codex")) && !Files.exists(place.resolve("home/.agent-orchestrator")));
    }
}
