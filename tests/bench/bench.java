///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Measures import, inspect, migrate-storage and rollback on invented stores, beside what reading, inserting and copying alone cost.
//SOURCES BesideCopy.java
//SOURCES Goals.java
//SOURCES HashedStore.java
//SOURCES Json.java
//SOURCES LegacyHome.java
//SOURCES Migration.java
//SOURCES Openclaw.java
//SOURCES Session.java
//SOURCES Stopwatch.java
//MAIN tests.bench.Bench
package tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tests.bench.Stopwatch.Cost;
import tests.bench.Stopwatch.Result;

class Bench {
    /** What is measured, in the order of a round. */
    enum Step {
        READ("read all records (`cat`)"), INSERT("insert the rows (`sqlite3`)"), INSPECT("`ao inspect`"),
        IMPORT("`ao import --sessions active`"), ROLLBACK("`ao rollback`");

        private final String title;

        Step(String title) {
            this.title = title;
        }
    }

    private static final int GOAL_SIZE = 100_000;
    private static final int STARTS = 15;
    private static final double GROWTH = 1.15;
    private static final Pattern RUN = Pattern.compile("\\d{8}-\\d{6}-import-\\w+");

    private final Path repository = Path.of("").toAbsolutePath();
    private final Path folder;
    private final Stopwatch stopwatch;
    private final int rounds;
    private final Map<Integer, Map<Step, Cost>> bySize = new LinkedHashMap<>();
    private final Goals goals = new Goals();

    private Bench(Path folder, int rounds) throws IOException, InterruptedException {
        this.folder = folder;
        this.stopwatch = new Stopwatch(folder);
        this.rounds = rounds;
    }

    public static void main(String... args) throws Exception {
        var given = List.of(args);
        var sizes = Pattern.compile(",").splitAsStream(option(given, "--sizes", "1000,10000,100000")).map(Integer::valueOf).sorted().toList();
        System.exit(run(sizes, option(given, "--only", ""), Integer.parseInt(option(given, "--rounds", "3")), given.contains("--keep")).isEmpty() ? 0 : 1);
    }

