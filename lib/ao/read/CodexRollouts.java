package ao.read;

import ao.model.Splice;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Codex's rollouts by the directory in which they were made, which one of their first lines tells: {@code session_meta}. Packed ones are looked into, too. */
public final class CodexRollouts {
    private static final int DEEPEST = 5;
    private static final int LONGEST_LINE = 64 << 20;
    /** In so many lines Codex looks for it (session-manager sheet, 6.5). */
    private static final int LINES = 10;
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
            meta(file).map(Meta::meta).map(m -> m.at(m.at(NESTED).isTextual() ? NESTED : FLAT).textValue()).filter(cwd -> below.stream().anyMatch(cwd::startsWith))
                .ifPresent(cwd -> byDirectory.computeIfAbsent(cwd, k -> new ArrayList<>(1)).add(file));
        } catch (IOException e) {
            // What cannot be read cannot be resumed either; inspect tells.
        }
    }

    /** What a rollout tells of the repository: branch, commit and remote. */
    static Optional<JsonNode> git(Path rollout) {
        try {
            return meta(rollout).map(Meta::meta).map(m -> m.at(m.at("/payload/git").isObject() ? "/payload/git" : "/git"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The line of a rollout that tells where it was made.
     *
     * @param at   where it begins, in bytes
     * @param meta what it says
     */
    private record Meta(long at, byte[] line, JsonNode meta) { }

    private static Optional<Meta> meta(Path file) throws IOException {
        try (var in = new BufferedInputStream(PackedLines.open(file), 1 << 13)) {
            long at = 0;
            for (int number = 0; number < LINES; number++) {
                var line = line(in);
                if (line.length == 0) return Optional.empty();
                var found = Json.parse(new String(line, StandardCharsets.UTF_8)).filter(n -> n.path("type").asText().equals("session_meta"));
                if (found.isPresent()) return Optional.of(new Meta(at, line, found.get()));
                at += line.length;
            }
        }
        return Optional.empty();
    }

    /** The next line with its end; nothing at the end of the file. */
    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(1 << 12);
        for (int next = in.read(); next >= 0 && line.size() < LONGEST_LINE; next = in.read()) {
            line.write(next);
            if (next == '\n') break;
        }
        return line.toByteArray();
    }

    /** The change of the line that tells a rollout's directory, and of nothing else, that gives it another one. */
    public static Optional<Splice> moved(Path rollout, String directory) throws IOException {
        var meta = meta(rollout);
        if (meta.isEmpty()) return Optional.empty();
        var bytes = Json.MAPPER.getNodeFactory().textNode(directory).toString().getBytes(StandardCharsets.UTF_8);
        var edit = new JsonEdit(meta.get().line());
        return edit.splice(bytes, "payload", "cwd").or(() -> edit.splice(bytes, "cwd")).map(s -> new Splice(meta.get().at() + s.at(), s.length(), s.bytes()));
    }
}
