package ao.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What can still be read of a record that is cut off or damaged.
 *
 * @param document the members that stand whole before the damage, byte for byte, as a document of their own
 * @param members  the same, and of a lifecycle that the damage is in those of its parts that are whole
 * @param damaged  the member that the damage is in
 */
public record DamagedRecord(byte[] document, ObjectNode members, Optional<String> damaged) {
    private static final ObjectReader VALUE = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Reads what there is. */
    public static DamagedRecord read(byte[] bytes) {
        var reading = new Reading(bytes);
        try (var parser = Json.MAPPER.getFactory().createParser(bytes, reading.start, bytes.length - reading.start)) {
            if (isUtf8(bytes) && parser.nextToken() == JsonToken.START_OBJECT) reading.members(parser);
        } catch (IOException e) {
            // That is the damage.
        }
        return new DamagedRecord(reading.document(), reading.record, reading.damaged);
    }

    /** By its beginning: of text in wider characters the parser tells places that are none of the bytes, and no system reads it. */
    private static boolean isUtf8(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) return false;
        }
        return true;
    }

    /** The members that are known to be whole, as a tree. */
    public ObjectNode whole() {
        return (ObjectNode) Json.parse(new String(document, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "")).orElseThrow();
    }

    /** Goes through a document up to where it is damaged. */
    private static final class Reading {
        private final byte[] bytes;
        private final int start;
        private final ObjectNode record = Json.MAPPER.createObjectNode();
        private int end;
        private Optional<String> damaged = Optional.empty();

        Reading(byte[] bytes) {
            this.bytes = bytes;
            this.start = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB ? 3 : 0;
        }

        void members(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                damaged = Optional.of(name);
                boolean word = token.isScalarValue() && token != JsonToken.VALUE_STRING;
                int wordEnd = word ? (int) parser.currentTokenLocation().getByteOffset() + parser.getText().length() : 0;
                JsonNode value = token == JsonToken.START_OBJECT ? inner(parser, name) : VALUE.readTree(parser);
                // A number or word at the very end may have gone on.
                if (word && start + wordEnd >= bytes.length) return;
                record.set(name, value);
                end = start + (word ? wordEnd : (int) parser.currentLocation().getByteOffset());
                damaged = Optional.empty();
            }
        }

        private ObjectNode inner(JsonParser parser, String name) throws IOException {
            var inner = Json.MAPPER.createObjectNode();
            try {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var member = parser.currentName();
                    parser.nextToken();
                    inner.set(member, (JsonNode) VALUE.readTree(parser));
                }
                return inner;
            } catch (IOException e) {
                // Of no other object the parts say anything by themselves.
                inner.properties().removeIf(m -> !m.getValue().isObject());
                if (name.equals("lifecycle") && !inner.isEmpty()) record.set(name, inner);
                throw e;
            }
        }

        byte[] document() {
            if (end == 0) return "{}\n".getBytes(StandardCharsets.UTF_8);
            var document = Arrays.copyOf(bytes, end + 3);
            System.arraycopy("\n}\n".getBytes(StandardCharsets.UTF_8), 0, document, end, 3);
            return document;
        }
    }
}
