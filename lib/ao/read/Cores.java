package ao.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Has all cores do pieces of one work: whoever is done with one takes the next. A parallel stream gives each core large
 * shares beforehand, and the others wait for the one that was held up.
 */
public final class Cores {
    private Cores() { }

    /**
     * What comes of each piece, in order. What one throws is thrown when no other is at work any more, so that whoever
     * asked can clean up; no other is begun then.
     */
    public static <T> List<T> map(int pieces, IntFunction<T> work) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var made = new ArrayList<T>(Collections.nCopies(pieces, null));
        IntStream.range(0, Runtime.getRuntime().availableProcessors()).parallel().forEach(core -> {
            try {
                for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) made.set(piece, work.apply(piece));
            } catch (RuntimeException | Error e) {
                next.set(pieces);
                failure.compareAndSet(null, e);
            }
        });
        if (failure.get() instanceof Error error) throw error;
        if (failure.get() != null) throw (RuntimeException) failure.get();
        return made;
    }
}
