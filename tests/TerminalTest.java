package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who sits before a terminal of 80 columns and 24 lines. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TerminalTest {
    private static final int WIDTH = 80;
    private static final int HEIGHT = 24;
    private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");
    private static final Pattern FAR = Pattern.compile("(?:checking|applying|verifying)  [\\d,]+ of [\\d,]+ · [\\d.,]+/s · \\d+:\\d\\d left");

    @TempDir Path temp;

    private Path home;

    @BeforeEach
    void a_broken_store() throws Exception {
        assumeTrue(Mount.run("tmux", "-V"), "needs tmux");
        home = temp.toRealPath().resolve("home");
        assertTrue(Mount.run("sh", Repo.root().resolve("examples/runbooks/sample.sh").toString(), "broken", home.toString()));
    }

    private Terminal terminal(String... environment) throws Exception {
        return new Terminal(temp.toRealPath(), home, environment);
    }

    @Test
    void a_summary_fits_one_screen_and_nothing_is_wider_than_it() throws Exception {
        try (var terminal = terminal()) {
            terminal.run("ao inspect");
            var lines = terminal.lines();
            var all = lines.subList(lines.indexOf(lines.stream().filter(l -> l.startsWith("project store")).findFirst().orElseThrow()), lines.size());
            var first = String.join("\n", all.subList(0, Math.min(HEIGHT, all.size())));
            for (var part : List.of("2 projects, 5 sessions", "findings: 2 to fix now", "PROJECT", "tides", "error session-corrupt")) assertTrue(first.contains(part), first);
            // A command is to be pasted, and so stays whole.
            var wide = all.stream().filter(line -> line.length() > WIDTH && !line.contains("mend it: ") && !line.startsWith("next: ")).toList();
            assertEquals(List.of(), wide);
        }
    }

    @Test
    void tables_and_help_fit_too() throws Exception {
        assertEquals(0, new Cli(home).run("repair-metadata", "--yes").code());
        try (var terminal = terminal()) {
            for (var command : List.of("ao runs", "ao inspect --format table --fail-on never", "ao inspect --help", "ao explain session-corrupt", "ao explain", "ao inspect --incident")) {
                terminal.run(command);
                var wide = terminal.lines().stream().filter(line -> line.length() > WIDTH && !line.startsWith("ready>") && !line.startsWith("next: ")).toList();
                assertEquals(List.of(), wide, command);
            }
        }
    }

    @Test
    void tables_take_the_width_that_the_terminal_has_and_columns_of_wide_letters_stand_below_each_other() throws Exception {
        var sessions = home.resolve(".agent-orchestrator/projects").toFile().listFiles()[0].toPath().resolve("sessions");
        Files.writeString(sessions.resolve("wide-1.json"), "{\"project\":\"x\",\"branch\":\"\u6a5f\u80fd/\u65b0\u3057\u3044\u8868\",\"status\":\"working\",\"worktree\":\"/" + "w/".repeat(60) + "\"}");
        try (var terminal = terminal()) {
            for (int width : List.of(200, 100, 60)) {
                terminal.run("stty cols " + width + "; ao inspect --format table --fail-on never");
                var cells = terminal.lines().stream().filter(line -> !line.startsWith("ready>") && !line.startsWith("= ")).mapToInt(line -> line.codePoints().map(c -> c > 0x2e80 ? 2 : 1).sum()).max().orElseThrow();
                assertTrue(cells <= width && cells > width / 2 + 10, width + ": " + cells + "\n" + terminal.screen());
            }
            terminal.run("stty cols 80; ao inspect --format table --fail-on never --status working");
            var kinds = terminal.lines().stream().filter(line -> line.contains(" worker ") || line.startsWith("PROJECT")).map(line -> line.split(" (?=worker|KIND)")[0].length()).distinct().toList();
            assertEquals(1, kinds.size(), terminal.screen());
        }
    }

    @Test
    void a_dumb_terminal_gets_no_colours() throws Exception {
        try (var terminal = terminal()) {
            terminal.run("TERM=dumb ao inspect");
            assertFalse(COLOUR.matcher(terminal.colours()).find(), terminal.colours());
        }
    }

    @Test
    void colours_say_nothing_that_the_words_do_not() throws Exception {
        try (var terminal = terminal()) {
            terminal.run("ao inspect --color never");
            var plain = terminal.lines();
            assertFalse(COLOUR.matcher(terminal.colours()).find(), terminal.colours());
            terminal.run("ao inspect");
            assertTrue(COLOUR.matcher(terminal.colours()).find(), terminal.colours());
            assertEquals(plain.subList(0, plain.indexOf("= 1 = 1")), terminal.lines().subList(0, plain.indexOf("= 1 = 1")));
            terminal.run("NO_COLOR=1 ao inspect");
            assertFalse(COLOUR.matcher(terminal.colours()).find(), terminal.colours());
            terminal.run("NO_COLOR=1 ao inspect --color always | head -3 | od -c | head -1");
            assertTrue(terminal.screen().contains("033   ["), terminal.screen());
        }
    }

    @Test
    void a_question_is_asked_and_no_is_no() throws Exception {
        try (var terminal = terminal()) {
            var before = Tree.snapshot(home.resolve(".agent-orchestrator"));
            terminal.begin("ao repair-metadata");
            terminal.until(screen -> screen.contains("[y/N]"));
            terminal.type("n");
            assertEquals(1, terminal.ended());
            assertTrue(terminal.screen().contains("declined; nothing was changed"), terminal.screen());
            assertEquals(before, Tree.snapshot(home.resolve(".agent-orchestrator")));
            terminal.begin("ao repair-metadata");
            terminal.until(screen -> screen.contains("[y/N]"));
            terminal.type("y");
            assertEquals(0, terminal.ended());
            assertTrue(terminal.screen().replace("\n", "").contains("undo: ./ao rollback "), terminal.screen());
        }
    }

    @Test
    void what_takes_long_says_how_fast_it_is_and_how_long_it_takes() throws Exception {
        var folder = Files.createDirectories(home.resolve(".agent-orchestrator/0123456789ab-desk/sessions"));
        for (int i = 1; i <= 10_000; i++) Files.writeString(folder.resolve("desk-" + i), "project=desk\nstatus=killed\nbranch=b" + i + "\n");
        try (var terminal = terminal()) {
            terminal.begin("ao migrate-storage --yes >/dev/null");
            var seen = terminal.until(screen -> FAR.matcher(screen).find() || screen.contains("= 0 = ") || screen.contains("= 5 = "));
            assertTrue(FAR.matcher(seen).find(), seen);
            terminal.ended();
            var after = terminal.screen();
            assertFalse(after.contains("applying") || after.contains("verifying"), after);
        }
    }

    @Test
    void under_a_C_locale_names_are_what_they_are() throws Exception {
        Files.move(home.resolve(".agent-orchestrator/projects/tides"), home.resolve(".agent-orchestrator/projects/gezeiten-äöü"));
        try (var terminal = terminal("LC_ALL=C")) {
            var screen = terminal.run("ao inspect --format tsv | grep tides-1 | cut -f 2-5");
            assertTrue(screen.contains("gezeiten-äöü\ttides-1") || screen.replaceAll(" +", " ").contains("gezeiten-äöü tides-1"), screen);
        }
    }
}
