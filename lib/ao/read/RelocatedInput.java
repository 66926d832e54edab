package ao.read;

import ao.model.Relocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
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

    private final ByteLines lines;
    private final String member;
    private final byte[] mark;
    private final Relocation relocation;
    private byte[] ready = new byte[0];
    private int at;

    /** @param member the member that names a directory: {@code cwd} in transcripts, {@code project} in the list of prompts */
    public RelocatedInput(InputStream source, String member, Relocation relocation) {
        this.lines = new ByteLines(source, LONGEST_LINE);
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
            var next = lines.next();
            if (next.isEmpty()) return false;
            ready = lines.isWhole() ? relocated(next.get()) : next.get();
            at = 0;
        }
        return true;
    }

    private byte[] relocated(byte[] bytes) {
        if (!contains(bytes, mark)) return bytes;
        // A character for each byte: where a value stands is told in bytes then, and bytes that are no UTF-8 do no harm.
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        try (var parser = Json.MAPPER.getFactory().createParser(text)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? relocated(bytes, parser) : bytes;
        } catch (IOException e) {
            return bytes;
        }
    }

    private byte[] relocated(byte[] bytes, JsonParser parser) throws IOException {
        int start = -1;
        int end = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(member);
            var token = parser.nextToken();
            if (!wanted || token != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            start = (int) parser.currentTokenLocation().getCharOffset();
            parser.getText();
            end = (int) parser.currentLocation().getCharOffset();
        }
        // Of a line that is no whole object nothing is known for certain.
        if (parser.currentToken() != JsonToken.END_OBJECT || start < 0) return bytes;
        var moved = Json.parse(new String(bytes, start, end - start, StandardCharsets.UTF_8)).map(JsonNode::textValue).flatMap(relocation::moved);
        if (moved.isEmpty()) return bytes;
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
        lines.close();
    }
}
