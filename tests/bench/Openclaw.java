package tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private final int rounds;
    private final Map<Integer, Map<Step, Cost>> bySize = new LinkedHashMap<>();
    private final List<String> missed = new ArrayList<>();

    Openclaw(Path ao, Path folder, Stopwatch stopwatch, int rounds) {
        this.ao = ao;
        this.folder = folder;
        this.stopwatch = stopwatch;
        this.rounds = rounds;
    }

    /** Measures the sizes and prints the table; says which goals were missed. */
    List<String> run(List<Integer> sizes) throws IOException, InterruptedException {
        for (int size : sizes) {
            System.err.println("making a sessions.json of " + size + " entries …");
            var home = Files.createDirectories(folder.resolve("openclaw-" + size)).toRealPath();
            var sessions = Files.createDirectories(home.resolve(".openclaw/agents/main/sessions"));
            Files.writeString(sessions.resolve("sessions.json"), store(size));
            var best = new EnumMap<Step, Cost>(Step.class);
            for (int i = 0; i < rounds; i++) {
                System.err.println("  round " + (i + 1) + " of " + rounds + " …");
                round(home, sessions).forEach((step, cost) -> best.merge(step, cost, Bench::better));
            }
            bySize.put(size, best);
            LegacyHome.delete(home);
        }
        print();
        return missed;
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
        var costs = new EnumMap<Step, Cost>(Step.class);
        // What earlier steps left to be written is none of the next one's.
        stopwatch.run(List.of("sync")).ok();
        costs.put(Step.MIGRATE, stopwatch.run(List.of(ao.toString(), "migrate-storage", "--openclaw", "--yes", "--home", home.toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        costs.put(Step.COPY, stopwatch.run(List.of("cp", "-a", sessions.resolve("sessions.d").toString(), home.resolve("copy").toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        costs.put(Step.BACK, stopwatch.run(List.of(ao.toString(), "rollback", "--openclaw", "--yes", "--home", home.toString())).ok().cost());
        for (var gone : List.of("copy", ".local")) LegacyHome.delete(home.resolve(gone));
        try (var left = Files.list(sessions)) {
            for (var entry : (Iterable<Path>) left::iterator) {
                if (entry.getFileName().toString().contains(".bak.")) LegacyHome.delete(entry);
            }
        }
        return costs;
    }

    private void print() {
        System.out.println("| entries | what | wall s | user s | system s | peak MB | of `cp -a` |\n|---:|---|---:|---:|---:|---:|---:|");
        bySize.forEach((size, costs) -> costs.forEach((step, cost) -> System.out.printf(Locale.ROOT, "| %,d | %s | %.2f | %.2f | %.2f | %d | %.1f× |%n",
            size, step.title, cost.wall(), cost.user(), cost.system(), Bench.megabytes(cost), cost.wall() / costs.get(Step.COPY).wall())));
        System.out.println();
        var costs = bySize.get(GOAL_SIZE);
        if (costs == null) return;
        boolean holds = costs.get(Step.MIGRATE).wall() <= 3 * costs.get(Step.COPY).wall();
        System.out.printf(Locale.ROOT, "- %s: migrating %,d entries takes at most 3× of cp -a (%.1f)%n", holds ? "holds" : "missed", GOAL_SIZE, costs.get(Step.MIGRATE).wall() / costs.get(Step.COPY).wall());
        if (!holds) missed.add("migrating OpenClaw's entries takes at most 3× of cp -a");
    }
}
