package tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A home directory with hashed folders of some size, as the first releases of the legacy software left them. */
final class HashedStore {
    private static final int SESSIONS_OF_A_PROJECT = 1_000;
    private static final int SESSIONS_OF_A_WORKTREE = 50;

    private HashedStore() { }

    /** Makes the store and returns the home. */
    static Path make(Path home, int size) throws IOException {
        var root = Files.createDirectories(home.resolve(".agent-orchestrator"));
        var registry = new StringBuilder("projects:\n");
        for (int first = 0; first < size; first += SESSIONS_OF_A_PROJECT) {
            int index = first / SESSIONS_OF_A_PROJECT;
            var name = String.format("%012x-shop-%03d", 0x4f1c20ab77L + index, index);
            registry.append("  shop-").append(String.format("%03d", index)).append(":\n    path: ").append(home).append("/src/shop-").append(index)
                .append("\n    storageKey: ").append(name).append('\n');
            project(root.resolve(name), index, Math.min(SESSIONS_OF_A_PROJECT, size - first));
        }
        Files.writeString(root.resolve("config.yaml"), registry);
        return home;
    }

    private static void project(Path folder, int index, int size) throws IOException {
        var sessions = Files.createDirectories(folder.resolve("sessions"));
        var random = new Random(index);
        for (int number = 1; number <= size; number++) {
            var session = new Session(String.format("shop-%03d", index), String.format("s%03d", index), number, folder.resolve("worktrees").toString(), random);
            Files.writeString(sessions.resolve(session.id), keyValue(session));
            if (number % SESSIONS_OF_A_WORKTREE == 1) Files.writeString(Files.createDirectories(Path.of(session.worktree).resolve("src")).resolve("main.txt"), "x\n");
        }
    }

    /** The record as text: what is an object in the newer layout is JSON in one line. */
    private static String keyValue(Session session) {
        var text = new StringBuilder();
        session.record().forEach((key, value) -> {
            if (key.equals("lifecycle")) text.append("stateVersion=2\nstatePayload=").append(Json.compact(value)).append('\n');
            else text.append(key).append('=').append(value instanceof String s ? s.replace('\n', ' ') : Json.compact(value)).append('\n');
        });
        return text.toString();
    }
}
