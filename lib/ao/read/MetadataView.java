package ao.read;

import ao.model.DerivedStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON record as the legacy software sees it (session-manager sheet, 1.3): the flat text view that its session
 * manager works on, and the typed view that its other parts read. Where that software throws, these answer.
 */
public final class MetadataView {
    /** The status of a record that tells none. */
    public static final String UNKNOWN = "unknown";

    private static final List<String> VERBATIM = List.of("tmuxName", "issue", "issueTitle", "pr", "summary", "project",
        "agent", "createdAt", "restoredAt", "role", "opencodeSessionId", "pinnedSummary", "userPrompt", "displayName");

    private static final Map<String, String> PORTS = Map.of("dashboardPort", "port",
        "terminalWsPort", "terminalWsPort", "directTerminalWsPort", "directTerminalWsPort");

    private MetadataView() { }

    /** The flat view: every value as text, nulls left out, the status replaced by the derived one. */
    public static Map<String, String> raw(ObjectNode record) {
        var view = new LinkedHashMap<String, String>();
        record.properties().forEach(e -> {
            if (!e.getValue().isNull()) view.put(e.getKey(), JavaScript.text(e.getValue()));
        });
        lifecycleObject(record).ifPresent(lifecycle -> view.put("status", derive(lifecycle)));
        return view;
    }

    /** The typed view; fields that are absent are left out. */
    public static ObjectNode typed(ObjectNode record) {
        var view = Json.MAPPER.createObjectNode();
        copy(record, view, "worktree", "");
        copy(record, view, "branch", "");
        view.set("status", Json.MAPPER.getNodeFactory().textNode(shownStatus(record)));
        if (shownStatusNode(record) != null) view.set("status", shownStatusNode(record));
        VERBATIM.forEach(key -> {
            if (record.has(key)) view.set(key, record.get(key));
        });
        flag(record.get("prAutoDetect")).ifPresent(v -> view.put("prAutoDetect", v));
        flag(record.get("displayNameUserSet")).ifPresent(v -> view.put("displayNameUserSet", v));
        handle(record.get("runtimeHandle")).ifPresent(v -> view.set("runtimeHandle", v));
        lifecycleValue(record).ifPresent(v -> view.set("lifecycle", v));
        dashboard(record).ifPresent(v -> view.set("dashboard", v));
        return view;
    }

    /** The status that the legacy software shows for this record, {@code unknown} when nothing tells one. */
    static String shownStatus(ObjectNode record) {
        var lifecycle = lifecycleObject(record);
        if (lifecycle.isPresent()) return derive(lifecycle.get());
        var status = record.get("status");
        return status == null || status.isNull() ? UNKNOWN : JavaScript.text(status);
    }

    private static JsonNode shownStatusNode(ObjectNode record) {
        var status = record.get("status");
        return lifecycleObject(record).isPresent() || status == null || status.isNull() ? null : status;
    }

    private static String derive(JsonNode lifecycle) {
        return DerivedStatus.of(word(lifecycle, "session", "state"), word(lifecycle, "session", "reason"),
            word(lifecycle, "pr", "state"), word(lifecycle, "pr", "reason")).word();
    }

    private static Optional<String> word(JsonNode lifecycle, String part, String field) {
        return Optional.ofNullable(lifecycle.path(part).path(field).textValue());
    }

    /** The stored lifecycle when it is an object: the place that decides the status. */
    private static Optional<JsonNode> lifecycleObject(ObjectNode record) {
        return lifecycleValue(record).filter(JsonNode::isContainerNode);
    }

    private static Optional<JsonNode> lifecycleValue(ObjectNode record) {
        var lifecycle = record.get("lifecycle");
        if (JavaScript.truthy(lifecycle)) {
            return lifecycle.isContainerNode() ? Optional.of(lifecycle) : Optional.empty();
        }
        var payload = record.get("statePayload");
        if (!JavaScript.truthy(payload) || !"2".equals(record.path("stateVersion").textValue())) return Optional.empty();
        return payload.isTextual() ? Json.parse(payload.textValue()) : Optional.of(payload);
    }

    private static void copy(ObjectNode from, ObjectNode to, String key, String otherwise) {
        var node = from.get(key);
        if (node == null || node.isNull()) to.put(key, otherwise);
        else to.set(key, node);
    }

    static Optional<Boolean> flag(JsonNode node) {
        if (node == null) return Optional.empty();
        if (node.isBoolean()) return Optional.of(node.booleanValue());
        if (!node.isTextual()) return Optional.empty();
        return switch (node.textValue()) {
            case "on", "true" -> Optional.of(true);
            case "off", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> handle(JsonNode node) {
        var value = node != null && node.isTextual() ? Json.parse(node.textValue()).orElse(null) : node;
        return Optional.ofNullable(value)
            .filter(v -> v.isObject() && v.path("id").isTextual() && v.path("runtimeName").isTextual());
    }

    private static Optional<JsonNode> dashboard(ObjectNode record) {
        var ports = Json.MAPPER.createObjectNode();
        var nested = record.get("dashboard");
        if (nested != null && nested.isContainerNode()) {
            PORTS.forEach((flat, name) -> port(nested.get(name), name, ports));
            return Optional.of(ports);
        }
        PORTS.forEach((flat, name) -> port(record.get(flat), name, ports));
        return ports.isEmpty() ? Optional.empty() : Optional.of(ports);
    }

    private static void port(JsonNode value, String name, ObjectNode ports) {
        if (value != null && value.isNumber()) ports.set(name, value);
    }
}
