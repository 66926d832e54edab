package ao.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** What can still be read of a record that is cut off or damaged: the members that stand whole before the damage. */
public final class DamagedRecord {
    private static final ObjectReader VALUE = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DamagedRecord() { }

    /** The whole members; of an object that the damage is in, those of its members that are objects and whole. */
    public static ObjectNode read(byte[] bytes) {
        var record = Json.MAPPER.createObjectNode();
        int start = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB ? 3 : 0;
        try (var parser = Json.MAPPER.getFactory().createParser(bytes, start, bytes.length - start)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) members(parser, record, bytes.length - start, true);
        } catch (IOException e) {
            // That is the damage.
        }
        return record;
    }

    private static void members(JsonParser parser, ObjectNode into, int length, boolean outermost) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && outermost) {
                into.set(name, whole(parser, name, into, length));
                continue;
            }
            JsonNode value = VALUE.readTree(parser);
            // A number or word at the very end may have gone on.
            boolean mayGoOn = token.isScalarValue() && token != JsonToken.VALUE_STRING && parser.currentLocation().getByteOffset() >= length;
            if (!mayGoOn) into.set(name, value);
        }
    }

    private static ObjectNode whole(JsonParser parser, String name, ObjectNode into, int length) throws IOException {
        var inner = Json.MAPPER.createObjectNode();
        try {
            members(parser, inner, length, false);
            return inner;
        } catch (IOException e) {
            inner.properties().removeIf(m -> !m.getValue().isObject());
            if (!inner.isEmpty()) into.set(name, inner);
            throw e;
        }
    }
}
