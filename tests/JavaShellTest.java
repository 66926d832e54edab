package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ao shell} with the snippets of the examples. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JavaShellTest {
    private static final Path EXAMPLES = Repo.root().resolve("examples");

    @TempDir Path temp;

    private LegacyHome home;

    @BeforeEach
    void stores() throws Exception {
        home = LegacyHome.shop(temp);
        home.daemons();
        Answer.of(home.imports(), 0);
    }

    private Cli.Result shell(Path... files) {
        return home.cli().runApart(Stream.concat(Stream.of("shell"), Stream.of(files).map(Path::toString)).toArray(String[]::new));
    }

    @Test
    void every_snippet_of_the_examples_runs_and_changes_nothing() throws Exception {
        var before = Tree.snapshot(home.path);
        List<Path> all;
        try (var files = Files.list(EXAMPLES.resolve("shell"))) {
            all = Stream.concat(Stream.of(EXAMPLES.resolve("shell.jsh")), files.sorted()).toList();
        }
        assertEquals(11, all.size());
        var marked = new java.util.ArrayList<Path>();
        for (var file : all) {
            marked.add(Files.writeString(temp.resolve("mark-" + file.getFileName()), "System.out.println(\"== " + file.getFileName() + "\")\n"));
            marked.add(file);
        }
        var result = shell(marked.toArray(Path[]::new));
        assertEquals(0, result.code(), result::toString);
        for (var file : all) assertTrue(result.out().contains("== " + file.getFileName() + "\n"), file + "\n" + result);
        for (var wrong : List.of("Error:", "Exception", "cannot find symbol")) assertFalse(result.toString().contains(wrong), result::toString);
        for (var part : List.of("shop-orchestrator", "claude --resume " + LegacyHome.WORK, "shop working", "display_name")) assertTrue(result.out().contains(part), part + "\n" + result);
        assertEquals(before, Tree.snapshot(home.path));
    }

    /** Whoever writes snippets waits for what they print before he writes the next. */
    @Test
    void a_snippet_of_standard_input_runs_before_the_next_one_is_there() throws IOException {
        var ao = Shell.launcher(temp.resolve("bin/ao"));
        var said = temp.resolve("said");
        var wait = "for i in $(seq 300); do grep -q first '" + said + "' && break; sleep 0.2; done; grep -q first '" + said + "' && echo 'System.out.println(\"second\")'";
        var result = Shell.run(home.path, Map.of(), "{ echo 'System.out.println(\"first\")'; " + wait + "; } | \"$@\" >'" + said + "'", ao.toString(), "shell", "--home", home.path.toString());
        assertEquals(0, result.code(), result::toString);
        assertEquals("first\nsecond\n", Files.readString(said));
    }

    private Path script(String... lines) throws IOException {
        return Files.write(temp.resolve("script.jsh"), List.of(lines));
    }

    private void stopsAt(int line, String why, String... lines) throws IOException {
        var file = script(lines);
        var result = shell(file);
        assertEquals(6, result.code(), result::toString);
        assertEquals("before\n", result.out(), result::toString);
        assertTrue(result.err().startsWith("ao: " + file + ":" + line + ": ") && result.err().contains(why), result::toString);
    }

    @Test
    void a_script_stops_at_the_first_snippet_that_fails_and_says_where() throws IOException {
        var before = "System.out.println(\"before\")";
        var after = "System.out.println(\"after\")";
        stopsAt(4, "java.lang.IllegalStateException: no such session", before, "", "// a comment", "throw new IllegalStateException(\"no such session\");", after);
        stopsAt(2, "incompatible types", before, "int number = \"text\";", after);
        stopsAt(2, "cannot find symbol", before, "nothing(3)", after);
        stopsAt(2, "has no end", before, "void f() {", after);
        stopsAt(2, "no such table: nowhere", before, "sql(\"SELECT 1 FROM nowhere\")", after);
        stopsAt(2, "/set is for a shell at a terminal", before, "/set feedback silent", after);
        stopsAt(2, "ended the virtual machine", before, "System.exit(3)", after);
        stopsAt(2, "ended the virtual machine", before, "System.exit(0)");
    }

    @Test
    void a_script_can_end_early() throws IOException {
        var result = shell(script("int last = 2;", "for (int i = 1; i <= last; i++) {", "    System.out.println(i);", "}", "/exit", "no Java at all"), EXAMPLES.resolve("shell.jsh"));
        assertEquals(0, result.code(), result::toString);
        assertEquals("1\n2\n", result.out());
        assertEquals("", result.err());
    }

    @Test
    void it_reads_standard_input_without_prompting() throws IOException {
        var ao = Shell.launcher(temp.resolve("bin/ao"));
        var result = Shell.run(home.path, Map.of(), "echo 'table(sessions().project(\"shop\").ids())' | \"$@\"", ao.toString(), "shell", "--home", home.path.toString());
        // Each is in the legacy store and in the database.
        assertEquals("[shop-1, shop-orchestrator, shop-1, shop-orchestrator]\n", result.out(), result::toString);
        var wrong = Shell.run(home.path, Map.of(), "echo 'int number = \"text\";' | \"$@\"", ao.toString(), "shell", "--home", home.path.toString());
        assertEquals(6, wrong.code(), wrong::toString);
        assertTrue(wrong.err().startsWith("ao: standard input:1: "), wrong::toString);
    }
}
