package ao.read;

import ao.model.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
            var value = e.getValue();
            if (value instanceof ObjectNode inner) shown.set(e.getKey(), hidden(inner));
            else if (value.isTextual()) shown.put(e.getKey(), Secrets.shown(e.getKey(), value.textValue()));
            else if (Secrets.isNamed(e.getKey()) && value.isArray()) shown.put(e.getKey(), Secrets.shown(e.getKey(), value.toString()));
            else shown.set(e.getKey(), value);
        });
        return shown;
    }
}
