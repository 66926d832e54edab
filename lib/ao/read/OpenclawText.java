package ao.read;

import ao.model.Excerpt;
import ao.model.OpenclawEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;

/** How OpenClaw writes its stores: JSON with an indentation of two blanks and no final line break (openclaw-store sheet, 3 and 7). */
public final class OpenclawText {
    /** What a key takes beside the value, mostly. */
    private static final int ROOM = 256;

    private OpenclawText() { }

    /** The document of one entry. */
    public static byte[] document(String key, Excerpt value) {
        return bytes(opened("{\n  \"sessionKey\": ", value).append(asBytes(JavaScript.quoted(key))).append(",\n  \"entry\": "), value, "\n}");
    }

    /** The document of an entry of a store file, by its number there. */
    public static byte[] document(Path store, int number) throws IOException {
        if (!(OpenclawFile.read(store) instanceof OpenclawFile.Entries found) || number >= found.entries().size()) throw new IOException("it is no store with that many entries any more");
        var entry = found.entries().get(number);
        return document(OpenclawKeys.normalized(entry.key()), entry.value());
    }

    private static byte[] member(OpenclawEntry entry, boolean first) {
        return bytes(opened(first ? "{\n  " : ",\n  ", entry.value()).append(asBytes(JavaScript.quoted(entry.key()))).append(": "), entry.value(), "");
    }

    private static StringBuilder opened(String begin, Excerpt value) {
        int length = value.to() - value.from();
        return new StringBuilder(length + length / 4 + ROOM).append(begin);
    }

    private static byte[] bytes(StringBuilder out, Excerpt value, String end) {
        JsonLayout.append(out, value, 1);
        return out.append(end).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String asBytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The entries of a directory as one store file, of which one entry at a time is held; the same as long as they are. */
    public static InputStream gathered(Path directory) throws IOException {
        return new SequenceInputStream(new Parts(OpenclawDirectory.files(directory).iterator()));
    }

    private static final class Parts implements Enumeration<InputStream> {
        private final Iterator<Path> files;
        private boolean begun;
        private boolean ended;
        private InputStream next;

        Parts(Iterator<Path> files) {
            this.files = files;
            next = following();
        }

        /** Whoever reads meets what went wrong when he comes to it. */
        private InputStream following() {
            try {
                while (files.hasNext()) {
                    var entry = OpenclawDirectory.entry(files.next());
                    if (entry.isEmpty()) continue;
                    var part = member(entry.get(), !begun);
                    begun = true;
                    return new ByteArrayInputStream(part);
                }
                if (ended) return null;
                ended = true;
                return new ByteArrayInputStream((begun ? "\n}" : "{}").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                ended = true;
                return new Failing(e);
            }
        }

        @Override public boolean hasMoreElements() {
            return next != null;
        }

        @Override public InputStream nextElement() {
            var part = next;
            next = following();
            return part;
        }
    }

    private static final class Failing extends InputStream {
        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override public int read() throws IOException {
            throw failure;
        }
    }
}