    /** Returns the goals that were missed. */
    private static List<String> run(List<Integer> sizes, String only, int rounds, boolean keep) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("ao-bench-");
        try {
            var bench = new Bench(folder, rounds);
            bench.run(sizes, only);
            return bench.goals.missed();
        } finally {
            if (keep) System.err.println("kept: " + folder);
            else LegacyHome.delete(folder);
        }
    }

    private static String option(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        return at < 0 ? otherwise : given.get(at + 1);
    }

    private void run(List<Integer> sizes, String only) throws IOException, InterruptedException {
        var ao = repository.resolve("ao");
        if (!Files.isExecutable(ao)) throw new IllegalStateException("run it in the folder of ./ao");
        ao("--version");
        facts();
        if (List.of("", "import").contains(only)) imports(sizes);
        if (List.of("", "migrate").contains(only)) new Migration(ao, folder, stopwatch, rounds).run(sizes, goals);
        if (List.of("", "openclaw").contains(only)) new Openclaw(ao, folder, stopwatch, rounds).run(sizes, goals);
        System.out.println(goals.missed().isEmpty() ? "\nEvery goal holds." : "\nMissed: " + String.join("; ", goals.missed()));
    }

    private void imports(List<Integer> sizes) throws IOException, InterruptedException {
        var starts = starts();
        for (int size : sizes) {
            System.err.println("making " + size + " sessions …");
            var home = LegacyHome.make(folder.resolve("size-" + size), size);
            bySize.put(size, best(home));
        }
        costs();
        ratios();
        growth();
        System.out.printf(Locale.ROOT, "Warm start: `./ao --version` %.0f ms, `java -version` %.0f ms (medians of %d): %.1f×%n%n",
            starts[0] * 1e3, starts[1] * 1e3, STARTS, starts[0] / starts[1]);
        checkGoals(starts[0] / starts[1]);
    }

    private void facts() throws IOException {
        var runtime = Runtime.getRuntime();
        System.out.printf(Locale.ROOT, "%d cores, %s %s, Java %s, %s, best of %d rounds, everything in the page cache, peak memory %s%s%n%n",
            runtime.availableProcessors(), System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.version"),
            Files.getFileStore(folder).type(), rounds, stopwatch.memory(),
            System.getenv("AO_JAVA_OPTS") == null ? "" : ", AO_JAVA_OPTS " + System.getenv("AO_JAVA_OPTS"));
    }

    private double[] starts() throws IOException, InterruptedException {
        var ao = new ArrayList<Double>();
        var java = new ArrayList<Double>();
        var home = System.getenv("JAVA_HOME");
        var program = home == null ? "java" : home + "/bin/java";
        for (int i = 0; i < STARTS; i++) {
            ao.add(ao("--version").cost().wall());
            java.add(stopwatch.run(List.of(program, "-version")).ok().cost().wall());
        }
        return new double[] {median(ao), median(java)};
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private Result ao(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(repository.resolve("ao").toString()));
        command.addAll(List.of(words));
        return stopwatch.run(command);
    }

    private Map<Step, Cost> best(LegacyHome home) throws IOException, InterruptedException {
        read(home);
        var best = new EnumMap<Step, Cost>(Step.class);
        for (int i = 0; i < rounds; i++) {
            System.err.println("  round " + (i + 1) + " of " + rounds + " …");
            round(home).forEach((step, cost) -> best.merge(step, cost, Cost::best));
        }
        return best;
    }

    private Map<Step, Cost> round(LegacyHome home) throws IOException, InterruptedException {
        var costs = new EnumMap<Step, Cost>(Step.class);
        var data = folder.resolve("data");
        costs.put(Step.READ, read(home));
        costs.put(Step.INSPECT, ao("inspect", home.root().toString(), "--fail-on", "never", "--home", home.path().toString()).ok().cost());
        costs.put(Step.INSERT, insert(home));
        var imported = ao("import", "--sessions", "active", "--create-db", "--yes", "--home", home.path().toString(), "--data-dir", data.toString()).ok();
        costs.put(Step.IMPORT, imported.cost());
        expect(count(data.resolve("ao.db")), home.imported(), "imported sessions");
        var run = RUN.matcher(imported.out());
        if (!run.find()) throw new IllegalStateException("no run is named in\n" + imported.out());
        costs.put(Step.ROLLBACK, ao("rollback", run.group(), "--yes", "--home", home.path().toString()).ok().cost());
        expect(Files.exists(data.resolve("ao.db")) ? 1 : 0, 0, "databases after the rollback");
        LegacyHome.delete(home.path().resolve(".local"));
        return costs;
    }

    private static void expect(int found, int wanted, String what) {
        if (found != wanted) throw new IllegalStateException(what + ": " + found + ", not " + wanted);
    }

    private int count(Path database) throws IOException, InterruptedException {
        return Integer.parseInt(stopwatch.run(List.of("sqlite3", database.toString(), "SELECT count(*) FROM sessions")).ok().out().trim());
    }

    private Cost read(LegacyHome home) throws IOException, InterruptedException {
        return shell("find \"$1\"/*/sessions -type f -print0 | xargs -0 cat >/dev/null", home.root().resolve("projects"));
    }

    private Cost insert(LegacyHome home) throws IOException, InterruptedException {
        var database = folder.resolve("reference.db");
        Files.deleteIfExists(database);
        shell("sqlite3 -bail \"$1\" <\"$2\"", database, repository.resolve("lib/res/schema-12.sql"));
        var cost = shell("sqlite3 -bail \"$1\" <\"$2\"", database, home.inserts());
        expect(count(database), home.imported(), "inserted sessions");
        return cost;
    }

    private Cost shell(String script, Path... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        for (var word : words) command.add(word.toString());
        return stopwatch.run(command).ok().cost();
    }

    private void costs() {
        System.out.println("| sessions | what | wall s | user s | system s | peak MB |\n|---:|---|---:|---:|---:|---:|");
        bySize.forEach((size, costs) -> costs.forEach((step, cost) -> System.out.printf(Locale.ROOT, "| %,d | %s | %.2f | %.2f | %.2f | %d |%n",
            size, step.title, cost.wall(), cost.user(), cost.system(), cost.megabytes())));
        System.out.println();
    }

    private void ratios() {
        System.out.println("| sessions | import / (read + insert) | inspect / read | rollback / (read + insert) |\n|---:|---:|---:|---:|");
        bySize.forEach((size, costs) -> System.out.printf(Locale.ROOT, "| %,d | %.1f× | %.1f× | %.1f× |%n",
            size, ratio(costs, Step.IMPORT), ratio(costs, Step.INSPECT), ratio(costs, Step.ROLLBACK)));
        System.out.println();
    }

    private static double ratio(Map<Step, Cost> costs, Step step) {
        double read = costs.get(Step.READ).wall();
        return costs.get(step).wall() / (step == Step.INSPECT ? read : read + costs.get(Step.INSERT).wall());
    }

    private List<List<Integer>> neighbours() {
        var sizes = List.copyOf(bySize.keySet());
        return IntStream.range(1, sizes.size()).mapToObj(i -> List.of(sizes.get(i - 1), sizes.get(i))).toList();
    }

    private double growth(List<Integer> sizes, Step step) {
        return bySize.get(sizes.get(1)).get(step).wall() / bySize.get(sizes.get(0)).get(step).wall();
    }

    private void growth() {
        if (bySize.size() < 2) return;
        System.out.println("| sessions | " + titles() + " |\n|---|" + "---:|".repeat(Step.values().length));
        for (var sizes : neighbours()) {
            System.out.printf(Locale.ROOT, "| %,d → %,d | %s |%n", sizes.get(0), sizes.get(1), Arrays.stream(Step.values())
                .map(step -> String.format(Locale.ROOT, "%.1f×", growth(sizes, step))).collect(Collectors.joining(" | ")));
        }
        System.out.println();
    }

    private static String titles() {
        return Arrays.stream(Step.values()).map(step -> step.title).collect(Collectors.joining(" | "));
    }

    private void checkGoals(double warmStart) {
        var costs = bySize.get(GOAL_SIZE);
        if (costs == null) {
            System.out.printf(Locale.ROOT, "Times and memory have goals at %,d sessions only.%n", GOAL_SIZE);
        } else {
            goals.atMost("import takes at most 3× the references", ratio(costs, Step.IMPORT), 3);
            goals.atMost("import stays under 512 MB", costs.get(Step.IMPORT).megabytes(), 511);
            goals.atMost("inspect takes at most 2× the reading", ratio(costs, Step.INSPECT), 2);
            goals.atMost("inspect stays under 256 MB", costs.get(Step.INSPECT).megabytes(), 255);
        }
        for (var sizes : neighbours()) {
            double allowed = GROWTH * sizes.get(1) / sizes.get(0);
            for (var step : List.of(Step.INSPECT, Step.IMPORT, Step.ROLLBACK)) {
                goals.atMost(step.title + " grows no faster than the store to " + sizes.get(1), growth(sizes, step), allowed);
            }
        }
        goals.atMost("warm start within 4× of java", warmStart, 4);
        System.out.println();
    }
}
