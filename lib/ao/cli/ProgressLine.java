package ao.cli;

import ao.model.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * One line on a terminal that tells how far a long step has come: what is done, of how much, how fast, and how long it
 * still takes. It shows up only when the work takes a while, and is gone when anything else is printed.
 */
final class ProgressLine implements Progress {
    private static final long PATIENCE = 700_000_000L;
    private static final long PAUSE = 150;
    private static final long SECOND = 1_000_000_000L;
    /** Before that, a rate says little. */
    private static final long TELLING = SECOND;
    private static final String ERASE = "\r\033[K";

    private final PrintStream err;
    private final long begun = System.nanoTime();
    private final LongAdder things = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private String what = "";
    private long of;
    private long since;
    private boolean shown;
    private boolean over = true;
    private Thread drawing;

    ProgressLine(PrintStream err) {
        this.err = err;
    }

    @Override public synchronized void begin(String step, long ofThings) {
        what = step;
        of = ofThings;
        since = System.nanoTime();
        things.reset();
        bytes.reset();
        over = false;
        if (drawing != null) return;
        drawing = new Thread(this::draw, "progress");
        drawing.setDaemon(true);
        drawing.start();
    }

    @Override public void advance(long count) {
        things.add(count);
    }

    @Override public void bytes(long count) {
        bytes.add(count);
    }

    /** Takes the line away, so that something else can be printed; it comes back while the step goes on. */
    synchronized void erase() {
        if (!shown) return;
        err.print(ERASE);
        err.flush();
        shown = false;
    }

    /** The last step is over. */
    synchronized void end() {
        erase();
        over = true;
    }

    private void draw() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                show(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show(long now) {
        if (over || now - begun < PATIENCE) return;
        err.print(ERASE + text(what, things.sum(), of, bytes.sum(), now - since));
        err.flush();
        shown = true;
    }

    /** The line, shorter than any terminal is wide. */
    static String text(String what, long things, long of, long bytes, long nanos) {
        var text = new StringBuilder(what).append("  ");
        text.append(of > 0 ? String.format(Locale.ROOT, "%,d of %,d", Math.min(things, of), of) : String.format(Locale.ROOT, "%,d", things));
        if (bytes >= 1 << 20) text.append(" · ").append(size(bytes));
        if (nanos < TELLING || things == 0) return text.toString();
        double perSecond = things * (double) SECOND / nanos;
        text.append(String.format(Locale.ROOT, perSecond < 10 ? " · %.1f/s" : " · %,.0f/s", perSecond));
        if (of > things) text.append(" · ").append(time((long) Math.ceil((of - things) / perSecond))).append(" left");
        return text.toString();
    }

    private static String size(long bytes) {
        return bytes < 1 << 30 ? (bytes >> 20) + " MB" : String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1 << 30));
    }

    private static String time(long seconds) {
        return seconds < 3600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
            : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
