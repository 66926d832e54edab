package ao.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Has all cores do pieces of one work: whoever is done with one takes the next. A parallel stream gives each core large
 * shares beforehand, and the others wait for the one that was held up.
 */
public final class Cores {
    private Cores() { }

    /** What comes of each piece, in order; once one ends with an exception, no other is begun. */
    public static <T> List<T> map(int pieces, IntFunction<T> work) {
        var next = new AtomicInteger();
        var made = new ArrayList<T>(Collections.nCopies(pieces, null));
        IntStream.range(0, Runtime.getRuntime().availableProcessors()).parallel().forEach(core -> {
            boolean whole = false;
            try {
                for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) made.set(piece, work.apply(piece));
                whole = true;
            } finally {
                if (!whole) next.set(pieces);
            }
        });
        return made;
    }
}
