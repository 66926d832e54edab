package ao.cli;

import ao.report.Plain;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** How far a mistyped word is from a known one. */
public final class Nearest {
    private static final int NAMED = 3;

    private Nearest() { }

    /** Those that are nearest to a word, as a message may name them. */
    public static List<String> of(String word, Collection<String> known) {
        return known.stream().sorted(Comparator.comparing(name -> distance(name, word))).limit(NAMED).map(Plain::of).toList();
    }

    /** The number of letters that have to be typed, left out or changed. */
    public static int distance(String a, String b) {
        var previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) previous[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            var current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(changed, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
