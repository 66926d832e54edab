///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Moves hashed session folders to the project layout, with their worktrees and the history of agents.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.MigrateStorage
package scripts;

import ao.apply.Gates;
import ao.apply.OpenclawLocks;
import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.LegacyRoot;
import ao.cli.MigrationSource;
import ao.cli.NothingToDo;
import ao.cli.OpenclawOptions;
import ao.cli.OpenclawStores;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.StoreKind;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import ao.read.Locations;
import ao.read.OpenclawPlaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "migrate-storage", description = {"Moves hashed session folders to the project layout: records, archives, worktrees, and the history of agents.",
    "The folders are kept as *.migrated. Every run can be taken back with 'rollback'.",
    "With --openclaw: OpenClaw's sessions.json to sessions.d, which only some builds of it read."},
    footer = {"  ao migrate-storage --dry-run", "  ao migrate-storage --project shop --yes", "  ao migrate-storage --openclaw --dry-run"})
class MigrateStorage extends ToolkitCommand {
    @Option(names = "--root", paramLabel = "DIR", description = "The legacy store's root (default: ~/.agent-orchestrator).")
    private Path root;

    @Option(names = "--project", paramLabel = "ID", completionCandidates = Candidates.Projects.class, description = "Only this project; may be given several times.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--ignore-tmux", description = "Migrate although tmux sessions live, or cannot be asked for.")
    private boolean ignoreTmux;

    @Option(names = "--assume-stopped", description = "With --openclaw: go on although it cannot be told which stores a gateway serves.")
    private boolean assumeStopped;

    @Mixin
    private OpenclawOptions openclaw;

    @Mixin
    private PlanOptions plan;

    @Override public String name() {
        return "migrate-storage";
    }

    @Override public Exit run(Session session) {
        if (openclaw.given()) return openclaw(session);
        var locations = common.locations(session.console(), Optional.ofNullable(root), Optional.empty());
        LegacyRoot.check(root, locations);
        var place = locations.root().path();
        if (!common.quiet()) session.console().say("from: hashed folders in " + locations.root() + " → to: " + place.resolve("projects"));
        var run = Runs.newId(name(), session.clock().instant());
        var source = new MigrationSource(locations, projects, run, session.clock().instant());
        if (source.isEmpty()) {
            return NothingToDo.say(session, common, name(), plan.dryRun() ? "plan" : "apply",
                "nothing to migrate: there is no hashed folder (looked at " + locations.root() + ")", source.findings());
        }
        var gate = source.gate(common.home(), ignoreTmux);
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), List.of(new PlanHeader.Store(StoreKind.HASHED, place)),
            List.of(place, locations.claude().path(), locations.codex().path(), locations.worktrees().path()),
            Stream.concat(Stream.of(new Gate.Owner(locations.home().path()), new Gate.Owner(place), gate), source.unchanged().stream()).toList(), "", run);
        return new PlanFlow(session, common, locations).go(header, plan,
            () -> new PlanFlow.Asked(true, Gates.legacy(gate, source.liveness()).stream().toList(), false), source::make);
    }

    private Exit openclaw(Session session) {
        if (root != null || !projects.isEmpty() || ignoreTmux) throw new AoException.Usage("openclaw-and-projects", "--root, --project and --ignore-tmux are of the other stores", "--store PATH chooses among OpenClaw's");
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var places = openclaw.places(locations, common);
        if (!common.quiet()) session.console().say("from: sessions.json → to: sessions.d, in " + places.state() + "\nonly builds of OpenClaw with sessions.d read the result; no release does");
        var gates = stores(session, locations, places).gates(places.state(), assumeStopped);
        try {
            return openclaw(session, stores(session, locations, places), gates, new PlanFlow(session, common, locations));
        } catch (AoException.Refused e) {
            if (!plan.yes() || !e.code().equals("precondition-changed")) throw e;
        }
        // Whoever follows the lock protocol may write between the reading and the lock: so it is read once more under it.
        try (var locks = OpenclawLocks.take(gates, session.disk(common))) {
            return openclaw(session, stores(session, locations, places), gates, new PlanFlow(session, common, locations).holding(locks));
        }
    }

    private OpenclawStores stores(Session session, Locations locations, OpenclawPlaces places) {
        return new OpenclawStores(openclaw.files(places), locations, session.clock().instant());
    }

    private Exit openclaw(Session session, OpenclawStores stores, List<Gate> gates, PlanFlow flow) {
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), stores.folders().stream().map(f -> new PlanHeader.Store(StoreKind.OPENCLAW, f)).toList(), stores.folders(),
            Stream.concat(gates.stream(), stores.unchanged().stream()).toList(), "");
        return flow.verifying(stores::verify).knowing(stores.documents()).go(header, plan, () -> PlanFlow.Asked.NOTHING, stores::migrate);
    }

    public static void main(String... args) {
        Start.script(new MigrateStorage(), args);
    }
}
