package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.check.SafeFix;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code repair-metadata} from outside: what it mends, what it leaves alone, and how it gets along with others. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RepairTest {
    private static final Instant OLD = Instant.parse("2026-05-03T04:05:06.789Z");
    private static final String PULL = "https://github.com/acme/shop/pull/";
    private static final Set<String> OWNS = Set.of("pr_open", "ci_failed", "review_pending", "changes_requested", "approved", "mergeable", "merged");

    @TempDir Path temp;

    /** A home with one record for everything that can be mended. */
    static LegacyHome broken(Path folder) throws IOException {
        var home = new LegacyHome(folder).project("shop", "sessionPrefix: shop");
        record(home, "shop-orchestrator", "{\"status\": \"pr_open\", \"pr\": \"" + PULL + "1\", \"prs\": \"" + PULL + "1\", \"createdAt\": \"2026-01-02T03:04:05.000Z\"}");
        record(home, "shop-orchestrator-2", "{\"role\": \"orchestrator\", \"prAutoDetect\": false, \"agent\": \"codex\", \"status\": \"merged\", \"lifecycle\": " + quoted(lifecycle("orchestrator", "terminated", "")) + "}");
        record(home, "shop-orchestrator-3", "{\"role\": \"orchestrator\", \"agent\": \"codex\", \"lifecycle\": " + lifecycle("worker", "idle", "") + "}");
        record(home, "shop-1", "{\"agent\": \"codex\", \"status\": \"pr_open\", \"pr\": \"" + PULL + "2\", \"lifecycle\": " + lifecycle("worker", "working", PULL + "2") + "}");
        record(home, "shop-2", "{\"agent\": \"codex\", \"prs\": \"" + PULL + "2," + PULL + "3\", \"lifecycle\": " + lifecycle("worker", "idle", "") + "}");
        record(home, "shop-3", "{\"agent\": \"codex\", \"lifecycle\": " + quoted(lifecycle("worker", "idle", "")) + "}");
        record(home, "shop-4", "{\"agent\": \"codex\", \"status\": \"idle\", \"lifecycle\": {\"version\": 2, \"mine\": 1e21}}");
        record(home, "shop-5", "{\"agent\": \"codex\", \"status\": \"stuck\", \"createdAt\": \"some day\"}");
        record(home, "shop-6", "{\"agent\": \"codex\", \"lifecycle\": " + lifecycle("worker", "working", "").replace("\"terminatedAt\": null", "\"terminatedAt\": \"2026-02-02T02:02:02.000Z\"") + "}");
        record(home, "shop-7", "{\"agent\": \"codex\", \"prs\": \"" + PULL + "7, " + PULL + "7/files\", \"prEnrichment_1\": \"{}\", \"prReviewComments_12\": \"x\", \"lifecycle\": " + lifecycle("worker", "idle", "") + "}");
        record(home, "shop-8", "{\"agent\": \"codex\", \"prs\": \"" + PULL + "8\", \"lifecycle\": " + lifecycle("worker", "working", "").replace("not_created", "cleared_on_restore") + "}");
        record(home, "shop-9", "{\"agent\": \"codex\", \"runtimeHandle\": {\"id\": \"shop-9\", \"runtimeName\": \"tmux\", \"data\": {}}, \"tmuxName\": \"shop-9\", \"lifecycle\": " + lifecycle("worker", "working", "") + "}");
        record(home, "shop-10", "project=shop\nagent=codex\nstatus=idle\nbranch=feat/x\nodd key=kept\n");
        record(home, "shop-11", "{\"branch\": \"feat/cut\", \"agent\": \"codex\", \"issue\": \"42\", \"lifecycle\": {\"version\": 2, \"session\": {\"kind\": \"worker\", \"sta");
        record(home, "shop-12", "\uFEFF{\r\n\t\"codexThreadId\" : \"t-1\",\r\n\t\"num\":1.0, \"big\": 12345678901234567890,\"e\":1E+2 ,\"esc\":\"\\u00e9\\ud800\",\r\n\t\"own\": {\"a\" : [ 1,2 ]},\"nil\":null,\"empty\":\"\",\r\n\t\"lifecycle\": "
            + lifecycle("worker", "idle", "") + "\r\n}\r\n");
        for (var name : List.of("shop-1.json.lock", "shop-2.json.tmp.999999.1780000000000")) home.session("shop", name, new byte[0]);
        try (var files = Files.list(home.sessions("shop"))) {
            for (var file : files.toList()) Tree.time(file, OLD);
        }
        return home;
    }

    private static void record(LegacyHome home, String id, String text) throws IOException {
        home.session("shop", id + ".json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String json) {
        return Golden.JSON.getNodeFactory().textNode(json).toString();
    }

    private static String lifecycle(String kind, String state, String pull) {
        return "{\"version\": 2, \"session\": {\"kind\": \"" + kind + "\", \"state\": \"" + state + "\", \"reason\": \"task_in_progress\", \"startedAt\": null, \"completedAt\": null, \"terminatedAt\": null, \"lastTransitionAt\": \"2026-01-02T03:04:05.000Z\"},"
            + " \"pr\": " + (pull.isEmpty() ? "{\"state\": \"none\", \"reason\": \"not_created\", \"number\": null, \"url\": null, \"lastObservedAt\": null}"
            : "{\"state\": \"open\", \"reason\": \"in_progress\", \"number\": 2, \"url\": \"" + pull + "\", \"lastObservedAt\": null}")
            + ", \"runtime\": {\"state\": \"unknown\", \"reason\": \"spawn_incomplete\", \"lastObservedAt\": null, \"handle\": null, \"tmuxName\": null}}";
    }

    private static Path file(LegacyHome home, String id) {
        return home.sessions("shop").resolve(id + ".json");
    }

    private static ObjectNode members(LegacyHome home, String id) throws IOException {
        return (ObjectNode) Golden.JSON.readTree(Files.readString(file(home, id)).replace("\uFEFF", ""));
    }

    private static Set<String> codes(LegacyHome home) {
        var codes = new TreeSet<String>();
        home.cli().runHere("inspect", "--json", "--fail-on", "never", "--no-git").json().path("findings").forEach(f -> codes.add(f.path("code").asText()));
        return codes;
    }

    @Test
    void everything_is_mended_and_comes_back() throws Exception {
        var home = broken(temp);
        var all = Arrays.stream(SafeFix.values()).map(SafeFix::code).collect(Collectors.toCollection(TreeSet::new));
        var found = codes(home);
        assertTrue(found.containsAll(all), "not found: " + all.stream().filter(c -> !found.contains(c)).toList());
        var before = home.snapshot();
        var dry = home.cli().run("repair-metadata", "--dry-run", "--json");
        assertEquals(0, dry.code(), dry::toString);
        assertEquals("", HashedHome.different(before, home.snapshot()));
        var result = home.cli().run("repair-metadata", "--yes", "--json");
        assertEquals(0, result.code(), result::toString);
        assertEquals(dry.json().at("/report/fixes"), result.json().at("/report/fixes"));
        assertEquals(result.json().at("/report/verified/planned"), result.json().at("/report/verified/mended"), result::toString);
        var left = codes(home);
        left.retainAll(all);
        assertEquals(Set.of(), left);
        for (var file : Files.list(home.sessions("shop")).filter(f -> f.toString().endsWith(".json")).toList()) assertEquals(OLD, Files.getLastModifiedTime(file).toInstant(), file.toString());
        assertQuiet(home);
        var again = home.cli().run("repair-metadata", "--yes");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("nothing to repair"), again::toString);
        var back = home.cli().run("rollback", result.run(), "--yes");
        assertEquals(0, back.code(), back::toString);
        var after = home.snapshot();
        before.keySet().removeIf(n -> n.isEmpty() || n.startsWith(".local"));
        after.keySet().removeIf(n -> n.isEmpty() || n.startsWith(".local"));
        assertEquals("", HashedHome.different(before, after));
    }

    /** The repairs that the legacy software makes when it lists (session-manager sheet, 4.3) find nothing left to do. */
    private static void assertQuiet(LegacyHome home) throws IOException {
        var pulls = new ArrayList<String>();
        try (var files = Files.list(home.sessions("shop"))) {
            for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                var record = Golden.JSON.readTree(Files.readString(file).replace("\uFEFF", ""));
                var name = file.getFileName().toString();
                assertTrue(record.path("lifecycle").isObject(), name + ": R1");
                assertFalse(record.path("agent").asText().isEmpty(), name + ": R3");
                if (record.hasNonNull("pr")) pulls.add(record.get("pr").asText());
                if (!name.contains("orchestrator")) continue;
                assertEquals("orchestrator", record.path("role").asText(), name + ": R2");
                assertFalse(record.has("pr"), name + ": R2");
                assertEquals("false", record.path("prAutoDetect").asText(), name + ": R2");
                var pull = record.at("/lifecycle/pr/state").asText();
                assertFalse(Set.of("working", "idle").contains(record.at("/lifecycle/session/state").asText()) && !pull.equals("none"), name + ": R2");
            }
        }
        assertEquals(pulls.stream().distinct().toList(), pulls, "R4");
    }

    @Test
    void what_nothing_is_wrong_with_keeps_its_bytes() throws Exception {
        var home = broken(temp);
        var before = Files.readString(file(home, "shop-12"));
        assertEquals(0, home.cli().run("repair-metadata", "--yes").code());
        var after = Files.readString(file(home, "shop-12"));
        var agent = after.replace(",\r\n\t\"agent\": \"codex\"", "");
        assertEquals(before, agent);
        assertTrue(Files.readString(file(home, "shop-4")).contains("\"mine\": 1e21"));
        assertEquals(PULL + "2", members(home, "shop-1").get("pr").asText());
        assertEquals(PULL + "3", members(home, "shop-2").get("prs").asText());
        assertEquals(PULL + "2", members(home, "shop-2").get("relatedPrs").asText());
        assertEquals("kept", members(home, "shop-10").get("odd key").asText());
        assertEquals("terminated", members(home, "shop-orchestrator-2").at("/lifecycle/session/state").asText());
    }

    @Test
    void a_damaged_record_is_kept_and_made_again_of_what_is_proven() throws Exception {
        var home = DoctorTest.sound(temp);
        var whole = Files.readString(file(home, "shop-1"));
        var cut = whole.substring(0, whole.indexOf("\"lifecycle\"") + 20);
        record(home, "shop-1", cut.replaceAll("\"(branch|claudeSessionUuid)\"", "\"x$1\""));
        var result = home.cli().run("repair-metadata", "--yes", "--json");
        assertEquals(0, result.code(), result::toString);
        var record = members(home, "shop-1");
        var worktree = home.root().resolve("projects/shop/worktrees/shop-1");
        assertEquals("feat/one", record.get("branch").asText());
        assertEquals(worktree.toString(), record.get("worktree").asText());
        assertEquals(LegacyHome.WORK, record.get("claudeSessionUuid").asText());
        assertEquals("claude-code", record.get("agent").asText());
        assertEquals("working", record.get("status").asText());
        assertTrue(record.at("/lifecycle/session/state").isTextual());
        try (var files = Files.list(home.sessions("shop"))) {
            var kept = files.filter(f -> f.getFileName().toString().startsWith("shop-1.json.corrupt-")).toList();
            assertEquals(1, kept.size());
            assertTrue(Files.readString(kept.get(0)).contains("xbranch"));
        }
        assertTrue(result.out().contains("checked out in its worktree"), result::toString);
        // What nothing can be proven of stays, and is told.
        record(home, "shop-77", "{\"a");
        var hopeless = home.cli().run("repair-metadata", "--yes");
        assertEquals(5, hopeless.code(), hopeless::toString);
        assertEquals("{\"a", Files.readString(file(home, "shop-77")));
    }

    @Test
    void what_a_writer_had_finished_beside_a_damaged_record_becomes_it() throws Exception {
        var home = broken(temp);
        record(home, "shop-20", "");
        record(home, "shop-21", "{\"agent\": \"co");
        Tree.time(file(home, "shop-21"), OLD);
        home.session("shop", "shop-21.json.tmp.999999.1", ("{\"agent\": \"codex\", \"n\": 1.50, \"lifecycle\": " + lifecycle("worker", "idle", "") + "}").getBytes(StandardCharsets.UTF_8));
        Tree.time(home.sessions("shop").resolve("shop-21.json.tmp.999999.1"), OLD.plusSeconds(1));
        var result = home.cli().run("repair-metadata", "--session", "shop-21", "--yes");
        assertEquals(0, result.code(), result::toString);
        assertTrue(Files.readString(file(home, "shop-21")).contains("\"n\": 1.50"));
        assertFalse(Files.exists(home.sessions("shop").resolve("shop-21.json.tmp.999999.1")));
        assertEquals(0, Files.size(file(home, "shop-20")));
    }

    @Test
    void only_what_is_asked_for_is_mended() throws Exception {
        var home = broken(temp);
        assertEquals(0, home.cli().run("repair-metadata", "--only", "agent-missing", "--yes").code());
        assertEquals("claude-code", members(home, "shop-orchestrator").get("agent").asText());
        assertEquals("codex", members(home, "shop-12").get("agent").asText());
        assertEquals(PULL + "1", members(home, "shop-orchestrator").get("pr").asText());
        assertEquals(0, home.cli().run("repair-metadata", "--session", "shop-6", "--yes").code());
        assertTrue(members(home, "shop-6").at("/lifecycle/session/terminatedAt").isNull());
        assertEquals(0, home.cli().run("repair-metadata", "--skip", "lock-stale", "--yes").code());
        assertTrue(Files.exists(home.sessions("shop").resolve("shop-1.json.lock")));
        var mistyped = home.cli().run("repair-metadata", "--only", "agent-mising", "--yes");
        assertEquals(2, mistyped.code());
        assertTrue(mistyped.err().contains("did you mean agent-missing?"), mistyped::toString);
        assertEquals(1, home.cli().run("repair-metadata", "--check", "--only", "lock-stale").code());
    }

    @Test
    void a_lock_that_somebody_holds_is_waited_for_and_one_left_behind_is_not() throws Exception {
        var home = broken(temp);
        var held = Files.createFile(home.sessions("shop").resolve("shop-6.json.lock"));
        var result = home.cli().run("repair-metadata", "--only", "terminal-mark-on-living", "--yes", "--json");
        assertEquals(5, result.code(), result::toString);
        assertTrue(result.out().contains("has held its lock"), result::toString);
        assertFalse(members(home, "shop-6").at("/lifecycle/session/terminatedAt").isNull());
        assertTrue(Files.exists(held));
        Tree.time(held, Instant.now().minusSeconds(60));
        var resumed = home.cli().run("resume", result.run());
        assertEquals(0, resumed.code(), resumed::toString);
        assertTrue(members(home, "shop-6").at("/lifecycle/session/terminatedAt").isNull());
        assertFalse(Files.exists(held));
    }

    @Test
    void a_file_that_a_program_has_open_is_not_left_behind() throws Exception {
        var home = broken(temp);
        var lock = home.sessions("shop").resolve("shop-1.json.lock");
        try (var open = Files.newInputStream(lock)) {
            var result = home.cli().run("repair-metadata", "--only", "lock-stale", "--yes");
            assertEquals(5, result.code(), result::toString);
            assertTrue(result.out().contains("a program has it open"), result::toString);
        }
        assertTrue(Files.exists(lock));
        var newer = home.sessions("shop").resolve("shop-3.json.tmp");
        Files.writeString(newer, "{\"agent\": \"codex\"}");
        Tree.time(newer, Instant.now().minusSeconds(120));
        var writer = home.sessions("shop").resolve("shop-4.json.tmp." + ProcessHandle.current().pid() + ".1");
        Tree.time(Files.createFile(writer), Instant.now().minusSeconds(120));
        var process = new ProcessBuilder("sleep", "60").start();
        try {
            var result = home.cli().run("repair-metadata", "--only", "temp-left", "--yes");
            assertEquals(5, result.code(), result::toString);
            assertTrue(result.out().contains("may hold a newer state"), result::toString);
        } finally {
            process.destroyForcibly();
        }
        assertTrue(Files.exists(newer));
    }

    /** A writer that follows the recorded protocol, beside repairs and their rollbacks: no write of either is lost. */
    @Test
    void a_live_writer_beside_it_loses_nothing() throws Exception {
        var home = broken(temp);
        var id = "shop-6";
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        var written = new java.util.concurrent.atomic.AtomicInteger();
        var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        var writer = new Thread(() -> {
            try {
                while (!stop.get()) write(home, id, written.incrementAndGet());
            } catch (Exception | AssertionError e) {
                failure.set(e);
            }
        });
        writer.start();
        int mended = 0;
        for (int i = 0; i < 12; i++) {
            var result = home.cli().runHere("repair-metadata", "--session", id, "--yes");
            assertTrue(result.code() == 0 || result.code() == 5 || result.code() == 3, result::toString);
            if (members(home, id).at("/lifecycle/session/terminatedAt").isNull()) mended++;
        }
        stop.set(true);
        writer.join();
        assertEquals(null, failure.get());
        assertEquals(written.get(), members(home, id).get("count").asInt());
        var last = home.cli().run("repair-metadata", "--session", id, "--yes");
        assertEquals(0, last.code(), last::toString);
        assertTrue(members(home, id).at("/lifecycle/session/terminatedAt").isNull(), mended + " times before");
    }

    private static void write(LegacyHome home, String id, int count) throws Exception {
        var lock = home.sessions("shop").resolve(id + ".json.lock");
        while (true) {
            try {
                Files.createFile(lock);
                break;
            } catch (java.nio.file.FileAlreadyExistsException e) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        var record = members(home, id);
        assertEquals(count - 1, record.path("count").asInt(), "a write was lost");
        record.put("count", count);
        var temporary = home.sessions("shop").resolve(id + ".json.tmp.1." + count);
        Files.writeString(temporary, record.toPrettyString());
        Files.move(temporary, file(home, id), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        Files.delete(lock);
        TimeUnit.MILLISECONDS.sleep(30);
    }

    @Test
    void a_damaged_run_is_told_and_stands_in_nobodys_way() throws Exception {
        var home = broken(temp);
        var run = home.cli().run("repair-metadata", "--yes", "--json").json().path("run").asText();
        var folder = home.path.resolve(".local/state/ao-toolkit/runs").resolve(run);
        var bad = Files.createDirectories(folder.resolveSibling("20200101-000000-import-aaaa"));
        Files.writeString(bad.resolve("run.json"), "");
        var codes = new TreeSet<String>();
        home.cli().run("inspect", "--json", "--fail-on", "never").json().path("findings").forEach(f -> codes.add(f.path("code").asText()));
        assertTrue(codes.contains("run-unreadable"), codes.toString());
        assertTrue(home.cli().run("runs").toString().contains("it is damaged or empty"));
        var journal = Files.readAllBytes(folder.resolve("journal.jsonl"));
        Files.write(folder.resolve("journal.jsonl"), new byte[0]);
        var after = Tree.snapshot(home.sessions("shop"));
        Answer.failure(home.cli().run("rollback", run, "--yes", "--json"), 3, "journal-lost");
        assertEquals(after, Tree.snapshot(home.sessions("shop")));
        Files.write(folder.resolve("journal.jsonl"), journal);
        assertEquals(0, home.cli().run("rollback", run, "--yes").code());
    }

    @Test
    void two_at_once_are_one_repair() throws Exception {
        var home = broken(temp);
        var words = List.of("repair-metadata", "--yes", "--home", home.path.toString());
        var one = home.cli().start(words);
        var other = home.cli().start(words);
        var codes = new TreeSet<>(List.of(Cli.finish(one).code(), Cli.finish(other).code()));
        assertTrue(Set.of(0, 3).containsAll(codes) && codes.contains(0), codes.toString());
        assertQuiet(home);
        try (var files = Files.list(home.sessions("shop"))) {
            assertEquals(List.of(), files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".lock") || n.contains(".tmp")).toList());
        }
        assertEquals(0, home.cli().run("repair-metadata", "--check").code());
    }

    @Test
    void without_the_right_to_write_nothing_is_changed_and_that_is_told() throws Exception {
        var home = broken(temp);
        var before = Tree.snapshot(home.sessions("shop"));
        Files.setPosixFilePermissions(home.sessions("shop"), java.nio.file.attribute.PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            var result = Shell.bound(home.path, "repair-metadata", "--yes");
            assertEquals(5, result.code(), result::toString);
            assertTrue(result.out().contains("Permission denied") || result.out().contains("permission denied"), result::toString);
        } finally {
            Files.setPosixFilePermissions(home.sessions("shop"), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        var after = Tree.snapshot(home.sessions("shop"));
        before.remove("");
        after.remove("");
        assertEquals(before, after);
    }

    @Test
    void each_command_that_inspect_prints_mends_what_it_was_printed_for() throws Exception {
        var home = broken(Files.createDirectory(temp.resolve("home")));
        var launcher = Shell.launcher(temp.resolve("ao"));
        for (var fix : SafeFix.values()) {
            var found = Answer.findings(home.cli().runHere("inspect", "--json", "--fail-on", "never", "--no-git").json(), fix.code());
            // An earlier command may have mended it on its way.
            if (found.isEmpty()) continue;
            var finding = found.get(0);
            assertTrue(finding.at("/fix/safe").asBoolean(), finding::toString);
            var command = finding.at("/fix/command").asText();
            assertTrue(command.startsWith("./ao repair-metadata "), command);
            // Each from a shell with --all; else the first, and of the others the words.
            boolean pasted = Boolean.getBoolean("ao.tests.all") || fix == SafeFix.values()[0];
            var result = pasted ? Shell.run(home.path, Map.of(), command.replaceFirst("./ao", "'" + launcher + "'") + " --yes")
                : home.cli().runHere((command.replaceFirst("./ao ", "").replace(" --home " + home.path, "") + " --yes").split(" "));
            assertEquals(0, result.code(), () -> command + "\n" + result);
            var still = home.cli().runHere("inspect", "--json", "--fail-on", "never", "--no-git").json().path("findings");
            for (JsonNode other : still) assertFalse(other.equals(finding), command);
        }
    }
}
