package ao.read;

import ao.model.Finding;
import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.RecordDetails;
import ao.model.RuntimeHandle;
import ao.model.Secrets;
import ao.model.SessionId;
import ao.model.Severity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads one session record of either legacy layout. A record that cannot be read is a finding; an odd value costs
 * that value only (D3, D4).
 */
public final class SessionRecordReader {
    /** Larger files are read key by key, so that a huge value of no interest never fills the memory. */
    private static final long LARGE = 4L << 20;
    /** No further record is loaded while so many bytes of records are held. */
    private static final long BYTES_AT_ONCE = 1L << 20;
    /** Longest text that is kept of a value that only the ledger shows. */
    private static final int LEDGER_TEXT = 200;
    private static final Set<String> HOMED = Set.of("role", "agent", "status", "lifecycle", "statePayload",
        "stateVersion", "worktree", "branch", "issue", "userPrompt", "displayName", "createdAt", "terminatedAt",
        "claudeSessionUuid", "codexThreadId", "opencodeSessionId", "project", "tmuxName", "runtimeHandle");

    private static final SortedMap<String, String> NOT_LISTED = Collections.emptySortedMap();

    private static final Set<String> ODD_MARKS = Set.of("", "false", "0");

    /** Where a record stands: its project, file and what the directory says of it. */
    public record Place(String project, SessionId id, Path file, Instant modified, long size, boolean archived) { }

    /** What came of reading a record: the session, unless it could not be read, and what was noticed. */
    public record Outcome(Optional<LegacySession> session, List<Finding> findings) { }

    private final Place place;
    private final boolean detailed;
    private final List<Finding> findings = new ArrayList<>(0);
    /** Whether a value may look like a credential. */
    private boolean suspicious = true;
    private Optional<byte[]> bytes = Optional.empty();
    private Optional<ObjectNode> record = Optional.empty();
    private Optional<LegacySession> session = Optional.empty();
    private boolean failed;

    /** @param detailed whether what tells whether the record is sound is wanted, rather than what an import would drop */
    SessionRecordReader(Place place, boolean detailed) {
        this.place = place;
        this.detailed = detailed;
    }

    /** Reads a record of the project layout, or a key=value record of the hashed one. */
    public static Outcome read(Place place) {
        var reader = new SessionRecordReader(place, false);
        readAll(List.of(reader));
        return reader.outcome();
    }

    /**
     * Reads records, each step for several of them before the next: a processor that goes through all the code for one
     * record, and through all of it again for the next, waits for code most of the time (inspecting took a fifth longer so).
     */
    static void readAll(List<SessionRecordReader> readers) {
        int from = 0;
        while (from < readers.size()) {
            int to = from;
            for (long size = 0; to < readers.size() && size < BYTES_AT_ONCE; to++) size += readers.get(to).place.size();
            var some = readers.subList(from, to);
            some.forEach(SessionRecordReader::load);
            some.forEach(SessionRecordReader::parse);
            some.forEach(SessionRecordReader::make);
            from = to;
        }
    }

    private boolean isLarge() {
        return place.size() > LARGE;
    }

    /** Takes the record into memory, unless it is large. */
    private void load() {
        if (isLarge()) return;
        try {
            bytes = Optional.of(Files.readAllBytes(place.file()));
        } catch (IOException e) {
            unreadable(e);
        }
    }

    /** Finds the record's members. */
    private void parse() {
        if (failed) return;
        try {
            record = isLarge() ? new LargeRecord(place.file(), place.size(), this::note, this::odd).read(HOMED) : read(bytes.orElseThrow());
        } catch (IOException e) {
            unreadable(e);
        }
        bytes = Optional.empty();
    }

    /** Makes a session of them. */
    private void make() {
        if (record.isPresent()) session = Optional.of(session(record.get()));
        record = Optional.empty();
    }

    /** What came of it. */
    Outcome outcome() {
        return new Outcome(session, findings);
    }

    private void unreadable(IOException e) {
        failed = true;
        note("session-unreadable", Severity.ERROR, "the record cannot be read", "a file that can be read", Failures.sentence(e));
    }

    /** The session that a record of these members would be, with what tells whether it is sound. */
    public static LegacySession of(Place place, ObjectNode record) {
        return new SessionRecordReader(place, true).session(record);
    }

    /** The object in a record's bytes as the legacy software reads it, or nothing. */
    public static Optional<ObjectNode> legacyView(Optional<byte[]> bytes) {
        return bytes.map(b -> JavaScript.trim(new String(b, StandardCharsets.UTF_8))).flatMap(Json::parse)
            .filter(JsonNode::isObject).map(ObjectNode.class::cast);
    }

