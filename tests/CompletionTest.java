package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code ao completion}, as a shell asks it, and {@code ao help}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompletionTest {
    @TempDir Path temp;

    /** What the last of some words may be. */
    private List<String> last(Cli cli, String... words) {
        var asked = Stream.concat(Stream.of("completion", "words", "" + words.length, "--"), Stream.of(words)).toList();
        var result = cli.runAs(asked);
        assertEquals(0, result.code(), result::toString);
        return result.out().lines().toList();
    }

    @Test
    void commands_options_codes_and_ids_are_completed() throws Exception {
        var home = new LegacyHome(temp).project("desk").project("tides");
        home.session("desk", "desk-1", home.worker("desk-1"));
        home.session("tides", "tides-1", home.worker("tides-1"));
        var cli = home.cli();
        assertEquals(List.of("inspect"), last(cli, "ins"));
        assertEquals(List.of("--session", "--severity").stream().sorted().toList(), last(cli, "inspect", "--se").stream().sorted().toList());
        assertEquals(List.of("desk", "tides"), last(cli, "import", "--project", ""));
        assertEquals(List.of("tides"), last(cli, "inspect", "--project", "t"));
        assertEquals(List.of("desk-1"), last(cli, "inspect", "--session", "des"));
        assertEquals(List.of("transcript-missing"), last(cli, "explain", "transcript-mis"));
        var elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        assertEquals(List.of(), last(cli, "inspect", "--home", elsewhere.toString(), "--session", "des"));
        home.daemons();
        var run = Answer.of(home.imports(cli), 0).path("run").asText();
        assertTrue(last(cli, "rollback", "").contains(run));
        assertEquals(List.of(run), last(cli, "runs", "show", run.substring(0, 20)));
    }

    @Test
    @EnabledIf("hasBash")
    void bash_completes_by_the_script() throws Exception {
        var home = new LegacyHome(temp).project("desk");
        home.session("desk", "desk-1", home.worker("desk-1"));
        var ao = Shell.launcher(temp.resolve("bin/ao"));
        var line = "exec bash -c 'source <(\"$1\" completion bash); COMP_WORDS=(\"$1\" inspect --session de); COMP_CWORD=3; _ao_completion; echo \"${COMPREPLY[@]}\";"
            + " COMP_WORDS=(\"$1\" inspect --session = de); COMP_CWORD=4; _ao_completion; echo \"${COMPREPLY[@]}\"; complete -p ao' bash \"$1\"";
        var result = Shell.run(home.path, Map.of(), line, ao.toString());
        assertEquals(List.of("desk-1", "desk-1"), result.out().lines().limit(2).toList(), result::toString);
        assertTrue(result.out().contains("-F _ao_completion ao"), result::toString);
    }

    static boolean hasBash() {
        return Files.isExecutable(Path.of("/bin/bash")) || Files.isExecutable(Path.of("/usr/bin/bash"));
    }

    @Test
    void help_knows_commands_and_codes_and_names_the_nearest() {
        var cli = new Cli(temp);
        assertTrue(cli.run("help", "import").out().startsWith("Usage: ao import"));
        assertTrue(cli.run("help", "runs", "prune").out().startsWith("Usage: ao runs prune"));
        assertTrue(cli.run("help", "transcript-missing").out().contains("means"));
        var wrong = cli.run("help", "transcript-mising");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("the nearest: transcript-missing"), wrong::toString);
        var mistyped = cli.run("imprt");
        assertEquals(2, mistyped.code());
        assertTrue(mistyped.err().contains("Did you mean: ao import"), mistyped::toString);
    }

    @Test
    void the_version_names_all_that_matters() {
        var version = new Cli(temp).runAs(List.of("--version")).out();
        assertTrue(version.matches("ao \\S+ \\(Java \\S+, SQLite \\d+(\\.\\d+)+, ao\\.db schemas \\d+ to \\d+\\)\\s*"), version);
    }
}
