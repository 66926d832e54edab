package ao.read;

import ao.model.AoException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Work that is done on all cores ahead of who takes its results, in the order of what there is to do. */
public final class Ahead {
    /** More than there are cores: what waits for the disk leaves its core to another. */
    private static final int WORKERS = workers(Runtime.getRuntime().availableProcessors());
    /** So much may be begun or done for each of them; it lies in memory until it is taken. */
    private static final int EACH = 2;

    private Ahead() { }

    /** A disk serves some at a time, and each of them has memory. */
    private static int workers(int cores) {
        return cores + Math.min(cores, 8);
    }

    /**
     * Does all work and gives each result away, here and in order, before that of the next. What a piece of work
     * throws is thrown in the place of its result.
     *
     * @param items asked from several threads, by one at a time
     * @param work  asked from several threads at once
     */
    public static <A, B> void inOrder(Iterator<A> items, Function<A, B> work, Consumer<B> taker) {
        var pool = Executors.newFixedThreadPool(WORKERS, task -> {
            var thread = new Thread(task, "reading ahead");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var conveyor = new Conveyor<>(items, work);
            for (int i = 0; i < WORKERS; i++) pool.execute(conveyor::work);
            for (var next = conveyor.take(); next.isPresent(); next = conveyor.take()) taker.accept(next.get());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Pieces of work in their order: whoever is free begins the next one, until enough lie ready. */
    private static final class Conveyor<A, B> {
        private final Iterator<A> items;
        private final Function<A, B> work;
        private final Semaphore room = new Semaphore(WORKERS * EACH);
        /** The results to come, in order; an empty one is behind the last. */
        private final BlockingQueue<CompletableFuture<Optional<B>>> begun = new LinkedBlockingQueue<>();
        private boolean over;

        Conveyor(Iterator<A> items, Function<A, B> work) {
            this.items = items;
            this.work = work;
        }

        /** Works until nothing is left to do, or nobody wants it any more. */
        void work() {
            try {
                do {
                    room.acquire();
                } while (workOnNext());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean workOnNext() {
            var result = new CompletableFuture<Optional<B>>();
            try {
                var item = next(result);
                if (item.isEmpty()) return false;
                result.complete(Optional.of(work.apply(item.get())));
                return true;
            } catch (Throwable e) {
                // Whoever takes the results throws it in its place.
                result.completeExceptionally(e);
                return false;
            }
        }

        private synchronized Optional<A> next(CompletableFuture<Optional<B>> result) {
            if (over) return Optional.empty();
            begun.add(result);
            // Whatever happens now is the last that anybody hears.
            over = true;
            if (items.hasNext()) {
                var item = Optional.of(items.next());
                over = false;
                return item;
            }
            result.complete(Optional.empty());
            return Optional.empty();
        }

        /** The next result, once it is there; empty behind the last. */
        Optional<B> take() {
            try {
                var next = begun.take().get();
                room.release();
                return next;
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
}
