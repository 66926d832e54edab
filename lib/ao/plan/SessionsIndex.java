package ao.plan;

import ao.model.Relocation;
import ao.model.Splice;
import ao.read.Json;
import ao.read.JsonEdit;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Claude Code's list of the transcripts in a folder: {@code sessions-index.json}, which it makes anew where there is none. */
final class SessionsIndex {
    private static final Set<String> DIRECTORIES = Set.of("projectPath", "originalPath", "cwd");

    private final byte[] bytes;
    private final ObjectNode index;

    private SessionsIndex(byte[] bytes, ObjectNode index) {
        this.bytes = bytes;
        this.index = index;
    }

    /** The list, if these bytes are one. */
    static Optional<SessionsIndex> read(byte[] bytes) {
        return Json.parse(new String(bytes, StandardCharsets.UTF_8)).filter(n -> n.isObject() && n.path("entries").isArray()).map(n -> new SessionsIndex(bytes, (ObjectNode) n));
    }

    /** The list with the new names of directories and of the folder that it is in. */
    byte[] relocated(Relocation relocation, Path to) {
        return edited(edit -> {
            DIRECTORIES.forEach(name -> rename(edit, relocation, index, name));
            var entries = index.path("entries");
            for (int i = 0; i < entries.size(); i++) {
                var at = String.valueOf(i);
                for (var name : DIRECTORIES) rename(edit, relocation, entries.get(i), "entries", at, name);
                var file = entries.get(i).path("fullPath").asText("");
                var place = to + file.substring(Math.max(0, file.lastIndexOf('/')));
                if (file.startsWith("/") && !file.equals(place)) edit.set(TextNode.valueOf(place), "entries", at, "fullPath");
            }
        });
    }

    private static void rename(JsonEdit edit, Relocation relocation, JsonNode object, String... path) {
        var value = object.path(path[path.length - 1]);
        if (value.isTextual()) relocation.moved(value.textValue()).ifPresent(now -> edit.set(TextNode.valueOf(now), path));
    }

    /** This list with the entries of another one that it does not have. */
    byte[] with(SessionsIndex other) {
        var known = new HashSet<String>();
        index.path("entries").forEach(e -> known.add(e.path("sessionId").asText()));
        var all = ((ArrayNode) index.get("entries")).deepCopy();
        other.index.path("entries").forEach(e -> {
            if (known.add(e.path("sessionId").asText())) all.add(e);
        });
        return all.size() == index.path("entries").size() ? bytes : edited(edit -> edit.set(all, "entries"));
    }

    /** This list without the entries of some sessions. */
    byte[] without(Set<String> sessions) {
        var all = ((ArrayNode) index.get("entries")).deepCopy();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (sessions.contains(all.get(i).path("sessionId").asText())) all.remove(i);
        }
        return all.size() == index.path("entries").size() ? bytes : edited(edit -> edit.set(all, "entries"));
    }

    private interface Editing {
        void edit(JsonEdit edit);
    }

    private byte[] edited(Editing editing) {
        try {
            var edit = new JsonEdit(bytes);
            editing.edit(edit);
            List<Splice> splices = edit.splices();
            return new SplicedInput(new ByteArrayInputStream(bytes), splices).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
