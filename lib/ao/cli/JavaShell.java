package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.TemporaryFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import jdk.jshell.tool.JavaShellToolBuilder;

/** JShell with the library loaded and the stores at hand. It keeps no settings and no history. */
public final class JavaShell {
    private JavaShell() { }

    /**
     * Opens it at a terminal, until it is left.
     *
     * @return the exit code of the shell
     */
    public static int open(Optional<Path> home) {
        try (var folder = TemporaryFolder.of(TemporaryFolder.Purpose.SHELL)) {
            var start = Files.writeString(folder.path().resolve("start.jsh"), beginning());
            var words = new ArrayList<>(List.of("--class-path", System.getProperty("java.class.path"), "--startup", start.toString()));
            options(home).forEach(option -> words.add("-R" + option));
            return JavaShellToolBuilder.builder().persistence(new HashMap<>()).start(words.toArray(String[]::new));
        } catch (Exception e) {
            throw new AoException.Unreadable("shell-failed", "JShell does not start: " + (e instanceof IOException io ? Failures.sentence(io) : e.toString()), "it comes with a JDK, not with a JRE");
        }
    }

    /**
     * Runs scripts, one after the other in one shell; without any it reads standard input.
     *
     * @throws AoException.Unreadable when one cannot be read, and for the first snippet that fails
     */
    public static void run(Optional<Path> home, List<Path> scripts) {
        try (var snippets = new Snippets(options(home), System.out, System.err)) {
            snippets.run("the beginning of every shell", new BufferedReader(new StringReader(beginning())));
            if (scripts.isEmpty()) snippets.run("standard input", new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            for (var script : scripts) {
                try (var text = Files.newBufferedReader(script)) {
                    if (!snippets.run(script.toString(), text)) return;
                }
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", "the snippets cannot be read: " + Failures.sentence(e), "");
        } catch (IllegalStateException e) {
            throw new AoException.Unreadable("shell-failed", "JShell does not start: " + e.getMessage(), "it comes with a JDK, not with a JRE");
        }
    }

    private static List<String> options(Optional<Path> home) {
        var options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Dsun.jnu.encoding=" + System.getProperty("sun.jnu.encoding"), "-Dfile.encoding=UTF-8"));
        home.ifPresent(h -> options.add("-Dao.shell.home=" + h.toAbsolutePath().normalize()));
        return options;
    }

    private static String beginning() throws IOException {
        try (var in = JavaShell.class.getResourceAsStream("/res/shell.jsh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
