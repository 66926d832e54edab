package ao.report;

import ao.map.TimeText;
import ao.model.Finding;
import ao.read.Json;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    /** What one of the two has. Names that are masked may be those of several sessions. */
    private static final class Side {
        private final Map<String, List<Map<String, String>>> sessions = new TreeMap<>();
        /** Empty for a saved inspection, which holds no records. */
        private final Set<String> kinds = new TreeSet<>();
        private final Set<String> projects = new TreeSet<>();

        void add(String project, String id, Map<String, String> fields) {
            projects.add(project);
            sessions.computeIfAbsent(project + "/" + id, key -> new ArrayList<>()).add(fields);
        }

        /** A copy of one store of OpenClaw is called as its file is, and is that of the same agent. */
        void takeFor(String project) {
            var all = new TreeMap<>(sessions);
            var prefix = projects.iterator().next() + "/";
            sessions.clear();
            all.forEach((key, list) -> {
                list.forEach(fields -> fields.put("project", project));
                sessions.put(project + "/" + key.substring(prefix.length()), list);
            });
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
        fields.values().removeIf(String::isEmpty);
        for (var name : TIMES) fields.computeIfPresent(name, (n, text) -> TimeText.parseStored(text).map(Instant::toString).orElse(text));
        fields.entrySet().removeIf(e -> e.getKey().startsWith(DOCUMENT) && e.getValue().equals(fields.get(e.getKey().substring(DOCUMENT.length()))));
        side(first).add(session.path("project").asText(), session.path("id").asText(), fields);
    }

    /** Takes a record that could not be read, so that nobody knows what is in it. */
    public void unreadable(boolean first, Finding finding) {
        var fields = new TreeMap<>(Map.of(UNREADABLE, finding.code()));
        var id = finding.subject().kind().equals("session") ? finding.subject().id() : finding.subject().path().map(p -> p.getFileName().toString().replaceFirst("\\.json$", "")).orElse("");
        side(first).add(finding.subject().project(), id, fields);
    }

    private static void flatten(String name, JsonNode node, Map<String, String> fields) {
        if (node.isObject()) node.properties().forEach(e -> flatten(name.isEmpty() ? e.getKey() : name + "." + e.getKey(), e.getValue(), fields));
        else if (!node.isContainerNode() || !node.isEmpty()) fields.put(name, node.isTextual() ? node.textValue() : node.toString());
    }

    /** All differences, by project and id. */
    public List<Difference> find() {
        if (!one.kinds.equals(other.kinds)) Stream.of(one, other).flatMap(s -> s.sessions.values().stream()).flatMap(List::stream).forEach(fields -> fields.keySet().removeIf(name -> name.startsWith(DOCUMENT)));
        else if (one.kinds.equals(Set.of("openclaw")) && one.projects.size() == 1 && other.projects.size() == 1) other.takeFor(one.projects.iterator().next());
        var differences = new ArrayList<Difference>();
        var all = new TreeSet<>(one.sessions.keySet());
        all.addAll(other.sessions.keySet());
        for (var session : all) {
            var before = new ArrayList<>(one.sessions.getOrDefault(session, List.of()));
            var after = new ArrayList<>(other.sessions.getOrDefault(session, List.of()));
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
            if (!a.equals(b)) fields.add(new Field(name, a, b));
        }
        return fields;
    }

    /** How many sessions the first and the other store have. */
    public int sessions(boolean first) {
        return side(first).sessions.values().stream().mapToInt(List::size).sum();
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
