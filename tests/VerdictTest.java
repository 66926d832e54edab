package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a session would go on where it was, from which transcript, by which command; or why not. */
class VerdictTest {
    private static final String THREAD = "019a2f6e-0000-7000-8000-000000000002";

    @TempDir
    Path temp;

    private LegacyHome home;

    @BeforeEach
    void aSoundStore() throws IOException {
        home = DoctorTest.sound(temp);
    }

    private void worker(Consumer<ObjectNode> change) throws IOException {
        var record = (ObjectNode) Golden.JSON.readTree(home.sessions("shop").resolve("shop-1.json").toFile());
        change.accept(record);
        home.session("shop", "shop-1", record);
    }

    private JsonNode verdict() {
        for (var session : home.cli().runHere("inspect", "--json", "--fail-on", "never").json().at("/report/sessions")) {
            if (session.path("id").asText().equals("shop-1")) return session.path("resume");
        }
        throw new AssertionError("no shop-1");
    }

    private Path worktree() {
        return home.root().resolve("projects/shop/worktrees/shop-1");
    }

    /** What a program of this name was started with, and where, when a command ran as it is printed. */
    private String ran(String program, String command) throws IOException {
        var bin = temp.resolve("bin");
        Shell.script(bin.resolve(program), "{ pwd; printf '%s\\n' \"$@\"; } > " + temp.resolve("ran"));
        var result = Shell.run(home.path, Map.of("PATH", bin + ":" + System.getenv("PATH")), command);
        assertEquals(0, result.code(), () -> command + "\n" + result);
        return Files.readString(temp.resolve("ran")).strip();
    }

    @Test
    void claude_goes_on_by_the_command_that_is_printed() throws Exception {
        Files.writeString(home.transcript(worktree(), LegacyHome.WORK), "{\"type\":\"user\",\"cwd\":\"" + worktree() + "\",\"timestamp\":\"2026-05-02T10:11:12.000Z\"}\n");
        var verdict = verdict();
        assertEquals("resumes natively", verdict.path("verdict").asText());
        assertEquals("2026-05-02T10:11:12Z", verdict.path("lastTurn").asText());
        assertEquals(LegacyHome.WORK, verdict.at("/transcript/id").asText());
        assertTrue(Instant.parse(verdict.path("deletedOn").asText()).isAfter(Instant.now().plus(Duration.ofDays(29))), verdict::toString);
        assertEquals(worktree() + "\n--resume\n" + LegacyHome.WORK, ran("claude", verdict.path("command").asText()));
    }

    @Test
    void the_days_that_claude_keeps_transcripts_are_its_own_setting() throws Exception {
        home.tree.file(".claude/settings.json", "{\"cleanupPeriodDays\": 99999}");
        assertTrue(Instant.parse(verdict().path("deletedOn").asText()).isAfter(Instant.now().plus(Duration.ofDays(99_000))));
    }

    @Test
    void a_worktree_that_is_gone_is_made_again_by_the_command() throws Exception {
        HashedHome.git(home.path.resolve("repos/shop"), "worktree", "remove", worktree().toString());
        var verdict = verdict();
        assertEquals("resumes natively", verdict.path("verdict").asText(), verdict::toString);
        assertEquals(worktree() + "\n--resume\n" + LegacyHome.WORK, ran("claude", verdict.path("command").asText()));
        assertTrue(Files.exists(worktree().resolve(".git")));
    }

    @Test
    void so_is_one_that_somebody_removed_without_telling_git() throws Exception {
        Tree.delete(worktree());
        assertEquals(worktree() + "\n--resume\n" + LegacyHome.WORK, ran("claude", verdict().path("command").asText()));
        assertTrue(Files.exists(worktree().resolve(".git")));
    }

    @Test
    void one_that_git_was_told_to_keep_is_not_made_again() throws Exception {
        HashedHome.git(home.path.resolve("repos/shop"), "worktree", "lock", worktree().toString());
        Tree.delete(worktree());
        assertTrue(verdict().path("reason").asText().contains("keeps it locked"), verdict()::toString);
    }

