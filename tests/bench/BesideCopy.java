package tests.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tests.bench.Stopwatch.Cost;

/**
 * What steps cost by the size of a store, beside {@code cp -a} of as much. Nothing is deleted between the rounds: for
 * minutes after many files went, some file systems are slow to make new ones.
 *
 * @param <S> the steps, in the order of a round
 */
final class BesideCopy<S extends Enum<S>> {
    private final Class<S> steps;
    private final Function<S, String> title;
    private final S copy;
    private final int rounds;
    private final Map<Integer, Map<S, Cost>> bySize = new LinkedHashMap<>();

    /** @param copy the step that is {@code cp -a} */
    BesideCopy(Class<S> steps, Function<S, String> title, S copy, int rounds) {
        this.steps = steps;
        this.title = title;
        this.copy = copy;
        this.rounds = rounds;
    }

    /** One round, in a place of its own. */
    interface Round<S> {
        Map<S, Cost> run(int number) throws IOException, InterruptedException;
    }

    /** Measures a size. */
    void measure(int size, Round<S> round) throws IOException, InterruptedException {
        var best = new EnumMap<S, Cost>(steps);
        for (int i = 0; i < rounds; i++) {
            System.err.println("  round " + (i + 1) + " of " + rounds + " …");
            round.run(i).forEach((step, cost) -> best.merge(step, cost, Cost::best));
        }
        bySize.put(size, best);
    }

    /** @param things what a size counts */
    void print(String things) {
        System.out.println("| " + things + " | what | wall s | user s | system s | peak MB | of `cp -a` |\n|---:|---|---:|---:|---:|---:|---:|");
        bySize.forEach((size, costs) -> costs.forEach((step, cost) -> System.out.printf(Locale.ROOT, "| %,d | %s | %.2f | %.2f | %.2f | %d | %.1f× |%n",
            size, title.apply(step), cost.wall(), cost.user(), cost.system(), cost.megabytes(), ratio(size, step))));
        System.out.println();
    }

    Iterable<Integer> sizes() {
        return bySize.keySet();
    }

    /** How many times what the copy took. */
    double ratio(int size, S step) {
        return bySize.get(size).get(step).wall() / bySize.get(size).get(copy).wall();
    }

    long megabytes(int size, S step) {
        return bySize.get(size).get(step).megabytes();
    }
}
