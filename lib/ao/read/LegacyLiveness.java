package ao.read;

import ao.model.LegacySession;
import ao.model.RuntimeHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether legacy sessions run (D40): a tmux session of a name in their records, or a living process whose start fits.
 * Give it every record, then ask.
 */
public final class LegacyLiveness {
    private static final Duration SLACK = Duration.ofMinutes(1);
    private static final Set<String> OVER = Set.of("killed", "terminated", "done", "cleanup", "errored");

    private final Tmux.Sessions tmux;
    private final Set<String> hashes;
    private final List<String> live = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private boolean namesTmux;

    /** Asks tmux once; the hashes are those of the hashed folders, which older tmux names begin with. */
    public LegacyLiveness(Map<String, String> environment, Set<String> hashes) {
        this.tmux = Tmux.list(environment);
        this.hashes = hashes;
    }

    /** Looks at one record. */
    public void look(LegacySession session) {
        boolean over = session.archived() || OVER.contains(session.shownStatus());
        session.tmuxName().ifPresent(name -> named(session, name, over));
        named(session, session.id().value(), over);
        for (var handle : session.handles()) {
            var kind = handle.runtimeName().orElse("");
            if (kind.equals("tmux")) handle.id().ifPresent(id -> named(session, id, over));
            else if (handle.pid().isPresent()) process(session, handle, over);
            else if (!over) unknown.add(session.id() + ": its runtime is \"" + kind + "\", which cannot be asked");
        }
    }

    private void named(LegacySession session, String name, boolean over) {
        if (!over) namesTmux = true;
        boolean hashedForm = hashes.stream().anyMatch(hash -> tmux.names().contains(hash + "-" + name));
        if (tmux.names().contains(name) || hashedForm) live(session, "tmux session " + name);
    }

    private void process(LegacySession session, RuntimeHandle handle, boolean over) {
        var process = ProcessHandle.of(handle.pid().getAsLong()).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) return;
        var made = handle.createdAt().isPresent() ? java.util.Optional.of(Instant.ofEpochMilli(handle.createdAt().getAsLong()))
            : session.createdAt().flatMap(JavaScript::date);
        var began = process.get().info().startInstant();
        if (made.isEmpty() || began.isEmpty()) {
            if (!over) unknown.add(session.id() + ": process " + handle.pid().getAsLong() + " lives, and may be another one");
        } else if (Duration.between(made.get(), began.get()).abs().compareTo(SLACK) < 0) {
            live(session, "process " + handle.pid().getAsLong());
        }
    }

    private void live(LegacySession session, String evidence) {
        var line = session.id() + " (" + session.project() + "): " + evidence;
        if (!live.contains(line)) live.add(line);
    }

    /** The sessions that run, one line each. */
    public List<String> live() {
        return List.copyOf(live);
    }

    /** What could not be told, one line each. */
    public List<String> unknown() {
        var lines = new ArrayList<>(unknown);
        if (namesTmux) tmux.unknown().ifPresent(lines::add);
        return lines;
    }
}
