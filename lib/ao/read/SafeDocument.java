package ao.read;

import ao.model.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A record as it stands, to be shown: without what looks like a credential. */
public final class SafeDocument {
    private SafeDocument() { }

    /** The record of a file; empty when it is no JSON object. */
    public static ObjectNode of(Path record) {
        try {
            return of(Files.readString(record));
        } catch (IOException e) {
            return Json.MAPPER.createObjectNode();
        }
    }

    /** The same of a text. */
    public static ObjectNode of(String json) {
        return Json.parse(json).filter(JsonNode::isObject).map(n -> hidden((ObjectNode) n)).orElseGet(Json.MAPPER::createObjectNode);
    }

    /** A text as it may be shown: JSON value by value. */
    public static String text(String text) {
        var json = text.startsWith("{") || text.startsWith("[") ? Json.parse(text).filter(JsonNode::isContainerNode) : Optional.<JsonNode>empty();
        return json.map(n -> hidden(n).toString()).orElseGet(() -> Secrets.shown("", text));
    }

    /** The same object with its values as they may be shown. */
    static ObjectNode hidden(ObjectNode object) {
        var shown = Json.MAPPER.createObjectNode();
        object.properties().forEach(e -> shown.set(Secrets.masked(e.getKey()), Secrets.isNamed(e.getKey()) ? withheld(e.getValue()) : hidden(e.getValue())));
        return shown;
    }

    private static JsonNode hidden(JsonNode value) {
        if (value instanceof ObjectNode inner) return hidden(inner);
        if (value.isTextual()) return TextNode.valueOf(text(value.textValue()));
        return value.isArray() ? each(value, SafeDocument::hidden) : value;
    }

    /** What stands below a name that speaks of a credential: names, and that there is no value. */
    private static JsonNode withheld(JsonNode value) {
        if (value.isArray()) return each(value, SafeDocument::withheld);
        if (!(value instanceof ObjectNode object)) return value.isNull() || value.asText().isEmpty() ? value : TextNode.valueOf(Secrets.HIDDEN);
        var shown = Json.MAPPER.createObjectNode();
        object.properties().forEach(e -> shown.set(Secrets.masked(e.getKey()), withheld(e.getValue())));
        return shown;
    }

    private static JsonNode each(JsonNode array, UnaryOperator<JsonNode> change) {
        var shown = Json.MAPPER.createArrayNode();
        array.forEach(element -> shown.add(change.apply(element)));
        return shown;
    }
}
