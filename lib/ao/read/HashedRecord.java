package ao.read;

import ao.model.Finding;
import ao.model.Fingerprint.FileContent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record of the hashed layout as it stands on disk, for whoever moves it.
 *
 * @param mode     its permission bits
 * @param findings what was noticed on the way
 */
public record HashedRecord(Path file, FileContent content, Instant modified, int mode, Body body, List<Finding> findings) {

    /** What a record's bytes are. */
    public sealed interface Body { }

    /**
     * key=value text.
     *
     * @param record  as the recorded conversion makes it (golden set d)
     * @param leftOut pairs that have no place in that
     */
    public record KeyValue(ObjectNode record, Map<String, String> leftOut) implements Body { }

    /** A JSON object. */
    public record Json(ObjectNode record, byte[] bytes) implements Body { }

    /**
     * Neither, or too large to be looked into: carried along as it is.
     *
     * @param value what it says, if it is JSON of another kind
     */
    public record Opaque(Optional<JsonNode> value) implements Body { }

    /** A file that we may not read. */
    public record Unreadable() implements Body { }

    /** The record's members, if it could be read. */
    public Optional<ObjectNode> members() {
        if (body instanceof KeyValue text) return Optional.of(text.record());
        return body instanceof Json json ? Optional.of(json.record()) : Optional.empty();
    }

    /** When the session was made, if the record tells a time. */
    public Optional<Instant> createdAt() {
        return text("createdAt").flatMap(JavaScript::date);
    }

    /** The text under a key. */
    public Optional<String> text(String key) {
        return members().map(m -> m.path(key).textValue()).filter(t -> !t.isEmpty());
    }

    /** What it tells of the session's runtime (D40). */
    public Optional<LegacyLiveness.Runtime> runtime(String id, String project, boolean archived) {
        return members().map(m -> new LegacyLiveness.Runtime(id, project, text("tmuxName"), SessionRecordReader.handles(m),
            LegacyLiveness.Runtime.isOver(archived, LifecycleReader.stored(m)
                .map(l -> ao.model.DerivedStatus.of(l.state(), l.reason(), l.prState(), l.prReason()).word())
                .orElseGet(() -> MetadataView.shownStatus(m))), text("createdAt")));
    }
}
