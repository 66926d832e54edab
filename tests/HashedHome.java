package tests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home with a store of the hashed layout in it, made piece by piece, with real repositories and worktrees. */
final class HashedHome {
    static final String HASH = "a1b2c3d4e5f6";
    static final String OTHER_HASH = "b0b0b0b0b0b0";

    final Path path;
    final Tree tree;
    private final StringBuilder registry = new StringBuilder("# the projects of this machine\nport: 3000   # as ever\nprojects:\n");

    HashedHome(Path folder) throws IOException {
        path = Files.createDirectories(folder.toRealPath().resolve("home"));
        tree = new Tree(path);
    }

    Cli cli() {
        return new Cli(path);
    }

    Cli.Result migrate(String... more) {
        return cli().run(Stream.concat(Stream.of("migrate-storage", "--yes", "--json"), Stream.of(more)).toArray(String[]::new));
    }

    Cli.Result rollback(String run, String... more) {
        return cli().run(Stream.concat(Stream.of("rollback", run, "--yes", "--json"), Stream.of(more)).toArray(String[]::new));
    }

    Path root() {
        return path.resolve(".agent-orchestrator");
    }

    Path folder(String hash, String project) {
        return root().resolve(hash + "-" + project);
    }

    Path project(String id) {
        return root().resolve("projects").resolve(id);
    }

    Path record(String project, String session) {
        return project(project).resolve("sessions").resolve(session + ".json");
    }

