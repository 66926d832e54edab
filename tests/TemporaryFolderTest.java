package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies among the temporary files while a command runs, and once it does not run any more. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TemporaryFolderTest {
    @TempDir Path temp;

    private LegacyHome home;
    private Path own;

    @BeforeEach
    void stores() throws Exception {
        home = LegacyHome.shop(temp);
        home.daemons();
        own = Files.createDirectory(temp.resolve("tmp"));
    }

    private Cli cli() {
        return home.cli().withJava("-Djava.io.tmpdir=" + own);
    }

    /** The folders of this toolkit; SQLite's library keeps its own file beside them. */
    private List<Path> left() throws IOException {
        try (var all = Files.newDirectoryStream(own, "ao-*")) {
            return StreamSupport.stream(all.spliterator(), false).sorted().toList();
        }
    }

    private ProcessHandle asking(Terminal terminal) throws Exception {
        terminal.begin("ao import --sessions active --home '" + home.path + "'");
        terminal.until(screen -> screen.contains("[y/N]"));
        assertEquals(1, left().size(), () -> "the plan lies there while it is shown");
        return ProcessHandle.allProcesses().filter(p -> p.info().arguments().filter(words -> List.of(words).containsAll(List.of("scripts.Ao", home.path.toString()))).isPresent()).findFirst().orElseThrow();
    }

    private Terminal terminal() throws Exception {
        return new Terminal(temp.toRealPath(), home.path, "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + own);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void goes_when_a_question_is_answered_by_a_signal(String signal, int exit) throws Exception {
        try (var terminal = terminal()) {
            assertTrue(Mount.run("kill", "-" + signal, "" + asking(terminal).pid()));
            terminal.until(screen -> screen.contains("[y/N] = " + exit + " = 1"));
        }
        assertEquals(List.of(), left());
    }

    /** Most often in the middle of it. */
    @Test
    void goes_when_the_copying_of_a_database_is_interrupted() throws Exception {
        home.database().execute("CREATE TABLE padding (bytes)", "INSERT INTO padding VALUES (zeroblob(100000000))", "PRAGMA wal_checkpoint(TRUNCATE)");
        var before = Tree.snapshot(home.path);
        var reading = cli().start(List.of("inspect", "--home", home.path.toString()));
        while (left().isEmpty() && reading.process().isAlive()) Thread.sleep(1);
        reading.process().destroy();
        Cli.finish(reading);
        assertEquals(List.of(), left());
        assertEquals(before, Tree.snapshot(home.path));
    }

    @Test
    void of_a_killed_process_goes_with_the_next_one_that_needs_such_a_folder() throws Exception {
        try (var terminal = terminal()) {
            asking(terminal).destroyForcibly();
            terminal.until(screen -> screen.contains("= 137 = 1"));
        }
        var abandoned = left();
        assertEquals(1, abandoned.size());
        Files.createDirectories(abandoned.get(0).resolve("deep/er"));
        Files.writeString(abandoned.get(0).resolve("deep/er/file"), "x");
        Answer.of(cli().run("inspect", "--json"), 1);
        assertEquals(abandoned, left(), "it is too young to tell whether its process has its lock by now");
        made(abandoned.get(0), Duration.ofMinutes(2));
        Answer.of(cli().run("inspect", "--json"), 1);
        assertEquals(List.of(), left());
    }

    @Test
    void of_a_process_that_runs_stays() throws Exception {
        try (var terminal = terminal()) {
            asking(terminal);
            made(left().get(0), Duration.ofDays(3));
            var running = left();
            Answer.of(cli().run("inspect", "--json"), 1);
            assertEquals(running, left());
            terminal.type("y");
            assertEquals(0, terminal.ended());
        }
        assertEquals(List.of(), left());
    }

    @Test
    void that_is_no_such_folder_stays() throws Exception {
        var elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("in-use"), "");
        Files.writeString(elsewhere.resolve("precious"), "x");
        var link = Files.createSymbolicLink(own.resolve("ao-read-1"), elsewhere);
        var inner = Files.createDirectory(own.resolve("ao-read-2"));
        Files.createSymbolicLink(inner.resolve("in-use"), elsewhere.resolve("in-use"));
        var without = Files.createDirectory(own.resolve("ao-read-3"));
        Files.writeString(without.resolve("ao.db"), "x");
        var file = Files.writeString(own.resolve("ao-read-4"), "x");
        var others = Files.createDirectory(own.resolve("ao-other-5"));
        Files.writeString(others.resolve("in-use"), "");
        for (var each : List.of(elsewhere, inner, without, file, others)) made(each, Duration.ofDays(3));
        Answer.of(cli().run("inspect", "--json"), 1);
        assertEquals(List.of(others, link, inner, without, file), left());
        assertEquals("x", Files.readString(elsewhere.resolve("precious")));
        assertTrue(Files.isSymbolicLink(link) && Files.exists(inner.resolve("in-use"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void with_links_goes_without_what_they_lead_to() throws Exception {
        var elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "x");
        var abandoned = Files.createDirectory(own.resolve("ao-read-1"));
        Files.writeString(abandoned.resolve("in-use"), "");
        Files.createSymbolicLink(abandoned.resolve("link"), elsewhere);
        made(abandoned, Duration.ofDays(3));
        Answer.of(cli().run("inspect", "--json"), 1);
        assertEquals(List.of(), left());
        assertEquals("x", Files.readString(elsewhere.resolve("precious")));
    }

    private static void made(Path file, Duration ago) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }
}
