package ao.plan;

import ao.read.HashedRecord;
import ao.read.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a record of the project layout is still what a migration made of a hashed one. The original re-spells numbers
 * and writes nothing of what it cannot read, so values are compared, and numbers as it reads them (golden i).
 */
final class MigratedRecord {
    private static final Comparator<JsonNode> AS_NUMBERS = (one, two) ->
        one.equals(two) || one.isNumber() && two.isNumber() && one.doubleValue() == two.doubleValue() ? 0 : 1;

    private MigratedRecord() { }

    /** Compares the bytes at the new place with the source; an archived record was made a terminated one. */
    static boolean isUntouched(byte[] there, HashedRecord source, boolean archive) {
        var now = Json.parse(new String(there, StandardCharsets.UTF_8)).map(n -> comparable(n, archive));
        if (source.body() instanceof HashedRecord.KeyValue text) {
            var full = text.record().deepCopy();
            text.leftOut().forEach((key, value) -> {
                if (!key.equals("status") && !full.has(key)) full.put(key, value);
            });
            return now.filter(n -> same(n, comparable(text.record(), archive)) || same(withoutFlag(n), withoutFlag(comparable(full, archive)))).isPresent();
        }
        if (source.body() instanceof HashedRecord.Json json) return now.filter(n -> same(n, comparable(json.record(), archive))).isPresent();
        if (ao.read.Hashes.content(there).equals(source.content()) || isNothing(now)) return true;
        return source.body() instanceof HashedRecord.Opaque opaque && opaque.value().isPresent() && now.filter(n -> same(n, opaque.value().get())).isPresent();
    }

    /** What the original makes of a record that it cannot read, but takes for one. */
    private static boolean isNothing(Optional<JsonNode> there) {
        return there.filter(n -> n.isEmpty() && n.isContainerNode()).isPresent();
    }

    private static boolean same(JsonNode one, JsonNode two) {
        return one.equals(AS_NUMBERS, two);
    }

    /** We write this flag as a truth value, whatever its text. */
    private static JsonNode withoutFlag(JsonNode record) {
        if (!(record instanceof ObjectNode object)) return record;
        var copy = object.deepCopy();
        if (copy.has("prAutoDetect")) copy.put("prAutoDetect", copy.get("prAutoDetect").asText());
        return copy;
    }

    /** Without what a migration changes. */
    private static JsonNode comparable(JsonNode record, boolean archive) {
        if (!(record instanceof ObjectNode object)) return record;
        var copy = object.deepCopy();
        copy.remove("worktree");
        for (var name : List.of("runtimeHandle", "lifecycle")) withoutWorkspace(copy, name);
        if (!archive) return copy;
        copy.remove("status");
        if (copy.path("lifecycle").isTextual()) Json.parse(copy.path("lifecycle").textValue()).ifPresent(n -> copy.set("lifecycle", n));
        if (copy.path("lifecycle").path("session") instanceof ObjectNode session) {
            session.remove(List.of("state", "reason", "terminatedAt"));
            if (session.isEmpty()) ((ObjectNode) copy.get("lifecycle")).remove("session");
        }
        return copy;
    }

    private static void withoutWorkspace(ObjectNode record, String name) {
        var handle = name.equals("lifecycle") ? record.path(name).path("runtime").path("handle") : record.path(name);
        if (handle.path("data") instanceof ObjectNode data) data.remove("workspacePath");
    }
}
