package ao.read;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code key=value} text of the hashed layout: lines end at LF only, blank lines and lines that begin with
 * {@code #} are skipped, the first {@code =} divides, both sides are trimmed, the last value of a key counts
 * (golden set c).
 */
public final class KeyValueText {
    private KeyValueText() { }

    /** The pairs in the order in which their keys first appear. */
    public static Map<String, String> parse(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (var line : text.split("\n", -1)) {
            var trimmed = JavaScript.trim(line);
            int equals = trimmed.indexOf('=');
            if (trimmed.isEmpty() || trimmed.startsWith("#") || equals < 0) continue;
            var key = JavaScript.trim(trimmed.substring(0, equals));
            if (!key.isEmpty()) pairs.put(key, JavaScript.trim(trimmed.substring(equals + 1)));
        }
        return pairs;
    }
}
