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

    @Test
    void it_reads_standard_input_without_prompting() throws IOException {
        var ao = Shell.launcher(temp.resolve("bin/ao"));
        var result = Shell.run(home.path, Map.of(), "echo 'table(sessions().project(\"shop\").ids())' | \"$@\"", ao.toString(), "shell", "--home", home.path.toString());
        // Each is in the legacy store and in the database.
        assertEquals("[shop-1, shop-orchestrator, shop-1, shop-orchestrator]\n", result.out(), result::toString);
    }
}
