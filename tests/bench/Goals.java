package tests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells which goals hold, and remembers those that do not. */
final class Goals {
    private final List<String> missed = new ArrayList<>();

    /** A number that is to be no larger than another. */
    void atMost(String name, double found, double allowed) {
        boolean holds = found <= allowed;
        System.out.printf(Locale.ROOT, "- %s: %s (%.1f of %.1f)%n", holds ? "holds" : "missed", name, found, allowed);
        if (!holds) missed.add(name);
    }

    List<String> missed() {
        return missed;
    }
}
