package ao.report;

import java.io.PrintStream;

/** A list of which a screen gets the beginning, under a head that stands only over something. */
final class ShortList {
    private static final int SHOWN = 20;

    private final PrintStream out;
    private final String head;
    private final boolean whole;
    private int shown;
    private int more;

    /** @param whole whether everything is shown */
    ShortList(PrintStream out, String head, boolean whole) {
        this.out = out;
        this.head = head;
        this.whole = whole;
    }

    /** Shows an item, or counts it. */
    void add(String... lines) {
        if (!whole && shown >= SHOWN) {
            more++;
            return;
        }
        if (shown++ == 0) out.println("\n" + head);
        for (var line : lines) out.println("  " + Plain.of(line));
    }

    /** Says how many were not shown. */
    void end() {
        if (more > 0) out.println("  … and " + more + " more (-v shows them)");
    }
}
