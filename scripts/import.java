///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Imports a legacy Agent Orchestrator store into the rewrite's database, with the transcripts.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Import
package scripts;

import ao.apply.Gates;
import ao.cli.Candidates;
import ao.cli.DiskFacts;
import ao.cli.Exit;
import ao.cli.ImportSource;
import ao.cli.ImportTarget;
import ao.cli.LegacyRoot;
import ao.cli.NothingToDo;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.map.ImportPolicy.ImplicitPermissions;
import ao.map.ImportPolicy;
import ao.model.RewriteSchema;
import ao.model.StoreKind;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Gate;
import ao.plan.ImportOptions.Scope;
import ao.plan.ImportOptions;
import ao.plan.ImportPlanner;
import ao.plan.ImportReportData;
import ao.plan.PlanHeader;
import ao.plan.PlanSink;
import ao.plan.Purpose;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.PhysicalPath;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "import", description = {"Imports projects, settings and resumable sessions of a legacy store into ao.db.",
    "The legacy store is only read. Every run can be taken back with 'rollback'."},
    footer = {"  ao import --dry-run", "  ao import --create-db --yes", "  ao import --sessions active --project shop"})
class Import extends ToolkitCommand {
    /** How sessions come in (D15). */
    enum As { auto, live, restorable }

    /** What a row's workspace is (D14). */
    enum Workspace { managed, legacy }

    @Option(names = {"--root", "--from"}, paramLabel = "DIR", description = "The legacy store's root (default: ~/.agent-orchestrator).")
    private Path root;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The rewrite's data directory (default: $$AO_DATA_DIR, else ~/.ao/data).")
    private Path dataDir;

    @Option(names = "--project", paramLabel = "ID", completionCandidates = Candidates.Projects.class, description = "Only this project; may be given several times.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--sessions", paramLabel = "WHICH", defaultValue = "orchestrators",
        description = "orchestrators (default), active, all or none.")
    private Scope scope;

    @Option(names = "--as", paramLabel = "HOW", defaultValue = "auto", description = "auto (default: what the daemon can use), live or restorable.")
    private As as;

    @Option(names = "--workspace", paramLabel = "WHICH", defaultValue = "managed",
        description = "Write managed (default) or legacy worktree paths.")
    private Workspace workspace;

    @Option(names = "--include-unregistered", description = "Take projects, too, that have a folder and no registry entry.")
    private boolean unregistered;

    @Option(names = "--recover-resume-ids", description = "Where a record names no conversation, take the only one of its worktree.")
    private boolean recover;

    @Option(names = "--permissions", paramLabel = "HOW", defaultValue = "explicit",
        description = "explicit (default), or legacy: write the legacy default, which skips all prompts.")
    private ImplicitPermissions permissions;

    @Option(names = "--create-db", description = "Make the database if it is not there.")
    private boolean createDatabase;

    @Option(names = "--pin-schema", paramLabel = "N", description = "Refuse any other schema version than this.")
    private Long pinned;

    @Option(names = "--accept-schema", paramLabel = "N", description = "Accept this unknown schema version.")
    private Long accepted;

    @Option(names = "--allow-live-source", description = "Import although legacy sessions run.")
    private boolean allowLive;

    @Option(names = "--assume-stopped", description = "Take for stopped what cannot be told.")
    private boolean assumeStopped;

    @Mixin
    private PlanOptions plan;

