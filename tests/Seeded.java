package tests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Makes random input from a seed that stands in the test's name, so that a failure can be had again. */
final class Seeded {
    private static final long FIRST_SEED = 20_260_501;
    private static final String ALPHABET = "abzABZ019-_.:/ \t\n\"'\\$`é日😀\u0000\u001b\u202e\ufeff";

    private final Random random;

    Seeded(long seed) {
        this.random = new Random(seed);
    }

    /** So many tests of a property, each with a seed of its own. */
    static Stream<DynamicTest> tests(int count, Consumer<Seeded> property) {
        int times = Boolean.getBoolean("ao.tests.all") ? 20 * count : count;
        return LongStream.range(FIRST_SEED, FIRST_SEED + times).mapToObj(seed ->
            DynamicTest.dynamicTest("seed " + seed, () -> property.accept(new Seeded(seed))));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean often() {
        return random.nextInt(4) > 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Text with what careless code stumbles over. */
    String text(int longest) {
        var text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        var points = ALPHABET.codePoints().toArray();
        for (int i = 0; i < length; i++) text.appendCodePoint(points[random.nextInt(points.length)]);
        return text.toString();
    }

    /** A word that can be an id. */
    String id() {
        var id = new StringBuilder();
        int length = 1 + random.nextInt(8);
        for (int i = 0; i < length; i++) id.append("abcxyz-_0123456789".charAt(random.nextInt(18)));
        return id.toString();
    }

    /** A time of this century, with a fraction of up to nine digits. */
    Instant time() {
        return Instant.ofEpochSecond(946_684_800L + random.nextInt(Integer.MAX_VALUE), random.nextInt(3) * (long) random.nextInt(500_000_000));
    }

    <T> List<T> list(int longest, java.util.function.Supplier<T> item) {
        var list = new ArrayList<T>();
        int length = random.nextInt(longest + 1);
        for (int i = 0; i < length; i++) list.add(item.get());
        return list;
    }
}
