package ao.read;

import ao.model.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A record as it stands, to be shown: without what looks like a credential. */
public final class SafeDocument {
    private SafeDocument() { }

    /** The record of a file; empty when it is no JSON object. */
    public static ObjectNode of(Path record) {
        try {
            return Json.parse(Files.readString(record)).filter(JsonNode::isObject).map(n -> hidden((ObjectNode) n)).orElseGet(Json.MAPPER::createObjectNode);
        } catch (IOException e) {
            return Json.MAPPER.createObjectNode();
        }
    }

    /** The same object with its values as they may be shown. */
    static ObjectNode hidden(ObjectNode object) {
        var shown = Json.MAPPER.createObjectNode();
        object.properties().forEach(e -> {
            shown.set(e.getKey(), hidden(e.getKey(), e.getValue()));
        });
        return shown;
    }

    private static JsonNode hidden(String key, JsonNode value) {
        if (value instanceof ObjectNode inner) return hidden(inner);
        if (value.isTextual()) return TextNode.valueOf(Secrets.shown(key, value.textValue()));
        if (!value.isArray()) return value;
        var shown = Json.MAPPER.createArrayNode();
        value.forEach(element -> shown.add(hidden(key, element)));
        return shown;
    }
}
