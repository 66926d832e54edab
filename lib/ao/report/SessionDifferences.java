package ao.report;

import ao.map.TimeText;
import ao.model.Finding;
import ao.read.Json;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the sessions of two stores differ, field by field: lines in the order of ids, so that two of these diff well, too. */
public final class SessionDifferences {
    /** What differs between any two places or moments, and says nothing of the session. */
    private static final Set<String> OF_THE_PLACE = Set.of("store", "path", "changedAt", "resume.command", "resume.reason", "resume.deletedOn", "resume.lastTurn",
        "resume.transcript.path", "resume.transcript.size", "resume.transcript.modified", "resume.newer.path", "resume.newer.size", "resume.newer.modified");

    /** Times that stores write each in their own way. */
    private static final List<String> TIMES = List.of("createdAt", "endedAt", "changedAt");
    /** The records themselves, which say the same only in stores of one kind. */
    private static final String DOCUMENT = "document.";

    /** Of a conversation of OpenClaw the transcript is what it is, wherever that lies. */
    private static final String CHAT = "chat";

    private static final String UNREADABLE = "unreadable";

    private final boolean everything;
    private final Side one = new Side();
    private final Side other = new Side();

    /** What one of the two has, and the other not, as far as is known yet. */
    private static final class Side {
        /** Names that are masked may be those of several sessions; each is kept as JSON, which is small. */
        private final Map<String, List<byte[]>> sessions = new TreeMap<>();
        /** Empty for a saved inspection, which holds no records. */
        private final Set<String> kinds = new TreeSet<>();
        private final Set<String> projects = new TreeSet<>();
        private int count;

        /** Keeps a session, unless the other side has the very same one: then neither is needed any more. */
        void add(String project, String id, Map<String, String> fields, Side other) {
            projects.add(project);
            count++;
            var packed = pack(fields);
            var key = project + "/" + id;
            var twins = other.sessions.getOrDefault(key, List.of());
            for (int i = 0; i < twins.size(); i++) {
                if (!Arrays.equals(twins.get(i), packed)) continue;
                twins.remove(i);
                if (twins.isEmpty()) other.sessions.remove(key);
                return;
            }
            sessions.computeIfAbsent(key, k -> new ArrayList<>(1)).add(packed);
        }

        /** A copy of one store of OpenClaw is called as its file is, and is that of the same agent. */
        void takeFor(String project) {
            var prefix = projects.iterator().next() + "/";
            var all = new TreeMap<>(sessions);
            sessions.clear();
            all.forEach((key, list) -> sessions.put(project + "/" + key.substring(prefix.length()), new ArrayList<>(list.stream().map(packed -> {
                var fields = unpack(packed);
                fields.put("project", project);
                return pack(fields);
            }).toList())));
        }

        /** The sessions of a name, with records or without. */
        List<Map<String, String>> of(String key, boolean documents) {
            var all = new ArrayList<Map<String, String>>();
            for (var packed : sessions.getOrDefault(key, List.of())) {
                var fields = unpack(packed);
                if (!documents) fields.keySet().removeIf(name -> name.startsWith(DOCUMENT));
                all.add(fields);
            }
            return all;
        }
    }

