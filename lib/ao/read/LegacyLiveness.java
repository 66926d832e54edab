package ao.read;

import ao.model.LegacySession;
import ao.model.RuntimeHandle;
import ao.model.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final List<String> processes = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private boolean namesTmux;

    /** Asks tmux once; the hashes are those of the hashed folders, which older tmux names begin with. */
    public LegacyLiveness(Map<String, String> environment, Set<String> hashes) {
        this.tmux = Tmux.list(environment);
        this.hashes = hashes;
    }

    /**
     * What a record tells of the runtime of its session.
     *
     * @param over whether the session has ended, by its record
     */
    public record Runtime(String id, String project, Optional<String> tmuxName, List<RuntimeHandle> handles, boolean over, Optional<String> createdAt) {
        /** What a record with this status tells. */
        public static boolean isOver(boolean archived, String shownStatus) {
            return archived || OVER.contains(shownStatus);
        }
    }

    /** What asking the runtime that a record names would tell. */
    public enum Answer { RUNS, GONE, UNKNOWN, NOT_NAMED }

    /** Asks the runtime that a record names. */
    public Answer answer(LegacySession session) {
        if (session.runtime().isEmpty()) return Answer.NOT_NAMED;
        var handle = session.runtime().get();
        if (handle.runtimeName().equals(Optional.of("tmux")) && handle.id().isPresent()) {
            // The legacy software asks by a name that tmux takes for the beginning of one, too (trap T-05).
            var name = handle.id().get();
            if (tmux.names().contains(name) || tmux.names().stream().filter(other -> other.startsWith(name)).count() == 1) return Answer.RUNS;
            return tmux.unknown().isPresent() ? Answer.UNKNOWN : Answer.GONE;
        }
        if (handle.pid().isEmpty()) return Answer.UNKNOWN;
        return ProcessHandle.of(handle.pid().getAsLong()).filter(ProcessHandle::isAlive).isPresent() ? Answer.RUNS : Answer.GONE;
    }

    /** Looks at one record. */
    public void look(LegacySession session) {
        look(new Runtime(session.id().value(), session.project(), session.tmuxName(), session.handles(),
            Runtime.isOver(session.archived(), session.shownStatus()), session.createdAt()));
    }

    /** Looks at what one record tells. */
    public void look(Runtime session) {
        if (session.tmuxName().isPresent()) named(session, session.tmuxName().get());
        named(session, session.id());
        for (var handle : session.handles()) {
            var kind = handle.runtimeName().orElse("");
            if (kind.equals("tmux")) {
                if (handle.id().isPresent()) named(session, handle.id().get());
            } else if (handle.pid().isPresent()) process(session, handle);
            else if (!session.over()) unknown.add(session.id() + ": its runtime is \"" + Secrets.masked(kind) + "\", which cannot be asked");
        }
    }

    private void named(Runtime session, String name) {
        if (!session.over()) namesTmux = true;
        if (tmux.names().isEmpty()) return;
        boolean hashedForm = hashes.stream().anyMatch(hash -> tmux.names().contains(hash + "-" + name));
        if (tmux.names().contains(name) || hashedForm) live(session, "tmux session " + name);
    }

    private void process(Runtime session, RuntimeHandle handle) {
        var process = ProcessHandle.of(handle.pid().getAsLong()).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) return;
        var made = handle.createdAt().isPresent() ? Optional.of(Instant.ofEpochMilli(handle.createdAt().getAsLong()))
            : session.createdAt().flatMap(JavaScript::date);
        var began = process.get().info().startInstant();
        if (made.isEmpty() || began.isEmpty()) {
            if (!session.over()) unknown.add(session.id() + ": process " + handle.pid().getAsLong() + " lives, and may be another one");
        } else if (Duration.between(made.get(), began.get()).abs().compareTo(SLACK) < 0) {
            live(session, "process " + handle.pid().getAsLong());
            processes.add(live.get(live.size() - 1));
        }
    }

    private void live(Runtime session, String evidence) {
        var line = session.id() + " (" + session.project() + "): " + evidence;
        live.remove(line);
        live.add(line);
    }

    /** Those of the sessions that run whose process itself was found, one line each. */
    public List<String> processes() {
        return List.copyOf(processes);
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
