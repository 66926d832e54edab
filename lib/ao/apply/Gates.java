package ao.apply;

import ao.model.AoException;
import ao.model.Liveness;
import ao.plan.Gate;
import ao.read.ClaudeProcesses;
import ao.read.Daemon;
import ao.read.HashedNames;
import ao.read.LegacyLiveness;
import ao.read.LegacyRecords;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.OpenclawGateways;
import ao.read.Owners;
import ao.read.RewriteStoreReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks whether a plan may be applied now (D23, D35, D36, D40). */
public final class Gates {
    private static final int LISTED = 5;

    private final Map<String, String> environment;

    public Gates(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What would refuse now; empty when nothing would. */
    public List<AoException.Refused> refusals(List<Gate> gates) {
        var refusals = new ArrayList<AoException.Refused>();
        for (var gate : gates) refusal(gate).ifPresent(refusals::add);
        return refusals;
    }

    /** Throws the first refusal. */
    public void check(List<Gate> gates) {
        for (var gate : gates) {
            var refusal = refusal(gate);
            if (refusal.isPresent()) throw refusal.get();
        }
    }

    private Optional<AoException.Refused> refusal(Gate gate) {
        if (gate instanceof Gate.DaemonStopped daemon) return daemon(daemon);
        if (gate instanceof Gate.Schema schema) return schema(schema);
        if (gate instanceof Gate.LegacyStopped legacy) return legacy(legacy);
        if (gate instanceof Gate.ClaudeStopped claude) return claude(claude);
        if (gate instanceof Gate.OpenclawStopped openclaw) return openclaw(openclaw);
        // Looked at with everything else that must be as it was: a run that has begun may have moved it.
        if (gate instanceof Gate.Unchanged) return Optional.empty();
        return owner((Gate.Owner) gate);
    }

    private static Optional<AoException.Refused> openclaw(Gate.OpenclawStopped gate) {
        var said = OpenclawGateways.unstoppable(gate.state());
        if (said instanceof Liveness.Live live) return Optional.of(new AoException.Refused("openclaw-gateway-runs", live.evidence(), "stop it (openclaw gateway stop), then run this again; nothing overrides this"));
        if (said instanceof Liveness.Unknown unknown && !gate.assumeStopped()) {
            return Optional.of(new AoException.Refused("openclaw-gateway-unknown", unknown.why(), "stop it; if you are sure that it serves other stores: --assume-stopped"));
        }
        return Optional.empty();
    }

    private static Optional<AoException.Refused> daemon(Gate.DaemonStopped gate) {
        var byRunFile = byRunFile(gate);
        if (byRunFile.isPresent()) return byRunFile;
        // Where the kernel tells no locks, the probe of the connection that will write decides.
        return Daemon.byFileLocks(gate.database()) instanceof Liveness.Live live
            ? Optional.of(live(live.evidence())) : Optional.empty();
    }

    /** The part of the daemon's gate that is asked again while the database is held. */
    static Optional<AoException.Refused> byRunFile(Gate.DaemonStopped gate) {
        var said = Daemon.byRunFile(gate.runFile());
        if (said instanceof Liveness.Live live) return Optional.of(live(live.evidence()));
        if (said instanceof Liveness.Unknown unknown && !gate.assumeStopped()) {
            return Optional.of(new AoException.Refused("daemon-liveness-unknown", "it cannot be told whether the daemon runs: " + unknown.why(),
                "stop it and remove the file; if you are sure that it is stopped: --assume-stopped"));
        }
        return Optional.empty();
    }

    private static AoException.Refused live(String evidence) {
        return new AoException.Refused("daemon-live", "the daemon runs: " + evidence, "stop it, then run this again; nothing overrides this");
    }

    private static Optional<AoException.Refused> schema(Gate.Schema gate) {
        if (!Files.exists(gate.database())) {
            return Optional.of(new AoException.Refused("database-missing", gate.database() + " is gone since the plan was made", "plan again"));
        }
        long version = RewriteStoreReader.version(gate.database());
        return version == gate.version() ? Optional.empty() : Optional.of(new AoException.Refused("schema-changed",
            gate.database() + " has schema " + version + " now, and the plan was made for " + gate.version(), "plan again"));
    }

    private Optional<AoException.Refused> legacy(Gate.LegacyStopped gate) {
        var locations = Locations.resolve(new Locations.Given(gate.home(), Optional.of(gate.root()), Optional.empty()), environment);
        var store = LegacyStoreReader.open(locations);
        var hashes = HashedNames.hashes(gate.root());
        var liveness = new LegacyLiveness(environment, hashes);
        LegacyRecords.sessions(store, store.folders().stream().filter(f -> gate.projects().contains(f.project())).toList(), LegacyRecords.only(liveness::look));
        return legacy(gate, liveness);
    }

    /** The refusal that follows from what was seen of a legacy store; for a caller that has just read all of it. */
    public static Optional<AoException.Refused> legacy(Gate.LegacyStopped gate, LegacyLiveness seen) {
        var live = gate.ignoreTmux() ? seen.processes() : seen.live();
        if (!gate.allowLive() && !live.isEmpty()) {
            return Optional.of(new AoException.Refused("legacy-live", "legacy sessions run: " + some(live),
                !gate.moves() ? "stop them first; import --allow-live-source copies them as they are now"
                    : gate.ignoreTmux() ? "stop them first" : "stop them first; --ignore-tmux goes on although tmux sessions live"));
        }
        if (!gate.assumeStopped() && !gate.ignoreTmux() && !seen.unknown().isEmpty()) {
            return Optional.of(new AoException.Refused("legacy-liveness-unknown",
                "it cannot be told whether legacy sessions run: " + some(seen.unknown()),
                "if you are sure that they are stopped: " + (gate.moves() ? "--ignore-tmux" : "import --assume-stopped")));
        }
        return Optional.empty();
    }

    private static String some(List<String> lines) {
        return lines.stream().limit(LISTED).collect(Collectors.joining("; "))
            + (lines.size() > LISTED ? "; and " + (lines.size() - LISTED) + " more" : "");
    }

    private static Optional<AoException.Refused> claude(Gate.ClaudeStopped gate) {
        var said = ClaudeProcesses.in(gate.claude(), directory -> gate.directories().stream().anyMatch(d -> directory.equals(d) || directory.startsWith(d + "/")));
        if (said instanceof Liveness.Live live) return Optional.of(new AoException.Refused("claude-running", live.evidence(), "end it, then run this again; nothing overrides this"));
        if (said instanceof Liveness.Unknown unknown && !gate.assumeStopped()) {
            return Optional.of(new AoException.Refused("claude-running-unknown", unknown.why(), "end it; if you are sure that it runs elsewhere: --assume-stopped"));
        }
        return Optional.empty();
    }

    private static Optional<AoException.Refused> owner(Gate.Owner gate) {
        var self = Owners.self();
        var owner = Owners.of(gate.place());
        if (self.isEmpty() || owner.isEmpty() || self.get().equals(owner.get())) return Optional.empty();
        return Optional.of(new AoException.Refused("owner-mismatch", gate.place() + " belongs to " + Owners.name(gate.place())
            + ", and you are another user", "run this as its owner: sudo -u " + Owners.name(gate.place()) + " …"));
    }
}
