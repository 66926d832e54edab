package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All folders in which Claude Code keeps history, each with the directories that its transcripts tell: names prove nothing. */
public final class ClaudeBuckets {
    private static final String ENDING = ".jsonl";
    private static final int DEEPEST = 3;
    private static final long LARGEST = 16L << 20;

    private ClaudeBuckets() { }

    /**
     * A folder of history.
     *
     * @param entries all that is in it, in byte order
     * @param begun   the transcripts that tell a directory, with the one in which each was begun
     * @param beside  where none does, the directory that a transcript of a side folder tells, or the index
     */
    public record Bucket(Path folder, List<Path> entries, Map<Path, String> begun, Optional<String> beside) { }

    /** Gives each folder, in byte order; those that cannot be listed are passed over. */
    public static void each(Path claude, Consumer<Bucket> consumer) {
        for (var folder : list(claude.resolve("projects"))) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) continue;
            var entries = list(folder);
            var begun = entries.parallelStream().filter(e -> e.getFileName().toString().endsWith(ENDING) && Files.isRegularFile(e, LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toMap(e -> e, ClaudeHome::begunIn));
            var told = new LinkedHashMap<Path, String>();
            for (var entry : entries) Optional.ofNullable(begun.get(entry)).flatMap(b -> b).ifPresent(cwd -> told.put(entry, cwd));
            consumer.accept(new Bucket(folder, entries, told, told.isEmpty() ? beside(entries) : Optional.empty()));
        }
    }

    /** Old transcripts are deleted before what lies beside them. */
    private static Optional<String> beside(List<Path> entries) {
        for (var entry : entries) {
            if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) continue;
            try (var files = Files.walk(entry, DEEPEST)) {
                var told = files.filter(f -> f.getFileName().toString().endsWith(ENDING) && Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).sorted().flatMap(f -> ClaudeHome.begunIn(f).stream()).findFirst();
                if (told.isPresent()) return told;
            } catch (IOException | java.io.UncheckedIOException e) {
                // Then the next one may tell.
            }
        }
        return entries.stream().filter(e -> e.getFileName().toString().equals("sessions-index.json") && Files.isRegularFile(e, LinkOption.NOFOLLOW_LINKS)).flatMap(e -> originalPath(e).stream()).findFirst();
    }

    private static Optional<String> originalPath(Path index) {
        try {
            return Files.size(index) > LARGEST ? Optional.empty() : Json.parse(Files.readString(index)).map(n -> n.path("originalPath").textValue());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> list(Path folder) {
        try {
            return Files.isDirectory(folder) ? HashedFolderReader.entries(folder) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
