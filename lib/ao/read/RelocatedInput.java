package ao.read;

import ao.model.Relocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A file of JSON lines in which one member of each line's object names a directory, with the directories that were
 * moved under their new names. All else stays byte for byte, lines that are no JSON too, and text that only mentions a
 * directory (D31).
 */
public final class RelocatedInput extends InputStream {
    /** Longer lines are passed on as they are: no agent writes them, and they would fill the memory. */
    private static final int LONGEST_LINE = 64 << 20;
    private static final int BUFFER = 1 << 16;

    private final InputStream source;
    private final String member;
    private final byte[] mark;
    private final Relocation relocation;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    private byte[] ready = new byte[0];
    private int at;
    private boolean tooLong;
    private boolean ended;

    /** @param member the member that names a directory: {@code cwd} in transcripts, {@code project} in the list of prompts */
    public RelocatedInput(InputStream source, String member, Relocation relocation) {
        this.source = new BufferedInputStream(source, BUFFER);
        this.member = member;
        this.mark = ("\"" + member + "\"").getBytes(StandardCharsets.UTF_8);
        this.relocation = relocation;
    }

    @Override public int read() throws IOException {
        return fill() ? ready[at++] & 0xFF : -1;
    }

    @Override public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (!fill()) return -1;
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, buffer, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == ready.length) {
            if (ended) return false;
            line.reset();
            boolean whole = !tooLong;
            readLine();
            ready = whole && !tooLong ? relocated(line.toByteArray()) : line.toByteArray();
            at = 0;
            if (ready.length > 0 && ready[ready.length - 1] == '\n') tooLong = false;
        }
        return true;
    }

    private void readLine() throws IOException {
        for (int b = source.read(); ; b = source.read()) {
            if (b < 0) {
                ended = true;
                return;
            }
            line.write(b);
            if (b == '\n') return;
            if (line.size() >= LONGEST_LINE) {
                tooLong = true;
                return;
            }
        }
    }

    private byte[] relocated(byte[] bytes) {
        if (!contains(bytes, mark)) return bytes;
        try (var parser = Json.MAPPER.getFactory().createParser(bytes)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? relocated(bytes, parser) : bytes;
        } catch (IOException e) {
            return bytes;
        }
    }

    private byte[] relocated(byte[] bytes, JsonParser parser) throws IOException {
        int start = -1;
        int end = -1;
        var moved = java.util.Optional.<String>empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(member);
            var token = parser.nextToken();
            if (!wanted || token != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            var value = parser.getText();
            start = (int) parser.currentTokenLocation().getByteOffset();
            end = (int) parser.currentLocation().getByteOffset();
            moved = relocation.moved(value);
        }
        // Of a line that is no whole object nothing is known for certain.
        if (parser.currentToken() != JsonToken.END_OBJECT || moved.isEmpty()) return bytes;
        var text = Json.MAPPER.getNodeFactory().textNode(moved.get()).toString().getBytes(StandardCharsets.UTF_8);
        var result = new byte[bytes.length - (end - start) + text.length];
        System.arraycopy(bytes, 0, result, 0, start);
        System.arraycopy(text, 0, result, start, text.length);
        System.arraycopy(bytes, end, result, start + text.length, bytes.length - end);
        return result;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        outer:
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (bytes[i + j] != wanted[j]) continue outer;
            }
            return true;
        }
        return false;
    }

    @Override public void close() throws IOException {
        source.close();
    }
}
