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
import java.util.regex.Pattern;
import tests.bench.Stopwatch.Cost;

/** Measures hashed folders to the project layout and back, beside {@code cp -a} of the same tree in the same round. */
final class Migration {
    /** What is measured, in the order of a round. */
    enum Step {
        COPY("`cp -a`"), MIGRATE("`ao migrate-storage`"), BACK("`ao rollback`");

        private final String title;

        Step(String title) {
            this.title = title;
        }
    }

    private static final Pattern RUN = Pattern.compile("\\d{8}-\\d{6}-migrate-storage-\\w+");

    private final Path ao;
    private final Path folder;
    private final Stopwatch stopwatch;
    private final int rounds;
    private final Map<Integer, Map<Step, Cost>> bySize = new LinkedHashMap<>();
    private final List<String> missed = new ArrayList<>();

    Migration(Path ao, Path folder, Stopwatch stopwatch, int rounds) {
        this.ao = ao;
        this.folder = folder;
        this.stopwatch = stopwatch;
        this.rounds = rounds;
    }

    /** Measures the sizes and prints the tables; says which goals were missed. */
    List<String> run(List<Integer> sizes) throws IOException, InterruptedException {
        for (int size : sizes) {
            System.err.println("making " + size + " hashed sessions …");
            var place = folder.resolve("hashed-" + size);
            var home = HashedStore.make(Files.createDirectories(place).toRealPath().resolve("home"), size);
            var best = new EnumMap<Step, Cost>(Step.class);
            for (int i = 0; i < rounds; i++) {
                System.err.println("  round " + (i + 1) + " of " + rounds + " …");
                round(home, place.resolve("copy-" + i)).forEach((step, cost) -> best.merge(step, cost, Bench::better));
            }
            bySize.put(size, best);
            LegacyHome.delete(place);
        }
        print();
        return missed;
    }

    private Map<Step, Cost> round(Path home, Path copy) throws IOException, InterruptedException {
        var costs = new EnumMap<Step, Cost>(Step.class);
        // What earlier steps left to be written is none of the next one's.
        stopwatch.run(List.of("sync")).ok();
        costs.put(Step.COPY, stopwatch.run(List.of("cp", "-a", home.resolve(".agent-orchestrator").toString(), copy.toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        var migrated = stopwatch.run(List.of(ao.toString(), "migrate-storage", "--yes", "--home", home.toString())).ok();
        costs.put(Step.MIGRATE, migrated.cost());
        var run = RUN.matcher(migrated.out());
        if (!run.find()) throw new IllegalStateException("no run is named in\n" + migrated.out());
        stopwatch.run(List.of("sync")).ok();
        costs.put(Step.BACK, stopwatch.run(List.of(ao.toString(), "rollback", run.group(), "--yes", "--home", home.toString())).ok().cost());
        stopwatch.run(List.of("diff", "-r", home.resolve(".agent-orchestrator").toString(), copy.toString())).ok();
        LegacyHome.delete(home.resolve(".local"));
        return costs;
    }

    private void print() {
        System.out.println("| sessions | what | wall s | user s | system s | peak MB | of `cp -a` |\n|---:|---|---:|---:|---:|---:|---:|");
        bySize.forEach((size, costs) -> costs.forEach((step, cost) -> System.out.printf(Locale.ROOT, "| %,d | %s | %.2f | %.2f | %.2f | %d | %.1f× |%n",
            size, step.title, cost.wall(), cost.user(), cost.system(), Bench.megabytes(cost), cost.wall() / costs.get(Step.COPY).wall())));
        System.out.println();
        bySize.forEach((size, costs) -> {
            goal("migrating " + size + " sessions takes at most 3× of cp -a", costs.get(Step.MIGRATE).wall() / costs.get(Step.COPY).wall(), 3);
            goal("taking " + size + " back takes at most 2×", costs.get(Step.BACK).wall() / costs.get(Step.COPY).wall(), 2);
            goal("migrating " + size + " stays under 256 MB", Bench.megabytes(costs.get(Step.MIGRATE)), 255);
            goal("taking " + size + " back stays under 256 MB", Bench.megabytes(costs.get(Step.BACK)), 255);
        });
    }

    private void goal(String name, double found, double allowed) {
        boolean holds = found <= allowed;
        System.out.printf(Locale.ROOT, "- %s: %s (%.1f of %.1f)%n", holds ? "holds" : "missed", name, found, allowed);
        if (!holds) missed.add(name);
    }
}
