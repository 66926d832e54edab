package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes long says how far it has come: on a terminal, on standard error, and without a trace in the end. */
class ProgressTest {
    private static final String ERASE = "\r\033[K";
    /** Long enough to read for any machine, and nearly nothing on the disk. */
    private static final long LONG = 128L << 20;

    @TempDir
    Path temp;

    @BeforeEach
    void aLongTranscript() throws IOException {
        var folder = Files.createDirectories(temp.resolve("home/.claude/projects/-srv-shop"));
        try (var file = new RandomAccessFile(folder.resolve("long.jsonl").toFile(), "rw")) {
            file.setLength(LONG);
        }
    }

    private Cli.Result look(Cli cli, String... more) {
        var words = new java.util.ArrayList<>(java.util.List.of("snapshot", "make", "--to", temp.resolve("copy").toString(), "--dry-run"));
        words.addAll(java.util.List.of(more));
        return cli.run(words.toArray(String[]::new));
    }

    @Test
    void on_a_terminal_it_shows_and_goes_away() {
        var result = look(new Cli(temp.resolve("home")).withJava("-Dao.tty.err=1"), "--json");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.err().matches("(?s).*planning  \\d+ · [\\d.,]+ (M|G)B.*"), result.err());
        var last = result.err().substring(result.err().lastIndexOf(ERASE) + ERASE.length());
        assertFalse(last.contains("planning"), "it stays on the screen: " + result.err());
        assertEquals("plan", result.json().path("mode").asText());
    }

    @Test
    void nobody_is_shown_anything_who_does_not_look_or_does_not_want_to() {
        assertFalse(look(new Cli(temp.resolve("home"))).err().contains("\033"), "not a terminal");
        assertFalse(look(new Cli(temp.resolve("home")).withJava("-Dao.tty.err=1"), "--quiet").err().contains("\033"), "--quiet");
        assertFalse(look(new Cli(temp.resolve("home")).withJava("-Dao.tty.err=1").with("TERM", "dumb")).err().contains("\033"), "TERM=dumb");
    }
}
