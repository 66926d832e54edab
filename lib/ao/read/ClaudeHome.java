package ao.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Claude Code's transcripts: {@code projects/<slug>/<uuid>.jsonl}. Folder names are not injective and change with
 * versions, so a transcript is known by its own name and by the {@code cwd} inside it (D21).
 */
public final class ClaudeHome {
    private static final String UUID = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    private static final int LINES_LOOKED_AT = 500;
    private static final int LONGEST_LINE = 8 << 20;

    private final Path projects;
    private Map<String, List<Path>> byName;

    /** @param home Claude's configuration folder, {@code ~/.claude} by default */
    public ClaudeHome(Path home) {
        this.projects = home.resolve("projects");
    }

    /** Whether a text may name a transcript: it is used as a file name (D21). */
    public static boolean isUuid(String text) {
        if (text.length() != UUID.length()) return false;
        for (int i = 0; i < UUID.length(); i++) {
            char c = text.charAt(i);
            boolean fits = UUID.charAt(i) == '-' ? c == '-' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (!fits) return false;
        }
        return true;
    }

    /** The folder that holds all folders of transcripts. */
    public Path projects() {
        return projects;
    }

    /** The folder of the name given. */
    public Path bucket(String slug) {
        return projects.resolve(slug);
    }

    /** All transcripts of this name, wherever they are filed. */
    public List<Path> transcripts(String uuid) {
        return index().getOrDefault(uuid, List.of());
    }

    private Map<String, List<Path>> index() {
        if (byName != null) return byName;
        byName = new HashMap<>();
        for (var bucket : list(projects)) {
            if (!Files.isDirectory(bucket)) continue;
            for (var file : list(bucket)) {
                var name = file.getFileName().toString();
                if (name.endsWith(".jsonl")) {
                    byName.computeIfAbsent(name.substring(0, name.length() - 6), k -> new ArrayList<>(1)).add(file);
                }
            }
        }
        return byName;
    }

    /** The transcripts in a folder that could be resumed: regular files that are no side transcripts. */
    public List<Path> inBucket(String slug) {
        return list(bucket(slug)).stream().filter(f -> {
            var name = f.getFileName().toString();
            return name.endsWith(".jsonl") && !name.startsWith("agent-") && isUuid(name.substring(0, name.length() - 6))
                && Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS);
        }).toList();
    }

    private static List<Path> list(Path folder) {
        try (var entries = Folders.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Whether a transcript was made in one of these folders; lines without {@code cwd} say nothing. */
    public static boolean madeIn(Path transcript, List<Path> folders) {
        return first(transcript, "cwd", cwd -> folders.stream().anyMatch(f -> f.toString().equals(cwd))).isPresent();
    }

    /** The directory in which a transcript was begun, by the first line that tells one. */
    public static Optional<String> begunIn(Path transcript) {
        return first(transcript, "cwd", cwd -> true);
    }

    /** The first value of a member of the first lines' objects that fits; nothing where the file cannot be read. */
    static Optional<String> first(Path transcript, String member, Predicate<String> fitting) {
        var mark = '"' + member + '"';
        try (var lines = new ByteLines(Files.newInputStream(transcript), LONGEST_LINE)) {
            for (int i = 0; i < LINES_LOOKED_AT; i++) {
                var next = lines.next();
                if (next.isEmpty()) return Optional.empty();
                var line = new String(next.get(), StandardCharsets.UTF_8);
                if (!line.contains(mark)) continue;
                var value = Json.parse(line).map(n -> n.path(member).textValue()).filter(fitting);
                if (value.isPresent()) return value;
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
