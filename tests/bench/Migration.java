package tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
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
    private final BesideCopy<Step> costs;

    Migration(Path ao, Path folder, Stopwatch stopwatch, int rounds) {
        this.ao = ao;
        this.folder = folder;
        this.stopwatch = stopwatch;
        this.costs = new BesideCopy<>(Step.class, step -> step.title, Step.COPY, rounds);
    }

    /** Measures the sizes and prints the table and which goals hold. */
    void run(List<Integer> sizes, Goals goals) throws IOException, InterruptedException {
        for (int size : sizes) {
            System.err.println("making " + size + " hashed sessions …");
            costs.measure(size, number -> {
                var place = Files.createDirectories(folder.resolve("hashed-" + size + "-" + number)).toRealPath();
                return round(HashedStore.make(place.resolve("home"), size), place.resolve("copy"));
            });
        }
        costs.print("sessions");
        for (int size : costs.sizes()) {
            goals.atMost("migrating " + size + " sessions takes at most 3× of cp -a", costs.ratio(size, Step.MIGRATE), 3);
            goals.atMost("taking " + size + " back takes at most 2×", costs.ratio(size, Step.BACK), 2);
            goals.atMost("migrating " + size + " stays under 256 MB", costs.megabytes(size, Step.MIGRATE), 255);
            goals.atMost("taking " + size + " back stays under 256 MB", costs.megabytes(size, Step.BACK), 255);
        }
    }

    private Map<Step, Cost> round(Path home, Path copy) throws IOException, InterruptedException {
        var round = new EnumMap<Step, Cost>(Step.class);
        // What earlier steps left to be written is none of the next one's.
        stopwatch.run(List.of("sync")).ok();
        round.put(Step.COPY, stopwatch.run(List.of("cp", "-a", home.resolve(".agent-orchestrator").toString(), copy.toString())).ok().cost());
        stopwatch.run(List.of("sync")).ok();
        var migrated = stopwatch.run(List.of(ao.toString(), "migrate-storage", "--yes", "--home", home.toString())).ok();
        round.put(Step.MIGRATE, migrated.cost());
        var run = RUN.matcher(migrated.out());
        if (!run.find()) throw new IllegalStateException("no run is named in\n" + migrated.out());
        stopwatch.run(List.of("sync")).ok();
        round.put(Step.BACK, stopwatch.run(List.of(ao.toString(), "rollback", run.group(), "--yes", "--home", home.toString())).ok().cost());
        stopwatch.run(List.of("diff", "-r", home.resolve(".agent-orchestrator").toString(), copy.toString())).ok();
        return round;
    }
}
