package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real terminal of 80 columns and 24 lines: a shell in tmux, with the toolkit as {@code ao}. */
final class Terminal implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final String PROMPT = "ready> ";

    private int commands;
    private final Path folder;
    private final Path home;

    /** @param folder where the socket lies, so its path has to be short */
    Terminal(Path folder, Path home, String... environment) throws Exception {
        this.folder = folder;
        this.home = home;
        // What the launcher itself asks about the terminal.
        Shell.script(folder.resolve("ao"), "eval \"$(sed -n '/^case ${LC_ALL/,/^esac/p' '" + Repo.root().resolve("ao") + "')\"\nset -- -Dao.invocation=ao -Dao.launched=1 -cp '" + System.getProperty("java.class.path") + "' scripts.Ao \"$@\"\n"
            + "eval \"$(sed -n '/^\\[ ! -t 0 \\]/,/^\\[ ! -t 2 \\]/p' '" + Repo.root().resolve("ao") + "')\"\n"
            + "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 " + String.join(" ", ClassData.options()) + " ${options-} \"$@\"");
        var words = new ArrayList<>(List.of("-u", "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "env", "-u", "NO_COLOR", "-u", "COLUMNS", "HOME=" + home,
            "PATH=" + folder + ":" + System.getenv("PATH"), "TMUX_TMPDIR=" + home, "PS1=" + PROMPT, "LC_ALL=C.UTF-8"));
        words.addAll(List.of(environment));
        words.add("sh");
        tmux(words.toArray(String[]::new));
        until(screen -> screen.contains(PROMPT.strip()));
    }

    private String tmux(String... words) throws Exception {
        var all = new ArrayList<>(List.of("tmux", "-S", folder.resolve("t").toString()));
        all.addAll(List.of(words));
        var process = new ProcessBuilder(all).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> all + "\n" + text);
        return text;
    }

    /** Types something, and Enter. */
    void type(String line) throws Exception {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    /** Runs a command to its end on an empty screen; what is then to be seen of it, up to 24 lines. */
    String run(String line) throws Exception {
        begin(line);
        ended();
        return screen();
    }

    /** Begins a command on an empty screen. */
    void begin(String line) throws Exception {
        tmux("clear-history");
        type("clear; " + line + "; echo \"= $? = " + ++commands + "\"");
    }

    /** Waits for the end of the last command; its exit code. */
    int ended() throws Exception {
        var end = java.util.regex.Pattern.compile("(?m)^= (\\d+) = " + commands + "$");
        var match = end.matcher(until(screen -> end.matcher(screen).find()));
        if (!match.find()) throw new AssertionError();
        return Integer.parseInt(match.group(1));
    }

    /** What the screen shows. */
    String screen() throws Exception {
        return tmux("capture-pane", "-p");
    }

    /** The same with its colours. */
    String colours() throws Exception {
        return tmux("capture-pane", "-p", "-e");
    }

    /** Everything since the screen was cleared, one line for each that was printed, however the terminal breaks them. */
    List<String> lines() throws Exception {
        return tmux("capture-pane", "-p", "-J", "-S", "-2000").lines().map(String::stripTrailing).toList();
    }

    /** Waits for the screen to be so. */
    String until(Predicate<String> so) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (var screen = screen(); ; screen = screen()) {
            if (so.test(screen)) return screen;
            if (System.nanoTime() > end) throw new AssertionError("not on the screen in " + PATIENCE_SECONDS + " s:\n" + screen);
            Thread.sleep(20);
        }
    }

    @Override public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(folder.resolve("t"));
        }
    }
}
