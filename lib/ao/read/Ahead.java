package ao.read;

import ao.model.AoException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Work that is done on every core ahead of who takes its results, in the order of what there is to do. */
public final class Ahead {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** So much may be done already for each core; it lies in memory until it is taken. */
    private static final int EACH = 2;
    private static final int TOGETHER = 256;

    private Ahead() { }

    /**
     * Does all work and gives each result away, here and in order, before that of the next. What a piece of work
     * throws is thrown in the place of its result.
     *
     * @param work asked from several threads at once
     */
    public static <A, B> void inOrder(Iterator<A> items, Function<A, B> work, Consumer<B> taker) {
        var pool = Executors.newFixedThreadPool(CORES, task -> {
            var thread = new Thread(task, "reading ahead");
            thread.setDaemon(true);
            return thread;
        });
        try {
            take(pool, items, work, taker);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The same of many small pieces of work, of which some are done together, and fail together. */
    public static <A, B> void eachInOrder(List<A> items, Function<A, B> work, Consumer<B> taker) {
        var starts = IntStream.iterate(0, start -> start < items.size(), start -> start + TOGETHER).boxed().iterator();
        inOrder(starts, start -> items.subList(start, Math.min(items.size(), start + TOGETHER)).stream().map(work).toList(), results -> results.forEach(taker));
    }

    private static <A, B> void take(ExecutorService pool, Iterator<A> items, Function<A, B> work, Consumer<B> taker) {
        var begun = new ArrayDeque<Future<B>>();
        while (items.hasNext() || !begun.isEmpty()) {
            while (begun.size() < CORES * EACH && items.hasNext()) {
                var item = items.next();
                begun.add(pool.submit((Callable<B>) () -> work.apply(item)));
            }
            taker.accept(result(begun.remove()));
        }
    }

    private static <B> B result(Future<B> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException expected) throw expected;
            if (e.getCause() instanceof Error error) throw error;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AoException.Unreadable("interrupted", "the work was interrupted", "");
        }
    }
}
