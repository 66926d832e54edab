package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.model.SettingSecrets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What {@code inspect} finds in stores that are broken in known ways, and that it finds nothing in sound ones. */
@Execution(ExecutionMode.SAME_THREAD)
class DoctorTest {
    /** Recorded stores in which nothing is wrong. */
    private static final Set<String> HEALTHY = Set.of("018", "019", "020", "026", "029", "032", "036");

    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void aSoundStore() throws IOException {
        home = sound(temp);
    }

    /** A project with a repository, an orchestrator and a worker with worktrees, transcripts and everything else. */
    static LegacyHome sound(Path folder) throws IOException {
        var home = new LegacyHome(folder).project("shop", "sessionPrefix: shop");
        var repository = home.path.resolve("repos/shop");
        HashedHome.git(repository, "init", "-q", "-b", "main");
        HashedHome.git(repository, "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
        session(home, "shop-orchestrator", home.orchestrator("shop-orchestrator").put("prAutoDetect", false), "orchestrator/shop-orchestrator", LegacyHome.LEAD);
        session(home, "shop-1", home.worker("shop-1"), "feat/one", LegacyHome.WORK);
        home.tree.file(".agent-orchestrator/projects/shop/orchestrator-prompt-shop-orchestrator.md", "You orchestrate.\n");
        return home;
    }

    private static void session(LegacyHome home, String id, ObjectNode record, String branch, String conversation) throws IOException {
        var worktree = home.root().resolve("projects/shop/worktrees").resolve(id);
        HashedHome.git(home.path.resolve("repos/shop"), "worktree", "add", "-q", "-b", branch, worktree.toString());
        complete(record).put("branch", branch).put("worktree", worktree.toString());
        home.session("shop", id, home.conversation(record, conversation));
    }

    /** All parts that the legacy software writes. */
    private static ObjectNode complete(ObjectNode record) {
        var lifecycle = (ObjectNode) record.path("lifecycle");
        lifecycle.putObject("pr").put("state", "none").put("reason", "not_created");
        lifecycle.putObject("runtime").put("state", "unknown").put("reason", "spawn_incomplete");
        return record;
    }

    private ObjectNode record(String id) {
        try {
            return (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve(id + ".json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void worker(Consumer<ObjectNode> change) {
        try {
            var record = record("shop-1");
            change.accept(record);
            home.session("shop", "shop-1", record);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TreeSet<String> codes(JsonNode document) {
        var codes = new TreeSet<String>();
        document.path("findings").forEach(f -> codes.add(f.path("code").asText()));
        return codes;
    }

    @Test
    void nothing_is_found_in_a_sound_store() {
        var result = home.cli().run("inspect", "--json");
        assertEquals(0, result.code(), result::toString);
        assertEquals(Set.of(), codes(result.json()), result::toString);
        var kinds = new TreeMap<String, String>();
        result.json().at("/report/sessions").forEach(s -> kinds.put(s.path("id").asText(), s.at("/resume/verdict").asText()));
        assertEquals(Set.of("resumes natively"), Set.copyOf(kinds.values()));
    }

    /** A spawn reserves its id with an empty record (trap T-22): only an old one is a mistake. */
    @Test
    void an_empty_record_that_is_new_may_be_a_session_that_starts() throws Exception {
        home.session("shop", "shop-9.json", new byte[0]);
        assertEquals("info", Answer.finding(Answer.of(home.cli().run("inspect", "--json"), 0), "session-empty-file").path("severity").asText());
        Files.setLastModifiedTime(home.sessions("shop").resolve("shop-9.json"), FileTime.from(Instant.now().minus(Duration.ofHours(3))));
        var old = Answer.finding(Answer.of(home.cli().run("inspect", "--json"), 1), "session-empty-file");
        assertEquals("error nothing, 3 hours old", old.path("severity").asText() + " " + old.path("found").asText());
    }

    /** Only what counts as a number of this project, and what JavaScript writes without an exponent (trap T-43). */
    @Test
    void numbers_that_stop_no_spawn_are_not_told() throws Exception {
        for (var id : List.of("old-9007199254740993", "shop-orchestrator-99007199254740993", "shop-1000000000000000000000000")) Files.copy(home.sessions("shop").resolve("shop-1.json"), home.sessions("shop").resolve(id + ".json"));
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("session-number-too-large"));
    }

    /** By another name of it, or as far as its damaged record may say. */
    @Test
    void a_worktree_in_which_a_session_works_is_claimed() throws Exception {
        var link = Files.createSymbolicLink(temp.resolve("link"), home.path);
        worker(r -> r.put("worktree", r.path("worktree").asText().replace(home.path.toString(), link.toString())));
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("worktree-without-session"));
        home.session("shop", "shop-1.json", "{\"worktree\": ".getBytes());
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("worktree-without-session"));
        Files.delete(home.sessions("shop").resolve("shop-1.json"));
        assertTrue(codes(home.cli().run("inspect", "--json").json()).contains("worktree-without-session"));
    }

    /** The block that the orchestrator writes for OpenCode is nobody's work (trap T-59). */
    @Test
    void what_the_orchestrator_writes_into_a_worktree_is_no_unsaved_work() throws Exception {
        var worktree = home.root().resolve("projects/shop/worktrees/shop-1");
        Files.writeString(worktree.resolve("AGENTS.md"), "# Hints\n");
        HashedHome.git(worktree, "add", "AGENTS.md");
        HashedHome.git(worktree, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "hints");
        worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        for (var end : List.of("", "of mine\n")) {
            Files.writeString(worktree.resolve("AGENTS.md"), "# Hints\n" + end + "\n<!-- AO_ORCHESTRATOR_PROMPT_START -->\n## Agent Orchestrator\n\ngo\n<!-- AO_ORCHESTRATOR_PROMPT_END -->\n");
            assertEquals(!end.isEmpty(), codes(home.cli().run("inspect", "--json").json()).contains("worktree-unsaved"), end);
        }
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_found_in_recorded_stores_that_are_sound() {
        return HEALTHY.stream().sorted().map(name -> DynamicTest.dynamicTest(name, () -> {
            var root = temp.resolve("golden" + name);
            GoldenTree.make(Repo.root().resolve("tests/golden/ao/import").resolve(name), "before", root);
            var result = new Cli(root.resolve("home")).runHere("inspect", "--json");
            assertEquals(Set.of(), codes(result.json()), result::toString);
            assertEquals(0, result.code());
        }));
    }

    /** A way to break a store. */
    private interface Breaking {
        void run() throws Exception;
    }

    private record Case(String code, Breaking breaking) { }

    /** Each breaks one thing, and that is what is found. */
    private List<Case> cases() {
        var cases = new ArrayList<Case>();
        cases.add(new Case("lifecycle-wrong-kind", () -> worker(r -> lifecycle(r, "pr").put("number", "7"))));
        cases.add(new Case("lifecycle-wrong-kind", () -> worker(r -> lifecycle(r, "session").put("lastTransitionAt", 1780000000000L))));
        cases.add(new Case("lifecycle-wrong-kind", () -> worker(r -> ((ObjectNode) r.path("lifecycle")).put("version", 3))));
        cases.add(new Case("lifecycle-wrong-kind", () -> worker(r -> lifecycle(r, "runtime").put("handle", "shop-1"))));
        cases.add(new Case("session-number-too-large", () -> Files.copy(home.sessions("shop").resolve("shop-1.json"), home.sessions("shop").resolve("shop-9007199254740992.json"))));
        cases.add(new Case("prefixes-equal", () -> home.registry(Files.readString(home.registry()) + "  other:\n    path: " + home.path + "\n    sessionPrefix: shop\n")));
        cases.add(new Case("project-id-unusable", () -> home.registry(Files.readString(home.registry()) + "  \"my.app\":\n    path: " + home.path + "\n")));
        cases.add(new Case("project-id-unusable", () -> home.registry(Files.readString(home.registry()) + "  \"my app\":\n    path: " + home.path + "\n")));
        cases.add(new Case("lifecycle-contradicts", () -> worker(r -> lifecycle(r, "pr").put("url", "https://github.com/acme/shop/pull/3"))));
        cases.add(new Case("session-number-too-large", () -> Files.copy(home.sessions("shop").resolve("shop-1.json"), home.sessions("shop").resolve("shop-9007199254740992.json"))));
        cases.add(new Case("prefixes-equal", () -> home.registry(Files.readString(home.registry()) + "  other:\n    path: " + home.path + "\n    sessionPrefix: shop\n")));
        cases.add(new Case("project-id-unusable", () -> home.registry(Files.readString(home.registry()) + "  \"my.app\":\n    path: " + home.path + "\n")));
        cases.add(new Case("project-id-unusable", () -> home.registry(Files.readString(home.registry()) + "  \"my app\":\n    path: " + home.path + "\n")));
        cases.add(new Case("lifecycle-contradicts", () -> worker(r -> lifecycle(r, "pr").put("state", "open").put("reason", "merged"))));
        cases.add(new Case("prompt-missing", () -> {
            var lead = record("shop-orchestrator");
            lifecycle(lead, "session").put("state", "terminated").put("reason", "manually_killed");
            home.session("shop", "shop-orchestrator", lead);
            Files.delete(home.root().resolve("projects/shop/orchestrator-prompt-shop-orchestrator.md"));
        }));
        cases.add(new Case("session-empty-file", () -> home.session("shop", "shop-2.json", new byte[0])));
        cases.add(new Case("session-corrupt", () -> home.session("shop", "shop-2.json", "{\"branch\": \"x".getBytes())));
        cases.add(new Case("session-not-object", () -> home.session("shop", "shop-2.json", "[1]".getBytes())));
        cases.add(new Case("session-key-value-in-json", () -> file("shop-1.json", "status=working\nbranch=feat/one\nagent=claude-code\nworktree=" + worktree("shop-1") + "\nclaudeSessionUuid=" + LegacyHome.WORK)));
        cases.add(new Case("session-misplaced", () -> home.tree.file(".agent-orchestrator/projects/shop/shop-7.json", "{\"branch\":\"x\",\"status\":\"working\"}")));
        cases.add(new Case("session-misplaced", () -> home.tree.file(".agent-orchestrator/projects/shop/sessions/archive/shop-7.json", "{\"branch\":\"x\",\"status\":\"killed\"}")));
        cases.add(new Case("lifecycle-unknown-word", () -> worker(r -> lifecycle(r, "session").put("reason", "from_the_future"))));
        cases.add(new Case("lifecycle-partial", () -> worker(r -> ((ObjectNode) r.path("lifecycle")).remove("session"))));
        cases.add(new Case("lifecycle-as-text", () -> worker(r -> r.put("lifecycle", r.path("lifecycle").toString()))));
        cases.add(new Case("terminal-mark-on-living", () -> worker(r -> lifecycle(r, "session").put("terminatedAt", "2026-01-01T00:00:00.000Z"))));
        cases.add(new Case("ended-but-alive", () -> worker(r -> {
            lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed");
            lifecycle(r, "runtime").put("state", "alive");
        })));
        cases.add(new Case("detecting-stuck", () -> worker(r -> lifecycle(r, "session").put("state", "detecting").put("reason", "runtime_lost"))));
        cases.add(new Case("spawning-stuck", () -> worker(r -> lifecycle(r, "session").put("state", "not_started").put("reason", "spawn_requested"))));
        cases.add(new Case("kind-contradicts-role", () -> worker(r -> r.put("role", "orchestrator"))));
        cases.add(new Case("agent-missing", () -> worker(r -> r.remove("agent"))));
        cases.add(new Case("prs-repeated", () -> worker(r -> r.put("prs", "https://github.com/acme/shop/pull/3,https://github.com/Acme/shop/pull/3/files"))));
        cases.add(new Case("pr-keys-left", () -> worker(r -> r.put("prEnrichment_1", "{}"))));
        cases.add(new Case("restored-pr-kills", () -> worker(r -> {
            r.put("prs", "https://github.com/acme/shop/pull/3");
            lifecycle(r, "pr").put("reason", "cleared_on_restore");
        })));
        cases.add(new Case("merged-restore-kills", () -> worker(r -> {
            r.put("prs", "https://github.com/acme/shop/pull/3");
            lifecycle(r, "pr").put("state", "merged").put("reason", "merged");
        })));
        cases.add(new Case("restore-changes-permissions", () -> {
            worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
            Files.writeString(transcript(), "{\"type\":\"user\",\"cwd\":\"" + worktree("shop-1") + "\",\"permissionMode\":\"default\"}\n");
        }));
        cases.add(new Case("prompt-missing", () -> Files.delete(home.root().resolve("projects/shop/orchestrator-prompt-shop-orchestrator.md"))));
        cases.add(new Case("session-link-outside", () -> Files.createSymbolicLink(home.sessions("shop").resolve("shop-3.json"), Files.writeString(home.path.resolve("outside.json"), "{}"))));
        cases.add(new Case("session-is-folder", () -> Files.createDirectory(home.sessions("shop").resolve("shop-3.json"))));
        cases.add(new Case("session-id-invalid", () -> file("shop 3.json", "{}")));
        cases.add(new Case("lifecycle-unreadable", () -> worker(r -> r.put("lifecycle", "gone"))));
        cases.add(new Case("status-unknown", () -> worker(r -> r.put("status", "odd").remove("lifecycle"))));
        cases.add(new Case("status-differs", () -> worker(r -> r.put("status", "killed"))));
        cases.add(new Case("created-at-unreadable", () -> worker(r -> r.put("createdAt", "yesterday").remove("lifecycle"))));
        cases.add(new Case("role-missing", () -> {
            var lead = record("shop-orchestrator");
            lead.remove("role");
            lead.remove("lifecycle");
            home.session("shop", "shop-orchestrator", lead);
        }));
        cases.add(new Case("end-would-be-undone", () -> {
            var lead = record("shop-orchestrator").put("status", "merged");
            lead.remove("lifecycle");
            home.session("shop", "shop-orchestrator", lead);
        }));
        cases.add(new Case("id-in-several-projects", () -> home.project("till").session("till", "shop-1", complete(home.worker("shop-1")))));
        cases.add(new Case("ids-differ-in-case", () -> another("SHOP-1", r -> { })));
        cases.add(new Case("registry-missing", () -> Files.delete(home.registry())));
        cases.add(new Case("project-without-folder", () -> home.project("gone", "storageKey: a1b2c3d4e5f6-gone")));
        cases.add(new Case("projects-differ-in-case", () -> home.project("SHOP")));
        cases.add(new Case("credential-in-plain-sight", () -> home.project("till", "env:", "  API_TOKEN: abc")));
        cases.add(new Case("worktree-broken", () -> Files.write(home.path.resolve("repos/shop/.git/worktrees/shop-1/HEAD"), new byte[0])));
        cases.add(new Case("worktree-unsaved", () -> {
            worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
            HashedHome.git(worktree("shop-1"), "switch", "-q", "--detach");
            HashedHome.git(worktree("shop-1"), "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "on no branch");
        }));
        cases.add(new Case("pr-shared", () -> {
            worker(r -> r.put("pr", "https://github.com/acme/shop/pull/3"));
            another("shop-2", r -> r.put("prs", "https://github.com/acme/shop/pull/3/files"));
        }));
        cases.add(new Case("orchestrator-owns-pr", () -> {
            var lead = record("shop-orchestrator");
            home.session("shop", "shop-orchestrator", lead.put("pr", "https://github.com/acme/shop/pull/4"));
        }));
        cases.add(new Case("orchestrators-several", () -> another("shop-orchestrator-2", r -> {
            r.put("role", "orchestrator");
            lifecycle(r, "session").put("kind", "orchestrator");
        })));
        cases.add(new Case("orchestrator-ended", () -> {
            var lead = record("shop-orchestrator");
            lifecycle(lead, "session").put("state", "terminated").put("reason", "manually_killed");
            home.session("shop", "shop-orchestrator", lead);
        }));
        cases.add(new Case("orchestrator-missing", () -> Files.delete(home.sessions("shop").resolve("shop-orchestrator.json"))));
        cases.add(new Case("runtime-unnamed", () -> worker(r -> lifecycle(r, "runtime").put("state", "alive").put("reason", "process_running"))));
        cases.add(new Case("conversation-shared", () -> another("shop-2", r -> r.put("claudeSessionUuid", LegacyHome.WORK))));
        cases.add(new Case("worktree-shared", () -> another("shop-2", r -> r.put("worktree", worktree("shop-1").toString()))));
        cases.add(new Case("runtime-handle-one-sided", () -> worker(r -> r.putObject("runtimeHandle").put("id", "shop-1").put("runtimeName", "tmux"))));
        cases.add(new Case("tmux-name-odd", () -> worker(r -> r.put("tmuxName", "my-own-name"))));
        cases.add(new Case("project-key-differs", () -> worker(r -> r.put("project", "other"))));
        cases.add(new Case("opencode-not-cleaned", () -> worker(r -> {
            r.put("agent", "opencode").put("opencodeSessionId", "ses_1");
            lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed");
        })));
        cases.add(new Case("credential-in-plain-sight", () -> worker(r -> r.put("userPrompt", "push with ghp_abcdefghijklmnop please"))));
        cases.add(new Case("credential-in-plain-sight", () -> worker(r -> r.putObject("agentConfig").putArray("servers").addObject().put("API_TOKEN", "abc"))));
        cases.add(new Case("credential-in-plain-sight", () -> worker(r -> lifecycle(r, "runtime").putObject("handle").putObject("data").putObject("env").put("API_TOKEN", "abc"))));
        cases.add(new Case("credential-in-plain-sight", () -> worker(r -> lifecycle(r, "pr").putObject("note").put("left", "push with ghp_abcdefghijklmnop please"))));
        cases.add(new Case("worktree-missing", () -> {
            HashedHome.git(home.path.resolve("repos/shop"), "worktree", "remove", worktree("shop-1").toString());
        }));
        cases.add(new Case("worktree-moved", () -> {
            var elsewhere = worktree("shop-1").resolveSibling("moved");
            Files.move(worktree("shop-1"), elsewhere);
            worker(r -> r.put("worktree", elsewhere.toString()));
        }));
        cases.add(new Case("worktree-is-root", () -> worker(r -> r.put("worktree", worktree("shop-1").getParent().toString()))));
        cases.add(new Case("worktree-not-git", () -> Files.delete(worktree("shop-1").resolve(".git"))));
        cases.add(new Case("worktree-unknown-to-git", () -> Tree.delete(home.path.resolve("repos/shop/.git/worktrees/shop-1"))));
        cases.add(new Case("worktree-is-repository", () -> worker(r -> {
            HashedHome.git(home.path, "init", "-q", "other");
            r.put("worktree", home.path.resolve("other").toString());
        })));
        cases.add(new Case("worktree-foreign", () -> {
            HashedHome.git(home.path, "init", "-q", "-b", "main", "other");
            HashedHome.git(home.path.resolve("other"), "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "first");
            HashedHome.git(home.path.resolve("other"), "worktree", "add", "-q", "-b", "feat/one", home.path.resolve("tree").toString());
            worker(r -> r.put("worktree", home.path.resolve("tree").toString()));
        }));
        cases.add(new Case("branch-elsewhere", () -> {
            HashedHome.git(worktree("shop-1"), "switch", "-q", "--detach");
            HashedHome.git(home.path.resolve("repos/shop"), "switch", "-q", "feat/one");
        }));
        cases.add(new Case("branch-differs", () -> HashedHome.git(worktree("shop-1"), "switch", "-q", "-c", "feat/two")));
        cases.add(new Case("worktree-unsaved", () -> {
            worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
            Files.writeString(worktree("shop-1").resolve("notes.txt"), "not committed");
        }));
        cases.add(new Case("worktree-without-session", () -> Files.delete(home.sessions("shop").resolve("shop-1.json"))));
        cases.add(new Case("worktree-dangling", () -> {
            Tree.delete(worktree("shop-1"));
            worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        }));
        cases.add(new Case("transcript-missing", () -> Files.delete(transcript())));
        cases.add(new Case("transcript-empty", () -> Files.write(transcript(), new byte[0])));
        cases.add(new Case("transcript-strayed", () -> Files.move(transcript(), Files.createDirectories(transcript().getParent().resolveSibling("-elsewhere")).resolve(transcript().getFileName()))));
        cases.add(new Case("transcript-newer", () -> Tree.time(Files.copy(transcript(), transcript().resolveSibling("31111111-2222-4333-8444-555555555555.jsonl")), Instant.now().plusSeconds(60))));
        cases.add(new Case("transcript-expiring", () -> Tree.time(transcript(), Instant.now().minus(Duration.ofDays(27)))));
        cases.add(new Case("lock-stale", () -> Tree.time(file("shop-1.json.lock", ""), Instant.now().minusSeconds(300))));
        cases.add(new Case("temp-left", () -> Tree.time(file("shop-1.json.tmp.4711.1", "{}"), Instant.now().minusSeconds(300))));
        cases.add(new Case("corrupt-copy", () -> file("shop-1.json.corrupt-1780315200000", "{")));
        cases.add(new Case("layouts-mixed", () -> home.tree.file(".agent-orchestrator/a1b2c3d4e5f6-till/sessions/till-1", "status=killed\nproject=till\nagent=codex\n")));
        cases.add(new Case("migration-interrupted", () -> home.tree.file(".agent-orchestrator/.migration-in-progress", "now")));
        cases.add(new Case("project-unregistered", () -> Files.createDirectories(home.root().resolve("projects/stranger/sessions"))));
        cases.add(new Case("project-path-gone", () -> home.project("gone").path.resolve("repos/gone").toFile().delete()));
        cases.add(new Case("prompt-missing", () -> home.tree.file(".agent-orchestrator/projects/shop/opencode-config-shop-1.json", "{\"instructions\": [\"/nowhere/prompt.md\"]}")));
        cases.addAll(contradictions());
        cases.addAll(oddPlaces());
        return cases;
    }

    /** What a record says of one thing in two places. */
    private List<Case> contradictions() {
        var changes = List.<Consumer<ObjectNode>>of(
            r -> lifecycle(r, "session").put("reason", "manually_killed"),
            r -> lifecycle(r, "session").put("reason", "runtime_lost"),
            r -> lifecycle(r, "session").put("state", "detecting").put("reason", "manually_killed"),
            r -> {
                r.putObject("runtimeHandle").put("id", "shop-1").put("runtimeName", "process").putObject("data").put("pid", 1);
                lifecycle(r, "runtime").putObject("handle").put("id", "shop-1").put("runtimeName", "process").putObject("data").put("pid", 2);
            },
            r -> lifecycle(r, "session").put("state", "terminated"),
            r -> lifecycle(r, "runtime").put("state", "missing").put("reason", "process_missing"),
            r -> lifecycle(r, "runtime").put("state", "alive").put("reason", "tmux_missing"),
            r -> {
                lifecycle(r, "session").put("state", "detecting").put("reason", "runtime_lost");
                lifecycle(r, "runtime").put("state", "missing").put("reason", "process_running");
            },
            r -> lifecycle(r, "pr").put("state", "merged").put("reason", "approved"),
            r -> lifecycle(r, "pr").put("state", "closed").put("reason", "in_progress"),
            r -> lifecycle(r, "pr").put("state", "none").put("reason", "ci_failing"),
            r -> lifecycle(r.put("pr", "https://github.com/acme/shop/pull/4"), "pr").put("state", "open").put("reason", "in_progress").put("url", "https://github.com/acme/shop/pull/3"),
            r -> r.put("pr", "https://github.com/acme/shop/pull/4"),
            r -> {
                r.putObject("runtimeHandle").put("id", "shop-1").put("runtimeName", "tmux");
                lifecycle(r, "runtime").putObject("handle").put("id", "shop-9").put("runtimeName", "tmux");
            });
        return changes.stream().map(change -> new Case("lifecycle-contradicts", () -> worker(change))).toList();
    }

    private List<Case> oddPlaces() {
        var cases = new ArrayList<Case>();
        var record = "{\"branch\":\"x\",\"status\":\"working\"}";
        for (var place : List.of("shop-7.json", "sessions/shop-7.json", "projects/shop-7.json", "projects/shop/worktrees/shop-7.json", "projects/shop/sessions/shop-7.JSON", "projects/shop/sessions/shop-7")) {
            cases.add(new Case("session-misplaced", () -> home.tree.file(".agent-orchestrator/" + place, record)));
        }
        cases.add(new Case("session-misplaced", () -> home.tree.file(".agent-orchestrator/projects/shop/sessions/shop-7", "status=working\nbranch=x\n")));
        cases.add(new Case("registry-lock-stale", () -> Tree.time(Files.writeString(home.root().resolve("config.yaml.lock"), ""), Instant.now().minusSeconds(300))));
        cases.add(new Case("registry-temp-left", () -> Tree.time(Files.writeString(home.root().resolve("config.yaml.tmp.4711.1"), "projects:\n"), Instant.now().minusSeconds(300))));
        cases.add(new Case("prompt-temp-left", () -> Tree.time(Files.writeString(home.root().resolve("projects/shop/worker-prompt-shop-1.md.tmp.4711.1"), "go"), Instant.now().minusSeconds(300))));
        cases.add(new Case("session-not-object", () -> home.session("shop", "shop-2.json", "null".getBytes())));
        cases.add(new Case("session-not-object", () -> home.session("shop", "shop-2.json", "42\n".getBytes())));
        cases.add(new Case("credential-in-plain-sight", () -> home.registry(Files.readString(home.registry()) + "notifiers:\n  slack: {hook: xoxb-1234567890-abcdefghij}\n")));
        cases.add(new Case("credential-in-plain-sight", () -> home.project("till", "postCreate:", "  - curl -u bob:hunter2 https://x")));
        for (var setting : List.of("originUrl: https://x:abcdef@github.com/acme/shop.git", "agentRules: use the key ghp_abcdefghijklmnop", "tracker: {plugin: linear, token: abcdefgh}")) {
            cases.add(new Case("credential-in-plain-sight", () -> home.project("till", setting)));
        }
        cases.add(new Case("credential-in-plain-sight", () -> worker(r -> {
            lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed");
            r.put("userPrompt", "push with ghp_abcdefghijklmnop please");
        })));
        cases.add(new Case("worktree-shared", () -> {
            Files.createSymbolicLink(home.path.resolve("by-link"), worktree("shop-1").getParent());
            another("shop-2", r -> r.put("worktree", home.path.resolve("by-link/shop-1").toString()));
        }));
        cases.add(new Case("worktree-cut-off", this::moveRepository));
        return cases;
    }

    private void moveRepository() throws IOException {
        Files.move(home.path.resolve("repos/shop"), home.path.resolve("repos/store"));
        home.registry(Files.readString(home.registry()).replace("repos/shop", "repos/store"));
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(home.sessions("shop").resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path worktree(String id) {
        return home.root().resolve("projects/shop/worktrees").resolve(id);
    }

    private Path transcript() {
        return home.path.resolve(".claude/projects").resolve(ao.read.ClaudeSlug.of(worktree("shop-1").toString())).resolve(LegacyHome.WORK + ".jsonl");
    }

    private void another(String id, Consumer<ObjectNode> change) {
        var record = complete(home.worker(id));
        record.remove("worktree");
        change.accept(record);
        try {
            home.session("shop", id, record);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode lifecycle(ObjectNode record, String part) {
        return (ObjectNode) record.path("lifecycle").path(part);
    }

    @TestFactory
    Stream<DynamicTest> what_was_broken_is_found_and_nothing_is_changed() {
        var all = cases();
        return java.util.stream.IntStream.range(0, all.size()).mapToObj(i -> DynamicTest.dynamicTest(all.get(i).code() + " " + i, () -> {
            home = sound(Files.createDirectory(temp.resolve("case" + i)));
            all.get(i).breaking().run();
            var before = Tree.snapshot(home.path);
            var result = home.cli().runHere("inspect", "--json", "--fail-on", "never");
            assertEquals(0, result.code(), result::toString);
            assertTrue(codes(result.json()).contains(all.get(i).code()), result::toString);
            result.json().path("findings").forEach(f -> assertTrue(f.hasNonNull("expected") && f.hasNonNull("found"), f::toString));
            assertEquals("", HashedHome.different(before, Tree.snapshot(home.path)));
        }));
    }

    @Test
    void what_is_shown_fits_the_terminal() throws Exception {
        home.session("shop", "shop-2.json", new byte[0]);
        Files.delete(transcript());
        for (int width : new int[] {40, 60, 80, 120}) {
            var result = home.cli().withJava("-Dao.tty.out=1").withJava("-Dao.columns=" + width).run("inspect", "--color", "never");
            assertEquals(1, result.code(), result::toString);
            // What is there to be copied is whole.
            var wide = result.out().lines().filter(l -> !l.contains("mend it: ") && !l.startsWith("next: ") && l.codePointCount(0, l.length()) > width).toList();
            assertEquals(List.of(), wide, width + " columns");
            assertTrue(result.out().lines().anyMatch(l -> l.startsWith("next: ./ao explain ")), result::toString);
        }
    }

    @Test
    void one_record_with_a_very_deep_value_costs_no_other_one() throws Exception {
        for (var key : List.of("lifecycle", "runtimeHandle", "agentConfig")) {
            home.session("shop", "shop-2.json", ("{\"status\": \"working\", \"agent\": \"codex\", \"" + key + "\": " + "{\"a\": ".repeat(3500) + "1" + "}".repeat(3500) + "}").getBytes());
            assertEquals(3, home.cli().run("inspect", "--json", "--fail-on", "never").json().at("/report/sessions").size(), key);
        }
    }

    @Test
    void a_program_is_told_what_comes_next_as_people_are() throws Exception {
        assertEquals("[]", home.cli().run("inspect", "--json").json().path("next").toString());
        Files.delete(transcript());
        var next = home.cli().run("inspect", "--json").json().path("next");
        assertEquals("next: " + next.path(0).asText(), home.cli().run("inspect").out().lines().reduce((one, other) -> other).orElse(""));
        assertEquals(1, next.size());
    }

    private JsonNode finding(String code) {
        return Answer.finding(home.cli().run("inspect", "--json", "--fail-on", "never").json(), code);
    }

    /** Runs a finding's command as it is printed; afterwards the finding is gone. */
    private void mend(String code) throws Exception {
        var command = finding(code).at("/fix/command").asText();
        var result = Shell.run(home.path, java.util.Map.of(), command.replace("./ao", Shell.launcher(temp.resolve("ao")).toString()) + (command.contains("/ao ") ? " --yes" : ""));
        assertEquals(0, result.code(), () -> command + "\n" + result);
        assertTrue(!codes(home.cli().run("inspect", "--json", "--fail-on", "never").json()).contains(code), command);
    }

    @Test
    void the_command_of_a_moved_worktree_mends_it() throws Exception {
        var elsewhere = worktree("shop-1").resolveSibling("moved");
        Files.move(worktree("shop-1"), elsewhere);
        worker(r -> r.put("worktree", elsewhere.toString()));
        mend("worktree-moved");
    }

    @Test
    void the_command_of_a_worktree_whose_repository_moved_mends_it() throws Exception {
        moveRepository();
        var all = Answer.findings(home.cli().run("inspect", "--json", "--fail-on", "never").json(), "worktree-cut-off");
        assertEquals(2, all.size());
        for (var one : all) assertEquals(0, Shell.run(home.path, java.util.Map.of(), one.at("/fix/command").asText()).code(), one::toString);
        assertEquals(Set.of(), codes(home.cli().run("inspect", "--json").json()));
    }

    /** Everything moved, and the mark and the registry's keys stayed. */
    @Test
    void the_command_of_an_interrupted_migration_ends_it() throws Exception {
        home.registry(Files.readString(home.registry()) + "    storageKey: a1b2c3d4e5f6-shop\n  gone:\n    path: " + home.path + "\n    storageKey: b1b2c3d4e5f6-gone\n");
        var mark = home.root().resolve(".migration-in-progress");
        Files.writeString(mark, "now");
        var before = Files.readString(home.registry());
        mend("migration-interrupted");
        assertFalse(Files.exists(mark) || Files.readString(home.registry()).contains("a1b2c3d4e5f6-shop"));
        assertTrue(Files.readString(home.registry()).contains("b1b2c3d4e5f6-gone"), "the last trace of where it was");
        var run = home.cli().run("runs", "--json").json().at("/report/runs/0/id").asText();
        assertEquals(0, home.cli().run("rollback", run, "--yes").code());
        assertTrue(Files.exists(mark) && Files.readString(home.registry()).equals(before));
    }

    /** What is not read was not moved either. */
    @Test
    void a_migration_that_left_a_link_is_not_ended() throws Exception {
        Files.createSymbolicLink(home.root().resolve("a1b2c3d4e5f6-till"), home.tree.file("elsewhere/sessions/till-1", "status=working\nproject=till\n").path("elsewhere"));
        Files.writeString(home.root().resolve(".migration-in-progress"), "now");
        assertEquals(Set.of("migration-interrupted", "project-folder-link"), Set.copyOf(codes(home.cli().run("inspect", "--json").json())));
        assertTrue(finding("migration-interrupted").path("fix").isMissingNode(), "what does nothing is no command");
        home.cli().run("migrate-storage", "--yes");
        assertTrue(Files.exists(home.root().resolve(".migration-in-progress")));
    }

    @Test
    void what_is_on_a_branch_or_a_remote_is_not_lost_with_its_worktree() throws Exception {
        var repository = home.path.resolve("repos/shop");
        HashedHome.git(home.path, "clone", "-q", "--bare", repository.toString(), home.path.resolve("remote.git").toString());
        HashedHome.git(repository, "remote", "add", "origin", home.path.resolve("remote.git").toString());
        HashedHome.git(repository, "fetch", "-q", "origin");
        worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("worktree-unsaved"), "all is pushed");
        HashedHome.git(worktree("shop-1"), "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "more");
        var unpushed = finding("worktree-unsaved");
        assertEquals("it is over, and no branch of a remote that is known here has this: only this repository may", unpushed.path("message").asText());
        assertEquals("1 commit not pushed in " + worktree("shop-1"), unpushed.path("found").asText());
        HashedHome.git(worktree("shop-1"), "switch", "-q", "--detach");
        HashedHome.git(worktree("shop-1"), "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "--allow-empty", "-m", "loose");
        var loose = finding("worktree-unsaved");
        assertEquals("it is over, and its worktree holds what nothing else has; a cleanup removes it without looking", loose.path("message").asText());
        assertEquals("1 commit on no branch, 1 commit not pushed in " + worktree("shop-1"), loose.path("found").asText());
    }

    @Test
    void a_file_of_hints_that_is_all_the_orchestrators_own_is_no_unsaved_work() throws Exception {
        worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        for (var mine : List.of("", "of mine\n")) {
            Files.writeString(worktree("shop-1").resolve("AGENTS.md"), mine + "<!-- AO_ORCHESTRATOR_PROMPT_START -->\ngo\n<!-- AO_ORCHESTRATOR_PROMPT_END -->\n");
            assertEquals(!mine.isEmpty(), codes(home.cli().run("inspect", "--json").json()).contains("worktree-unsaved"), mine);
        }
    }

    @Test
    void somebodys_settings_of_git_hide_no_work() throws Exception {
        worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        Files.writeString(worktree("shop-1").resolve("notes.txt"), "not committed");
        HashedHome.git(home.path.resolve("repos/shop"), "config", "status.showUntrackedFiles", "no");
        assertTrue(codes(home.cli().run("inspect", "--json").json()).contains("worktree-unsaved"));
    }

    @Test
    void a_merged_record_without_a_lifecycle_may_tell_when_it_ended() throws Exception {
        worker(r -> r.put("status", "merged").put("terminatedAt", "2026-05-03T10:00:00.000Z").remove("lifecycle"));
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("terminal-mark-on-living"));
    }

    /** A hook tells of a further pull request, and the next poll writes the lifecycle. */
    @Test
    void what_hooks_write_is_no_contradiction() throws Exception {
        var addresses = "https://github.com/acme/shop/pull/1,https://github.com/acme/shop/pull/2";
        worker(r -> lifecycle(r.put("prs", addresses).put("pr", "https://github.com/acme/shop/pull/2"), "pr").put("state", "open").put("reason", "in_progress").put("url", "https://github.com/acme/shop/pull/1"));
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("lifecycle-contradicts"));
    }

    @Test
    void files_of_others_are_no_misplaced_records() throws Exception {
        home.tree.file(".agent-orchestrator/running.json", "{\"pid\":1,\"status\":\"running\"}").file(".agent-orchestrator/update-check.json", "{\"branch\":\"stable\"}").file(".agent-orchestrator/projects/shop/state.json", "{\"status\":\"ok\"}");
        assertEquals(Set.of(), codes(home.cli().run("inspect", "--json").json()));
    }

    @Test
    void what_is_no_mark_of_a_migration_has_no_command() throws Exception {
        Files.createDirectory(home.root().resolve(".migration-in-progress"));
        assertTrue(finding("migration-interrupted").path("fix").isMissingNode());
    }

    @Test
    void a_word_is_not_called_wrong_where_a_store_cannot_be_read() throws Exception {
        home.tree.file(".ao/data/ao.db", "no database at all");
        assertEquals(1, home.cli().run("inspect", "--agent", "my-own").code());
    }

    @Test
    void what_concerns_several_projects_is_told_of_each() throws Exception {
        home.registry(Files.readString(home.registry()) + "  other:\n    path: " + home.path + "\n    sessionPrefix: shop\n  SHOP:\n    path: " + home.path + "\n");
        for (var project : List.of("shop", "other")) assertTrue(codes(home.cli().run("inspect", "--project", project, "--json").json()).contains("prefixes-equal"), project);
        for (var project : List.of("shop", "SHOP")) assertTrue(codes(home.cli().run("inspect", "--project", project, "--json").json()).contains("projects-differ-in-case"), project);
    }

    @Test
    void a_name_of_a_variable_and_a_user_that_everybody_is_are_no_credentials() throws Exception {
        var none = List.of("NODE_ENV: development", "MAX_TOKENS: \"4096\"", "TOKENIZERS_PARALLELISM: \"false\"", "GITHUB_TOKEN: \"\"", "GITHUB_TOKEN: ${GITHUB_TOKEN}", "GITHUB_TOKEN: $lower", "GITHUB_TOKEN: $(pass show x)", "AWS_SHARED_CREDENTIALS_FILE: /path", "REPO: https://git@github.com/acme/x",
            "DB: postgres://app:${DB_PASSWORD}@db", "GOOGLE_APPLICATION_CREDENTIALS: /etc/gcp.json", "TOKEN: op://vault/x", "secretRef: prod/db", "token: LINEAR_TOKEN", "rules: Ask for the token: it is in the vault.", "rules: basic functionality; bearer authentication",
            "post: curl -H Authorization: Bearer ${TOKEN} https://x", "post: export TOKEN=`cat x`", "post: docker run -u node:node x", "post: docker run --user 1000:1000 x", "REPO: https://${TOKEN}@github.com/acme/x", "KEY_OF: ssh://git@github.com/x");
        var some = List.of("CACHE: redis://:hunter2@db:6379", "DB_PWD: hunter2", "STORAGE_ACCESS_KEY: abc", "HTTP: Basic aGVsbG86d29ybGQ=", "A_TOKEN: ABCDEFGH12345678", "DB_PASSWORD: 48151623", "OTHER_PASSWORD: HUNTER_2", "post: curl -u me:9secretpw https://x", "post: npm config set //registry.example/:_authToken abcdefgh1234", "post: login --token abc12345", "rules: password: hunter2");
        for (var line : none) assertFalse(SettingSecrets.isIn(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1).replace("\"", "")), line);
        for (var line : some) assertTrue(SettingSecrets.isIn(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1)), line);
        // Whatever somebody writes takes no time and no depth.
        for (var piece : List.of("A_", " ", " \n", "a:", "'", "`", "\"", "$(", "-u a", "token ", "=", "https://")) assertFalse(SettingSecrets.isIn("rules", piece.repeat(50_000) + "x"), piece);
        home.project("till", "originUrl: ssh://git@github.com/acme/shop.git", "tracker: {plugin: linear, tokenEnv: LINEAR_TOKEN, token: \"${LINEAR_TOKEN}\", apiKeyEnv: linear_api_key, secretName: my-k8s-secret}",
            "postCreate:", "  - setup --token-file /etc/x", "  - \"gh auth login --with-token instead\"", "env: {NODE_ENV: development}");
        assertFalse(codes(home.cli().run("inspect", "--json").json()).contains("credential-in-plain-sight"));
    }

    @Test
    void the_command_of_a_mixed_layout_mends_it() throws Exception {
        home.tree.file(".agent-orchestrator/a1b2c3d4e5f6-till/sessions/till-1", "status=killed\nproject=till\nagent=codex\n");
        mend("layouts-mixed");
    }

    @Test
    void the_command_of_an_expiring_transcript_keeps_it() throws Exception {
        Tree.time(transcript(), Instant.now().minus(Duration.ofDays(27)));
        var command = finding("transcript-expiring").at("/fix/command").asText();
        var result = Shell.run(home.path, java.util.Map.of(), "cd " + temp + " && " + command.replace("./ao", Shell.launcher(temp.resolve("ao")).toString()) + " --yes");
        assertEquals(0, result.code(), () -> command + "\n" + result);
        assertTrue(Files.exists(temp.resolve("transcript-" + LegacyHome.WORK + ".zip")), result::toString);
    }

    @Test
    void the_command_of_an_unfinished_run_finishes_it() throws Exception {
        home.daemons();
        var run = Answer.of(home.imports(), 0).path("run").asText();
        var state = home.path.resolve(".local/state/ao-toolkit/runs").resolve(run).resolve("run.json");
        Files.writeString(state, Files.readString(state).replace("\"done\"", "\"applying\""));
        var command = finding("run-unfinished").at("/fix/command").asText();
        var result = Shell.run(home.path, java.util.Map.of(), command.replace("./ao", Shell.launcher(temp.resolve("ao")).toString()));
        assertEquals(0, result.code(), () -> command + "\n" + result);
        assertTrue(!codes(home.cli().run("inspect", "--json", "--fail-on", "never").json()).contains("run-unfinished"), command);
    }

    @Test
    void a_repository_starts_no_program() throws Exception {
        worker(r -> lifecycle(r, "session").put("state", "terminated").put("reason", "manually_killed"));
        HashedHome.git(home.path.resolve("repos/shop"), "config", "core.fsmonitor", "touch " + home.path.resolve("started"));
        home.cli().run("inspect", "--fail-on", "never");
        assertTrue(!Files.exists(home.path.resolve("started")), "git started what the repository names");
    }

    @Test
    void a_moved_worktree_is_not_elsewhere() throws Exception {
        var elsewhere = worktree("shop-1").resolveSibling("moved");
        Files.move(worktree("shop-1"), elsewhere);
        worker(r -> r.put("worktree", elsewhere.toString()));
        assertEquals(Set.of("worktree-moved", "transcript-strayed"), codes(home.cli().runHere("inspect", "--json", "--fail-on", "never").json()));
    }

    @TestFactory
    Stream<DynamicTest> a_pipe_where_a_folder_belongs_does_not_hold_it_up() {
        var told = new TreeMap<>(java.util.Map.of(".agent-orchestrator/projects", "projects-unreadable", ".agent-orchestrator/projects/shop/sessions", "sessions-unreadable", ".agent-orchestrator/projects/shop/worktrees", "",
            ".claude/projects", "history-unreadable", ".codex/sessions", "history-unreadable", ".worktrees", "", ".local/state/ao-toolkit/runs", "runs-unreadable"));
        return told.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
            var broken = sound(Files.createDirectories(temp.resolve(e.getKey().replace('/', '_'))));
            var place = broken.path.resolve(e.getKey());
            if (Files.exists(place)) Tree.delete(place);
            Files.createDirectories(place.getParent());
            assertTrue(Mount.run("mkfifo", place.toString()));
            var document = Golden.JSON.readTree(broken.cli().runApart("inspect", "--json", "--fail-on", "never").out());
            assertTrue(e.getValue().isEmpty() || codes(document).contains(e.getValue()), document::toPrettyString);
            assertEquals(0, document.path("exitCode").asInt(-1), document::toPrettyString);
        }));
    }

    @Test
    void a_pipe_where_a_file_belongs_does_not_hold_it_up() throws Exception {
        for (var file : List.of(".claude/settings.json", ".ao/running.json", ".agent-orchestrator/config.yaml")) {
            Files.deleteIfExists(Files.createDirectories(home.path.resolve(file).getParent()).resolve(home.path.resolve(file).getFileName()));
            assertTrue(Mount.run("mkfifo", home.path.resolve(file).toString()));
            var result = home.cli().run("inspect", "--json", "--fail-on", "never");
            assertTrue(result.code() == 0 || result.code() == 6, result::toString);
            result.json();
            Files.delete(home.path.resolve(file));
        }
    }

    @Test
    void what_a_plan_may_prove_nothing_of_is_not_promised_to_be_mended() throws Exception {
        home.session("shop", "shop-8.json", "{\"branch\": \"x\", \"sta".getBytes());
        home.session("shop", "shop-9.json", new byte[] {(byte) 0xFF, (byte) 0xFE, '{', '}'});
        var corrupt = Answer.findings(home.cli().runHere("inspect", "--json", "--fail-on", "never").json(), "session-corrupt");
        for (var finding : corrupt) assertEquals(finding.at("/subject/id").asText().equals("shop-8"), finding.at("/fix/safe").asBoolean(), finding::toPrettyString);
        assertEquals(2, corrupt.size());
    }

    @Test
    void a_link_that_leads_nowhere_is_not_taken_for_no_store() throws Exception {
        for (var place : List.of(".agent-orchestrator", ".ao/data/ao.db", ".ao", ".agent-orchestrator/projects")) {
            var own = new LegacyHome(Files.createDirectory(temp.resolve(place.replace('/', '_'))));
            if (place.endsWith("projects")) own.project("shop");
            var link = own.path.resolve(place);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, own.path.resolve("not-mounted/store"));
            var found = Answer.of(own.cli().run("inspect", "--json"), 1);
            assertEquals(link.toString(), Answer.finding(found, place.endsWith("projects") ? "projects-unreadable" : "store-link-dangling").at("/subject/path").asText());
            if (!place.endsWith("projects")) Answer.failure(own.cli().run("inspect", link.toString(), "--json"), 6, "store-link-dangling");
        }
        Files.createSymbolicLink(Files.createDirectories(home.data()).resolve("ao.db"), home.path.resolve("gone"));
        Answer.failure(home.cli().run("inspect", home.data().toString(), "--json"), 6, "store-link-dangling");
        assertEquals(0, new LegacyHome(Files.createDirectory(temp.resolve("empty"))).cli().run("inspect").code());
    }

    @Test
    void what_is_mistyped_is_no_healthy_store() throws Exception {
        Answer.failure(home.cli().run("inspect", "--only", "sesion-corrupt", "--json"), 2, "code-unknown");
        Answer.failure(home.cli().run("inspect", "--project", "shpo", "--json"), 2, "project-unknown");
        for (var report : List.of("--json", "--ids", "--incident")) {
            var status = home.cli().run("inspect", "--status", "wroking", report);
            assertTrue(status.code() == 2 && status.toString().contains("no status is called") && status.toString().contains("wroking"), status::toString);
        }
        assertEquals(2, home.cli().run("inspect", "--agent", "claude").code());
        worker(r -> r.put("status", "from-the-future").put("agent", "goose").remove("lifecycle"));
        assertEquals("shop-1\n", home.cli().run("inspect", "--status", "from-the-future", "--agent", "goose", "--ids", "--fail-on", "never").out());
        home = sound(Files.createDirectory(temp.resolve("again")));
        assertTrue(home.cli().run("inspect", "--status", "exited", "--agent", "codex").err().contains("no session is of status exited, agent codex\n"));
        assertEquals("", home.cli().run("inspect", "--status", "working").err());
        Answer.failure(new Cli(home.path.resolve("nowhere")).run("inspect", "--json"), 6, "home-missing");
        Answer.failure(home.cli().run("preflight", "--openclaw", "--store", home.path.resolve("none").toString(), "--json"), 6, "path-missing");
        Answer.failure(home.cli().run("snapshot", "make", "--to", home.root().resolve("inside").toString(), "--yes", "--json"), 2, "snapshot-inside");
    }

    @Test
    void a_session_whose_record_is_damaged_is_shown_by_its_findings() throws Exception {
        home.session("shop", "shop-7.json", "{".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var result = home.cli().run("inspect", "--session", "shop-7");
        assertEquals(1, result.code(), result::toString);
        assertTrue(result.out().contains("session-corrupt"), result::toString);
    }

    @Test
    void what_could_not_be_written_is_no_success() throws Exception {
        var launcher = Shell.launcher(temp.resolve("ao"));
        var enough = Shell.run(home.path, java.util.Map.of(), launcher + " inspect --json --home " + home.path + " | true");
        assertEquals("exit 0\n--- out\n\n--- err\n", enough.toString());
        var result = Shell.run(home.path, java.util.Map.of(), launcher + " inspect --json --home " + home.path + " > /dev/full");
        assertEquals(6, result.code(), result::toString);
    }

    @Test
    void what_could_not_be_written_of_a_change_is_said_with_the_way_back() throws Exception {
        var launcher = Shell.launcher(temp.resolve("ao"));
        var made = Shell.run(home.path, java.util.Map.of(), launcher + " snapshot make --to " + temp.resolve("snap") + " --yes --json --home " + home.path + " > /dev/full");
        assertEquals(5, made.code(), made::toString);
        var back = made.err().lines().filter(l -> l.contains("take it back with: ")).map(l -> l.substring(l.indexOf(launcher.toString()))).findFirst().orElseThrow(() -> new AssertionError(made.toString()));
        assertEquals(0, Shell.run(home.path, java.util.Map.of(), back + " --yes").code());
        assertTrue(!Files.exists(temp.resolve("snap")));
        var again = Shell.run(home.path, java.util.Map.of(), launcher + " runs prune --older-than 1h --yes --home " + home.path + " > /dev/full");
        assertEquals(6, again.code(), "nothing was removed: " + again);
    }

    @Test
    void no_report_shows_a_secret() throws Exception {
        var token = "ghp_abcdefghijklmnopqrst";
        worker(r -> {
            r.put("status", token).put("branch", token).put("pr", "https://user:" + token + "@example.com/a/b/pull/1").put("agent", token);
            r.putArray("notes").add("API_TOKEN=" + token);
            r.putObject("cfg").putArray("list").addObject().put("apiKey", "kkk222kkk222");
            r.remove("lifecycle");
        });
        var bundle = temp.resolve("b.zip");
        home.cli().runHere("inspect", "--bundle", bundle.toString());
        var page = temp.resolve("p.html");
        home.cli().runHere("inspect", "--html", page.toString());
        var all = new StringBuilder(Files.readString(page));
        try (var zip = new java.util.zip.ZipFile(bundle.toFile())) {
            for (var entry : java.util.Collections.list(zip.entries())) all.append(new String(zip.getInputStream(entry).readAllBytes()));
        }
        for (var words : List.of(List.of("inspect", "-v"), List.of("inspect", "--json"), List.of("inspect", "--format", "tsv"), List.of("inspect", "--session", "shop-1"), List.of("inspect", "--session", "shop-1", "--json"))) {
            all.append(home.cli().runHere(words.toArray(String[]::new)));
        }
        assertTrue(!all.toString().contains(token) && !all.toString().contains("kkk222"), () -> all.substring(Math.max(0, all.indexOf(token) - 300), Math.min(all.length(), all.indexOf(token) + 100)));
    }

    @Test
    void reports_that_exclude_each_other_are_told() {
        for (var words : List.of(List.of("--session", "shop-1", "--html", "x.html"), List.of("--incident", "--format", "tsv"), List.of("--json", "--html", "x.html"), List.of("--restore-plan"))) {
            var all = new ArrayList<>(List.of("inspect"));
            all.addAll(words);
            assertEquals(2, home.cli().runHere(all.toArray(String[]::new)).code(), words.toString());
        }
    }
}
