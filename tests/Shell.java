package tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Runs the toolkit from a shell, as an operator does who pastes what was printed. */
final class Shell {
    private Shell() { }

    /** A program of this path that starts the toolkit and says its own path when it prints commands. */
    static Path launcher(Path file) throws IOException {
        return script(file, "exec " + java() + " \"-Dao.invocation=$0\" scripts.Ao \"$@\"");
    }

    private static String java() {
        return "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
            + " -Dsun.jnu.encoding=UTF-8 -Dao.launched=1 -cp '" + System.getProperty("java.class.path") + "'";
    }

    /** A program that does this. */
    static Path script(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** Runs a line with the words behind it as {@code "$@"}. */
    static Cli.Result run(Path home, Map<String, String> environment, String line, String... words) throws IOException {
        return run(home, environment, line, Path.of("").toAbsolutePath(), words);
    }

    /** The same in a folder. */
    static Cli.Result run(Path home, Map<String, String> environment, String line, Path folder, String... words) throws IOException {
        var command = new java.util.ArrayList<>(List.of("sh", "-c", line, "sh"));
        command.addAll(List.of(words));
        var out = Files.createTempFile("out", "");
        var err = Files.createTempFile("err", "");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile())
            .redirectInput(Path.of("/dev/null").toFile()).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AO_") || name.startsWith("XDG_") || name.startsWith("CLAUDE") || name.startsWith("TMUX"));
        builder.environment().putAll(Map.of("HOME", home.toString(), "TMUX_TMPDIR", home.toString(), "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(environment);
        return Cli.finish(new Cli.Started(builder.start(), out, err));
    }

    /** Runs a line in which {@code "$@"} stands for the toolkit's command: under limits, or as somebody else. */
    static Cli.Result around(Path home, String line, String... words) throws IOException {
        var quoted = new StringBuilder();
        for (var word : words) quoted.append(" '").append(word).append('\'');
        return run(home, Map.of(), line.replace("\"$@\"", java() + " -Dao.invocation=./ao scripts.Ao" + quoted + " --home '" + home + "'"));
    }

    /** Runs the toolkit as somebody who may not read or write everything: root may, unless it gives that right away. */
    static Cli.Result bound(Path home, String... words) throws IOException {
        boolean root = ao.read.Owners.self().filter(uid -> uid == 0).isPresent();
        var without = "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search";
        assumeTrue(!root || Mount.run("sh", "-c", without + " true"), "needs setpriv, or not to be root");
        return around(home, root ? without + " \"$@\"" : "\"$@\"", words);
    }
}