    @Override public String name() {
        return "import";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.ofNullable(root), Optional.ofNullable(dataDir));
        LegacyRoot.check(root, locations);
        if (!common.quiet()) session.console().say("from: " + locations.root() + " → to: " + locations.database() + " (" + locations.dataDir().origin() + ")");
        var store = LegacyStoreReader.open(locations);
        if (projects.isEmpty() && store.registry().projects().isEmpty() && (store.folders().isEmpty() || !unregistered)) return nothing(session, locations, store);
        var target = ImportTarget.of(locations, new ImportTarget.Wanted(createDatabase, Optional.ofNullable(pinned), Optional.ofNullable(accepted)),
            session.clock().instant());
        var source = new ImportSource(locations, store, projects, unregistered);
        var gate = new Gate.LegacyStopped(locations.root().path(), common.home(), List.copyOf(source.ids()), allowLive, assumeStopped, false, false);
        // Who imports from a store that is in use takes it as it is when it is read.
        var unchanged = allowLive ? List.<Gate>of() : source.unchanged();
        return new PlanFlow(session, common, locations).go(header(session, locations, target, gate, unchanged), plan,
            () -> new PlanFlow.Asked(true, Gates.legacy(gate, source.liveness()).stream().toList(), false),
            sink -> make(session, locations, target, source, sink));
    }

    private Exit nothing(Session session, Locations locations, LegacyStore store) {
        var findings = new ArrayList<>(store.registry().findings());
        findings.addAll(store.findings());
        int folders = store.folders().size();
        return NothingToDo.say(session, common, name(), plan.dryRun() ? "plan" : "apply", "nothing to import: " + (Files.exists(locations.registry().path()) ? "the registry names no project" : "there is no registry")
            + " (looked at " + locations.registry() + " and " + locations.root() + ")"
            + (folders > 0 ? "; " + folders + " project folders have no entry there: --include-unregistered takes them" : ""), findings);
    }

    private ObjectNode make(Session session, Locations locations, ImportTarget target, ImportSource source, PlanSink sink) {
        boolean live = as == As.live || as == As.auto && target.state().madeByDaemon() && target.state().version() < RewriteSchema.RESTORES_TERMINATED;
        source.findings(sink);
        target.created().ifPresent(created -> create(locations, created.bytes(), created.print(), session, sink));
        var policy = new ImportPolicy(target.state().harnesses(), target.state().version() >= RewriteSchema.HOLDS_RULES, permissions,
            live, workspace == Workspace.legacy);
        var managed = PhysicalPath.of(locations.dataDir().path().resolve("worktrees"));
        var options = new ImportOptions(scope, policy, recover, managed, source.prefixes(), locations.environment(), session.clock().instant());
        var planner = new ImportPlanner(target.state(), source.all(), source.store().registry().defaults(), options, new DiskFacts(locations), sink);
        source.each(sink, planner::project);
        return ImportReportData.of(planner.finish(), live, why(live, target), target.state().version());
    }

    private String why(boolean live, ImportTarget target) {
        if (as != As.auto) return "--as " + as;
        if (target.created().isPresent() || !target.state().madeByDaemon()) return "no daemon has opened this database yet";
        return live ? "daemons of schema " + target.state().version() + " cannot restore what is over"
            : "daemons of schema " + target.state().version() + " restore them at once, and would end live ones that have no runtime";
    }

    private static void create(Locations locations, byte[] bytes, ao.model.Fingerprint.Database print, Session session, PlanSink sink) {
        var missing = new ArrayList<Path>();
        for (var folder = locations.dataDir().path(); folder != null && !Files.isDirectory(folder); folder = folder.getParent()) missing.add(0, folder);
        sink.startGroup();
        for (var folder : missing) sink.change(new Change.MakeFolder(folder, 0750, About.shared(Purpose.FOLDER)));
        sink.change(new Change.CreateFile(locations.database(), new Content.Inline(bytes), print, 0600, session.clock().instant(), About.shared(Purpose.DATABASE)));
    }

    private PlanHeader header(Session session, Locations locations, ImportTarget target, Gate legacy, List<Gate> unchanged) {
        var database = locations.database();
        var gates = new ArrayList<Gate>();
        gates.add(new Gate.Owner(locations.home().path()));
        gates.add(new Gate.Owner(locations.root().path()));
        if (Files.exists(locations.dataDir().path())) gates.add(new Gate.Owner(locations.dataDir().path()));
        if (target.created().isEmpty()) {
            gates.add(new Gate.Owner(database));
            gates.add(new Gate.Schema(database, target.state().version(), target.stamp()));
        }
        gates.add(new Gate.DaemonStopped(database, locations.runFile().path(), assumeStopped));
        gates.add(legacy);
        gates.addAll(unchanged);
        return new PlanHeader(name(), session.argv(), session.clock().instant(),
            List.of(new PlanHeader.Store(StoreKind.PROJECT, locations.root().path()), new PlanHeader.Store(StoreKind.REWRITE, database)),
            List.of(locations.dataDir().path(), locations.claude().path()), gates, "");
    }

    public static void main(String... args) {
        Start.script(new Import(), args);
    }
}
