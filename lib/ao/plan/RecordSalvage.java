package ao.plan;

import ao.model.Note;
import ao.read.DamagedRecord;
import ao.read.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a record again of what can be proven about its session, and says of each value where it comes from. */
public final class RecordSalvage {
    private RecordSalvage() { }

    /**
     * What there is to prove something by.
     *
     * @param left      what stands whole in the damaged file
     * @param temporary what was to become the record when the writer ended: a whole object beside it
     * @param worktree  the directory of the session's name, where the orchestrator keeps them
     * @param branch    what is checked out there
     * @param transcript the one conversation that Claude Code has of that directory
     */
    public record Evidence(DamagedRecord left, Optional<Temporary> temporary, Optional<Path> worktree, Optional<String> branch, Optional<String> transcript, Instant modified) {
        /** Whether there is nothing at all. */
        boolean isNone() {
            return left.members().isEmpty() && temporary.isEmpty() && worktree.isEmpty();
        }
    }

    /** A temporary file that holds a whole record. */
    public record Temporary(Path file, byte[] bytes, ObjectNode members) { }

    /**
     * A record that is made again.
     *
     * @param document the bytes that it is made of
     * @param before   what those say
     * @param after    what it is to say
     */
    record Rebuilt(byte[] document, ObjectNode before, ObjectNode after) { }

    /** The record; the project's folder tells its project. */
    static Rebuilt rebuild(String project, String session, Evidence evidence, Consumer<Note> provenance) {
        if (evidence.temporary().isPresent()) {
            var temporary = evidence.temporary().get();
            provenance.accept(new Note(project, session, "made again of " + temporary.file().getFileName() + ", which its writer had finished"));
            return new Rebuilt(temporary.bytes(), temporary.members(), temporary.members().deepCopy());
        }
        var record = evidence.left().members().deepCopy();
        var sources = new ArrayList<String>();
        if (!record.isEmpty()) sources.add(String.join(", ", names(record)) + ": stand whole in the damaged file");
        take(record, sources, "project", Optional.of(project), "the folder that it lies in");
        take(record, sources, "worktree", evidence.worktree().map(Path::toString), "the worktree of its name is there");
        take(record, sources, "branch", evidence.branch(), "checked out in its worktree");
        if (!record.has("claudeSessionUuid") && !record.has("codexThreadId") && !record.has("opencodeSessionId")) {
            take(record, sources, "claudeSessionUuid", evidence.transcript(), "the one transcript of its worktree");
        }
        // A status beside a lifecycle says nothing, and whether there was one cannot be told any more.
        if (!record.path("lifecycle").path("session").isObject()) {
            record.set("lifecycle", unknown(evidence.modified(), Optional.ofNullable(record.get("lifecycle")).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast)));
            runtime(record);
            sources.add("lifecycle: nothing tells its state, so the orchestrator has to look for its runtime");
        }
        sources.forEach(s -> provenance.accept(new Note(project, session, s)));
        return new Rebuilt(evidence.left().document(), evidence.left().whole(), record);
    }

    /** What only one place names the next write of the other erases (trap T-06). */
    private static void runtime(ObjectNode record) {
        var handle = Json.objectIn(record.get("runtimeHandle"));
        var name = Optional.ofNullable(record.path("tmuxName").textValue()).filter(n -> !n.isEmpty());
        var lifecycle = (ObjectNode) record.get("lifecycle");
        if (handle.isEmpty() && name.isEmpty() || lifecycle.path("runtime").isObject()) return;
        var runtime = lifecycle.putObject("runtime").put("state", "unknown").put("reason", "spawn_incomplete");
        handle.ifPresent(h -> runtime.set("handle", h.deepCopy()));
        name.ifPresent(n -> runtime.put("tmuxName", n));
    }

    private static List<String> names(ObjectNode record) {
        var names = new ArrayList<String>();
        record.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void take(ObjectNode record, List<String> sources, String name, Optional<String> value, String source) {
        if (record.path(name).isTextual() || value.isEmpty()) return;
        record.put(name, value.get());
        sources.add(name + ": " + source);
    }

    private static ObjectNode unknown(Instant at, Optional<ObjectNode> left) {
        var lifecycle = Json.MAPPER.createObjectNode().put("version", 2);
        lifecycle.putObject("session").put("state", "detecting").put("reason", "probe_failure").put("lastTransitionAt", ao.read.JavaScript.iso(at));
        left.ifPresent(l -> l.properties().forEach(m -> lifecycle.set(m.getKey(), m.getValue())));
        return lifecycle;
    }
}
