package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect --session}: what the orchestrator's own restore would meet and do, and what a person would paste instead. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class RestorePlanTest {
    private static final String THREAD = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void aSoundStore() throws IOException {
        home = DoctorTest.sound(temp);
    }

    @AfterEach
    void endTmux() {
        if (Files.exists(socket())) Mount.run("tmux", "-S", socket().toString(), "kill-server");
    }

    private Path socket() {
        return home.path.resolve("tmux-" + ao.read.Owners.self().orElseThrow()).resolve("default");
    }

    private void tmux(String name) throws IOException {
        assumeTrue(Mount.run("tmux", "-V"), "needs tmux");
        Files.createDirectory(socket().getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertTrue(Mount.run("tmux", "-S", socket().toString(), "-f", "/dev/null", "new-session", "-d", "-s", name, "sleep 60"));
    }

    private void worker(Consumer<ObjectNode> change) throws IOException {
        var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-1.json").toFile());
        change.accept(record);
        home.session("shop", "shop-1", record);
    }

    private static void ended(ObjectNode record) {
        ((ObjectNode) record.at("/lifecycle/session")).put("state", "terminated").put("reason", "manually_killed");
    }

    private JsonNode session() {
        return home.cli().runApart("inspect", "--session", "shop-1", "--json", "--fail-on", "never").json().at("/report/sessions/0");
    }

    private String plan() {
        return session().path("restorePlan").toString();
    }

    private Path worktree() {
        return home.root().resolve("projects/shop/worktrees/shop-1");
    }

    private Path repository() {
        return home.path.resolve("repos/shop");
    }

    @Test
    void one_that_is_at_work_by_its_record_is_restored_if_its_runtime_is_gone() throws Exception {
        assertTrue(plan().contains("refuses: the session counts as going on (working), and nothing names a runtime that could be asked"), this::plan);
        worker(r -> {
            r.putObject("runtimeHandle").put("id", "shop-1").put("runtimeName", "tmux");
            ((ObjectNode) r.at("/lifecycle/runtime")).set("handle", r.get("runtimeHandle").deepCopy());
        });
        assertTrue(plan().contains("finds that its runtime is gone, and takes it for over, although it is working by its record"), this::plan);
        tmux("shop-1");
        assertTrue(plan().contains("refuses: the session counts as going on (working, and its runtime lives)"), this::plan);
    }

    /** A name of tmux at top level is a runtime, too, and of one that is starting none is asked (session-manager sheet, 4.4). */
    @Test
    void what_is_asked_is_what_a_listing_asks() throws Exception {
        worker(r -> r.put("tmuxName", "shop-1"));
        assertTrue(plan().contains("finds that its runtime is gone"), this::plan);
        worker(r -> ((ObjectNode) r.at("/lifecycle/session")).put("state", "not_started").put("reason", "spawn_requested"));
        assertEquals("[\"refuses: the session counts as going on (spawning)\"]", plan());
    }

    @Test
    void the_runtime_of_the_lifecycle_is_ended() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> {
            r.putObject("runtimeHandle").put("id", "top").put("runtimeName", "tmux");
            ((ObjectNode) r.at("/lifecycle/runtime")).putObject("handle").put("id", "inner").put("runtimeName", "tmux");
        });
        assertTrue(plan().contains("ends its old runtime, also if it still lives: tmux inner"), this::plan);
    }

    @Test
    void what_no_registry_names_is_not_found() throws Exception {
        worker(RestorePlanTest::ended);
        home.registry("projects: {}\n");
        assertEquals("[\"fails: no registry names project shop, so the session is not found\"]", plan());
    }

    @Test
    void of_another_agent_there_is_no_plugin() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> r.put("agent", "goose"));
        assertTrue(plan().contains("fails: the legacy software has no agent goose"), this::plan);
    }

    @Test
    void what_OpenCode_reads_is_written_anew() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_abc"));
        assertFalse(plan().contains("configuration anew"), this::plan);
        home.tree.file(".agent-orchestrator/projects/shop/worker-prompt-shop-1.md", "go");
        assertTrue(plan().contains("writes its OpenCode configuration anew, which names its prompt file"), this::plan);
    }

    @Test
    void codex_gets_the_model_that_it_ran_last() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> r.put("agent", "codex").put("codexThreadId", THREAD).put("codexModel", "o3"));
        home.tree.file(".codex/sessions/2026/05/01/rollout-2026-05-01T10-00-00-" + THREAD + ".jsonl", "{\"type\":\"session_meta\",\"payload\":{\"id\":\"" + THREAD + "\",\"cwd\":\"" + worktree() + "\"}}\n");
        assertTrue(plan().contains("agent: codex, permissions permissionless, model o3"), this::plan);
        assertTrue(session().at("/resume/command").asText().endsWith("codex resume --model o3 -c model_reasoning_effort=high " + THREAD), () -> session().toString());
    }

    @Test
    void codex_may_get_other_permissions_than_it_had() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> r.put("agent", "codex").put("codexThreadId", THREAD));
        for (var policy : Map.of("\"never\",\"sandbox_policy\":{\"type\":\"danger-full-access\"}", 0, "\"on-request\",\"sandbox_policy\":{\"mode\":\"workspace-write\"}", 1).entrySet()) {
            home.tree.file(".codex/sessions/2026/05/01/rollout-2026-05-01T10-00-00-" + THREAD + ".jsonl", "{\"type\":\"session_meta\",\"payload\":{\"id\":\"" + THREAD + "\",\"cwd\":\"" + worktree() + "\"}}\n"
                + "{\"timestamp\":\"2026-05-01T10:00:00Z\",\"type\":\"turn_context\",\"payload\":{\"approval_policy\":" + policy.getKey() + "}}\n"
                + "{\"timestamp\":\"2026-05-01T10:00:01Z\",\"type\":\"response_item\",\"payload\":{\"text\":\"" + "x".repeat(200_000) + "\"}}\n");
            var found = Answer.findings(home.cli().run("inspect", "--json", "--fail-on", "never").json(), "restore-changes-permissions");
            assertEquals(policy.getValue(), found.size(), policy::getKey);
            if (!found.isEmpty()) assertEquals("on-request, workspace-write → never, danger-full-access", found.get(0).path("expected").asText() + " → " + found.get(0).path("found").asText());
        }
    }

    @Test
    void a_branch_that_is_gone_begins_anew_at_the_default_one() throws Exception {
        HashedHome.git(repository(), "worktree", "remove", worktree().toString());
        HashedHome.git(repository(), "branch", "-q", "-D", "feat/one");
        HashedHome.git(repository(), "branch", "-q", "-M", "main");
        var verdict = session().path("resume");
        assertEquals("resumes natively", verdict.path("verdict").asText(), verdict::toString);
        assertTrue(verdict.path("reason").asText().contains("its branch feat/one is gone, too, and begins anew at main"), verdict::toString);
        var bin = temp.resolve("bin");
        Shell.script(bin.resolve("claude"), "git branch --show-current > " + temp.resolve("ran"));
        var result = Shell.run(home.path, Map.of("PATH", bin + ":" + System.getenv("PATH")), verdict.path("command").asText());
        assertEquals(0, result.code(), result::toString);
        assertEquals("feat/one\n", Files.readString(temp.resolve("ran")));
    }

    @Test
    void a_default_branch_of_another_name_counts_and_without_any_it_is_blocked() throws Exception {
        HashedHome.git(repository(), "worktree", "remove", worktree().toString());
        HashedHome.git(repository(), "branch", "-q", "-D", "feat/one");
        HashedHome.git(repository(), "branch", "-q", "-M", "trunk");
        assertEquals("blocked", session().at("/resume/verdict").asText());
        home.registry(Files.readString(home.registry()) + "    defaultBranch: trunk\n");
        assertTrue(session().at("/resume/command").asText().contains(" trunk && cd "), () -> session().toString());
    }

    @Test
    void a_command_without_a_flag_says_why() throws Exception {
        assertTrue(session().at("/resume/reason").asText().contains("no permission flag: nobody chose one"), () -> session().toString());
        home.registry(Files.readString(home.registry()) + "    agentConfig:\n      permissions: default\n");
        assertFalse(session().at("/resume/reason").asText().contains("no permission flag"), () -> session().toString());
    }

    /** A directory of any name; what is printed is pasted into a shell of people. */
    @Test
    void a_command_can_be_pasted_whatever_the_directory_is_called() throws Exception {
        assumeTrue(Mount.run("bash", "--version"), "needs bash");
        var odd = worktree().resolveSibling("it's\n\u202Eodd\u001b[31m");
        HashedHome.git(repository(), "worktree", "move", worktree().toString(), odd.toString());
        worker(r -> r.put("worktree", odd.toString()));
        Files.createDirectories(home.transcript(odd, LegacyHome.WORK).getParent());
        Files.writeString(home.transcript(odd, LegacyHome.WORK), Golden.JSON.createObjectNode().put("type", "user").put("cwd", odd.toString()) + "\n");
        var bin = temp.resolve("bin");
        Shell.script(bin.resolve("claude"), "pwd > " + temp.resolve("ran"));
        for (var words : new String[][] {{"--session", "shop-1"}, {"--format", "tsv"}}) {
            var printed = home.cli().run("inspect", words[0], words[1], "--fail-on", "never").out().lines()
                .filter(l -> l.contains("--resume") && l.contains("shop-1") || l.startsWith("  command ")).map(l -> l.substring(l.indexOf("cd "))).filter(l -> l.contains("odd")).findFirst().orElseThrow();
            Files.deleteIfExists(temp.resolve("ran"));
            var result = Shell.run(home.path, Map.of("PATH", bin + ":" + System.getenv("PATH")), "bash -c \"$1\"", printed);
            assertEquals(0, result.code(), () -> printed + "\n" + result);
            assertEquals(odd + "\n", Files.readString(temp.resolve("ran")), printed);
        }
    }

    /** Nothing is ended or written where the directory cannot be had (session-manager sheet, 5.4). */
    @Test
    void a_plan_ends_where_its_worktree_cannot_be_made() throws Exception {
        worker(RestorePlanTest::ended);
        worker(r -> r.put("tmuxName", "shop-1"));
        HashedHome.git(repository(), "worktree", "lock", worktree().toString());
        Tree.delete(worktree());
        assertTrue(plan().matches(".*\"fails: its directory .* is gone, and git keeps it locked[^\"]*\"]"), this::plan);
        HashedHome.git(repository(), "worktree", "unlock", worktree().toString());
        HashedHome.git(repository(), "worktree", "prune");
        HashedHome.git(repository(), "branch", "-q", "-D", "feat/one");
        HashedHome.git(repository(), "branch", "-q", "-M", "trunk");
        assertTrue(plan().matches(".*\"fails: its directory .* is gone, and its branch feat/one, too\"]"), this::plan);
    }

    @Test
    void what_git_takes_for_none_and_still_lists_is_not_replaced() throws Exception {
        worker(RestorePlanTest::ended);
        Files.write(repository().resolve(".git/worktrees/shop-1/HEAD"), new byte[0]);
        assertTrue(plan().matches(".*\"fails: git takes its worktree .* for none, and its repository still lists it[^\"]*\"]"), this::plan);
    }

    /** As the legacy software asks tmux (trap T-05). */
    @Test
    void a_session_of_a_longer_name_answers_for_it() throws Exception {
        worker(r -> r.put("tmuxName", "shop-1"));
        tmux("shop-10");
        assertTrue(plan().contains("and its runtime lives"), this::plan);
    }

    @Test
    void a_branch_that_is_an_option_or_cannot_be_made_is_in_no_command() throws Exception {
        HashedHome.git(repository(), "worktree", "remove", worktree().toString());
        HashedHome.git(repository(), "branch", "-q", "-M", "main");
        HashedHome.git(repository(), "branch", "-q", "fix");
        for (var branch : new String[] {"--force", "HEAD", "feat..x", "fix/one"}) {
            worker(r -> r.put("branch", branch));
            assertEquals("blocked", session().at("/resume/verdict").asText(), branch);
        }
        worker(r -> r.put("branch", "fixes/one"));
        assertEquals("resumes natively", session().at("/resume/verdict").asText());
    }

    @Test
    void a_bare_repository_is_one() throws Exception {
        var bare = home.path.resolve("bare.git");
        HashedHome.git(home.path, "clone", "-q", "--bare", repository().toString(), bare.toString());
        HashedHome.git(repository(), "worktree", "remove", "--force", worktree().toString());
        HashedHome.git(bare, "worktree", "add", "-q", worktree().toString(), "feat/one");
        HashedHome.git(repository(), "worktree", "remove", "--force", worktree().resolveSibling("shop-orchestrator").toString());
        home.registry(Files.readString(home.registry()).replace(repository().toString(), bare.toString()));
        assertTrue(Answer.findings(home.cli().run("inspect", "--json").json(), "worktree-unknown-to-git").isEmpty());
        HashedHome.git(bare, "worktree", "remove", worktree().toString());
        assertTrue(session().at("/resume/command").asText().startsWith("git -C " + bare + " worktree add "), () -> session().toString());
        HashedHome.git(bare, "symbolic-ref", "HEAD", "refs/heads/feat/one");
        assertEquals("resumes natively", session().at("/resume/verdict").asText(), "a bare repository has no branch checked out");
    }

    @Test
    void what_git_keeps_may_be_hidden_too() throws Exception {
        for (var file : new Path[] {repository().resolve(".git/worktrees/shop-1/HEAD"), repository().resolve(".git/worktrees"), worktree().resolve(".git"), home.sessions("shop"), worktree().getParent()}) {
            var mode = Files.getPosixFilePermissions(file);
            Files.setPosixFilePermissions(file, Set.of());
            try {
                var document = Shell.bound(home.path, "inspect", "--json", "--fail-on", "never").json();
                var codes = new java.util.TreeSet<String>();
                document.path("findings").forEach(f -> codes.add(f.path("code").asText()));
                assertEquals(Set.of(file.equals(home.sessions("shop")) ? "sessions-unreadable" : "worktree-hidden"), codes, file + "\n" + document);
            } finally {
                Files.setPosixFilePermissions(file, mode);
            }
        }
    }

    @Test
    void what_may_not_be_looked_into_is_neither_gone_nor_a_plain_folder() throws Exception {
        for (var folder : new Path[] {worktree(), worktree().getParent()}) {
            var mode = Files.getPosixFilePermissions(folder);
            Files.setPosixFilePermissions(folder, Set.of());
            try {
                var document = Shell.bound(home.path, "inspect", "--json", "--fail-on", "never").json();
                assertTrue(Answer.findings(document, "worktree-hidden").stream().anyMatch(f -> f.path("found").asText().equals(worktree().toString())), document::toString);
                assertTrue(Answer.findings(document, "worktree-missing").isEmpty() && Answer.findings(document, "worktree-not-git").isEmpty(), document::toString);
                var plan = Shell.bound(home.path, "inspect", "--session", "shop-1", "--json", "--fail-on", "never").json().at("/report/sessions/0");
                assertEquals("blocked", plan.at("/resume/verdict").asText(), plan::toString);
            } finally {
                Files.setPosixFilePermissions(folder, mode);
            }
        }
    }
}
