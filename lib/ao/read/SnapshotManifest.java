package ao.read;

import ao.model.AoException;
import ao.model.Fingerprint.FileContent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** A snapshot's manifest: a line for its head, one for each entry, and an end that makes a truncated one known. */
public final class SnapshotManifest {
    /** The manifest's name within a snapshot. */
    public static final String NAME = "manifest.jsonl";

    private static final int VERSION = 1;

    private SnapshotManifest() { }

    /** What stands at the head: the home that it was taken of, and when. */
    public record Head(Path home, Instant madeAt) { }

    /** The line of the head. */
    public static String head(Head head) {
        return path(Json.MAPPER.createObjectNode().put("snapshot", VERSION).put("madeAt", head.madeAt().toString()), "home", head.home()).toString();
    }

    /** The line of an entry. */
    public static String line(SnapshotEntry entry) {
        var line = Json.MAPPER.createObjectNode();
        if (entry instanceof SnapshotEntry.Folder folder) {
            path(line.put("kind", "folder"), "path", folder.path());
            line.put("mode", Integer.toOctalString(folder.mode())).put("modified", folder.modified().toString());
        } else if (entry instanceof SnapshotEntry.File file) {
            path(line.put("kind", file.database() ? "database" : "file"), "path", file.path());
            line.put("at", file.at()).put("sha256", file.content().sha256()).put("size", file.content().size())
                .put("mode", Integer.toOctalString(file.mode())).put("modified", file.modified().toString());
        } else if (entry instanceof SnapshotEntry.Link link) {
            path(line.put("kind", "link"), "path", link.path());
            line.put("text", link.text()).put("modified", link.modified().toString());
        } else if (entry instanceof SnapshotEntry.Worktree worktree) {
            path(line.put("kind", "worktree"), "path", worktree.path());
            line.put("repository", worktree.repository()).put("branch", worktree.branch()).put("head", worktree.head())
                .put("changes", worktree.changes()).put("unpushed", worktree.unpushed());
        } else if (entry instanceof SnapshotEntry.Missing missing) {
            path(line.put("kind", "missing"), "path", missing.path());
            line.put("why", missing.why());
        }
        return line.toString();
    }

    /** The line of the end. */
    public static String end(long entries, long bytes) {
        return Json.MAPPER.createObjectNode().put("end", entries).put("bytes", bytes).toString();
    }

    private static ObjectNode path(ObjectNode line, String name, Path path) {
        line.put(name, path.toString());
        if (!RawPath.isText(path)) line.put(name + "Raw", RawPath.encode(path));
        return line;
    }

    private static Path path(JsonNode line, String name) {
        return line.has(name + "Raw") ? RawPath.decode(line.get(name + "Raw").textValue()) : Path.of(line.required(name).textValue());
    }

    /**
     * Reads the manifest of a snapshot, a folder or a file.
     *
     * @throws AoException.Unreadable when there is none, or it is not whole
     */
    public static Head read(Path snapshot, Consumer<SnapshotEntry> entries) {
        Head head = null;
        long count = 0;
        try (var file = new SnapshotFile(snapshot); var lines = new BufferedReader(new InputStreamReader(file.open(NAME), StandardCharsets.UTF_8))) {
            for (var text = lines.readLine(); text != null; text = lines.readLine()) {
                var line = Json.MAPPER.readTree(text);
                if (head == null) {
                    if (line.path("snapshot").intValue() != VERSION) throw broken(snapshot, "its form is not known to this version");
                    head = new Head(path(line, "home"), Instant.parse(line.required("madeAt").textValue()));
                } else if (line.has("end")) {
                    if (line.get("end").longValue() != count) throw broken(snapshot, "its manifest lists " + count + " of " + line.get("end") + " entries");
                    return head;
                } else {
                    entries.accept(entry(line));
                    count++;
                }
            }
        } catch (NoSuchFileException e) {
            throw broken(snapshot, "it has no " + NAME + ": it was not finished, or is no snapshot");
        } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
            throw broken(snapshot, "its manifest cannot be read");
        } catch (IOException e) {
            throw broken(snapshot, Failures.sentence(e));
        }
        throw broken(snapshot, "its manifest was cut off");
    }

    private static AoException.Unreadable broken(Path snapshot, String why) {
        return new AoException.Unreadable("snapshot-broken", snapshot + ": " + why, "make it again: what is there already is not copied twice");
    }

    private static SnapshotEntry entry(JsonNode line) {
        var path = path(line, "path");
        return switch (line.required("kind").textValue()) {
            case "folder" -> new SnapshotEntry.Folder(path, mode(line), modified(line));
            case "link" -> new SnapshotEntry.Link(path, line.required("text").textValue(), modified(line));
            case "worktree" -> new SnapshotEntry.Worktree(path, line.path("repository").asText(), line.path("branch").asText(), line.path("head").asText(),
                line.path("changes").intValue(), line.path("unpushed").intValue());
            case "file", "database" -> new SnapshotEntry.File(path, line.required("at").textValue(),
                new FileContent(line.required("sha256").textValue(), line.required("size").longValue()), mode(line), modified(line),
                line.get("kind").textValue().equals("database"));
            case "missing" -> new SnapshotEntry.Missing(path, line.path("why").asText());
            default -> throw new IllegalArgumentException("no such entry: " + line.get("kind"));
        };
    }

    private static int mode(JsonNode line) {
        return Integer.parseInt(line.required("mode").textValue(), 8);
    }

    private static Instant modified(JsonNode line) {
        return Instant.parse(line.required("modified").textValue());
    }
}