    private Optional<ObjectNode> read(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            note("session-empty-file", Severity.ERROR, "the record is empty: its id is reserved, and nothing was ever written (or a crash emptied it)", "a record", "nothing");
            return Optional.empty();
        }
        suspicious = detailed && Secrets.mayBeIn(bytes);
        try {
            // Jackson would guess other encodings, which the legacy software does not know.
            if (bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0 || (bytes[0] & 0xFF) >= 0xFE)) return odd(bytes);
            int start = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB ? 3 : 0;
            // What an import drops it lists; an inspection asks for few of all values.
            var tree = detailed && !suspicious ? RecordMembers.read(bytes, start, SessionRecordReader::isAskedFor) : Json.MAPPER.readTree(bytes, start, bytes.length - start);
            return tree instanceof ObjectNode object ? Optional.of(object) : odd(bytes);
        } catch (JsonProcessingException | NumberFormatException e) {
            return odd(bytes);
        }
    }

    private static boolean isAskedFor(String key) {
        return HOMED.contains(key) || RecordDetailsReader.isAskedFor(key) || Secrets.isNamed(key);
    }

    private Optional<ObjectNode> odd(byte[] bytes) {
        var text = JavaScript.trim(new String(bytes, StandardCharsets.UTF_8));
        if (text.isEmpty()) {
            note("session-empty-file", Severity.ERROR, "the record holds only blanks", "a record", "blanks");
            return Optional.empty();
        }
        if (text.indexOf('\uFFFD') >= 0 && !new String(bytes, StandardCharsets.UTF_8).isEmpty()) {
            note("session-not-utf8", Severity.WARNING, "the record holds bytes that are not UTF-8; they read as U+FFFD", "UTF-8", "other bytes");
        }
        boolean structured = text.charAt(0) == '{' || text.charAt(0) == '[';
        // A value such as null or 42 is JSON, too.
        if (!structured && Json.parse(text).isEmpty()) return keyValue(text);
        try {
            var tree = Json.tree(text);
            if (tree instanceof ObjectNode object) {
                repeatedKey(text);
                return Optional.of(object);
            }
            note("session-not-object", Severity.ERROR, "the record is JSON, but not an object", "an object", tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        } catch (com.fasterxml.jackson.core.exc.StreamConstraintsException e) {
            note("session-too-large", Severity.WARNING, "the record is JSON of a kind that is not looked into", "a record as programs write them", Json.complaint(e));
        } catch (JsonProcessingException e) {
            note("session-corrupt", Severity.ERROR, "the record is not JSON, at " + Json.place(e), "JSON",
                Json.complaint(e));
        }
        return Optional.empty();
    }

    private void repeatedKey(String text) {
        try {
            Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            note("duplicate-key", Severity.WARNING, "a key stands twice; the last value counts", "each key once", "another at " + Json.place(e));
        } catch (NumberFormatException e) {
            // A number that is rounded is no repeated key.
        }
    }

    private Optional<ObjectNode> keyValue(String text) {
        var converted = KeyValueConversion.convert(text);
        if (converted.record().isEmpty() && converted.leftOut().isEmpty()) {
            note("session-corrupt", Severity.ERROR, "the record is neither JSON nor key=value text", "an object",
                "text that begins with " + JavaScript.quoted(Secrets.shown("", text.substring(0, Math.min(20, text.length())))));
            return Optional.empty();
        }
        if (place.file().getFileName().toString().endsWith(".json")) {
            note("session-key-value-in-json", Severity.WARNING, "the record is key=value text in a .json file", "JSON", "key=value text");
        }
        var record = converted.record();
        converted.leftOut().forEach((key, value) -> {
            if (!record.has(key)) record.put(key, value);
        });
        return Optional.of(record);
    }

    private LegacySession session(ObjectNode record) {
        var lifecycle = LifecycleReader.stored(record);
        if (lifecycle.isEmpty() && JavaScript.truthy(record.get("lifecycle"))) {
            note("lifecycle-unreadable", Severity.WARNING, "the lifecycle is no object, so the status word decides",
                "an object", Secrets.shown("lifecycle", shorten(record.get("lifecycle"))));
        }
        var end = lifecycle.flatMap(ao.model.StoredLifecycle::terminatedAt);
        if (end.isPresent()) oddMark("lifecycle.session.terminatedAt", end.get());
        return new LegacySession(place.project(), place.id(), place.file(), place.modified(), place.size(),
            place.archived(), text(record, "role"), agent(record), text(record, "status"), lifecycle,
            shownStatus(record, lifecycle), text(record, "worktree"), text(record, "branch"), scalar(record, "issue"),
            text(record, "userPrompt"), text(record, "displayName"), scalar(record, "createdAt"), mark(record),
            text(record, "claudeSessionUuid"), text(record, "codexThreadId"), text(record, "opencodeSessionId"),
            text(record, "tmuxName"), handles(record), detailed ? NOT_LISTED : unmapped(record), detailed ? RecordDetailsReader.of(record, suspicious) : RecordDetails.UNKNOWN);
    }

    private String shownStatus(ObjectNode record, Optional<ao.model.StoredLifecycle> lifecycle) {
        if (lifecycle.isEmpty()) return MetadataView.shownStatus(record);
        var l = lifecycle.get();
        return ao.model.DerivedStatus.of(l.state(), l.reason(), l.prState(), l.prReason()).word();
    }

    private Optional<String> text(ObjectNode record, String key) {
        var node = record.get(key);
        if (node == null || node.isNull()) return Optional.empty();
        if (node.isTextual()) return Optional.of(node.textValue()).filter(t -> !t.isEmpty());
        note("odd-value", Severity.WARNING, "the value of " + key + " is left out", "text", Secrets.shown(key, shorten(node)));
        return Optional.empty();
    }

    private Optional<String> scalar(ObjectNode record, String key) {
        var node = record.get(key);
        return node != null && node.isNumber() ? Optional.of(node.asText()) : text(record, key);
    }

    private Optional<String> agent(ObjectNode record) {
        var node = record.get("agent");
        if (node == null || node.isNull()) return Optional.empty();
        var agent = node.isTextual() ? node.textValue() : JavaScript.compact(node);
        var exact = agent.strip().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        if (!node.isTextual() || !exact.equals(agent)) {
            note("agent-unknown", Severity.WARNING, "no agent has this name: names match by exact text", "text such as " + (new Harness(exact).resumable() ? exact : "claude-code"), Secrets.shown("agent", agent));
        }
        return Optional.of(agent).filter(t -> !t.isEmpty());
    }

    private Optional<String> mark(ObjectNode record) {
        var node = record.get("terminatedAt");
        if (node == null || node.isNull()) return Optional.empty();
        var mark = JavaScript.text(node);
        oddMark("terminatedAt", mark);
        return Optional.of(mark);
    }

    /** What stands where the time of an end should, and is no time, is no mark of an end (D28). */
    private void oddMark(String where, String mark) {
        if (ODD_MARKS.contains(mark)) note("odd-value", Severity.WARNING, "the value of " + where + " marks no end", "a time", mark.isEmpty() ? "an empty text" : mark);
    }

    /** The runtimes that a record names. */
    static List<RuntimeHandle> handles(ObjectNode record) {
        var top = Json.objectIn(record.get("runtimeHandle")).map(SessionRecordReader::handle);
        var lifecycle = Json.objectIn(record.get("lifecycle"));
        if (lifecycle.isEmpty()) lifecycle = Json.objectIn(record.get("statePayload"));
        var inner = lifecycle.flatMap(l -> Json.objectIn(l.get("runtime"))).flatMap(r -> Json.objectIn(r.get("handle"))).map(SessionRecordReader::handle);
        if (top.isEmpty() || inner.isEmpty()) return (top.isPresent() ? top : inner).map(List::of).orElse(List.of());
        return top.equals(inner) ? List.of(top.get()) : List.of(top.get(), inner.get());
    }

    private static RuntimeHandle handle(ObjectNode node) {
        var data = node.path("data");
        return new RuntimeHandle(Optional.ofNullable(node.path("id").textValue()),
            Optional.ofNullable(node.path("runtimeName").textValue()), number(data.get("pid")), number(data.get("createdAt")));
    }

    private static OptionalLong number(JsonNode node) {
        return node != null && node.isNumber() ? OptionalLong.of(node.longValue()) : OptionalLong.empty();
    }

    private static SortedMap<String, String> unmapped(ObjectNode record) {
        var rest = new TreeMap<String, String>();
        record.properties().forEach(e -> {
            if (!HOMED.contains(e.getKey()) && !e.getValue().isNull()) rest.put(e.getKey(), shorten(e.getValue()));
        });
        return rest;
    }

    private static String shorten(JsonNode node) {
        var text = node.isTextual() ? node.textValue() : node.toString();
        return text.length() <= LEDGER_TEXT ? text
            : text.substring(0, LEDGER_TEXT) + "… (" + text.length() + " characters)";
    }

    private void note(String code, Severity severity, String message, String expected, String found) {
        findings.add(Finding.at(code, severity, place.file(), message).about("session", place.id().value()).ofProject(place.project())
            .expecting(expected, found));
    }
}
