package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.Cores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Pieces of one work on all cores. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CoresTest {
    private static final int MANY = 10_000;

    @Test
    void each_piece_is_done_once_and_its_result_stands_in_its_place() {
        var done = new AtomicInteger();
        var results = Cores.map(MANY, piece -> {
            done.incrementAndGet();
            return "piece " + piece;
        });
        assertEquals(IntStream.range(0, MANY).mapToObj(piece -> "piece " + piece).toList(), results);
        assertEquals(MANY, done.get());
    }

    @Test
    void nothing_to_do_is_done() {
        assertEquals(List.of(), Cores.map(0, piece -> piece));
    }

    /** What one piece throws is thrown as it is, so that whoever asked can tell what it was. */
    @Test
    void a_piece_that_fails_ends_the_others() {
        var cause = new IOException("the disk is gone");
        var begun = new AtomicInteger();
        var thrown = assertThrows(UncheckedIOException.class, () -> Cores.map(MANY, piece -> {
            begun.incrementAndGet();
            if (piece == 3) throw new UncheckedIOException(cause);
            return slowly(piece);
        }));
        assertSame(cause, thrown.getCause());
        // Others may begin a few while the failure is on its way to them, but not all.
        assertTrue(begun.get() < MANY, begun + " of " + MANY);
    }

    /** Whoever cleans up after a failure must not meet somebody who is still at work. */
    @Test
    void nobody_is_at_work_any_more_when_a_failure_is_told() {
        for (int round = 0; round < 50; round++) {
            int failing = round % 3;
            var atWork = new AtomicInteger();
            assertThrows(IllegalStateException.class, () -> Cores.map(100, piece -> {
                atWork.incrementAndGet();
                try {
                    if (piece == failing) throw new IllegalStateException();
                    return slowly(piece);
                } finally {
                    atWork.decrementAndGet();
                }
            }));
            assertEquals(0, atWork.get(), "round " + round);
        }
    }

    private static int slowly(int piece) {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return piece;
    }
}
