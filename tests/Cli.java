package tests;

import ao.cli.Console;
import ao.cli.Invocation;
import ao.cli.Start;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** Runs the toolkit as a process of its own, as a user does, with a home of its own. */
final class Cli {
    private static final int PATIENCE_SECONDS = 120;
    private static final int ONE_IN = Integer.getInteger("ao.tests.apart", 6);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    /** Whether anything was said that only a process of its own can be told. */
    private boolean told;

    /** What a process left behind. */
    record Result(int code, String out, String err) {
        /** Whatever a test is about, a report is as its schema says. */
        Result {
            Schemas.check(out);
        }

        /** The one JSON document on standard output. */
        JsonNode json() {
            try {
                return Golden.JSON.readTree(out);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + out + "\n" + err, e);
            }
        }

        /** The id of the run that a report names. */
        String run() {
            return json().path("run").asText();
        }

        @Override public String toString() {
            return "exit " + code + "\n--- out\n" + out + "\n--- err\n" + err;
        }
    }

    Cli(Path home) {
        this.home = home;
        environment.put("HOME", home.toString());
        environment.put("TMUX_TMPDIR", home.toString());
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        told = true;
        return this;
    }

    Cli withJava(String option) {
        javaOptions.add(option);
        told = true;
        return this;
    }

    /**
     * Runs a command to its end, with {@code --home} of this home behind it. By default one in a few is a process of its
     * own, and the others run within this one, which is quicker; with {@code --all} each is a process, and so is each
     * that is told variables or options.
     */
    Result run(String... words) {
        return !told && COUNT.incrementAndGet() % ONE_IN != 0 ? runHere(words) : runApart(words);
    }

    /** Runs a command like {@link #run}, and always as a process: who else has a file open, or what runs, must count. */
    Result runApart(String... words) {
        return runAs(homed(words));
    }

    private List<String> homed(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        return all;
    }

    /**
     * Runs a command like {@link #run}, but within this process, unless the long tests are run, too: for many cases that
     * differ in their input alone.
     */
    Result runHere(String... words) {
        if (Boolean.getBoolean("ao.tests.all")) return runApart(words);
        var all = homed(words);
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var properties = new Properties();
        properties.putAll(Map.of("ao.invocation", "./ao", "ao.launched", "1"));
        var console = new Console(new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(err, false, StandardCharsets.UTF_8), InputStream.nullInputStream());
        int code = Start.run(new CommandLine(umbrella()), new Invocation("ao", environment, properties, Path.of("").toAbsolutePath()), console, all.toArray(String[]::new));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Object umbrella() {
        try {
            var constructor = Class.forName("scripts.Ao").getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs exactly these words. */
    Result runAs(List<String> words) {
        try {
            return finish(start(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that was started, with the files that take its output. */
    record Started(Process process, Path out, Path err) { }

    /** Starts a command without waiting for it. */
    Started start(List<String> words) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dsun.jnu.encoding=UTF-8", "-Dao.invocation=./ao", "-Dao.launched=1"));
        command.addAll(ClassData.options());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "scripts.Ao"));
        command.addAll(words);
        var out = Files.createTempFile("out", "");
        var err = Files.createTempFile("err", "");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        for (var variable : List.of("AO_DATA_DIR", "AO_STATE_DIR", "AO_RUN_FILE", "AO_GLOBAL_CONFIG", "CLAUDE_CONFIG_DIR", "CODEX_HOME",
            "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TMUX", "NO_COLOR")) builder.environment().remove(variable);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("GIT_CEILING_DIRECTORIES", home.getParent().toString());
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    /** Waits for a process. */
    static Result finish(Started started) throws IOException {
        try {
            if (!started.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                started.process().destroyForcibly();
                throw new AssertionError("no end within " + PATIENCE_SECONDS + " s: " + Files.readString(started.err()));
            }
            var result = new Result(started.process().exitValue(), text(started.out()), text(started.err()));
            Files.delete(started.out());
            Files.delete(started.err());
            return result;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
