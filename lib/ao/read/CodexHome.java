package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Codex's rollouts: {@code sessions/YYYY/MM/DD/rollout-*-<thread>.jsonl}, plain or compressed. */
public final class CodexHome {
    private static final int DEEPEST = 5;

    private final Path sessions;
    private List<Path> rollouts;

    /** @param home Codex's folder, {@code ~/.codex} by default */
    public CodexHome(Path home) {
        this.sessions = home.resolve("sessions");
    }

    /** The rollout of a thread, found by its name. */
    public Optional<Path> rollout(String thread) {
        if (rollouts == null) rollouts = find();
        return rollouts.stream().filter(p -> {
            var name = p.getFileName().toString();
            return name.endsWith("-" + thread + ".jsonl") || name.endsWith("-" + thread + ".jsonl.zst");
        }).findFirst();
    }

    private List<Path> find() {
        if (!Files.isDirectory(sessions)) return List.of();
        try (var files = Files.walk(sessions.toRealPath(), DEEPEST)) {
            return new ArrayList<>(files.filter(p -> p.getFileName().toString().startsWith("rollout-")).sorted().toList());
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }
}
