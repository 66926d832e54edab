package tests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A home directory with a legacy store in it, made piece by piece, and the toolkit that works on it. */
final class LegacyHome {
    static final String LEAD = "11111111-2222-4333-8444-555555555555";
    static final String WORK = "21111111-2222-4333-8444-555555555555";
    private static final String TRANSCRIPT = "{\"type\":\"user\",\"cwd\":\"%s\",\"n\":1}\n{\"type\":\"assistant\",\"n\":2}\n";

    final Path path;
    final Tree tree;
    private final StringBuilder registry = new StringBuilder("projects:\n");

    LegacyHome(Path folder) {
        try {
            path = Files.createDirectories(folder.toRealPath().resolve("home"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tree = new Tree(path);
    }

    /** A project {@code shop} with a live orchestrator and a live worker, both of them resumable. */
    static LegacyHome shop(Path folder) throws IOException {
        var home = new LegacyHome(folder).project("shop");
        home.session("shop", "shop-orchestrator", home.conversation(home.orchestrator("shop-orchestrator"), LEAD));
        return home.session("shop", "shop-1", home.conversation(home.worker("shop-1"), WORK));
    }

    Cli cli() {
        return new Cli(path);
    }

    /** Imports everything that is alive, without asking and with a report to read. */
    Cli.Result imports(String... more) {
        return imports(cli(), more);
    }

    Cli.Result imports(Cli cli, String... more) {
        return cli.run(importing(more));
    }

    /** The same within this process; see {@link Cli#runHere}. */
    Cli.Result importsHere(String... more) {
        return cli().runHere(importing(more));
    }

    private static String[] importing(String... more) {
        var words = new ArrayList<>(List.of("import", "--yes", "--json"));
        words.addAll(List.of(more));
        if (!words.contains("--sessions")) words.addAll(List.of("--sessions", "active"));
        return words.toArray(String[]::new);
    }

    /** Adds a project to the registry; the lines are more of its settings, indented as needed. */
    LegacyHome project(String id, String... settings) throws IOException {
        Files.createDirectories(path.resolve("repos").resolve(id));
        registry.append("  ").append(id).append(":\n    path: ").append(path).append("/repos/").append(id).append('\n');
        for (var line : settings) registry.append("    ").append(line).append('\n');
        return registry(registry.toString());
    }

    /** Writes the registry as it is given. */
    LegacyHome registry(String yaml) throws IOException {
        tree.file(".agent-orchestrator/config.yaml", yaml);
        return this;
    }

    Path registry() {
        return root().resolve("config.yaml");
    }

    Path root() {
        return path.resolve(".agent-orchestrator");
    }

    Path sessions(String project) {
        return root().resolve("projects").resolve(project).resolve("sessions");
    }

    LegacyHome session(String project, String id, ObjectNode record) throws IOException {
        return session(project, id + ".json", record.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file of any name and content among a project's records. */
    LegacyHome session(String project, String file, byte[] content) throws IOException {
        Files.createDirectories(sessions(project));
        Files.write(sessions(project).resolve(file), content);
        return this;
    }

    /** The record of a worker that is alive and has nothing to resume. */
    ObjectNode worker(String id) {
        return record(id, "worker");
    }

    ObjectNode orchestrator(String id) {
        return record(id, "orchestrator").put("role", "orchestrator");
    }

    private ObjectNode record(String id, String kind) {
        var record = Golden.JSON.createObjectNode().put("worktree", worktree(id).toString()).put("branch", "feature/" + id.hashCode())
            .put("status", "working").put("agent", "claude-code").put("createdAt", "2026-05-01T10:00:00.000Z").put("stateVersion", "2");
        record.putObject("lifecycle").put("version", 2).putObject("session").put("kind", kind).put("state", "working")
            .put("reason", "task_in_progress").put("startedAt", "2026-05-01T10:00:00.000Z").put("lastTransitionAt", "2026-05-02T10:00:00.000Z");
        return record;
    }

    Path worktree(String id) {
        return path.resolve("wt").resolve(id);
    }

    /** Gives a session a conversation and its transcript. */
    ObjectNode conversation(ObjectNode record, String uuid) throws IOException {
        var worktree = Path.of(record.get("worktree").textValue());
        Files.createDirectories(worktree);
        var transcript = transcript(worktree, uuid);
        Files.createDirectories(transcript.getParent());
        Files.writeString(transcript, TRANSCRIPT.formatted(worktree));
        return record.put("claudeSessionUuid", uuid);
    }

    /** Where Claude keeps the transcript of a conversation that was held in a folder. */
    Path transcript(Path directory, String uuid) {
        return path.resolve(".claude/projects").resolve(directory.toString().replaceAll("[^A-Za-z0-9]", "-")).resolve(uuid + ".jsonl");
    }

    /** Where the transcript of an imported worker belongs. */
    Path imported(String project, String session, String uuid) {
        return transcript(data().resolve("worktrees").resolve(project).resolve(session), uuid);
    }

    Path data() {
        return path.resolve(".ao/data");
    }

    Path databaseFile() {
        return data().resolve("ao.db");
    }

    /** A database of schema 12 that a daemon has used. */
    Database daemons() throws Exception {
        return Database.daemons(databaseFile());
    }

    Database database() {
        return new Database(databaseFile());
    }

    /** The ids of the stored sessions. */
    List<String> stored() throws Exception {
        return database().query("SELECT id FROM sessions ORDER BY id").stream().map(row -> (String) row.get("id")).toList();
    }

    /** The run-file of a daemon. */
    LegacyHome runFile(long pid, String startedAt) throws IOException {
        tree.file(".ao/running.json", "{\"pid\": " + pid + ", \"port\": 3001, \"startedAt\": \"" + startedAt + "\"}\n");
        return this;
    }

    /** Everything below the home, to the byte and the time. */
    TreeMap<String, String> snapshot() throws IOException {
        return Tree.snapshot(path);
    }

    /** The runs that were begun. */
    List<Path> runs() throws IOException {
        var folder = path.resolve(".local/state/ao-toolkit/runs");
        if (!Files.isDirectory(folder)) return List.of();
        try (var runs = Files.list(folder)) {
            return runs.sorted().toList();
        }
    }
}
