package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.Explanations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ao explain} knows every code that there is. */
class ExplainTest {
    /** Where a code stands in the source: as the code of an error, or right before a severity or a subject. */
    private static final List<Pattern> USES = List.of(Pattern.compile("new AoException\\.\\w+\\(\\s*\"([a-z]+(?:-[a-z0-9]+)*)\""),
        Pattern.compile("Finding\\.(?:at|of)\\(\\s*\"([a-z]+(?:-[a-z0-9]+)+)\""), Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)+)\",\\s*Severity\\."),
        Pattern.compile("(?:say|shared|note|late|info|unreadable)\\([^\"\\n;]*\"([a-z]+(?:-[a-z0-9]+)+)\""));

    private static List<Path> sources() throws IOException {
        try (var lib = Files.walk(Repo.root().resolve("lib/ao")); var scripts = Files.walk(Repo.root().resolve("scripts"))) {
            return Stream.concat(lib, scripts).filter(f -> f.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void every_code_is_explained_and_every_explanation_has_its_code() throws IOException {
        var used = new TreeSet<String>();
        var literals = new StringBuilder();
        for (var file : sources()) {
            var text = Files.readString(file);
            literals.append(text);
            USES.forEach(use -> use.matcher(text).results().forEach(found -> used.add(found.group(1))));
        }
        var known = Explanations.all();
        used.removeAll(known.keySet());
        assertEquals(new TreeSet<>(), used, "codes that nobody explains");
        var unused = new TreeSet<String>();
        known.keySet().stream().filter(code -> literals.indexOf('"' + code + '"') < 0).forEach(unused::add);
        assertEquals(new TreeSet<>(), unused, "explanations of nothing");
        known.values().forEach(e -> assertFalse(e.means().isBlank(), e.code()));
    }

    @Test
    void a_code_is_explained_and_the_nearest_is_named(@TempDir Path home) {
        var result = new Cli(home).run("explain", "worktree-moved");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().contains("means") && result.out().contains("mend"), result::toString);
        Answer.of(new Cli(home).run("explain", "--json"), 0);
        var wrong = new Cli(home).run("explain", "worktree-move", "--json");
        assertTrue(Answer.failure(wrong, 2, "code-unknown").path("hint").asText().startsWith("the nearest: worktree-moved"), wrong::toString);
    }

    @Test
    void the_command_for_a_damaged_database_saves_what_can_be_read(@TempDir Path folder) throws Exception {
        var made = Shell.run(folder, Map.of(), "sqlite3 whole.db \"CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
            + " INSERT INTO t SELECT i, hex(zeroblob(50)) FROM n\"", folder);
        assertEquals(0, made.code(), made::toString);
        var bytes = Files.readAllBytes(folder.resolve("whole.db"));
        Arrays.fill(bytes, 5 * 4096, 7 * 4096, (byte) 0x5a);
        Files.write(folder.resolve("copy.db"), bytes);
        var command = Pattern.compile("is saved by: (.*?);? a sqlite3 that").matcher(Explanations.all().get("database-corrupt").fix());
        assertTrue(command.find());
        var saved = Shell.run(folder, Map.of(), command.group(1).replace("<copy>", "copy.db").replace("<new>", "new.db"), folder);
        assertEquals(0, saved.code(), saved::toString);
        var rows = Integer.parseInt(Shell.run(folder, Map.of(), "sqlite3 new.db 'SELECT count(*) FROM t'", folder).out().strip());
        assertTrue(rows > 1_800 && rows < 2_000, () -> rows + " of 2000 rows");
    }
}
