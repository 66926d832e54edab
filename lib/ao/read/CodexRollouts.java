package ao.read;

import ao.model.Splice;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Codex's rollouts by the directory in which they were made, which their first line tells: {@code session_meta}. Packed ones are looked into, too. */
public final class CodexRollouts {
    private static final int DEEPEST = 5;
    private static final int LONGEST_LINE = 64 << 20;
    /** Where the directory stands: early releases wrote it flat (session-manager sheet, 6.5). */
    private static final String NESTED = "/payload/cwd";
    private static final String FLAT = "/cwd";

    private final Path sessions;
    private final List<String> below;
    private TreeMap<String, List<Path>> byDirectory;

    /**
     * @param sessions the folder of rollouts, {@code sessions} in Codex's folder
     * @param below only rollouts of directories below these are of interest
     */
    public CodexRollouts(Path sessions, List<String> below) {
        this.sessions = sessions;
        this.below = below;
    }

    /**
     * A rollout.
     *
     * @param cwd the directory in which it was made
     */
    public record Found(Path file, String cwd) { }

    /** The rollouts made in a directory or below it. */
    public List<Found> find(String directory) {
        var found = new ArrayList<Found>();
        var index = index();
        index.getOrDefault(directory, List.of()).forEach(file -> found.add(new Found(file, directory)));
        // '0' follows '/' in the order of characters.
        index.subMap(directory + "/", directory + "0").forEach((cwd, files) -> files.forEach(file -> found.add(new Found(file, cwd))));
        return found;
    }

    /** The directories in which rollouts were made, with those. */
    public TreeMap<String, List<Path>> byDirectory() {
        return index();
    }

    private TreeMap<String, List<Path>> index() {
        if (byDirectory != null) return byDirectory;
        byDirectory = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sessions, DEEPEST)) {
            files.filter(f -> f.getFileName().toString().startsWith("rollout-")).sorted().forEach(this::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            // No history is no mistake.
        }
        return byDirectory;
    }

    private void add(Path file) {
        var name = file.getFileName().toString();
        if (!name.endsWith(".jsonl") && !name.endsWith(".jsonl.zst") || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return;
        try {
            meta(firstLine(file)).map(m -> m.at(m.at(NESTED).isTextual() ? NESTED : FLAT).textValue()).filter(cwd -> below.stream().anyMatch(cwd::startsWith))
                .ifPresent(cwd -> byDirectory.computeIfAbsent(cwd, k -> new ArrayList<>(1)).add(file));
        } catch (IOException e) {
            // What cannot be read cannot be resumed either; inspect tells.
        }
    }

    /** What a rollout's first line tells of the repository: branch, commit and remote. */
    static Optional<JsonNode> git(Path rollout) {
        try {
            return meta(firstLine(rollout)).map(m -> m.at(m.at("/payload/git").isObject() ? "/payload/git" : "/git"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] firstLine(Path file) throws IOException {
        var line = new ByteArrayOutputStream(1 << 12);
        try (var in = PackedLines.open(file)) {
            var buffer = new byte[1 << 13];
            for (int read = in.read(buffer); read > 0 && line.size() < LONGEST_LINE; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] != '\n') continue;
                    line.write(buffer, 0, i);
                    return line.toByteArray();
                }
                line.write(buffer, 0, read);
            }
        }
        return line.toByteArray();
    }

    private static Optional<JsonNode> meta(byte[] line) throws IOException {
        return Json.parse(new String(line, java.nio.charset.StandardCharsets.UTF_8)).filter(n -> n.path("type").asText().equals("session_meta"));
    }

    /** The change of a rollout's first line, and of nothing else, that gives it another directory. */
    public static Optional<Splice> moved(Path rollout, String directory) throws IOException {
        var text = Json.MAPPER.getNodeFactory().textNode(directory).toString();
        var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var edit = new JsonEdit(firstLine(rollout));
        return edit.splice(bytes, "payload", "cwd").or(() -> edit.splice(bytes, "cwd"));
    }
}
