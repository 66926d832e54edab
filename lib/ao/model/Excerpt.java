package ao.model;

import java.nio.charset.StandardCharsets;

/**
 * A stretch of a document, cut out only when it is asked for: a document of many entries is held once.
 *
 * @param document the document with a character for each byte: places in it are places in the file, and bytes that are
 *                 no UTF-8 come to no harm
 */
public record Excerpt(String document, int from, int to) {
    /** An excerpt that is a whole document. */
    public static Excerpt of(byte[] document) {
        var text = new String(document, StandardCharsets.ISO_8859_1);
        return new Excerpt(text, 0, text.length());
    }

    /** Its bytes. */
    public byte[] bytes() {
        return document.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its text; bytes that are no UTF-8 show as U+FFFD. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return from == to;
    }
}
