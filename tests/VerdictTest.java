package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.map.DerivedConversation;
import ao.map.ResumeLine;
import ao.model.Harness;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** JSON has one kind of number. */
    @Test
    void days_may_be_written_in_any_way() throws Exception {
        for (var days : List.of("365.0", "3.65e2", "3000000000")) {
            home.tree.file(".claude/settings.json", "\uFEFF{\"cleanupPeriodDays\": " + days + "}");
            assertTrue(Instant.parse(verdict().path("deletedOn").asText()).isAfter(Instant.now().plus(Duration.ofDays(300))), days);
        }
    }

    /** Lines of other kinds have times, too, and one turn may be longer than what is looked at first (session-manager sheet, 6.4). */
    @Test
    void the_last_turn_is_the_last_time_that_somebody_said_something() throws Exception {
        var transcript = home.transcript(worktree(), LegacyHome.WORK);
        Files.writeString(transcript, "{\"type\":\"user\",\"cwd\":\"" + worktree() + "\",\"timestamp\":\"2026-11-21T21:54:38.000Z\",\"message\":\"" + "x".repeat(100_000) + "\"}\n"
            + "{\"type\":\"queue-operation\",\"timestamp\":\"2026-11-22T21:53:38.000Z\"}\n{\"type\":\"system\",\"timestamp\":\"2026-11-22T21:53:39.000Z\"}\n");
        assertEquals("2026-11-21T21:54:38Z", verdict().path("lastTurn").asText());
    }

    @Test
    void an_empty_transcript_is_no_later_conversation_and_neither_is_one_of_another_directory() throws Exception {
        var folder = home.transcript(worktree(), LegacyHome.WORK).getParent();
        var other = folder.resolve("91111111-2222-4333-8444-555555555555.jsonl");
        for (var text : List.of("", "{\"type\":\"user\",\"cwd\":\"" + worktree().toString().replace("shop-1", "shop.1") + "\"}\n")) {
            Tree.time(Files.writeString(other, text), Instant.now().plusSeconds(60));
            assertTrue(verdict().path("newer").isMissingNode(), () -> verdict().toString());
        }
        Tree.time(Files.writeString(other, "{\"type\":\"user\",\"cwd\":\"" + worktree() + "\"}\n"), Instant.now().plusSeconds(60));
        assertEquals(other.toString(), verdict().at("/newer/path").asText());
    }

    @Test
    void opencode_is_looked_for_where_its_data_lies_and_its_parts_are_no_later_conversations() throws Exception {
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_abc"));
        var data = Files.createDirectories(temp.resolve("data/opencode"));
        new Database(data.resolve("opencode.db")).execute("CREATE TABLE session (id TEXT PRIMARY KEY, directory TEXT, time_updated INTEGER, parent_id TEXT)",
            "INSERT INTO session VALUES ('ses_abc', '" + worktree() + "', 1780000000000, NULL), ('ses_part', '" + worktree() + "', 1790000000000, 'ses_abc')");
        assertEquals("blocked", verdict().path("verdict").asText());
        var found = home.cli().with("XDG_DATA_HOME", temp.resolve("data").toString()).runAs(List.of("inspect", "--json", "--fail-on", "never")).json().at("/report/sessions");
        for (var session : found) {
            if (!session.path("id").asText().equals("shop-1")) continue;
            assertEquals("resumes natively true 2026-05-28T20:26:40Z", session.at("/resume/verdict").asText() + " " + session.at("/resume/newer").isMissingNode() + " " + session.at("/resume/lastTurn").asText());
        }
        assertEquals(2, found.size());
    }

    /** What the tool itself did not look at, the agent should not either (D38). */
    @Test
    void a_command_for_another_home_takes_the_variables_away_that_lead_elsewhere() throws Exception {
        var result = home.cli().with("CLAUDE_CONFIG_DIR", "/nonexistent").runApart("inspect", "--json", "--fail-on", "never");
        var command = result.json().at("/report/sessions/0/resume/command").asText();
        assertTrue(command.contains(" && env -u CLAUDE_CONFIG_DIR HOME=" + home.path), command);
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

    /** A disk that is not plugged in: git would have the branch checked out twice. */
    @Test
    void nor_can_one_whose_branch_is_where_git_was_told_to_keep_it() throws Exception {
        var repository = home.path.resolve("repos/shop");
        HashedHome.git(repository, "worktree", "move", worktree().toString(), home.path.resolve("usb").toString());
        HashedHome.git(repository, "worktree", "lock", home.path.resolve("usb").toString());
        Tree.delete(home.path.resolve("usb"));
        assertEquals("blocked", verdict().path("verdict").asText(), verdict()::toString);
        assertTrue(verdict().path("reason").asText().contains("feat/one is checked out at " + home.path.resolve("usb")), verdict()::toString);
    }

    /** Git works in a repository in all of these. */
    @Test
    void a_project_may_name_its_repository_in_many_ways() throws Exception {
        var repository = home.path.resolve("repos/shop");
        var layout = Files.createDirectories(home.path.resolve("layout"));
        HashedHome.git(home.path, "clone", "-q", "--bare", repository.toString(), layout.resolve(".bare").toString());
        Files.writeString(layout.resolve(".git"), "gitdir: ./.bare\n");
        HashedHome.git(home.path, "clone", "-q", "--separate-git-dir", home.path.resolve("kept.git").toString(), repository.toString(), home.path.resolve("apart").toString());
        HashedHome.git(home.path.resolve("apart"), "branch", "-q", "feat/one", "origin/feat/one");
        HashedHome.git(repository, "worktree", "remove", "--force", worktree().toString());
        HashedHome.git(repository, "worktree", "add", "-q", "--detach", home.path.resolve("linked").toString());
        var below = Files.createDirectories(home.path.resolve("linked/module"));
        var registry = Files.readString(home.registry());
        for (var path : List.of(layout, home.path.resolve("apart"), home.path.resolve("linked"), below)) {
            home.registry(registry.replace(repository.toString(), path.toString()));
            assertEquals("resumes natively", verdict().path("verdict").asText(), path::toString);
            assertEquals(worktree() + "\n--resume\n" + LegacyHome.WORK, ran("claude", verdict().path("command").asText()));
            for (var finding : home.cli().run("inspect", "--json").json().path("findings")) {
                boolean wrong = finding.at("/subject/id").asText().equals("shop-1") && finding.path("code").asText().matches("worktree-(foreign|unknown-to-git)");
                assertTrue(!wrong, finding::toString);
            }
            HashedHome.git(path, "worktree", "remove", "--force", worktree().toString());
        }
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

    /** As the legacy software finds it (session-manager sheet, 6.3): the latest one with the session's title. */
    @Test
    void opencode_finds_by_its_title_what_the_record_does_not_name() throws Exception {
        worker(r -> r.put("agent", "opencode"));
        new Database(Files.createDirectories(home.path.resolve(".local/share/opencode")).resolve("opencode.db")).execute("CREATE TABLE session (id TEXT PRIMARY KEY, directory TEXT, title TEXT, time_updated INTEGER)",
            "INSERT INTO session VALUES ('ses_old', '/elsewhere', 'AO:shop-1', 1780000000000), ('ses_new', '/elsewhere', 'AO:shop-1', 1780000001000), ('ses_other', '/elsewhere', 'AO:shop-11', 1780000002000), ('ses_none', '/elsewhere', NULL, 1)");
        var verdict = verdict();
        assertEquals("resumes natively ses_new", verdict.path("verdict").asText() + " " + verdict.at("/transcript/id").asText(), verdict::toString);
        assertEquals("the record names no conversation; this is the latest with its title", verdict.path("reason").asText());
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_gone"));
        assertEquals("opencode has none of the id that the record names; this is the latest with its title", verdict().path("reason").asText());
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_old"));
        assertEquals("ses_old", verdict().at("/transcript/id").asText());
    }

    @Test
    void a_database_of_OpenCode_that_cannot_be_read_is_named() throws Exception {
        worker(r -> r.put("agent", "opencode").put("opencodeSessionId", "ses_abc"));
        home.tree.file(".local/share/opencode/opencode.db", "no database at all, whatever its name says");
        var document = home.cli().runHere("inspect", "--json", "--fail-on", "never").json();
        assertEquals(home.path.resolve(".local/share/opencode/opencode.db").toString(), Answer.finding(document, "history-unreadable").at("/subject/path").asText());
    }

    @Test
    void a_row_of_OpenCode_without_an_id_is_none() throws Exception {
        worker(r -> r.put("agent", "opencode"));
        new Database(Files.createDirectories(home.path.resolve(".local/share/opencode")).resolve("opencode.db")).execute("CREATE TABLE session (id TEXT PRIMARY KEY, directory TEXT, title TEXT, time_updated INTEGER)",
            "INSERT INTO session VALUES (NULL, '" + worktree() + "', 'AO:shop-1', 1), ('ses_x', NULL, 'AO:shop-1', 2)");
        assertEquals("ses_x", verdict().at("/transcript/id").asText());
    }

    @Test
    void a_transcript_in_which_nobody_said_anything_is_empty() throws Exception {
        for (var text : List.of("", "\n", "{\"type\":\"summary\",\"summary\":\"user said type\",\"leafUuid\":\"x\"}\n")) {
            Files.writeString(home.transcript(worktree(), LegacyHome.WORK), text);
            assertEquals("blocked", verdict().path("verdict").asText(), text);
            assertTrue(verdict().path("reason").asText().endsWith(" is empty"), verdict()::toString);
        }
    }

    @Test
    void codex_may_tell_the_directory_in_a_later_line() throws Exception {
        worker(r -> r.put("agent", "codex").remove("codexThreadId"));
        var meta = "{\"type\":\"session_meta\",\"payload\":{\"id\":\"" + THREAD + "\",\"cwd\":\"" + worktree() + "\"}}\n";
        var place = ".codex/sessions/2026/05/01/rollout-2026-05-01T10-00-00-" + THREAD + ".jsonl";
        home.tree.file(place, "{\"type\":\"other\"}\n".repeat(9) + meta);
        assertEquals(THREAD, verdict().at("/transcript/id").asText());
        home.tree.file(place, "{\"type\":\"other\"}\n".repeat(10) + meta);
        assertEquals("starts fresh", verdict().path("verdict").asText());
    }

    @Test
    void a_branch_that_only_the_remote_has_is_enough_to_make_the_worktree_again() throws Exception {
        var repository = home.path.resolve("repos/shop");
        HashedHome.git(home.path, "clone", "-q", "--bare", repository.toString(), home.path.resolve("remote.git").toString());
        HashedHome.git(repository, "remote", "add", "origin", home.path.resolve("remote.git").toString());
        HashedHome.git(repository, "fetch", "-q", "origin");
        HashedHome.git(repository, "worktree", "remove", worktree().toString());
        HashedHome.git(repository, "branch", "-q", "-D", "feat/one");
        for (boolean packed : List.of(false, true)) {
            if (packed) HashedHome.git(repository, "pack-refs", "--all");
            var verdict = verdict();
            assertEquals("resumes natively", verdict.path("verdict").asText(), verdict::toString);
            if (packed) assertEquals(worktree() + "\n--resume\n" + LegacyHome.WORK, ran("claude", verdict.path("command").asText()));
        }
        assertEquals("feat/one\n", Shell.run(home.path, Map.of(), "git -C '" + worktree() + "' branch --show-current").out());
    }

    @Test
    void a_restore_fails_where_another_worktree_has_the_branch() throws Exception {
        worker(r -> ((ObjectNode) r.at("/lifecycle/session")).put("state", "terminated").put("reason", "manually_killed"));
        HashedHome.git(home.path.resolve("repos/shop"), "worktree", "remove", worktree().toString());
        HashedHome.git(home.path.resolve("repos/shop"), "switch", "-q", "feat/one");
        var plan = home.cli().runHere("inspect", "--session", "shop-1", "--json", "--fail-on", "never").json().at("/report/sessions/0/restorePlan").toString();
        assertTrue(plan.contains("fails: its worktree is gone, and branch feat/one is checked out at " + home.path.resolve("repos/shop")), plan);
    }

    /** The UUID that the rewrite has Claude Code begin with (rewrite-store sheet, 7.4); reckoned by another program. */
    @Test
    void a_row_without_an_id_goes_on_with_the_conversation_that_is_made_of_its_own() throws Exception {
        var derived = "bb9cd0d0-f6e3-5920-8a4c-b9161464b479";
        assertEquals(derived, DerivedConversation.of("shop-2"));
        var own = new LegacyHome(Files.createDirectory(temp.resolve("rewrite")));
        var workspace = Files.createDirectories(own.data().resolve("worktrees/shop/shop-2"));
        own.daemons().execute("INSERT INTO projects (id, path, registered_at) VALUES ('shop', '/x', '2026-01-02 03:04:05 +0000 UTC')",
            "INSERT INTO sessions (id, project_id, num, harness, activity_last_at, is_terminated, branch, workspace_path, created_at, updated_at) VALUES ('shop-2', 'shop', 2, 'claude-code',"
                + " '2026-01-02 03:04:05 +0000 UTC', 1, 'b', '" + workspace + "', '2026-01-02 03:04:05 +0000 UTC', '2026-01-02 03:04:05 +0000 UTC')");
        assertEquals("blocked", own.cli().runHere("inspect", "--json", "--fail-on", "never").json().at("/report/sessions/0/resume/verdict").asText());
        var transcript = own.transcript(workspace, derived);
        Files.createDirectories(transcript.getParent());
        Files.writeString(transcript, "{\"type\":\"user\",\"cwd\":\"" + workspace + "\"}\n");
        var verdict = own.cli().runHere("inspect", "--json", "--fail-on", "never").json().at("/report/sessions/0/resume");
        assertTrue(verdict.path("command").asText().endsWith("claude --resume " + derived), verdict::toString);
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

    /** Where nobody chose, the legacy software asked for nothing (import-mapping sheet, 2.2): its restore does so again, and a command to paste does not (D18). */
    @Test
    void where_nobody_chose_permissions_a_restore_asks_for_nothing_and_a_command_says_nothing_of_it() throws Exception {
        worker(r -> ((ObjectNode) r.at("/lifecycle/session")).put("state", "terminated").put("reason", "manually_killed"));
        var transcript = home.transcript(worktree(), LegacyHome.WORK);
        for (var mode : List.of("bypassPermissions", "default")) {
            Files.writeString(transcript, "{\"type\":\"user\",\"cwd\":\"" + worktree() + "\",\"permissionMode\":\"" + mode + "\"}\n");
            var document = home.cli().runHere("inspect", "--session", "shop-1", "--json", "--fail-on", "never").json();
            assertEquals(mode.equals("default") ? 1 : 0, Answer.findings(document, "restore-changes-permissions").size(), document::toString);
            assertTrue(document.at("/report/sessions/0/restorePlan").toString().contains("agent: claude-code, permissions permissionless"), document::toString);
            assertTrue(document.at("/report/sessions/0/resume/command").asText().endsWith("claude --resume " + LegacyHome.WORK), document::toString);
        }
    }

    @Test
    void the_model_is_the_one_of_the_settings() throws Exception {
        var other = new LegacyHome(Files.createDirectory(temp.resolve("other"))).project("till", "sessionPrefix: till", "agentConfig:", "  model: opus 4");
        other.session("till", "till-1", other.conversation(other.worker("till-1"), LegacyHome.WORK));
        var session = other.cli().runHere("inspect", "--session", "till-1", "--json", "--fail-on", "never").json().at("/report/sessions/0");
        assertTrue(session.at("/resume/command").asText().endsWith("claude --resume " + LegacyHome.WORK + " --model 'opus 4'"), session::toString);
        assertEquals("codex resume -c model_reasoning_effort=high x", ResumeLine.legacy(Harness.CODEX, "x", "", Optional.of("o3")).replace(" --model o3", ""));
    }
}
