package ao.plan;

import ao.model.Fingerprint.FileContent;
import ao.model.Loss;
import ao.model.Splice;
import ao.read.Hashes;
import ao.read.HashedRecord;
import ao.read.JavaScript;
import ao.read.Json;
import ao.read.JsonEdit;
import ao.read.KeyValueConversion;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A record of the hashed layout as the project layout holds it. What is JSON already keeps its bytes but for the values
 * that change; key=value text becomes 2-space JSON (D41); what is no record stays as it is.
 */
final class RecordConversion {
    /** Archived sessions are over, with this reason where the record tells none: one that the real system knows. */
    private static final String REASON = "manually_killed";
    private static final Set<String> OVER = Set.of("killed", "terminated", "done", "cleanup", "errored", "merged");
    private static final Set<String> OVER_STATES = Set.of("done", "terminated");
    private static final List<String> HANDLE_PATH = List.of("data", "workspacePath");

    /** The content of the file at the new place, and what its bytes are. */
    record Converted(Content content, FileContent after) { }

    private final HashedRecord record;
    private final String project;
    private final String session;
    private final UnaryOperator<String> moved;
    private final Optional<Instant> archived;
    private final Consumer<Loss> ledger;

    /**
     * @param moved    the path that another one has after the migration; the same text for what does not move
     * @param archived when it was archived; nothing for a live record
     */
    private RecordConversion(HashedRecord record, String project, String session, UnaryOperator<String> moved, Optional<Instant> archived, Consumer<Loss> ledger) {
        this.record = record;
        this.project = project;
        this.session = session;
        this.moved = moved;
        this.archived = archived;
        this.ledger = ledger;
    }

    /** The record of a session that may live. */
    static Converted live(HashedRecord record, String project, String session, UnaryOperator<String> moved, Consumer<Loss> ledger) {
        return new RecordConversion(record, project, session, moved, Optional.empty(), ledger).convert();
    }

    /** The record of an archived session, as a terminated one. */
    static Converted archived(HashedRecord record, String project, String session, UnaryOperator<String> moved, Instant at, Consumer<Loss> ledger) {
        return new RecordConversion(record, project, session, moved, Optional.of(at), ledger).convert();
    }

    private Converted convert() {
        if (record.body() instanceof HashedRecord.KeyValue text) return keyValue(text);
        if (record.body() instanceof HashedRecord.Json json) return json(json);
        return asItIs();
    }

    private Converted asItIs() {
        return new Converted(new Content.CopyOf(record.file(), record.content()), record.content());
    }

    private Converted keyValue(HashedRecord.KeyValue text) {
        var members = text.record().deepCopy();
        leftOut(text.leftOut(), members);
        edits(members).forEach((path, value) -> put(members, path, value));
        var bytes = KeyValueConversion.bytes(members).getBytes(StandardCharsets.UTF_8);
        return bytes.length > Content.LARGEST_INLINE ? asItIs() : new Converted(new Content.Inline(bytes), Hashes.content(bytes));
    }

    /** What the recorded conversion loses has a place here, but for the status that a lifecycle stands for. */
    private void leftOut(Map<String, String> pairs, ObjectNode members) {
        pairs.forEach((key, value) -> {
            if (key.equals("status")) loss("status", value, "", "the lifecycle tells the status");
            else if (key.equals("prAutoDetect") && (value.equals("true") || value.equals("false"))) members.put(key, Boolean.parseBoolean(value));
            else if (!members.has(key)) members.put(key, value);
        });
    }

    private static void put(ObjectNode members, List<String> path, JsonNode value) {
        var node = members;
        for (var name : path.subList(0, path.size() - 1)) node = (ObjectNode) node.get(name);
        node.set(path.get(path.size() - 1), value);
    }

