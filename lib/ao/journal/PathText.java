package ao.journal;

import ao.read.RawPath;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Paths as members of JSON objects: a path that text cannot give back has its bytes, percent-encoded, beside it. */
final class PathText {
    private static final String RAW = "Raw";

    private PathText() { }

    static void write(JsonGenerator out, String name, Path path) throws IOException {
        out.writeStringField(name, path.toString());
        if (!RawPath.isText(path)) out.writeStringField(name + RAW, RawPath.encode(path));
    }

    static ObjectNode put(ObjectNode node, String name, Path path) {
        node.put(name, path.toString());
        if (!RawPath.isText(path)) node.put(name + RAW, RawPath.encode(path));
        return node;
    }

    static Path read(JsonNode node, String name) {
        var raw = node.get(name + RAW);
        return raw == null ? Path.of(node.required(name).textValue()) : RawPath.decode(raw.textValue());
    }
}
