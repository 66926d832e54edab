package ao.cli;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Harness;
import ao.model.Liveness;
import ao.model.Relocation;
import ao.model.Relocation.Renaming;
import ao.model.Severity;
import ao.plan.Gate;
import ao.plan.PlanSink;
import ao.plan.RelocationOptions;
import ao.plan.RelocationPlanner;
import ao.read.ClaudeBuckets;
import ao.read.ClaudeHome;
import ao.read.ClaudeProcesses;
import ao.read.CodexRollouts;
import ao.read.Conversations;
import ao.read.DatabaseSnapshot;
import ao.read.GitPointers;
import ao.read.HashedFolderReader;
import ao.read.HashedRecordReader;
import ao.read.Json;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.PhysicalPath;
import ao.read.RegistryPaths;
import ao.read.RewriteStoreReader;
import ao.read.StaleColumns;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads everything that names moved directories, and has it follow them. */
public final class RelocationSource {
    private static final long LARGEST = 512L << 20;

    private final Locations locations;
    private final Relocation relocation;
    private final List<Path> now;
    private final List<Path> stillThere;
    private final Set<Harness> agents;
    private final RelocationOptions options;
    private final StaleColumns.Cells cells;
    private final List<Conversation> conversations = new ArrayList<>();

    /** A conversation and the directory that it belongs to now. */
    private record Conversation(Harness harness, String id, String directory) { }

