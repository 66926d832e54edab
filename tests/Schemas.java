package tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The published schemas of {@code examples/schema}, made strict: what they do not name is a complaint here, so that
 * nothing is written that they do not describe.
 */
final class Schemas {
    static final Path FOLDER = Repo.root().resolve("examples/schema");
    private static final String BASE = "https://schema.invalid/";
    private static final String ENDING = ".schema.json";
    private static final Map<String, JsonSchema> BY_NAME = load();

    private Schemas() { }

    /** What a document of the toolkit has that its schema does not allow. */
    static List<String> complaints(JsonNode document) {
        var schema = BY_NAME.get(name(document));
        if (schema == null) return List.of("there is no schema for " + document.path("command"));
        return schema.validate(document).stream().map(Object::toString).toList();
    }

    /** Complains about standard output that is an envelope and not what the schema says. */
    static void check(String out) {
        if (!out.startsWith("{") || !out.contains("\"schemaVersion\"") || out.length() > 1 << 20) return;
        try {
            var complaints = complaints(Golden.JSON.readTree(out));
            if (!complaints.isEmpty()) throw new AssertionError("not as its schema says: " + complaints + "\n" + out.substring(0, Math.min(out.length(), 4000)));
        } catch (IOException e) {
            // Whoever wants JSON complains about it himself.
        }
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** A command that failed has no report, and some that fail are none. */
    private static String name(JsonNode document) {
        if (document.path("mode").asText().equals("failed")) return "failed";
        return document.path("command").asText().replace(' ', '-');
    }

    private static Map<String, JsonSchema> load() {
        var texts = new TreeMap<String, JsonNode>();
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(ENDING)) texts.put(name, strict(Golden.JSON.readTree(file.toFile()), name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var failed = (ObjectNode) texts.get("envelope" + ENDING).deepCopy();
        texts.put("failed" + ENDING, failed.put("unevaluatedProperties", false));
        var byLocation = new HashMap<String, String>();
        texts.forEach((name, text) -> byLocation.put(BASE + name, text.toString()));
        var factory = JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(byLocation)));
        var schemas = new TreeMap<String, JsonSchema>();
        texts.keySet().forEach(name -> schemas.put(name.replace(ENDING, ""), factory.getSchema(SchemaLocation.of(BASE + name))));
        return schemas;
    }

    private static JsonNode strict(JsonNode schema, String name) {
        schema.forEach(Schemas::close);
        var root = (ObjectNode) schema;
        if (!name.startsWith("envelope")) root.put("unevaluatedProperties", false);
        return root;
    }

    private static void close(JsonNode node) {
        node.forEach(Schemas::close);
        if (node instanceof ObjectNode object && object.path("properties").isObject() && object.path("type").isTextual() && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }
}