    /** A registered project with a repository that has one commit. */
    HashedHome project(String hash, String id) throws IOException {
        var repository = path.resolve("repos").resolve(id);
        Files.createDirectories(repository);
        git(repository, "init", "-q", "-b", "main");
        git(repository, "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
        registry.append("  ").append(id).append(":\n    path: ").append(repository).append("\n    storageKey: ").append(hash).append('-').append(id)
            .append("   # where its sessions are\n    sessionPrefix: ").append(id).append('\n');
        tree.file(".agent-orchestrator/config.yaml", registry.toString());
        Files.createDirectories(folder(hash, id).resolve("sessions"));
        return this;
    }

    static void git(Path folder, String... words) {
        var command = Stream.concat(Stream.of("git", "-C", folder.toString()), Stream.of(words)).toArray(String[]::new);
        if (!Mount.run(command)) throw new AssertionError("git failed: " + List.of(command));
    }

    Path repository(String id) {
        return path.resolve("repos").resolve(id);
    }

    /** A key=value record whose worktree is where older sessions have it. */
    HashedHome session(String hash, String project, String id, String... more) throws IOException {
        return session(hash, project, id, folder(hash, project).resolve("worktrees").resolve(id), more);
    }

    HashedHome session(String hash, String project, String id, Path worktree, String... more) throws IOException {
        var text = "worktree=" + worktree + "\nbranch=feat/" + id + "\nstatus=killed\nproject=" + project + "\nagent=claude-code\ncreatedAt=2026-04-05T00:00:00.000Z\nmine=yes\n"
            + String.join("\n", more) + (more.length > 0 ? "\n" : "");
        Files.writeString(folder(hash, project).resolve("sessions").resolve(id), text);
        return this;
    }

    /** A record that is JSON already, with spacing, numbers and members of its own. */
    HashedHome json(String hash, String project, String id, ObjectNode more) throws IOException {
        var record = Golden.JSON.createObjectNode().put("worktree", folder(hash, project).resolve("worktrees").resolve(id).toString()).put("status", "killed")
            .put("createdAt", "2026-04-06T00:00:00.000Z");
        record.setAll(more);
        Files.writeString(folder(hash, project).resolve("sessions").resolve(id + ".json"), record.toPrettyString().replace("\" : ", "\":   ") + "\n");
        return this;
    }

    /** Adds a git worktree of the project's repository. */
    HashedHome worktree(String project, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        git(repository(project), "worktree", "add", "-q", place.toString(), "-b", "b" + Math.abs(place.hashCode()));
        Files.writeString(place.resolve("uncommitted.txt"), "work of " + place.getFileName() + "\n");
        return this;
    }

    Path stray(String... names) {
        var place = path.resolve(".worktrees");
        for (var name : names) place = place.resolve(name);
        return place;
    }

    /** Where Claude keeps what was said in a directory. */
    Path claude(Path directory) {
        return path.resolve(".claude/projects").resolve(directory.toString().replaceAll("[^A-Za-z0-9-]", "-"));
    }

    /** A transcript that was made in a directory. */
    Path transcript(Path directory, String name) throws IOException {
        var file = claude(directory).resolve(name + ".jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"type\":\"summary\"}\n{\"type\":\"user\",\"cwd\":\"" + directory + "\",\"n\":1.0}\n");
        return file;
    }

    /** A Codex rollout that was made in a directory. */
    Path rollout(Path directory, String name) throws IOException {
        var file = path.resolve(".codex/sessions/2026/04/20/rollout-" + name + ".jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"type\":\"session_meta\", \"payload\": {\"id\":\"" + name + "\",\"cwd\": \"" + directory + "\",\"big\":12345678901234567890}}\r\n{\"n\":1}\n");
        return file;
    }

    /** What git says of the repository's worktrees. */
    String worktrees(String project) throws Exception {
        return said(repository(project), "worktree", "list", "--porcelain");
    }

    static String said(Path folder, String... words) throws Exception {
        var command = Stream.concat(Stream.of("git", "-C", folder.toString()), Stream.of(words)).toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + text;
    }

    /** Everything in the home, to the byte and the time, without what the toolkit keeps for itself. */
    TreeMap<String, String> look() throws IOException {
        var all = Tree.snapshot(path);
        all.keySet().removeIf(name -> name.startsWith(".local") || name.isEmpty() || name.startsWith("tmux-"));
        return all;
    }

    /** What differs between two looks, in lines that can be read. */
    static String different(TreeMap<String, String> one, TreeMap<String, String> two) {
        var names = new java.util.TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        names.removeIf(name -> java.util.Objects.equals(one.get(name), two.get(name)));
        return names.stream().map(name -> name + ": " + one.get(name) + " → " + two.get(name)).collect(java.util.stream.Collectors.joining("\n"));
    }

    /** One of everything: worktrees inside and outside, an archive, a duplicate, JSON, what is no record, history. */
    static HashedHome full(Path folder) throws IOException {
        var home = new HashedHome(folder).project(HASH, "desk").project(OTHER_HASH, "tides");
        home.session(HASH, "desk", "desk-1").worktree("desk", home.folder(HASH, "desk").resolve("worktrees/desk-1"));
        home.session(HASH, "desk", "desk-2", home.stray("desk", "desk-2")).worktree("desk", home.stray("desk", "desk-2"));
        home.session(HASH, "desk", "desk-3", home.stray("desk-3")).worktree("desk", home.stray("desk-3"));
        home.json(HASH, "desk", "desk-4", Golden.JSON.createObjectNode().put("n", 1.50).put("custom", "kept"));
        home.tree.file(".agent-orchestrator/" + HASH + "-desk/sessions/archive/desk-9_20260401T000000Z", "branch=old\nstatus=working\n");
        home.tree.file(".agent-orchestrator/" + HASH + "-desk/sessions/desk-5.json", "{\"half\":");
        home.tree.file(".agent-orchestrator/" + HASH + "-desk/orchestrator-prompt-desk.md", "# prompt\n");
        home.session(OTHER_HASH, "tides", "tides-1").worktree("tides", home.folder(OTHER_HASH, "tides").resolve("worktrees/tides-1"));
        Files.createDirectories(home.root().resolve("cafe00cafe00-tides/sessions"));
        home.transcript(home.folder(HASH, "desk").resolve("worktrees/desk-1"), "one");
        home.tree.file(home.path.relativize(home.claude(home.folder(HASH, "desk").resolve("worktrees/desk-1")).resolve("one/side.txt")).toString(), "side\n");
        home.transcript(home.stray("desk", "desk-2"), "two");
        home.transcript(home.project("tides").resolve("worktrees/tides-1"), "there");
        home.transcript(home.folder(OTHER_HASH, "tides").resolve("worktrees/tides-1"), "three");
        home.rollout(home.folder(HASH, "desk").resolve("worktrees/desk-1"), "one");
        return home;
    }
}