    @Test
    void a_worktree_whose_branch_is_elsewhere_cannot_be_made_again() throws Exception {
        HashedHome.git(home.path.resolve("repos/shop"), "worktree", "remove", worktree().toString());
        HashedHome.git(home.path.resolve("repos/shop"), "switch", "-q", "feat/one");
        var verdict = verdict();
        assertEquals("blocked", verdict.path("verdict").asText(), verdict::toString);
        assertTrue(verdict.path("reason").asText().contains("is checked out at " + home.path.resolve("repos/shop")), verdict::toString);
    }

    @Test
    void without_an_id_the_latest_of_the_directory_is_taken_as_the_legacy_software_does() throws Exception {
        worker(r -> r.remove("claudeSessionUuid"));
        var verdict = verdict();
        assertEquals("resumes natively", verdict.path("verdict").asText());
        assertTrue(verdict.path("reason").asText().contains("names no conversation"), verdict::toString);
        Files.delete(home.transcript(worktree(), LegacyHome.WORK));
        assertEquals("starts fresh", verdict().path("verdict").asText());
    }

    @Test
    void codex_goes_on_from_its_rollout() throws Exception {
        worker(r -> r.put("agent", "codex").put("codexThreadId", THREAD));
        assertEquals("blocked", verdict().path("verdict").asText());
        home.tree.file(".codex/sessions/2026/05/01/rollout-2026-05-01T10-00-00-" + THREAD + ".jsonl", "{\"type\":\"session_meta\",\"payload\":{\"id\":\"" + THREAD + "\",\"cwd\":\"" + worktree() + "\"}}\n");
        var verdict = verdict();
        assertEquals("resumes natively", verdict.path("verdict").asText(), verdict::toString);
        assertEquals(worktree() + "\nresume\n" + THREAD, ran("codex", verdict.path("command").asText()));
        worker(r -> r.remove("codexThreadId"));
        assertEquals(THREAD, verdict().at("/transcript/id").asText(), "by the directory that the rollout names");
    }

    @Test
    void opencode_goes_on_from_its_database_or_its_older_files() throws Exception {
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_abc"));
        assertEquals("blocked", verdict().path("verdict").asText());
        home.tree.file(".local/share/opencode/storage/session/p/ses_abc.json", "{\"id\":\"ses_abc\",\"directory\":\"" + worktree() + "\",\"time\":{\"updated\":1780000000000}}");
        assertEquals("resumes natively", verdict().path("verdict").asText());
        Files.delete(home.path.resolve(".local/share/opencode/storage/session/p/ses_abc.json"));
        new Database(home.path.resolve(".local/share/opencode/opencode.db")).execute("CREATE TABLE session (id TEXT PRIMARY KEY, directory TEXT, time_updated INTEGER)",
            "INSERT INTO session VALUES ('ses_abc', '" + worktree() + "', 1780000000000)");
        var verdict = verdict();
        assertEquals(worktree() + "\n--session\nses_abc", ran("opencode", verdict.path("command").asText()));
    }

    @Test
    void other_agents_start_fresh_and_so_does_one_that_was_never_named() throws Exception {
        worker(r -> r.put("agent", "aider"));
        assertEquals("starts fresh: no known way to resume aider", verdict().path("verdict").asText() + ": " + verdict().path("reason").asText());
    }

    @Test
    void permissions_are_those_that_a_restore_would_use() throws Exception {
        var other = new LegacyHome(Files.createDirectory(temp.resolve("other"))).project("till", "sessionPrefix: till", "agentConfig:", "  permissions: auto-edit");
        other.session("till", "till-1", other.conversation(other.worker("till-1"), LegacyHome.WORK));
        var session = other.cli().runHere("inspect", "--json", "--fail-on", "never").json().at("/report/sessions/0/resume");
        assertTrue(session.path("command").asText().endsWith(" --dangerously-skip-permissions"), session::toString);
    }
}
