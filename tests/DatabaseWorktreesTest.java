package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect} finds of an {@code ao.db} in the folder in which its daemon keeps worktrees: real repositories, real worktrees. */
class DatabaseWorktreesTest {
    private static final String TIME = "'2026-05-01 10:00:00 +0000 UTC'";

    @TempDir
    Path temp;

    private LegacyHome home;
    private Path repository;
    private Path worktree;

    /** A project with an orchestrator and a worker that live, each in its worktree. */
    @BeforeEach
    void aDatabaseWithWorktrees() throws Exception {
        home = new LegacyHome(temp);
        repository = repository("shop");
        worktree = home.data().resolve("worktrees/shop/shop-1");
        var lead = home.data().resolve("worktrees/shop/orchestrator/shop-orchestrator");
        HashedHome.git(repository, "worktree", "add", "-q", "-b", "ao/shop-1", worktree.toString());
        HashedHome.git(repository, "worktree", "add", "-q", "-b", "ao/shop-orchestrator", lead.toString());
        home.daemons().execute("INSERT INTO projects (id, path, registered_at) VALUES ('shop', '" + repository + "', " + TIME + ")",
            row("shop-1", 1, "worker", "ao/shop-1", worktree), row("shop-2", 2, "orchestrator", "ao/shop-orchestrator", lead));
    }

    private Path repository(String name) throws Exception {
        HashedHome.git(temp, "init", "-q", "-b", "main", name);
        HashedHome.git(temp.resolve(name), "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
        return temp.resolve(name);
    }

    private static String row(String id, int number, String kind, String branch, Path workspace) {
        return "INSERT INTO sessions (id, project_id, num, kind, harness, activity_state, activity_last_at, branch, workspace_path, runtime_handle_id, created_at, updated_at, prompt)"
            + " VALUES ('" + id + "', 'shop', " + number + ", '" + kind + "', 'codex', 'idle', " + TIME + ", '" + branch + "', '" + workspace + "', '" + id + "', " + TIME + ", " + TIME + ", 'go on')";
    }

    private Set<String> codes(String... more) {
        var words = new java.util.ArrayList<>(java.util.List.of("inspect", home.databaseFile().toString(), "--json", "--fail-on", "never"));
        words.addAll(java.util.List.of(more));
        var codes = new TreeSet<String>();
        for (JsonNode finding : Answer.of(home.cli().runHere(words.toArray(String[]::new)), 0).path("findings")) codes.add(finding.path("code").asText());
        return codes;
    }

    @Test
    void nothing_is_found_where_every_worktree_has_its_row() {
        assertEquals(Set.of(), codes());
    }

    @Test
    void one_that_no_row_claims_is_told() throws Exception {
        HashedHome.git(repository, "worktree", "add", "-q", "-b", "left", worktree.resolveSibling("shop-9").toString());
        assertEquals(Set.of("worktree-without-session"), codes());
        assertEquals(Set.of(), codes("--no-git"), "they are not looked for without git");
    }

    /** Versions before 21 make it of the id, whatever the row says (rewrite-store sheet, 7.3). */
    @Test
    void the_place_that_the_daemon_makes_of_an_id_is_claimed() throws Exception {
        home.database().execute("UPDATE sessions SET workspace_path = '" + repository.resolve("elsewhere") + "', is_terminated = 1 WHERE id = 'shop-1'");
        assertEquals(Set.of(), codes());
    }

    @Test
    void one_that_is_gone_and_that_git_still_knows_is_told() throws Exception {
        Tree.delete(worktree);
        home.database().execute("UPDATE sessions SET is_terminated = 1, activity_state = 'exited' WHERE id = 'shop-1'");
        assertEquals(Set.of("worktree-dangling"), codes());
    }

    @Test
    void one_of_another_repository_is_told() throws Exception {
        HashedHome.git(repository, "worktree", "remove", worktree.toString());
        HashedHome.git(repository("other"), "worktree", "add", "-q", "-b", "ao/shop-1", worktree.toString());
        assertEquals(Set.of("worktree-foreign"), codes());
        home.database().execute("PRAGMA ignore_check_constraints = 1", "UPDATE projects SET kind = 'workspace'");
        assertEquals(Set.of(), codes(), "a workspace has several repositories");
    }

    /** As projects are from version 28 on (rewrite-store sheet, 7.1). */
    @Test
    void a_session_of_a_project_without_a_repository_needs_no_worktree() throws Exception {
        HashedHome.git(repository, "worktree", "remove", worktree.toString());
        Files.createDirectories(worktree);
        assertEquals(Set.of("worktree-not-git"), codes());
        home.database().execute("PRAGMA ignore_check_constraints = 1", "UPDATE projects SET kind = 'scratch'");
        assertEquals(Set.of("database-damaged"), codes(), "version 12 does not know the word yet");
    }
}
