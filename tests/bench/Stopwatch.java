package tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands and measures them. */
final class Stopwatch {
    private static final Path GNU_TIME = Path.of("/usr/bin/time");
    /** What would lead a command to another store than the one that is measured. */
    private static final Set<String> ELSEWHERE = Set.of("AO_DATA_DIR", "AO_STATE_DIR", "AO_RUN_FILE", "AO_GLOBAL_CONFIG",
        "XDG_CONFIG_HOME", "XDG_STATE_HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME", "TMUX");

    private final Path folder;
    private final boolean gnuTime;

    /** What a command cost: seconds, and KiB (0 where the system does not tell). */
    record Cost(double wall, double user, double system, long peak) {
        /** The quicker of two; the peak is that of the worse, as a goal must hold every time. */
        Cost best(Cost other) {
            var quick = wall < other.wall ? this : other;
            return new Cost(quick.wall, quick.user, quick.system, Math.max(peak, other.peak));
        }

        long megabytes() {
            return Math.round(peak * 1_024 / 1e6);
        }
    }

    /** What a command said, and cost. */
    record Result(int exit, String out, String err, Cost cost) {
        /** @throws IllegalStateException when it failed */
        Result ok() {
            if (exit != 0) throw new IllegalStateException("exit " + exit + "\n" + out + "\n" + err);
            return this;
        }
    }

    /** @param folder for its own files */
    Stopwatch(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.gnuTime = Files.isExecutable(GNU_TIME)
            && new ProcessBuilder(GNU_TIME.toString(), "-f", "%M", "true").redirectErrorStream(true).start().waitFor() == 0;
    }

    /** How the peak memory is found out. */
    String memory() {
        return gnuTime ? "as GNU time tells" : Files.exists(Path.of("/proc/self/status")) ? "VmHWM, polled" : "unknown";
    }

    Result run(List<String> command) throws IOException, InterruptedException {
        var times = folder.resolve("times");
        var peak = folder.resolve("peak");
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        // The shell's own account of its children is the one that every system has.
        var words = new ArrayList<>(List.of("sh", "-c", "\"$@\"; code=$?; times >\"$0\"; exit $code", times.toString()));
        if (gnuTime) words.addAll(List.of(GNU_TIME.toString(), "-o", peak.toString(), "-f", "%M"));
        words.addAll(command);
        var builder = new ProcessBuilder(words).redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(ELSEWHERE);
        builder.environment().putAll(Map.of("TMUX_TMPDIR", folder.toString()));
        long start = System.nanoTime();
        var process = builder.start();
        long polled = gnuTime ? 0 : poll(process);
        int exit = process.waitFor();
        double wall = (System.nanoTime() - start) / 1e9;
        var cpu = Files.readAllLines(times).get(1).trim().split("\\s+");
        return new Result(exit, Files.readString(out), Files.readString(err),
            new Cost(wall, seconds(cpu[0]), seconds(cpu[1]), gnuTime ? last(peak) : polled));
    }

    private static double seconds(String minutesAndSeconds) {
        var parts = minutesAndSeconds.replace("s", "").split("m");
        return Integer.parseInt(parts[0]) * 60 + Double.parseDouble(parts[1]);
    }

    /** Where the command failed, a line about that comes first. */
    private static long last(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        return Long.parseLong(lines.get(lines.size() - 1).trim());
    }

    private static long poll(Process process) throws InterruptedException {
        long peak = 0;
        do {
            peak = Math.max(peak, Stream.concat(Stream.of(process.toHandle()), process.descendants()).mapToLong(Stopwatch::highWater).max().orElse(0));
        } while (!process.waitFor(5, TimeUnit.MILLISECONDS));
        return peak;
    }

    private static long highWater(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).findFirst().orElse(0);
        } catch (IOException | UncheckedIOException e) {
            // It ended meanwhile, or this system tells in another way.
            return 0;
        }
    }
}
