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

    private ClaudeBuckets() { }

    /**
     * A folder of history.
     *
     * @param entries all that is in it, in byte order
     * @param begun   the transcripts that tell a directory, with the one in which each was begun
     */
    public record Bucket(Path folder, List<Path> entries, Map<Path, String> begun) { }

    /** Gives each folder, in byte order; those that cannot be listed are passed over. */
    public static void each(Path claude, Consumer<Bucket> consumer) {
        for (var folder : list(claude.resolve("projects"))) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) continue;
            var entries = list(folder);
            var begun = entries.parallelStream().filter(e -> e.getFileName().toString().endsWith(ENDING) && Files.isRegularFile(e, LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toMap(e -> e, ClaudeHome::begunIn));
            var told = new LinkedHashMap<Path, String>();
            for (var entry : entries) Optional.ofNullable(begun.get(entry)).flatMap(b -> b).ifPresent(cwd -> told.put(entry, cwd));
            consumer.accept(new Bucket(folder, entries, told));
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