    private Converted json(HashedRecord.Json json) {
        var edits = edits(json.record());
        if (edits.isEmpty()) return asItIs();
        try {
            var edit = new JsonEdit(json.bytes());
            edits.forEach((path, value) -> edit.set(value, path.toArray(String[]::new)));
            return spliced(json.bytes(), edit.splices());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Converted spliced(byte[] bytes, List<Splice> splices) throws IOException {
        var result = new SplicedInput(new ByteArrayInputStream(bytes), splices).readAllBytes();
        return new Converted(new Content.Spliced(record.file(), record.content(), splices), Hashes.content(result));
    }

    /** The values that change, by where they stand. */
    private Map<List<String>, JsonNode> edits(ObjectNode members) {
        var edits = new java.util.LinkedHashMap<List<String>, JsonNode>();
        path(members, List.of("worktree"), edits);
        handle(members, List.of("runtimeHandle"), edits);
        handle(members, List.of("lifecycle", "runtime", "handle"), edits);
        archived.ifPresent(at -> terminate(members, at, edits));
        return edits;
    }

    private void path(JsonNode members, List<String> path, Map<List<String>, JsonNode> edits) {
        var node = at(members, path);
        if (!node.isTextual()) return;
        var now = moved.apply(node.textValue());
        if (!now.equals(node.textValue())) edits.put(path, TextNode.valueOf(now));
    }

    private void handle(ObjectNode members, List<String> path, Map<List<String>, JsonNode> edits) {
        var node = at(members, path);
        if (node.isObject()) {
            path(members, join(path, HANDLE_PATH), edits);
        } else if (node.isTextual()) {
            Json.parse(node.textValue()).filter(JsonNode::isObject).ifPresent(inner -> {
                var innerEdits = new java.util.LinkedHashMap<List<String>, JsonNode>();
                path(inner, HANDLE_PATH, innerEdits);
                innerEdits.forEach((where, value) -> edits.put(path, TextNode.valueOf(edited(node.textValue(), where, value))));
            });
        }
    }

    private static String edited(String document, List<String> path, JsonNode value) {
        var bytes = document.getBytes(StandardCharsets.UTF_8);
        try {
            var edit = new JsonEdit(bytes);
            edit.set(value, path.toArray(String[]::new));
            return new String(new SplicedInput(new ByteArrayInputStream(bytes), edit.splices()).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> join(List<String> one, List<String> two) {
        return java.util.stream.Stream.concat(one.stream(), two.stream()).toList();
    }

    private static JsonNode at(JsonNode node, List<String> path) {
        for (var name : path) node = node.path(name);
        return node;
    }

    private void terminate(ObjectNode members, Instant at, Map<List<String>, JsonNode> edits) {
        var stored = members.path("lifecycle");
        var decoded = stored.isTextual() ? Json.parse(stored.textValue()).orElse(stored) : stored;
        if (!(decoded instanceof ObjectNode lifecycle)) {
            status(members, edits);
        } else if (!stored.isTextual() && !(lifecycle.get("session") instanceof ObjectNode)) {
            var session = Json.MAPPER.createObjectNode();
            terminated(session, at).forEach(session::set);
            edits.put(List.of("lifecycle", "session"), session);
        } else if (stored.isTextual()) {
            var whole = lifecycle.deepCopy();
            var session = whole.get("session") instanceof ObjectNode object ? object : whole.putObject("session");
            terminated(session, at).forEach(session::set);
            edits.keySet().removeIf(path -> path.get(0).equals("lifecycle"));
            edits.put(List.of("lifecycle"), whole);
        } else {
            terminated((ObjectNode) lifecycle.get("session"), at).forEach((name, value) -> edits.put(List.of("lifecycle", "session", name), value));
        }
    }

    private Map<String, JsonNode> terminated(ObjectNode lifecycle, Instant at) {
        var changes = new java.util.LinkedHashMap<String, JsonNode>();
        var state = lifecycle.path("state").asText("");
        if (OVER_STATES.contains(state)) return changes;
        changes.put("state", TextNode.valueOf("terminated"));
        loss("lifecycle.session.state", state, "terminated", "the session was archived");
        if (lifecycle.path("reason").asText("").isEmpty()) changes.put("reason", TextNode.valueOf(REASON));
        if (lifecycle.path("terminatedAt").asText("").isEmpty()) changes.put("terminatedAt", TextNode.valueOf(JavaScript.iso(at)));
        return changes;
    }

    private void status(ObjectNode members, Map<List<String>, JsonNode> edits) {
        var status = members.path("status").asText("");
        if (OVER.contains(status)) return;
        edits.put(List.of("status"), TextNode.valueOf("terminated"));
        if (!status.isEmpty()) loss("status", status, "terminated", "the session was archived");
    }

    private void loss(String field, String was, String is, String why) {
        ledger.accept(new Loss(project, session, field, was, is, why));
    }
}