    /** @param agents only their history, and nothing else; none for everything */
    public RelocationSource(Locations locations, List<MovedDirectory> directories, Set<Harness> agents, RelocationOptions options) {
        this.locations = locations;
        this.relocation = relocation(directories);
        // A link in its place leads to where it is now.
        this.stillThere = directories.stream().map(MovedDirectory::from).filter(old -> Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)).toList();
        this.now = directories.stream().map(d -> d.to()).toList();
        this.agents = agents;
        this.options = options;
        this.cells = agents.isEmpty() && !options.copy() ? StaleColumns.ofRewrite(locations.database(), relocation) : new StaleColumns.Cells(List.of(), List.of());
    }

    /** A directory that may have been called by a path through links, and without: agents tell the one, people write the other. */
    private static Relocation relocation(List<MovedDirectory> directories) {
        var renamings = new LinkedHashSet<Renaming>();
        for (var directory : directories) {
            var physical = PhysicalPath.of(directory.from().getParent() == null ? directory.from() : directory.from().getParent()).resolve(directory.from().getFileName()).toString();
            var to = PhysicalPath.of(directory.to()).toString();
            renamings.add(new Renaming(physical, to));
            if (!physical.equals(directory.from().toString())) renamings.add(new Renaming(directory.from().toString(), directory.to().toString()));
        }
        return new Relocation(List.copyOf(renamings));
    }

    private boolean wants(Harness harness) {
        return agents.isEmpty() || agents.contains(harness);
    }

    /** What must not run while the plan is applied: Claude Code in either directory, or anywhere when its common files change. */
    public Gate gate(boolean assumeStopped) {
        var directories = new ArrayList<String>();
        relocation.renamings().forEach(r -> directories.addAll(List.of(r.from(), r.to())));
        return new Gate.ClaudeStopped(locations.claude().path(), directories, assumeStopped);
    }

    /** What must hold for the rewrite's database, if rows of it name the directories. */
    public List<Gate> databaseGates(boolean assumeStopped) {
        if (cells.changes().isEmpty()) return List.of();
        var database = locations.database();
        return List.of(new Gate.Owner(database), new Gate.Schema(database, RewriteStoreReader.version(database), DatabaseSnapshot.stamp(database)),
            new Gate.DaemonStopped(database, locations.runFile().path(), assumeStopped));
    }

    /** The folders that a run writes. */
    public List<Path> locks() {
        var locks = new ArrayList<>(List.of(locations.claude().path(), locations.codex().path(), locations.root().path()));
        if (!cells.changes().isEmpty()) locks.add(locations.dataDir().path());
        return locks;
    }

    /** Reads everything and plans; returns what the report needs. */
    public ObjectNode make(PlanSink sink) {
        var planner = new RelocationPlanner(new MigrationDisk(locations), relocation, options, (harness, id, directory) -> conversations.add(new Conversation(harness, id, directory)), sink);
        if (!options.copy()) stillThere.forEach(old -> sink.finding(Finding.at("old-directory-still-there", Severity.WARNING, old, "it is still there: a conversation that was held in it is not found from it any more")));
        if (wants(Harness.CLAUDE_CODE)) claude(planner);
        if (wants(Harness.CODEX)) {
            var below = relocation.renamings().stream().map(Renaming::from).toList();
            for (var folder : List.of("sessions", "archived_sessions")) new CodexRollouts(locations.codex().path().resolve(folder), below).byDirectory().forEach(planner::rollouts);
        }
        if (agents.isEmpty() && !options.copy()) others(planner);
        var report = planner.finish();
        databases(report);
        return report;
    }

    private void claude(RelocationPlanner planner) {
        ClaudeBuckets.each(locations.claude().path(), planner::claude);
        planner.planClaude();
        var anywhere = ClaudeProcesses.in(locations.claude().path(), directory -> true);
        var prompts = real(locations.claude().path().resolve("history.jsonl"));
        var settings = settings();
        boolean named = names(prompts) || names(settings);
        if (named && anywhere instanceof Liveness.Live live) {
            // It appends to the one and writes the other anew whenever it likes (demand.md, L11).
            planner.problem("claude-running", settings, live.evidence() + ", so the list of prompts and the trust of directories stay as they are; run this again when it has ended");
            return;
        }
        if (!options.copy() && Files.isRegularFile(prompts, LinkOption.NOFOLLOW_LINKS)) planner.prompts(prompts);
        bytes(settings).ifPresent(bytes -> planner.settings(settings, bytes));
    }

    /** Whether a file may name one of the directories. */
    private boolean names(Path file) {
        return bytes(file).map(b -> new String(b, StandardCharsets.UTF_8)).filter(text -> relocation.renamings().stream().anyMatch(r -> text.replace("\\/", "/").contains(Json.quoted(r.from())))).isPresent();
    }

    /** It lies beside Claude's folder, or in it where a variable names that. */
    private Path settings() {
        return real(locations.claude().origin().equals("$CLAUDE_CONFIG_DIR") ? locations.claude().path().resolve(".claude.json") : locations.home().path().resolve(".claude.json"));
    }

    /** Settings are often a link into a folder that is kept elsewhere. */
    private static Path real(Path file) {
        return Files.isSymbolicLink(file) ? PhysicalPath.of(file) : file;
    }

    private static Optional<byte[]> bytes(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LARGEST ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void others(RelocationPlanner planner) {
        if (Files.isDirectory(locations.root().path())) {
            var store = LegacyStoreReader.open(locations);
            records(store, planner);
            registry().ifPresent(file -> registry(file, planner));
        }
        planner.pointers(GitPointers.stale(now, relocation));
        openclaw(planner);
        cells.taken().forEach(c -> planner.problem("row-taken", locations.database(), c.name() + ": rows have the new value already, so these stay as they are"));
        planner.cells(locations.database(), cells.changes());
    }

    private void registry(Path file, RelocationPlanner planner) {
        try {
            RegistryPaths.moved(file, this::registered).ifPresent(planner::registry);
            var left = RegistryPaths.unchangeable(file, this::registered);
            if (!left.isEmpty()) planner.problem("registry-not-editable", file, "the paths of " + String.join(", ", left) + " are written in a way that serves other values, too; change them by hand");
        } catch (AoException.Unreadable e) {
            planner.problem(e.code(), file, e.getMessage());
        }
    }

    private Optional<Path> registry() {
        var file = locations.registry().path();
        try {
            return Files.exists(file) ? Optional.of(file.toRealPath()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A path in the registry may begin with the home's sign. */
    private Optional<String> registered(String path) {
        var home = locations.home().path().toString();
        return relocation.moved(path.equals("~") ? home : path.startsWith("~/") ? home + path.substring(1) : path);
    }

    private void records(LegacyStore store, RelocationPlanner planner) {
        LegacyRecords.sessions(store, store.folders(), LegacyRecords.only(session -> {
            boolean names = session.worktree().flatMap(relocation::moved).isPresent();
            if (!names || Files.isSymbolicLink(session.file())) return;
            try {
                planner.record(session.project(), session.id().value(), HashedRecordReader.read(session.file(), session.id().value()));
            } catch (IOException e) {
                planner.problem("session-unreadable", session.file(), "the record cannot be read any more");
            }
        }));
    }

    private void openclaw(RelocationPlanner planner) {
        for (var agent : entries(locations.home().path().resolve(".openclaw/agents"))) {
            var file = agent.resolve("sessions/sessions.json");
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) continue;
            if (Files.exists(file.resolveSibling("sessions.json.lock"))) planner.problem("lock-file", file, "a gateway holds its lock, so its paths stay as they are; run this again when it has stopped");
            else bytes(file).ifPresent(bytes -> planner.openclaw(file, bytes));
        }
    }

    private static List<Path> entries(Path folder) {
        try {
            return Files.isDirectory(folder) ? HashedFolderReader.entries(folder) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void databases(ObjectNode report) {
        var list = report.putArray("databases");
        var files = new ArrayList<Path>();
        var fits = wants(Harness.CODEX) ? StaleColumns.codex(locations.codex().path()) : List.<StaleColumns.Fit>of();
        fits.forEach(f -> files.add(f.database()));
        if (wants(Harness.OPENCODE)) files.add(locations.opencode().path().resolve("opencode.db"));
        for (var file : files) {
            StaleColumns.of(file, relocation).forEach(s -> list.addObject().put("database", s.database().toString()).put("table", s.table()).put("column", s.column()).put("rows", s.rows()).put("sql", s.sql()));
        }
        long best = fits.stream().mapToLong(StaleColumns.Fit::there).max().orElse(0);
        var codex = report.putArray("codexDatabases");
        fits.forEach(f -> codex.addObject().put("database", f.database().toString()).put("there", f.there()).put("listed", f.listed())
            .put("fits", f.there() == best && fits.stream().filter(o -> o.there() == best).count() == 1));
    }

    /** Whether each conversation would be found by its agent now. */
    public Verification verify() {
        if (conversations.isEmpty()) return Verification.NONE;
        var held = new Conversations(locations);
        var left = new ArrayList<String>();
        for (var one : conversations) {
            boolean found = one.harness().equals(Harness.CODEX) ? rollout(held, one) : held.held(one.harness(), Optional.of(one.id()), Optional.of(Path.of(one.directory()))).named()
                .filter(c -> options.keepCwd() || ClaudeHome.begunIn(c.file()).filter(one.directory()::equals).isPresent()).isPresent() || !ClaudeHome.isUuid(one.id());
            if (!found) left.add(one.harness().name() + " would not find " + one.id() + " in " + one.directory());
        }
        int found = conversations.size() - left.size();
        return new Verification("looked up again: " + found + " of " + conversations.size() + " conversations are found by their agents",
            Json.MAPPER.createObjectNode().put("found", found).put("relocated", conversations.size()), left);
    }

    private static boolean rollout(Conversations held, Conversation one) {
        return held.inDirectory(one.directory()).contains(Path.of(one.id()));
    }
}
