///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Takes back a run: what it added and that is still as it left it.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Rollback
package scripts;

import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.LegacyRoot;
import ao.cli.NextStart;
import ao.cli.NothingToDo;
import ao.cli.OpenclawOptions;
import ao.cli.OpenclawStores;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.RollbackMaking;
import ao.cli.RunText;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.StorageRollbackSource;
import ao.cli.ToolkitCommand;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.StoreKind;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rollback", description = {"Takes back a run: exactly what it added, if that is still as the run left it.",
    "What changed since, or what others refer to, stays and is listed. A rollback can be rolled back.",
    "With --storage or --openclaw: what other software migrated."},
    footer = {"  ao rollback 20261121-0607 --dry-run", "  ao rollback 20261121-060735-import-2znc", "  ao rollback --storage --dry-run", "  ao rollback --openclaw --dry-run"})
class Rollback extends ToolkitCommand {
    @Parameters(arity = "0..1", paramLabel = "RUN", completionCandidates = Candidates.RunIds.class, description = "The run, or a unique beginning or ending of its id.")
    private String text;

    @Option(names = "--storage", description = "Take back what the original software migrated, by the *.migrated folders.")
    private boolean storage;

    @Option(names = "--root", paramLabel = "DIR", description = "With --storage: the legacy store's root (default: ~/.agent-orchestrator).")
    private Path root;

    @Mixin
    private OpenclawOptions openclaw;

    @Option(names = "--from", paramLabel = "PATH", description = "With --openclaw and one store: the copy to go back to, a *.bak.*, a *.orphan.* or sessions.d.")
    private Path from;

    @Option(names = "--allow-shrink", description = "With --openclaw: go back although there are fewer entries then.")
    private boolean allowShrink;

    @Option(names = "--include-changed", description = "Remove rows, too, that only a daemon's boot changed.")
    private boolean includeChanged;

    @Option(names = "--assume-stopped", description = "Take for stopped what cannot be told.")
    private boolean assumeStopped;

    @Option(names = "--ignore-tmux", description = "Go on although tmux sessions live, or cannot be asked for.")
    private boolean ignoreTmux;

    @Mixin
    private PlanOptions options;

    @Override public String name() {
        return "rollback";
    }

    @Override public Exit run(Session session) {
        if ((storage ? 1 : 0) + (text != null ? 1 : 0) + (openclaw.given() ? 1 : 0) != 1) {
            var latest = RunText.latest(Session.runs(common.locations(session.console(), Optional.empty(), Optional.empty())).list());
            boolean none = !storage && !openclaw.given();
            throw new AoException.Usage(none ? "run-missing" : "run-and-storage", none ? "which run?" : "exactly one of a run, --storage and --openclaw", latest);
        }
        if (root != null && !storage) throw new AoException.Usage("root-without-storage", "--root goes with --storage", "a run knows its store");
        if ((from != null || allowShrink) && !openclaw.given()) throw new AoException.Usage("from-without-openclaw", "--from and --allow-shrink go with --openclaw", "a run knows what it kept");
        if (openclaw.given()) return openclaw(session);
        return storage ? storage(session) : run(session, text);
    }

    private Exit storage(Session session) {
        var locations = common.locations(session.console(), Optional.ofNullable(root), Optional.empty());
        LegacyRoot.check(root, locations);
        var place = locations.root().path();
        var id = Runs.newId(name(), session.clock().instant());
        var source = new StorageRollbackSource(locations, id, session.clock().instant());
        if (source.isEmpty()) {
            return NothingToDo.say(session, common, name(), "rollback", "nothing to do: no migration has left a *.migrated folder in " + locations.root(), List.of());
        }
        if (!common.quiet()) session.console().say("from: " + place.resolve("projects") + " → to: hashed folders in " + locations.root());
        var gates = List.<Gate>of(new Gate.Owner(locations.home().path()), new Gate.Owner(place), source.gate(common.home(), ignoreTmux));
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), List.of(new PlanHeader.Store(StoreKind.PROJECT, place)),
            List.of(place, locations.claude().path(), locations.codex().path(), locations.worktrees().path()), gates, "", id);
        var runs = Session.runs(locations).list();
        return new PlanFlow(session, common, locations).go(header, options, () -> PlanFlow.Asked.NOTHING, sink -> source.make(sink, runs));
    }

    private Exit openclaw(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var places = openclaw.places(locations, common);
        var files = openclaw.files(places);
        if (from != null && files.size() != 1) throw new AoException.Usage("from-of-several", "--from is of one store, and there are " + files.size(), "name it with --store");
        var stores = new OpenclawStores(files, locations, session.clock().instant());
        if (!common.quiet()) session.console().say("from: sessions.d → to: sessions.json, in " + places.state());
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), stores.folders().stream().map(f -> new PlanHeader.Store(StoreKind.OPENCLAW, f)).toList(), stores.folders(),
            Stream.concat(stores.gates(places.state(), assumeStopped).stream(), stores.unchanged().stream()).toList(), "");
        var copy = Optional.ofNullable(from).map(p -> p.toAbsolutePath().normalize());
        return new PlanFlow(session, common, locations).verifying(stores::verify).go(header, options, () -> PlanFlow.Asked.NOTHING, sink -> stores.rollback(sink, copy, allowShrink, NextStart.of(places)));
    }

    private Exit run(Session session, String text) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var runs = Session.runs(locations);
        var run = runs.find(text);
        if (run.state() == RunState.UNDONE) {
            return NothingToDo.say(session, common, name(), "rollback", "nothing to do: run " + run.id() + " was taken back already, by " + run.undoneBy(), List.of());
        }
        var plan = PlanFile.open(run.plan());
        if (!common.quiet()) written(plan.header()).forEach(store -> session.console().say("to: " + store.kind().word() + " " + store.path()));
        return new PlanFlow(session, common, locations).go(header(session, run, plan), options, () -> PlanFlow.Asked.NOTHING,
            sink -> new RollbackMaking(run, plan, runs.list(), includeChanged).make(sink));
    }

    /** The stores that the run changed; what it only read is not written now, either. */
    private static List<PlanHeader.Store> written(PlanHeader header) {
        return header.stores().stream().filter(store -> header.locks().stream().anyMatch(lock -> lock.startsWith(store.path()) || store.path().startsWith(lock))).toList();
    }

    private PlanHeader header(Session session, Run run, PlanFile plan) {
        var gates = new ArrayList<Gate>();
        for (var gate : plan.header().gates()) {
            if (gate instanceof Gate.Owner) gates.add(gate);
            if (gate instanceof Gate.LegacyStopped legacy && legacy.moves()) {
                gates.add(new Gate.LegacyStopped(legacy.root(), legacy.home(), legacy.projects(), false, false, true, ignoreTmux));
            }
            if (gate instanceof Gate.OpenclawStopped openclaw) gates.add(new Gate.OpenclawStopped(openclaw.stores(), openclaw.state(), assumeStopped));
            if (gate instanceof Gate.DaemonStopped daemon) gates.add(new Gate.DaemonStopped(daemon.database(), daemon.runFile(), assumeStopped));
        }
        gates.addAll(OpenclawStores.unchanged(plan));
        return new PlanHeader(name(), session.argv(), session.clock().instant(), plan.header().stores(), List.copyOf(plan.header().locks()), gates, run.id());
    }

    public static void main(String... args) {
        Start.script(new Rollback(), args);
    }
}
