package ao.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tmux sessions of this user, on every socket that there is. */
public final class Tmux {
    private Tmux() { }

    /**
     * What the servers said.
     *
     * @param names   exact names of living sessions
     * @param unknown why a server that may live could not be asked
     */
    public record Sessions(Set<String> names, Optional<String> unknown) { }

    /** Asks every server. No socket means no server; a socket that nobody listens on is a dead server's. */
    public static Sessions list(Map<String, String> environment) {
        var names = new HashSet<String>();
        Optional<String> unknown = Optional.empty();
        for (var socket : sockets(environment)) {
            var answer = Programs.ask(List.of("tmux", "-S", socket.toString(), "list-sessions", "-F", "#{session_name}"));
            if (answer.isEmpty()) {
                unknown = Optional.of("tmux is not installed, and its socket " + socket + " exists");
            } else if (answer.get().ok()) {
                answer.get().out().lines().forEach(names::add);
            } else if (!isDead(answer.get().err())) {
                unknown = Optional.of("tmux could not be asked at " + socket + ": " + answer.get().err().strip());
            }
        }
        return new Sessions(names, unknown);
    }

    private static boolean isDead(String complaint) {
        return complaint.contains("no server running") || complaint.contains("Connection refused")
            || complaint.contains("No such file") || complaint.contains("no sessions");
    }

    private static List<Path> sockets(Map<String, String> environment) {
        var base = Path.of(environment.getOrDefault("TMUX_TMPDIR", "/tmp"));
        var folder = Owners.self().map(uid -> base.resolve("tmux-" + uid));
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) return List.of();
        try (var entries = Files.list(folder.get())) {
            return entries.filter(p -> !Files.isRegularFile(p) && !Files.isDirectory(p)).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
