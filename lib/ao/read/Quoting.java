package ao.read;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Text as JSON spells it. */
final class Quoting {
    private Quoting() { }

    static String json(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
