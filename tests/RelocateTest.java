package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.read.ClaudeSlug;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code relocate-transcripts} from outside: a folder was moved, and everything that names it finds it again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class RelocateTest {
    @TempDir Path temp;

    private Path home;
    private Path old;
    private Path now;
    private Cli cli;

    @BeforeEach
    void places() throws IOException {
        home = Files.createDirectories(temp.toRealPath().resolve("home"));
        old = home.resolve("old/foo");
        now = home.resolve("src/foo");
        cli = new Cli(home);
    }

    private static String id(int n) {
        return "%08d-1111-4222-8333-444444444444".formatted(n);
    }

    private static String line(Object cwd) {
        return "{\"type\": \"user\",\"cwd\" : " + json(cwd) + ", \"n\": 1.0, \"message\": {\"cwd\": " + json(cwd) + ", \"content\": " + json("in " + cwd + " \"cwd\":\"" + cwd + "\"") + "}}\n";
    }

    private static String json(Object text) {
        return Golden.JSON.getNodeFactory().textNode(text.toString()).toString();
    }

    static Path bucket(Path home, Path directory) {
        return home.resolve(".claude/projects").resolve(ClaudeSlug.of(directory.toString()));
    }

    static Path transcript(Path home, Path directory, int n) throws IOException {
        var file = bucket(home, directory).resolve(id(n) + ".jsonl");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{\"type\": \"queue-operation\"}\n" + line(directory) + "no JSON \"cwd\"\r\n" + line(directory.resolve("deep")) + "{\"cwd\": \"" + directory + "\", \"cut");
    }

    private Path transcript(Path directory, int n) throws IOException {
        return transcript(home, directory, n);
    }

    static Path rollout(Path home, Path directory, int n) throws IOException {
        var file = home.resolve(".codex/sessions/2026/11/01/rollout-2026-11-01T00-00-00-" + id(n) + ".jsonl");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{\"type\":\"session_meta\",\"payload\":{\"id\":\"" + id(n) + "\",\"cwd\":\"" + directory + "\",\"big\":12345678901234567890}}\n{\"type\":\"turn_context\",\"payload\":{\"cwd\":\"" + directory + "\"}}\n");
    }

    private Cli.Result relocate(String... more) {
        var words = new java.util.ArrayList<>(List.of("relocate-transcripts", old.toString(), now.toString(), "--yes"));
        words.addAll(List.of(more));
        return cli.run(words.toArray(String[]::new));
    }

    /** A home in which a folder with one of everything was moved. */
    static Path moved(Path home, Path old, Path now) throws IOException {
        transcript(home, old, 1);
        transcript(home, old.resolve("sub"), 2);
        transcript(home, old.resolveSibling("foo-bar"), 3);
        transcript(home, old.resolve("a.b"), 4);
        transcript(home, old.resolve("a b"), 5);
        transcript(home, old.resolveSibling("foo-sub"), 6);
        var tree = new Tree(bucket(home, old));
        tree.file(id(1) + "/subagents/agent-1.jsonl", line(old)).file(id(1) + "/tool-results/a.txt", "in " + old).file("memory/MEMORY.md", "m")
            .file("sessions-index.json", "{\"version\": 1,\n \"entries\": [{\"sessionId\": \"" + id(1) + "\", \"fullPath\": \"" + bucket(home, old) + "/" + id(1) + ".jsonl\", \"fileMtime\": 1.50, \"projectPath\": \"" + old + "\"}], \"originalPath\": \"" + old + "\"}");
        var all = new Tree(home);
        all.file(".claude/history.jsonl", "{\"display\":\"in " + old + "\",\"project\":\"" + old + "\"}\n{\"display\":\"x\",\"project\":\"" + old + "-bar\"}\n")
            .file(".claude.json", "{\"numStartups\": 3, \"projects\": {\"" + old + "\": {\"hasTrustDialogAccepted\": true}, \"" + old + "-bar\": {}}}")
            .file(".openclaw/agents/main/sessions/sessions.json", "{\"a\": {\"sessionId\": \"s\", \"sessionFile\": \"" + old + "/s.jsonl\", \"n\": 1.0}}")
            .file(".agent-orchestrator/config.yaml", "# mine\nprojects:\n  foo:\n    path: " + old + " # here\n    name: Foo\n")
            .file(".agent-orchestrator/projects/foo/sessions/foo-2.json", "{\"worktree\": \"" + old + "\", \"agent\": \"claude-code\", \"n\": 1.50, \"claudeSessionUuid\": \"" + id(1) + "\"}");
        rollout(home, old, 11);
        rollout(home, old.resolveSibling("foo-bar"), 13);
        HashedHome.git(Files.createDirectories(old), "init", "-q", "-b", "main");
        HashedHome.git(old, "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
        HashedHome.git(old, "worktree", "add", "-q", "-b", "feat/x", home.resolve("trees/foo-1").toString());
        HashedHome.git(old, "worktree", "add", "-q", "-b", "feat/y", old.resolve("wt/in").toString());
        Files.createDirectories(now.getParent());
        return Files.move(old, now);
    }

    private static Map<String, String> rest(Path home) throws IOException {
        var seen = Tree.snapshot(home);
        seen.keySet().removeIf(n -> n.isEmpty() || n.startsWith(".local"));
        return seen;
    }

    @Test
    void everything_follows_and_comes_back() throws Exception {
        moved(home, old, now);
        var stranger = Files.readString(bucket(home, old.resolveSibling("foo-bar")).resolve(id(3) + ".jsonl"));
        var packed = rollout(home, old.resolve("sub"), 12);
        assertTrue(Mount.run("zstd", "-q", "--rm", packed.toString()) || !Files.exists(Path.of("/usr/bin/zstd")));
        var before = rest(home);
        var dry = cli.run("relocate-transcripts", old.toString(), now.toString(), "--dry-run", "--json");
        assertEquals(0, dry.code(), dry::toString);
        assertEquals(before, rest(home));
        var result = relocate("--json");
        assertEquals(0, result.code(), result::toString);
        assertEquals(dry.json().at("/report/transcript"), result.json().at("/report/transcript"));
        assertEquals(4, result.json().at("/report/transcript").asInt());
        assertEquals(result.json().at("/report/verified/relocated"), result.json().at("/report/verified/found"));

        var there = bucket(home, now);
        var expected = "{\"type\": \"queue-operation\"}\n" + line(old).replaceFirst(": \"" + old, ": \"" + now) + "no JSON \"cwd\"\r\n" + line(old + "/deep").replaceFirst(": \"" + old, ": \"" + now) + "{\"cwd\": \"" + old + "\", \"cut";
        assertEquals(expected, Files.readString(there.resolve(id(1) + ".jsonl")));
        assertTrue(Files.readString(there.resolve(id(1) + "/subagents/agent-1.jsonl")).startsWith("{\"type\": \"user\",\"cwd\" : \"" + now + "\""));
        assertEquals("in " + old, Files.readString(there.resolve(id(1) + "/tool-results/a.txt")));
        assertTrue(Files.readString(there.resolve("sessions-index.json")).contains("\"fullPath\": \"" + there + "/" + id(1) + ".jsonl\", \"fileMtime\": 1.50"));
        assertFalse(Files.exists(bucket(home, old)));
        // Two directories whose folders have one name, and one of them is a stranger's.
        assertTrue(Files.exists(bucket(home, now.resolve("sub")).resolve(id(2) + ".jsonl")));
        assertTrue(Files.exists(bucket(home, old.resolveSibling("foo-sub")).resolve(id(6) + ".jsonl")));
        assertEquals(stranger, Files.readString(bucket(home, old.resolveSibling("foo-bar")).resolve(id(3) + ".jsonl")));
        assertEquals("{\"display\":\"in " + old + "\",\"project\":\"" + now + "\"}\n{\"display\":\"x\",\"project\":\"" + old + "-bar\"}\n", Files.readString(home.resolve(".claude/history.jsonl")));
        assertEquals("{\"numStartups\": 3, \"projects\": {\"" + now + "\": {\"hasTrustDialogAccepted\": true}, \"" + old + "-bar\": {}}}", Files.readString(home.resolve(".claude.json")));
        assertTrue(Files.readString(home.resolve(".openclaw/agents/main/sessions/sessions.json")).contains("\"sessionFile\": \"" + now + "/s.jsonl\", \"n\": 1.0"));
        assertEquals("# mine\nprojects:\n  foo:\n    path: " + now + " # here\n    name: Foo\n", Files.readString(home.resolve(".agent-orchestrator/config.yaml")));
        assertTrue(Files.readString(home.resolve(".agent-orchestrator/projects/foo/sessions/foo-2.json")).startsWith("{\"worktree\": \"" + now + "\", \"agent\": \"claude-code\", \"n\": 1.50"));
        var rolled = Files.readString(home.resolve(".codex/sessions/2026/11/01/rollout-2026-11-01T00-00-00-" + id(11) + ".jsonl"));
        assertTrue(rolled.contains("\"cwd\":\"" + now + "\",\"big\":12345678901234567890") && rolled.contains("turn_context\",\"payload\":{\"cwd\":\"" + old), rolled);
        for (var worktree : List.of(home.resolve("trees/foo-1"), now.resolve("wt/in"))) assertEquals(0, Shell.run(home, Map.of("GIT_OPTIONAL_LOCKS", "0"), "git -C " + worktree + " status --porcelain").code());
        assertFalse(Shell.run(home, Map.of(), "git -C " + now + " worktree list --porcelain").out().contains("prunable"));

        var again = relocate();
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("nothing to do"), again::toString);
        var back = cli.run("rollback", result.run(), "--yes");
        assertEquals(0, back.code(), back::toString);
        assertEquals("", HashedHome.different(new java.util.TreeMap<>(before), new java.util.TreeMap<>(rest(home))));
    }

    @Test
    void a_packed_rollout_is_packed_again() throws Exception {
        Files.createDirectories(now);
        var plain = rollout(home, old, 12);
        var text = Files.readString(plain);
        var packed = plain.resolveSibling(plain.getFileName() + ".zst");
        try (var out = new com.github.luben.zstd.ZstdOutputStream(Files.newOutputStream(packed))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.delete(plain);
        assertEquals(0, relocate().code());
        try (var in = new com.github.luben.zstd.ZstdInputStream(Files.newInputStream(packed))) {
            assertEquals(text.replaceFirst(old.toString(), now.toString()), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_is_at_the_new_place_already_stays_as_it_is() throws Exception {
        Files.createDirectories(now);
        var same = transcript(old, 1);
        var other = transcript(old, 2);
        var there = bucket(home, now);
        Files.createDirectories(there);
        Files.writeString(there.resolve(id(1) + ".jsonl"), Files.readString(same).replaceAll("\"cwd\" : \"" + old, "\"cwd\" : \"" + now));
        Files.writeString(there.resolve(id(2) + ".jsonl"), "mine\n");
        var index = "{\"version\": 1, \"entries\": [{\"sessionId\": \"%s\", \"projectPath\": \"%s\"}]}";
        Files.writeString(bucket(home, old).resolve("sessions-index.json"), index.formatted(id(1), old));
        Files.writeString(there.resolve("sessions-index.json"), index.formatted(id(9), now));
        new Tree(home).file(".claude.json", "{\"projects\": {\"" + old + "\": {\"hasTrustDialogAccepted\": true, \"a\": 1, \"b\": 2}, \"" + now + "\": {\"hasTrustDialogAccepted\": false, \"b\": 3}}}");
        var theirs = Files.readString(other);
        var result = relocate("--json");
        assertEquals(5, result.code(), result::toString);
        assertEquals("mine\n", Files.readString(there.resolve(id(2) + ".jsonl")));
        var beside = Files.list(there).filter(f -> f.getFileName().toString().contains(".conflict-")).toList();
        assertEquals(1, beside.size());
        assertEquals(theirs.replaceAll("\"cwd\" : \"" + old, "\"cwd\" : \"" + now), Files.readString(beside.get(0)));
        assertFalse(Files.exists(bucket(home, old)));
        var merged = Golden.JSON.readTree(there.resolve("sessions-index.json").toFile());
        assertEquals(List.of(id(9), id(1)), merged.findValuesAsText("sessionId"));
        assertEquals(Set.of(now.toString()), new TreeSet<>(merged.findValuesAsText("projectPath")));
        var settings = Golden.JSON.readTree(home.resolve(".claude.json").toFile()).path("projects").path(now.toString());
        assertEquals("{\"hasTrustDialogAccepted\":true,\"b\":3,\"a\":1}", settings.toString());
    }

    @Test
    void names_that_are_long_foreign_or_lead_through_links() throws Exception {
        var deep = home.resolve("o/" + "x".repeat(120) + "/" + "é".repeat(60) + "/with space");
        var target = Files.createDirectories(home.resolve("n/" + "y".repeat(120) + "/" + "日".repeat(60)));
        transcript(deep.resolve("below"), 1);
        assertTrue(bucket(home, deep.resolve("below")).getFileName().toString().length() > 200);
        old = home.resolve("o");
        now = home.resolve("n");
        assertEquals(0, relocate().code());
        var place = now.resolve(deep.resolve("below").toString().substring(old.toString().length() + 1));
        assertTrue(Files.exists(bucket(home, place).resolve(id(1) + ".jsonl")), "it is not where it belongs");

        var real = Files.createDirectories(home.resolve("real"));
        Files.createSymbolicLink(home.resolve("link"), real);
        transcript(real.resolve("p"), 2);
        Files.createDirectories(real.resolve("q"));
        old = home.resolve("link/p");
        now = home.resolve("link/q");
        assertEquals(0, relocate().code());
        var linked = bucket(home, real.resolve("q")).resolve(id(2) + ".jsonl");
        assertTrue(Files.readString(linked).contains("\"cwd\" : \"" + real.resolve("q") + "\""));
        assertTrue(Files.exists(target));
    }

    @Test
    void transcripts_keep_what_they_tell_or_stay_where_they_are() throws Exception {
        Files.createDirectories(now);
        var text = Files.readString(transcript(old, 1));
        assertEquals(0, relocate("--copy").code());
        assertEquals(text, Files.readString(bucket(home, old).resolve(id(1) + ".jsonl")));
        assertTrue(Files.readString(bucket(home, now).resolve(id(1) + ".jsonl")).contains(now.toString()));
        Tree.delete(bucket(home, now));
        assertEquals(0, relocate("--keep-cwd").code());
        assertEquals(text, Files.readString(bucket(home, now).resolve(id(1) + ".jsonl")));
        assertFalse(Files.exists(bucket(home, old)));
    }

    @Test
    void it_refuses_while_claude_runs_there_and_leaves_common_files_while_it_runs_elsewhere() throws Exception {
        Files.createDirectories(now);
        transcript(old, 1);
        var history = new Tree(home).file(".claude/history.jsonl", "{\"project\":\"" + old + "\"}\n").path(".claude/history.jsonl");
        var program = Files.copy(Path.of("/bin/sleep"), temp.resolve("claude"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        var there = new ProcessBuilder(program.toString(), "60").directory(now.toFile()).start();
        try {
            var refused = relocate();
            assertEquals(3, refused.code(), refused::toString);
            assertTrue(refused.err().contains("Claude Code runs in " + now), refused::toString);
            assertTrue(Files.exists(bucket(home, old)));
        } finally {
            there.destroyForcibly().waitFor();
        }
        var elsewhere = new ProcessBuilder(program.toString(), "60").directory(temp.toFile()).start();
        try {
            var partly = relocate();
            assertEquals(5, partly.code(), partly::toString);
            assertTrue(Files.exists(bucket(home, now).resolve(id(1) + ".jsonl")));
            assertEquals("{\"project\":\"" + old + "\"}\n", Files.readString(history));
        } finally {
            elsewhere.destroyForcibly().waitFor();
        }
        assertEquals(0, relocate().code());
        assertEquals("{\"project\":\"" + now + "\"}\n", Files.readString(history));
    }

    @Test
    void stale_rows_of_other_programs_are_told_with_the_sql_that_mends_them() throws Exception {
        Files.createDirectories(now);
        var rollout = rollout(home, old, 11);
        for (var version : List.of("4", "5")) {
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".codex/state_" + version + ".sqlite")); var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, cwd TEXT, title TEXT)");
                statement.execute("INSERT INTO threads VALUES ('" + id(11) + "', '" + (version.equals("5") ? rollout : "/gone") + "', '" + old + "', 'cwd " + old + "'), ('x', '/gone', '" + old + "-bar', '')");
            }
        }
        Files.createDirectories(home.resolve(".local/share/opencode"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".local/share/opencode/opencode.db")); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE session (id TEXT PRIMARY KEY, directory TEXT, title TEXT)");
            statement.execute("CREATE TABLE project (id TEXT PRIMARY KEY, worktree TEXT)");
            statement.execute("INSERT INTO session VALUES ('ses_1', '" + old + "/sub', '" + old + "')");
            statement.execute("INSERT INTO project VALUES ('p', '" + old + "')");
        }
        var result = relocate("--json");
        assertEquals(0, result.code(), result::toString);
        assertEquals(List.of("project.worktree", "session.directory"), columns(result, "opencode.db"));
        assertEquals(List.of("project.worktree", "session.directory"), columns(cli.runHere("relocate-transcripts", old.toString(), now.toString(), "--agent", "opencode", "--dry-run", "--json"), "opencode.db"));
        var rows = result.json().at("/report/databases");
        assertEquals(4, rows.size(), result::toString);
        assertTrue(result.json().at("/report/codexDatabases/1/fits").asBoolean() && !result.json().at("/report/codexDatabases/0/fits").asBoolean(), result::toString);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".codex/state_5.sqlite")); var statement = connection.createStatement()) {
            statement.execute(rows.get(1).path("sql").asText());
            try (var seen = statement.executeQuery("SELECT group_concat(cwd || ' ' || title, ',') FROM (SELECT * FROM threads ORDER BY id)")) {
                assertEquals(now + " cwd " + old + "," + old + "-bar ", seen.getString(1));
            }
        }
    }

    private static List<String> columns(Cli.Result result, String database) {
        var columns = new java.util.ArrayList<String>();
        result.json().at("/report/databases").forEach(d -> {
            if (d.path("database").asText().endsWith(database)) columns.add(d.path("table").asText() + "." + d.path("column").asText());
        });
        return columns;
    }

    @Test
    void rows_of_the_database_follow_and_come_back() throws Exception {
        Files.createDirectories(now);
        var file = home.resolve(".ao/data/ao.db");
        var database = Database.daemons(file).execute("INSERT INTO projects (id, path, repo_origin_url, display_name, registered_at, kind) VALUES ('foo', '" + old + "', '', 'Foo', '2026-01-01 00:00:00 +0000 UTC', 'single_repo')",
            "INSERT INTO projects (id, path, repo_origin_url, display_name, registered_at, kind) VALUES ('bar', '" + old + "-bar', '', 'Bar', '2026-01-01 00:00:00 +0000 UTC', 'single_repo')",
            "INSERT INTO sessions (id, project_id, num, activity_last_at, created_at, updated_at, workspace_path) VALUES ('foo-1', 'foo', 1, 't', 't', 't', '" + old + "/wt')");
        var before = database.contents();
        var dry = cli.run("relocate-transcripts", old.toString(), now.toString(), "--dry-run", "--json");
        assertEquals(2, dry.json().at("/report/cell").asInt(), dry::toString);
        new Tree(home).file(".ao/running.json", "{\"pid\": " + ProcessHandle.current().pid() + ", \"port\": 3001, \"startedAt\": \"" + ProcessHandle.current().info().startInstant().orElseThrow() + "\"}\n");
        assertEquals(3, relocate().code());
        Files.delete(home.resolve(".ao/running.json"));
        var result = relocate("--json");
        assertEquals(0, result.code(), result::toString);
        assertEquals(2, result.json().at("/report/cell").asInt(), result::toString);
        assertEquals(List.of(old + "-bar", now.toString()), database.query("SELECT path FROM projects ORDER BY id").stream().map(r -> (String) r.get("path")).toList());
        assertEquals(now + "/wt", database.query("SELECT workspace_path FROM sessions").get(0).get("workspace_path"));
        assertTrue(cli.run("runs", "show", result.run(), "--diff").out().contains("projects.path"));
        var back = cli.run("rollback", result.run(), "--yes");
        assertEquals(0, back.code(), back::toString);
        assertEquals(before, database.contents());
        assertEquals(0, cli.run("rollback", back.out().replaceFirst("(?s).* run (\\S+) · undo.*", "$1"), "--yes").code());
        assertEquals(now + "/wt", database.query("SELECT workspace_path FROM sessions").get(0).get("workspace_path"));
        // Somebody added the project anew at its new place.
        database.execute("UPDATE projects SET path = '" + old + "' WHERE id = 'foo'", "UPDATE projects SET path = '" + now + "' WHERE id = 'bar'");
        var taken = relocate("--json");
        assertEquals(5, taken.code(), taken::toString);
        assertTrue(taken.out().contains("row-taken"), taken::toString);
    }

    @Test
    void lost_directories_are_proposed_with_evidence_and_never_picked_between_two() throws Exception {
        moved(home, old, now);
        var found = cli.run("relocate-transcripts", "--find", "--json");
        assertEquals(0, found.code(), found::toString);
        var lost = found.json().at("/report/lost");
        assertEquals(List.of(old.toString(), old + "-bar", old + "-sub"), lost.findValuesAsText("directory").stream().filter(d -> !d.startsWith(home.resolve("src").toString())).toList());
        assertEquals(now.toString(), lost.at("/0/proposals/0/directory").asText());
        var command = lost.at("/0/command").asText();
        assertTrue(command.startsWith("./ao relocate-transcripts " + old + " " + now), command);
        assertEquals("", lost.at("/1/command").asText());
        Files.createDirectories(home.resolve("other/foo"));
        var two = cli.run("relocate-transcripts", "--find", "--json").json().at("/report/lost/0");
        assertEquals("", two.path("command").asText(), two::toString);
        assertTrue(cli.run("relocate-transcripts", "--find").out().contains("more than one fits"));
        // A record that names a conversation says more than a name.
        new Tree(home).file(".agent-orchestrator/projects/foo/sessions/foo-3.json", "{\"worktree\": \"" + now + "\", \"claudeSessionUuid\": \"" + id(1) + "\"}");
        assertEquals(command, cli.run("relocate-transcripts", "--find", "--json").json().at("/report/lost/0/command").asText());
    }

    @Test
    void many_pairs_are_looked_at_before_the_first_and_all_that_is_wrong_is_told() throws Exception {
        Files.createDirectories(now);
        transcript(old, 1);
        transcript(home.resolve("b"), 2);
        var file = Files.writeString(temp.resolve("pairs"), "# moved last week\n" + old + "\t" + now + "\n" + home + "/b\t" + home + "/gone\n" + home + "/c " + home + "/c\nrelative\t/x\n" + old + "\t" + home + "\n");
        var wrong = cli.run("relocate-transcripts", "--batch", file.toString(), "--yes");
        assertEquals(2, wrong.code(), wrong::toString);
        assertTrue(wrong.err().contains("line 5: both directories have to be absolute"), wrong::toString);
        Files.writeString(file, Files.readString(file).replace("relative\t/x\n", "\n"));
        wrong = cli.run("relocate-transcripts", "--batch", file.toString(), "--yes");
        for (var part : List.of("line 3: ", "is no directory", "line 4: ", "both the old and the new", "line 6: ", "named twice, first on line 2")) assertTrue(wrong.err().contains(part), part + "\n" + wrong);
        assertTrue(Files.exists(bucket(home, old)));
        Files.createDirectories(home.resolve("d"));
        Files.writeString(file, old + "\t" + now + "\n" + home + "/b\t" + home + "/d\n");
        var right = cli.run("relocate-transcripts", "--batch", file.toString(), "--yes");
        assertEquals(0, right.code(), right::toString);
        assertTrue(Files.exists(bucket(home, now)) && Files.exists(bucket(home, home.resolve("d"))));
        assertEquals(2, cli.run("relocate-transcripts", old.toString(), now.resolve("x").toString(), "--yes").code());
        assertEquals(2, cli.run("relocate-transcripts", "--yes").code());
    }

    @Test
    void what_a_migration_moved_tells_its_new_directory() throws Exception {
        var hashed = HashedHome.full(Files.createDirectory(temp.resolve("hashed")));
        var own = new Cli(hashed.path);
        var migrated = own.run("migrate-storage", "--yes", "--json");
        assertTrue(migrated.code() == 0 || migrated.code() == 5, migrated::toString);
        var stale = stale(hashed.path);
        assertTrue(stale > 0, "nothing was moved");
        var result = own.run("relocate-transcripts", "--all-moved", "--yes", "--json");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.json().at("/report/transcript").asInt() > 0, result::toString);
        assertTrue(stale(hashed.path) < stale, result::toString);
        var again = own.run("relocate-transcripts", "--all-moved", "--yes");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("nothing to do"), again::toString);
    }

    /** How many transcripts tell a directory that is gone. */
    private static long stale(Path home) throws IOException {
        try (var files = Files.walk(home.resolve(".claude/projects"))) {
            return files.filter(f -> f.toString().endsWith(".jsonl")).flatMap(f -> ao.read.ClaudeHome.begunIn(f).stream()).filter(cwd -> !Files.exists(Path.of(cwd))).count();
        }
    }

    @Test
    void two_at_once_are_one_relocation_and_without_rights_nothing_goes() throws Exception {
        moved(home, old, now);
        var projects = home.resolve(".claude/projects");
        var before = Tree.snapshot(projects);
        Files.setPosixFilePermissions(projects, java.nio.file.attribute.PosixFilePermissions.fromString("r-xr-xr-x"));
        var refused = Shell.bound(home, "relocate-transcripts", old.toString(), now.toString(), "--agent", "claude", "--yes");
        Files.setPosixFilePermissions(projects, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(5, refused.code(), refused::toString);
        var after = Tree.snapshot(projects);
        before.remove("");
        after.remove("");
        assertEquals(before.keySet(), after.keySet());
        assertEquals(0, cli.runApart("rollback", "--json", "--yes", cli.runHere("runs", "--json").json().at("/report/runs/0/id").asText()).code());
        var words = List.of("relocate-transcripts", old.toString(), now.toString(), "--yes", "--home", home.toString());
        var one = cli.start(words);
        var other = cli.start(words);
        var results = List.of(Cli.finish(one), Cli.finish(other));
        var codes = new TreeSet<>(List.of(results.get(0).code(), results.get(1).code()));
        // Whoever reads while the other one moves is refused, meets a file that is just gone, or finds some at both places.
        assertTrue(Set.of(0, 3, 5, 6).containsAll(codes) && codes.contains(0), () -> codes + "\n" + results);
        assertTrue(Files.exists(bucket(home, now).resolve(id(1) + ".jsonl")) && !Files.exists(bucket(home, old)));
        assertEquals(0, cli.runHere("relocate-transcripts", old.toString(), now.toString(), "--check").code());
    }

    @Test
    void the_command_that_inspect_prints_for_a_strayed_transcript_mends_it() throws Exception {
        var sound = DoctorTest.sound(Files.createDirectory(temp.resolve("sound")));
        var worktree = sound.root().resolve("projects/shop/worktrees/shop-1");
        var elsewhere = worktree.resolveSibling("moved");
        HashedHome.git(sound.path.resolve("repos/shop"), "worktree", "move", worktree.toString(), elsewhere.toString());
        var record = sound.sessions("shop").resolve("shop-1.json");
        Files.writeString(record, Files.readString(record).replace(worktree + "\"", elsewhere + "\""));
        var finding = Answer.finding(sound.cli().run("inspect", "--json", "--fail-on", "never").json(), "transcript-strayed");
        var command = finding.at("/fix/command").asText();
        var result = Shell.run(sound.path, Map.of(), command.replaceFirst("./ao", "'" + Shell.launcher(temp.resolve("ao")) + "'") + " --yes");
        assertEquals(0, result.code(), () -> command + "\n" + result);
        assertEquals(0, sound.cli().run("inspect").code(), () -> sound.cli().run("inspect").toString());
    }
}
