package tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A home directory with a legacy store of some size: the same for the same size, but for the folder's own path. */
final class LegacyHome {
    private static final int SESSIONS_OF_A_PROJECT = 1_000;
    private static final int TRANSCRIPT_BYTES = 20 << 10;

    private final Path folder;
    private final List<String> projects = new ArrayList<>();
    private int imported;

    private LegacyHome(Path folder) {
        this.folder = folder;
    }

    /** Makes the store, and beside it what inserts the rows that an import of it makes. */
    static LegacyHome make(Path folder, int size) throws IOException {
        var home = new LegacyHome(Files.createDirectories(folder).toRealPath());
        try (var inserts = Files.newBufferedWriter(home.inserts())) {
            inserts.write("BEGIN;\n");
            for (int first = 0; first < size; first += SESSIONS_OF_A_PROJECT) {
                home.project(first / SESSIONS_OF_A_PROJECT, Math.min(SESSIONS_OF_A_PROJECT, size - first), inserts);
            }
            inserts.write("COMMIT;\n");
        }
        home.registry();
        return home;
    }

    /** The home directory itself. */
    Path path() {
        return folder.resolve("home");
    }

    Path root() {
        return path().resolve(".agent-orchestrator");
    }

    /** A file of SQL. */
    Path inserts() {
        return folder.resolve("inserts.sql");
    }

    /** How many sessions an import of the active ones takes. */
    int imported() {
        return imported;
    }

    private Path repository(String project) {
        return path().resolve("src").resolve(project);
    }

    private void project(int index, int size, Writer inserts) throws IOException {
        var id = String.format("shop-%03d_%010x", index, 0x4f1c20ab77L + index);
        projects.add(id);
        repository(id, index);
        inserts.write("INSERT INTO projects (id, path, repo_origin_url, display_name, registered_at, config) VALUES ("
            + String.join(",", Session.sql(id), Session.sql(repository(id).toString()), Session.sql(origin(index)), Session.sql("Shop " + index),
            "'2026-01-02 03:04:05 +0000 UTC'", Session.sql("{\"defaultBranch\":\"main\",\"worker\":{\"agent\":\"claude-code\"}}")) + ");\n");
        var sessions = Files.createDirectories(root().resolve("projects").resolve(id).resolve("sessions"));
        var worktrees = sessions.resolveSibling("worktrees").toString();
        var random = new Random(index);
        // Every second project has an orchestrator, which counts as its session 0.
        for (int number = index % 2; number < size + index % 2; number++) {
            var session = new Session(id, prefix(index), number, worktrees, random);
            Files.writeString(sessions.resolve(session.id + ".json"), Json.indented(session.record()));
            if (session.hasTranscript()) transcript(session, random);
            if (!session.over) insert(session, inserts);
        }
    }

    private void insert(Session session, Writer inserts) throws IOException {
        imported++;
        inserts.write("INSERT INTO sessions VALUES (" + session.row(folder.resolve("data").toString()) + ");\n");
    }

    private static String prefix(int index) {
        return String.format("s%03d", index);
    }

    private static String origin(int index) {
        return "https://git.example/acme/shop-" + index + ".git";
    }

    private void repository(String project, int index) throws IOException {
        var git = Files.createDirectories(repository(project).resolve(".git"));
        Files.createDirectories(git.resolve("objects"));
        Files.createDirectories(git.resolve("refs/heads"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("config"), "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = " + origin(index) + "\n");
        Files.writeString(repository(project).resolve("agent-orchestrator.yaml"), """
            agent: claude-code
            runtime: tmux
            workspace: worktree
            agentConfig:
              model: sonnet
              permissions: auto-edit
            env:
              SHOP_URL: http://127.0.0.1:8080
            symlinks:
              - .env
            postCreate:
              - make deps
            agentRules: |
              Small commits. Ask before you add a dependency.
            """);
    }

    private void registry() throws IOException {
        var text = new StringBuilder("# A registry as the legacy software writes it.\ndefaults:\n  agent: claude-code\n  runtime: tmux\n  workspace: worktree\nprojects:\n");
        for (int i = 0; i < projects.size(); i++) {
            text.append("""
                  ID:
                    projectId: ID
                    path: PATH
                    displayName: Shop INDEX
                    defaultBranch: main
                    sessionPrefix: PREFIX
                    source: local
                    registeredAt: TIME
                    repo:
                      owner: acme
                      name: shop-INDEX
                      platform: github
                      originUrl: ORIGIN
                """.indent(2).replace("ID", projects.get(i)).replace("PATH", repository(projects.get(i)).toString())
                .replace("INDEX", String.valueOf(i)).replace("PREFIX", prefix(i)).replace("TIME", String.valueOf(1_772_000_000 + i)).replace("ORIGIN", origin(i)));
        }
        Files.writeString(root().resolve("config.yaml"), text);
    }

    private void transcript(Session session, Random random) throws IOException {
        Files.createDirectories(Path.of(session.worktree));
        var bucket = Files.createDirectories(path().resolve(".claude/projects").resolve(session.worktree.replaceAll("[^A-Za-z0-9]", "-")));
        var text = new StringBuilder();
        while (text.length() < TRANSCRIPT_BYTES) {
            text.append(Json.compact(Session.map("type", "assistant", "cwd", session.worktree, "sessionId", session.conversation,
                "message", Session.map("role", "assistant", "content", "step " + Long.toHexString(random.nextLong()) + " of the work, with some words about it")))).append('\n');
        }
        Files.writeString(bucket.resolve(session.conversation + ".jsonl"), text);
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) return;
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
