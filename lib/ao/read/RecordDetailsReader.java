package ao.read;

import ao.model.RecordDetails;
import ao.model.RecordDetails.Form;
import ao.model.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how a record says things (session-manager sheet, 1.6 to 1.10). */
final class RecordDetailsReader {
    /** The keys of whose values something is told here; of others only whether they are there. */
    private static final Set<String> KEYS = Set.of("project", "pr", "prs", "prAutoDetect", "runtimeHandle", "tmuxName", "lifecycle", "statePayload", "stateVersion", "detectingStartedAt", "opencodeCleanedAt", "codexModel");
    /** Nobody looks for names so deep. */
    private static final int DEEPEST = 64;
    private static final Pattern INDEXED = Pattern.compile("(prEnrichment|prReviewComments)_\\d+");

    private RecordDetailsReader() { }

    /** Whether the value of a key matters. */
    static boolean isAskedFor(String key) {
        return KEYS.contains(key);
    }

    /** @param suspicious whether a value may look like a credential */
    static RecordDetails of(ObjectNode record, boolean suspicious) {
        var form = form(record);
        var lifecycle = form == Form.NONE || form == Form.ODD ? Optional.<ObjectNode>empty()
            : Json.objectIn(record.get(form == Form.PAYLOAD ? "statePayload" : "lifecycle"));
        var runtime = lifecycle.map(l -> l.path("runtime"));
        return new RecordDetails(text(record, "project"), text(record, "pr"), list(record.path("prs").asText("")),
            lifecycle.flatMap(l -> Optional.ofNullable(l.path("pr").path("url").textValue())), indexed(record),
            MetadataView.flag(record.get("prAutoDetect")),
            present(record.get("runtimeHandle")) || present(record.get("tmuxName")),
            runtime.filter(r -> present(r.get("handle")) || present(r.get("tmuxName"))).isPresent(),
            form, lifecycle.map(LifecycleReader::unknownWords).orElse(List.of()), lifecycle.map(LifecycleReader::wrongKinds).orElse(List.of()),
            form == Form.OBJECT ? lifecycle.map(RecordDetailsReader::missing).orElse(List.of()) : List.of(),
            text(record, "detectingStartedAt"), present(record.get("opencodeCleanedAt")), text(record, "codexModel"), credentials(record, suspicious));
    }

    private static Form form(ObjectNode record) {
        var lifecycle = record.get("lifecycle");
        if (lifecycle != null && lifecycle.isObject()) return Form.OBJECT;
        if (Json.objectIn(lifecycle).isPresent()) return Form.TEXT;
        if (JavaScript.truthy(lifecycle)) return Form.ODD;
        return "2".equals(record.path("stateVersion").textValue()) && Json.objectIn(record.get("statePayload")).isPresent() ? Form.PAYLOAD : Form.NONE;
    }

    /** Without these the legacy software fails while it derives the status, and with it every listing (trap T-08). */
    private static List<String> missing(ObjectNode lifecycle) {
        if (!lifecycle.path("session").isObject()) return List.of("session");
        var state = lifecycle.path("session").path("state").asText();
        boolean asksPr = !List.of("not_started", "needs_input", "stuck", "done", "detecting", "terminated").contains(state);
        return asksPr && !lifecycle.path("pr").isObject() ? List.of("pr") : List.of();
    }

    private static List<String> indexed(ObjectNode record) {
        List<String> found = List.of();
        for (Map.Entry<String, JsonNode> e : record.properties()) {
            if (e.getKey().startsWith("pr") && e.getKey().indexOf('_') > 0 && INDEXED.matcher(e.getKey()).matches()) {
                if (found.isEmpty()) found = new ArrayList<>(2);
                found.add(e.getKey());
            }
        }
        return found;
    }

    private static List<String> list(String text) {
        if (text.isEmpty()) return List.of();
        var parts = new ArrayList<String>(2);
        for (var part : text.split(",")) {
            if (!part.isBlank()) parts.add(part.strip());
        }
        return parts;
    }

    /** Names of texts that are credentials, at any depth: as {@code env.API_TOKEN}. */
    private static List<String> credentials(ObjectNode record, boolean suspicious) {
        var found = new ArrayList<String>(0);
        for (Map.Entry<String, JsonNode> e : record.properties()) {
            // Into a lifecycle others put only what is in its handle; to go through all of its names takes longer than all the rest.
            if (!suspicious && e.getKey().equals("lifecycle")) credential("handle", e.getValue().path("runtime").path("handle"), "lifecycle.runtime", 0, false, found);
            else credential(e.getKey(), e.getValue(), "", 0, suspicious, found);
        }
        return found;
    }

    private static void credentials(JsonNode container, String path, int depth, boolean suspicious, List<String> found) {
        if (container.isArray()) {
            for (int i = 0; i < container.size(); i++) credential("", container.get(i), path, depth, suspicious, found);
        } else {
            for (Map.Entry<String, JsonNode> e : container.properties()) credential(e.getKey(), e.getValue(), path, depth, suspicious, found);
        }
    }

    private static void credential(String name, JsonNode value, String path, int depth, boolean suspicious, List<String> found) {
        if (value.isContainerNode()) {
            if (!value.isEmpty() && depth < DEEPEST) credentials(value, below(path, name), depth + 1, suspicious, found);
        } else if (value.isTextual() && !value.textValue().isEmpty() && (suspicious ? Secrets.isCredential(name, value.textValue()) : Secrets.isNamed(name))) {
            var place = below(path, name);
            if (!found.contains(place)) found.add(place);
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
    }

    private static boolean present(JsonNode node) {
        return node != null && !node.isNull() && (node.isContainerNode() || !node.asText().isEmpty());
    }

    private static Optional<String> text(ObjectNode record, String key) {
        return Optional.ofNullable(record.path(key).textValue()).filter(t -> !t.isEmpty());
    }
}
