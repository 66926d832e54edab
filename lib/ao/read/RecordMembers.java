package ao.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.function.Predicate;

/** Reads a record of which few values are asked for: texts of no interest, which are most of its bytes, are passed over. */
final class RecordMembers {
    /** Stands for a text that was passed over. */
    private static final TextNode NOT_READ = TextNode.valueOf("(not read)");

    /** Has room for what a usual record holds. */
    private static final int TABLE = 64;
    /** Deeper values are left to the library, which needs no stack for them. */
    private static final int SHALLOW = 32;

    private static final ObjectReader VALUE = Json.MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RecordMembers() { }

    /**
     * The record's object, in which texts under keys that are not asked for are replaced; or what stands there instead of
     * an object.
     *
     * @throws JsonProcessingException for what {@link Json#MAPPER} does not read either
     */
    static JsonNode read(byte[] bytes, int start, Predicate<String> asked) throws IOException {
        try (var parser = Json.MAPPER.getFactory().createParser(bytes, start, bytes.length - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return Json.MAPPER.readTree(bytes, start, bytes.length - start);
            var object = new ObjectNode(Json.MAPPER.getNodeFactory(), new LinkedHashMap<>(TABLE));
            for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                boolean passed = parser.nextToken() == JsonToken.VALUE_STRING && !asked.test(key);
                put(object, key, passed ? NOT_READ : value(parser, 1), parser);
            }
            if (parser.nextToken() != null) throw MismatchedInputException.from(parser, ObjectNode.class, "text follows the object");
            return object;
        }
    }

    private static void put(ObjectNode object, String key, JsonNode value, JsonParser parser) throws IOException {
        if (object.replace(key, value) != null) throw MismatchedInputException.from(parser, ObjectNode.class, "a key stands twice: " + key);
    }

    /** The value at which the parser stands: a record has many small ones, for each of which the library's reader would be set up anew. */
    private static JsonNode value(JsonParser parser, int depth) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING: return TextNode.valueOf(parser.getText());
            case VALUE_NULL: return NullNode.getInstance();
            case VALUE_TRUE: return BooleanNode.TRUE;
            case VALUE_FALSE: return BooleanNode.FALSE;
            case VALUE_NUMBER_INT:
                if (parser.getNumberType() == JsonParser.NumberType.INT) return IntNode.valueOf(parser.getIntValue());
                if (parser.getNumberType() == JsonParser.NumberType.LONG) return LongNode.valueOf(parser.getLongValue());
                break;
            case START_OBJECT:
                if (depth > SHALLOW) break;
                var object = Json.MAPPER.createObjectNode();
                for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                    parser.nextToken();
                    put(object, key, value(parser, depth + 1), parser);
                }
                return object;
            default: break;
        }
        return VALUE.readTree(parser);
    }
}