    private static byte[] pack(Map<String, String> fields) {
        try {
            return Json.MAPPER.writeValueAsBytes(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> unpack(byte[] packed) {
        try {
            return Json.MAPPER.readValue(packed, new TypeReference<TreeMap<String, String>>() { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field of a session in both stores; empty where it is not there. */
    public record Field(String name, String one, String other) { }

    /** A session that is in one store only, or in both and not the same. */
    public record Difference(String session, boolean inOne, boolean inOther, List<Field> fields) { }

    /** @param everything whether places, sizes and times are compared, too */
    public SessionDifferences(boolean everything) {
        this.everything = everything;
    }

    private Side side(boolean first) {
        return first ? one : other;
    }

    /** Takes a session of the first or the other store. */
    public void take(boolean first, StoreView store, SessionView session) {
        side(first).kinds.add(store.kind());
        try (var buffer = new TokenBuffer(Json.MAPPER, false)) {
            InspectJson.session(buffer, store, session);
            take(first, Json.MAPPER.readTree(buffer.asParser()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a session as {@code inspect --json} wrote it. */
    public void take(boolean first, JsonNode session) {
        var fields = new TreeMap<String, String>();
        flatten("", session, fields);
        if (session.path("kind").asText().equals(CHAT)) fields.put("transcript", session.path("path").asText().replaceFirst("(?s).*[/\\\\]", ""));
        if (!everything) fields.keySet().removeAll(OF_THE_PLACE);
        fields.entrySet().removeIf(e -> e.getValue().isEmpty() && !e.getKey().startsWith(DOCUMENT));
        for (var name : TIMES) fields.computeIfPresent(name, (n, text) -> TimeText.parseStored(text).map(Instant::toString).orElse(text));
        side(first).add(session.path("project").asText(), session.path("id").asText(), fields, side(!first));
    }

    /** Takes a record that could not be read, so that nobody knows what is in it. */
    public void unreadable(boolean first, Finding finding) {
        var fields = new TreeMap<>(Map.of(UNREADABLE, finding.code()));
        var id = finding.subject().kind().equals("session") ? finding.subject().id() : finding.subject().path().map(p -> p.getFileName().toString().replaceFirst("\\.json$", "")).orElse("");
        side(first).add(finding.subject().project(), id, fields, side(!first));
    }

    private static void flatten(String name, JsonNode node, Map<String, String> fields) {
        if (node.isObject()) node.properties().forEach(e -> flatten(name.isEmpty() ? e.getKey() : name + "." + e.getKey(), e.getValue(), fields));
        else if (!node.isContainerNode() || !node.isEmpty()) fields.put(name, node.isTextual() ? text(name, node.textValue()) : node.toString());
        if (node.isContainerNode() && node.isEmpty() && name.startsWith(DOCUMENT)) fields.put(name, node.toString());
    }

    /** Of a record it matters whether something is nothing, a number, or a text that looks like one; an empty one is not absent. */
    private static String text(String name, String text) {
        boolean alike = name.startsWith(DOCUMENT) && (text.isEmpty() || "-0123456789tfn{[".indexOf(text.charAt(0)) >= 0 && Json.parse(text).isPresent());
        return alike ? '"' + text + '"' : text;
    }

    /** All differences, by project and id. */
    public List<Difference> find() {
        boolean documents = one.kinds.equals(other.kinds);
        if (documents && one.kinds.equals(Set.of("openclaw")) && one.projects.size() == 1 && other.projects.size() == 1) other.takeFor(one.projects.iterator().next());
        var differences = new ArrayList<Difference>();
        var all = new TreeSet<>(one.sessions.keySet());
        all.addAll(other.sessions.keySet());
        for (var session : all) {
            var before = one.of(session, documents);
            var after = other.of(session, documents);
            before.removeIf(after::remove);
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                boolean inBoth = i < before.size() && i < after.size();
                differences.add(new Difference(session, i < before.size(), i < after.size(), inBoth ? fields(before.get(i), after.get(i)) : List.of()));
            }
        }
        return differences;
    }

    private static List<Field> fields(Map<String, String> one, Map<String, String> other) {
        var fields = new ArrayList<Field>();
        var names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        // Of what nobody can read nothing can be compared.
        if (names.contains(UNREADABLE)) names.retainAll(Set.of(UNREADABLE));
        for (var name : names) {
            var a = one.getOrDefault(name, "");
            var b = other.getOrDefault(name, "");
            if (!a.equals(b) && !isToldAbove(name, one, other)) fields.add(new Field(name, a, b));
        }
        return fields;
    }

    /** A value of a record that is what an inspection tells of the session, in both. */
    private static boolean isToldAbove(String name, Map<String, String> one, Map<String, String> other) {
        if (!name.startsWith(DOCUMENT)) return false;
        var above = name.substring(DOCUMENT.length());
        return one.getOrDefault(name, "").equals(one.get(above)) && other.getOrDefault(name, "").equals(other.get(above));
    }

    /** Whether the records themselves were compared: not where one of the two is an inspection, or they are of different kinds. */
    public boolean byRecords() {
        return !one.kinds.isEmpty() && one.kinds.equals(other.kinds);
    }

    /** How many sessions the first and the other store have. */
    public int sessions(boolean first) {
        return side(first).count;
    }

    /** Prints differences. */
    public static void text(List<Difference> differences, PrintStream out) {
        for (var d : differences) {
            out.println((d.inOne() && d.inOther() ? "  " : d.inOne() ? "- " : "+ ") + Plain.of(d.session()));
            for (var f : d.fields()) {
                out.println("    - " + Plain.of(f.name()) + ": " + Plain.of(f.one()));
                out.println("    + " + Plain.of(f.name()) + ": " + Plain.of(f.other()));
            }
        }
    }

    /** Writes differences as an array. */
    public static void json(List<Difference> differences, JsonGenerator g) throws IOException {
        g.writeArrayFieldStart("differences");
        for (var d : differences) {
            g.writeStartObject();
            g.writeStringField("session", d.session());
            g.writeStringField("is", d.inOne() && d.inOther() ? "changed" : d.inOne() ? "removed" : "added");
            g.writeArrayFieldStart("fields");
            for (var f : d.fields()) {
                g.writeStartObject();
                g.writeStringField("name", f.name());
                g.writeStringField("one", f.one());
                g.writeStringField("other", f.other());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
