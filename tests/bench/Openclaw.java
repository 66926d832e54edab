package tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tests.bench.Stopwatch.Cost;

/** Measures OpenClaw's sessions.json to sessions.d and back, beside {@code cp -a} of the same directory in the same round. */
final class Openclaw {
    /** What is measured, in the order of a round. */
    enum Step {
        MIGRATE("`ao migrate-storage --openclaw`"), COPY("`cp -a` of the result"), BACK("`ao rollback --openclaw`");

        private final String title;

        Step(String title) {
            this.title = title;
        }
    }

    private static final long LARGEST_FILE = 64L << 20;
    private static final int GOAL_SIZE = 100_000;

    private final Path ao;
    private final Path folder;
    private final Stopwatch stopwatch;
    private final BesideCopy<Step> costs;

    Openclaw(Path ao, Path folder, Stopwatch stopwatch, int rounds) {
        this.ao = ao;
        this.folder = folder;
        this.stopwatch = stopwatch;
        this.costs = new BesideCopy<>(Step.class, step -> step.title, Step.COPY, rounds);
    }

    /** Measures the sizes and prints the table and which goals hold. */
    void run(List<Integer> sizes, Goals goals) throws IOException, InterruptedException {
        for (int size : sizes) {
            System.err.println("making a sessions.json of " + size + " entries …");
            var store = store(size);
            costs.measure(size, number -> {
                var home = Files.createDirectories(folder.resolve("openclaw-" + size + "-" + number)).toRealPath();
                var sessions = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
                Files.writeString(sessions.resolve("sessions.json"), store);
                return round(home, sessions);
            });
        }
        costs.print("entries");
        if (sizes.contains(GOAL_SIZE)) goals.atMost("migrating " + GOAL_SIZE + " entries takes at most 3× of cp -a", costs.ratio(GOAL_SIZE, Step.MIGRATE), 3);
    }

    /** A store that is as large as any may be where it has as many entries as the goal speaks of. */
    private static String store(int size) {
        var text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "\n" : ",\n").append("  \"agent:main:telegram:group:-100").append(1_000_000 + i).append("\": {\n    \"sessionId\": \"1a2b3c4d-0000-4000-8000-").append(String.format("%012d", i))
                .append("\",\n    \"updatedAt\": ").append(1_758_000_000_000L + i).append(",\n    \"chatType\": \"group\",\n    \"displayName\": \"Friends ").append(i)
                .append("\",\n    \"lastChannel\": \"telegram\",\n    \"inputTokens\": ").append(1_200 + i).append(",\n    \"label\": \"").append("x".repeat(360)).append("\"\n  }");
        }
        text.append("\n}");
        if (text.length() > LARGEST_FILE) throw new IllegalStateException("too large to be migrated: " + text.length());
        return text.toString();
    }

    private Map<Step, Cost> round(Path home, Path sessions) throws IOException, InterruptedException {
        var round = new EnumMap<Step, Cost>(Step.class);
        // What earlier steps left to be written is none of the next one's.
        stopwatch.run(List.of("sync")).ok();
        round.put(Step.MIGRATE, stopwatch.run(List.of(ao.toString(), "migrate-storage", "--openclaw", "--yes", "--home", home.toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        round.put(Step.COPY, stopwatch.run(List.of("cp", "-a", sessions.resolve("sessions.d").toString(), home.resolve("copy").toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        round.put(Step.BACK, stopwatch.run(List.of(ao.toString(), "rollback", "--openclaw", "--yes", "--home", home.toString())).ok().cost());
        return round;
    }
}
