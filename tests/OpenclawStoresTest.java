package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.cli.OpenclawStores;
import ao.cli.RollbackMaking;
import ao.journal.PlanFile;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.plan.Change;
import ao.plan.PlanSink;
import ao.plan.Purpose;
import ao.read.Hashes;
import ao.read.Locations;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawKeys;
import ao.read.OpenclawLockFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** OpenClaw's stores into directories and back: what is odd, who else is there, and what is refused. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class OpenclawStoresTest extends WithOpenclawStore {
    private static String entries(int count) {
        var all = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < count; i++) all.add("\"agent:main:k" + i + "\": {\"sessionId\": \"s" + i + "\", \"updatedAt\": " + (1_758_000_000_000L + i) + "}");
        return all.toString();
    }

    private Cli.Result migrate() {
        return cli.run("migrate-storage", "--openclaw", "--yes", "--json");
    }

    private Cli.Result back(String... more) {
        return cli.run(Stream.concat(Stream.of("rollback", "--openclaw", "--yes", "--json"), Stream.of(more)).toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString().replaceAll("\\d{13}", "N")).sorted().toList();
        }
    }

    private int count() throws IOException {
        return Golden.JSON.readTree(store.toFile()).size();
    }

    @Test
    void bytes_survive_both_ways() throws Exception {
        var odd = "{\"agent:main:a\":{\"sessionId\":\"s\",\"n\":9007199254740993,\"one\":1.0,\"big\":1e400,\"half\":\"\\ud83d\",\"line\":\"\u2028\",\"zeta\":1,\"alpha\":{\"2\":0,\"1\":[]},\"e\":\"\\u0041\\/\"}}";
        Files.writeString(store, odd);
        Files.write(store, new String(Files.readAllBytes(store), StandardCharsets.ISO_8859_1).replace("\"zeta\"", "\"bad\":\"\u00ff\u00fe\",\"zeta\"").getBytes(StandardCharsets.ISO_8859_1));
        var before = Tree.snapshot(home.resolve(".openclaw"));
        var run = Answer.of(migrate(), 0).path("run").asText();
        var document = new String(Files.readAllBytes(folder.resolve("sessions.d/entries/session-YWdlbnQ6bWFpbjph.json")), StandardCharsets.ISO_8859_1);
        for (var kept : List.of("9007199254740993", "1.0,", "1e400", "\\ud83d", "\u00ff\u00fe", "\\u0041\\/", "\"2\": 0,")) assertTrue(document.contains(kept), kept + " in " + document);
        assertTrue(document.indexOf("zeta") < document.indexOf("alpha"));
        Answer.of(cli.run("rollback", run, "--yes", "--json"), 0);
        assertEquals(before, Tree.snapshot(home.resolve(".openclaw")));
        Answer.of(migrate(), 0);
        Answer.of(back(), 0);
        var restored = new String(Files.readAllBytes(store), StandardCharsets.ISO_8859_1);
        for (var kept : List.of("9007199254740993", "1.0,", "1e400", "\\ud83d", "\u00ff\u00fe", "\\u0041\\/")) assertTrue(restored.contains(kept), kept + " in " + restored);
        assertEquals(List.of("sessions.d.bak.N", "sessions.json", "sessions.json.bak.N"), names());
    }

    @Test
    void permissions_are_those_of_the_owner_whatever_the_umask_takes() throws Exception {
        Files.writeString(store, entries(3));
        Answer.of(Shell.around(home, "umask 0477; exec \"$@\"", "migrate-storage", "--openclaw", "--yes", "--json"), 0);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sessions.d/entries"))));
        try (var files = Files.list(folder.resolve("sessions.d/entries"))) {
            for (var file : files.toList()) assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sessions.d/state.json"))));
    }

    @Test
    void a_new_directory_is_one_change_of_all_its_files_and_comes_back_with_modes_and_times() throws Exception {
        Files.writeString(store, entries(300));
        var plan = temp.resolve("plan.jsonl");
        var before = Tree.snapshot(folder);
        var planned = Answer.of(cli.run("migrate-storage", "--openclaw", "--dry-run", "--json", "--out", plan.toString()), 0);
        assertEquals(300, planned.path("changes").get(1).at("/made/files").asInt(), planned::toPrettyString);
        var lines = Files.readAllLines(plan).size();
        assertTrue(lines < 10, lines + " lines");
        var document = Answer.of(cli.run("apply", plan.toString(), "--yes", "--json"), 0);
        assertEquals(304, document.at("/summary/changed").asInt(), document::toPrettyString);
        var one = folder.resolve("sessions.d/entries").resolve(OpenclawKeys.fileName("agent:main:k7").orElseThrow());
        Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(one, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        var after = Tree.snapshot(folder);
        var back = cli.run("rollback", document.path("run").asText(), "--yes", "--json");
        assertEquals(before, Tree.snapshot(folder), back::toString);
        Answer.of(cli.run("rollback", Answer.of(back, 0).path("run").asText(), "--yes", "--json"), 0);
        assertEquals(after, Tree.snapshot(folder));
    }

    /** Migrates until something is about to be done to a path whose last name is of this form, and tells the run. */
    private String killedBefore(String name) throws Exception {
        var plan = temp.resolve("plan.jsonl");
        Answer.of(cli.run("migrate-storage", "--openclaw", "--dry-run", "--json", "--out", plan.toString()), 0);
        var id = Runs.newId("migrate-storage", Instant.now());
        assertThrows(BreakingDisk.Death.class, () -> new SweepLibrary(home.resolve(".local/state/ao-toolkit"), temp).apply(PlanFile.open(plan), (operation, path) -> {
            if (path.getFileName().toString().matches(name)) throw new BreakingDisk.Death(path.toString());
        }, id));
        return id;
    }

    @Test
    void an_interrupted_migration_of_a_store_that_was_written_to_since_before_its_entries_have_their_name() throws Exception {
        writtenToSince("entries");
    }

    @Test
    void an_interrupted_migration_of_a_store_that_was_written_to_since_before_the_directory_is_active() throws Exception {
        writtenToSince("sessions\\.d");
    }

    private void writtenToSince(String killedBefore) throws Exception {
        for (var text : List.of("{\"agent:main:k0\": {\"sessionId\": \"NEW\"}}", "{\" \": {}, \"agent:main:k0\": {\"sessionId\": \"NEW\"}}")) {
            SweepStore.remove(home);
            places();
            Files.writeString(store, entries(5));
            Files.deleteIfExists(temp.resolve("plan.jsonl"));
            var run = killedBefore(killedBefore);
            Files.writeString(store, text);
            var resumed = cli.run("resume", run);
            assertEquals(5, resumed.code(), resumed::toString);
            assertTrue(resumed.toString().contains("written to since"), resumed::toString);
            assertFalse(Files.exists(folder.resolve("sessions.d")), resumed::toString);
            Answer.of(cli.run("rollback", run, "--yes", "--json"), 0);
            assertEquals(List.of("sessions.json"), names());
            assertEquals(text, Files.readString(store));
        }
    }

    @Test
    void a_directory_that_is_active_has_its_entries_although_the_store_file_could_not_be_put_aside() throws Exception {
        Files.writeString(store, entries(5));
        var run = killedBefore("sessions\\.json\\.bak\\.\\d+");
        Files.writeString(store, entries(6));
        var told = Answer.of(cli.run("resume", run, "--json"), 5).at("/report/stores/0");
        assertEquals(List.of("failed", 5, false), List.of(told.path("outcome").asText(), told.path("migratedEntries").asInt(), told.has("backupPath")), told::toPrettyString);
        assertEquals(5, OpenclawDirectory.read(folder.resolve("sessions.d")).all().size());
        assertEquals(entries(6), Files.readString(store));
    }

    @Test
    void a_store_is_not_said_to_have_failed_because_another_below_it_has() throws Exception {
        var outer = Files.writeString(folder.getParent().resolve("sessions.json"), entries(2));
        try (var mount = Mount.tmpfs(folder, "size=16m,nr_inodes=50")) {
            Files.writeString(store, entries(100));
            var document = Answer.of(cli.run("migrate-storage", "--openclaw", "--store", outer.toString(), "--store", store.toString(), "--yes", "--json"), 5);
            var stores = document.at("/report/stores");
            assertEquals(List.of("migrated", "failed"), stores.findValuesAsText("outcome"), document::toPrettyString);
            assertEquals(List.of("2", "0"), stores.findValuesAsText("migratedEntries"), document::toPrettyString);
        }
    }

    @Test
    void nothing_to_do_is_no_warning() throws Exception {
        for (var text : List.of("", "{}", " ")) {
            Files.writeString(store, text);
            var result = cli.run("migrate-storage", "--openclaw", "--yes");
            assertEquals(0, result.code(), result::toString);
            assertTrue(result.out().contains("skipped_empty=1"), result::toString);
        }
        Files.delete(store);
        assertTrue(cli.run("migrate-storage", "--openclaw", "--yes").out().contains("missing=1"));
        Files.writeString(store, entries(2));
        Answer.of(migrate(), 0);
        var again = cli.run("migrate-storage", "--openclaw", "--yes");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("already_directory=1"), again::toString);
        Files.writeString(store, "[]");
        assertEquals("skipped_invalid", Answer.of(migrate(), 5).path("report").path("stores").path(0).path("outcome").asText());
    }

    @Test
    void what_is_not_carried_over_is_in_the_ledger() throws Exception {
        Files.writeString(store, "{\"A\": {\"sessionId\": \"1\", \"updatedAt\": 1}, \"a\": {\"sessionId\": \"2\", \"updatedAt\": 2}, \"n\": null, \" \": {}, \"list\": [1], \"dup\": {}, \"dup\": {\"sessionId\": \"3\"}}");
        var losses = Answer.of(migrate(), 0).path("losses");
        assertEquals(List.of("dup entry", "A entry", "n entry", "  entry", "list entry"), losses.findValuesAsText("session").stream().map(s -> s + " entry").toList(), losses::toString);
    }

    @Test
    void a_store_that_was_used_since_goes_back_by_the_other_way_only() throws Exception {
        Files.writeString(store, entries(3));
        var run = Answer.of(migrate(), 0).path("run").asText();
        var state = folder.resolve("sessions.d/state.json");
        Files.writeString(state, Files.readString(state).replace("\"version\": 1", "\"version\": 2"));
        var before = Tree.snapshot(folder);
        var left = cli.run("rollback", run, "--yes");
        assertEquals(5, left.code(), left::toString);
        assertTrue(left.toString().contains("rollback --openclaw"), left::toString);
        assertEquals(before, Tree.snapshot(folder));
        Answer.of(back(), 0);
        assertEquals(3, count());
    }

    @Test
    void fewer_entries_need_a_word() throws Exception {
        Files.writeString(store, entries(1));
        Answer.of(migrate(), 0);
        Files.writeString(store, entries(3));
        assertEquals("openclaw-shrink", Answer.failure(back(), 3, "openclaw-shrink").path("code").asText());
        assertEquals(3, count());
        var report = Answer.of(back("--allow-shrink"), 0).path("report").path("stores").path(0);
        assertEquals(1, count());
        assertEquals(entries(3), Files.readString(Path.of(report.path("backupPath").asText())));
    }

    @Test
    void the_fullest_copy_is_proposed_and_another_can_be_named() throws Exception {
        Files.writeString(folder.resolve("sessions.json.bak.1758000000001"), entries(4));
        Files.writeString(folder.resolve("sessions.json.bak.1758000000002"), entries(2));
        Files.writeString(folder.resolve("sessions.json.bak.1758000000003"), "[");
        var dry = cli.run("rollback", "--openclaw", "--dry-run");
        assertTrue(dry.out().contains("would restore 4 entries from sessions.json.bak.1758000000001, the fullest copy"), dry::toString);
        assertFalse(Files.exists(store));
        Answer.of(back("--from", folder.resolve("sessions.json.bak.1758000000002").toString()), 0);
        assertEquals(2, count());
        var skipped = cli.run("rollback", "--openclaw", "--yes");
        assertEquals(0, skipped.code(), skipped::toString);
        assertTrue(skipped.out().contains("has more entries (4)"), skipped::toString);
        Answer.failure(back("--from", folder.resolve("sessions.json.bak.1758000000003").toString()), 2, "from-unknown");
    }

    @Test
    void entries_that_cannot_be_read_are_listed_and_stay() throws Exception {
        Files.writeString(store, entries(3));
        Answer.of(migrate(), 0);
        var entry = folder.resolve("sessions.d/entries/" + ao.read.OpenclawKeys.fileName("agent:main:k1").orElseThrow());
        Files.writeString(entry, "{\"sessionKey\": \"agent:m");
        var result = back();
        assertTrue(Answer.of(result, 5).path("findings").findValuesAsText("code").contains("openclaw-entry-unread"), result::toString);
        assertEquals(2, count());
        Files.move(store, folder.resolve("aside"));
        for (var file : List.of("k0", "k2")) Files.delete(Files.list(folder).filter(f -> f.getFileName().toString().startsWith("sessions.d.bak")).findFirst().orElseThrow().resolve("entries/" + ao.read.OpenclawKeys.fileName("agent:main:" + file).orElseThrow()));
        Files.move(Files.list(folder).filter(f -> f.getFileName().toString().startsWith("sessions.d.bak")).findFirst().orElseThrow(), folder.resolve("sessions.d"));
        Answer.failure(back(), 3, "openclaw-nothing-readable");
    }

    @Test
    void two_stores_of_one_folder_are_not_mixed() throws Exception {
        var other = folder.resolve("ops.json");
        Files.writeString(store, entries(1));
        Files.writeString(other, entries(2));
        var result = cli.run("migrate-storage", "--openclaw", "--store", store.toString(), "--store", other.toString(), "--yes", "--json");
        var stores = Answer.of(result, 5).path("report").path("stores");
        assertEquals(List.of("migrated", "failed"), stores.findValuesAsText("outcome"));
        assertEquals(entries(2), Files.readString(other));
    }

    @Test
    void an_entry_that_is_too_large_for_a_plan_is_taken_from_the_store() throws Exception {
        Files.writeString(store, "{\"big\": {\"sessionId\": \"s\", \"text\": \"" + "x".repeat(2 << 20) + "\"}, \"small\": {\"sessionId\": \"t\"}}");
        Answer.of(migrate(), 0);
        assertTrue(Files.size(folder.resolve("sessions.d/entries/" + ao.read.OpenclawKeys.fileName("big").orElseThrow())) > 2 << 20);
    }

    @Test
    void a_gateway_that_no_lock_keeps_out_has_to_stop() throws Exception {
        Files.writeString(store, entries(2));
        var gateway = new ProcessBuilder("sleep", "60").start();
        try {
            var locks = Files.createDirectories(home.resolve(".openclaw/tmp/openclaw-" + ao.read.Owners.self().orElseThrow()));
            var lock = Files.writeString(locks.resolve("gateway.state.lock"), "{\"pid\": " + gateway.pid() + ", \"stateDir\": \"" + home.resolve(".openclaw") + "\"}");
            Answer.failure(migrate(), 3, "openclaw-gateway-runs");
            assertTrue(cli.run("migrate-storage", "--openclaw", "--dry-run").toString().contains("a gateway runs"));
            Files.writeString(lock, "{\"pid\": " + gateway.pid() + ", \"stateDir\": \"/elsewhere\"}");
            Answer.of(migrate(), 0);
        } finally {
            gateway.destroy();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_running_gateway_is_known_by_its_process_and_honours_locks_by_its_version() throws Exception {
        Files.writeString(store, entries(2));
        var program = program("2026.5.2", "");
        var gateway = new ProcessBuilder("sh", program.toString(), "gateway");
        gateway.environment().put("HOME", home.toString());
        var process = gateway.start();
        try {
            Answer.failure(migrate(), 3, "openclaw-gateway-runs");
            program("2026.4.29", "");
            Answer.of(migrate(), 0);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private Path program(String version, String script) throws IOException {
        var place = Files.createDirectories(temp.resolve("lib/openclaw/dist")).getParent();
        Files.writeString(place.resolve("package.json"), "{\"name\": \"openclaw\", \"version\": \"" + version + "\"}");
        Files.writeString(place.resolve("dist/store.js"), script);
        var program = Files.writeString(place.resolve("openclaw"), "sleep 60\n");
        program.toFile().setExecutable(true);
        return program;
    }

    @Test
    void what_the_next_start_does_is_told_before_it_asks() throws Exception {
        Files.writeString(store, entries(2));
        Answer.of(migrate(), 0);
        var path = System.getenv("PATH");
        for (var expected : List.of(List.of("2026.3.1", "uses the file as it is"), List.of("2026.5.2", "drops 2 of 2 entries"), List.of("2026.9.6", "openclaw doctor --fix"))) {
            var program = program(expected.get(0), "");
            var told = new Cli(home).with("PATH", program.getParent() + ":" + path).run("rollback", "--openclaw", "--dry-run");
            assertTrue(told.out().contains("the next start of OpenClaw " + expected.get(0)) && told.out().contains(expected.get(1)), told::toString);
        }
        var branch = new Cli(home).with("PATH", program("2026.3.1", "const kind = 'openclaw-session-store-directory';").getParent() + ":" + path).run("rollback", "--openclaw", "--dry-run");
        assertTrue(branch.out().contains("migrates the 2 entries again"), branch::toString);
        Files.writeString(home.resolve(".openclaw/openclaw.json"), "{session: {maintenance: {mode: 'warn'}}}");
        var kept = new Cli(home).with("PATH", program("2026.5.2", "").getParent() + ":" + path).run("rollback", "--openclaw", "--dry-run");
        assertTrue(kept.out().contains("drops no entry"), kept::toString);
    }

    @Test
    void a_writer_that_follows_the_lock_loses_nothing() throws Exception {
        Files.writeString(store, "{\"count\": {\"sessionId\": \"s\", \"updatedAt\": 0}}");
        var written = new AtomicInteger();
        var writer = new Thread(() -> {
            try {
                while (write(written)) Thread.sleep(300);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        Thread.sleep(500);
        var result = cli.runApart("migrate-storage", "--openclaw", "--yes", "--json");
        writer.join(20_000);
        Answer.of(result, 0);
        var entry = Golden.JSON.readTree(folder.resolve("sessions.d/entries/" + ao.read.OpenclawKeys.fileName("count").orElseThrow()).toFile());
        assertTrue(written.get() > 0);
        assertEquals(written.get(), entry.path("entry").path("updatedAt").asInt());
        assertFalse(Files.exists(folder.resolve("sessions.json.lock")));
    }

    /** As the recorded writers do: under the lock, the whole file anew. Says whether there is still a file. */
    private boolean write(AtomicInteger written) throws IOException, InterruptedException {
        var lock = folder.resolve("sessions.json.lock");
        while (true) {
            try {
                Files.writeString(lock, "{\"pid\": " + ProcessHandle.current().pid() + ", \"createdAt\": \"" + Instant.now() + "\", \"starttime\": " + OpenclawLockFile.startOf(ProcessHandle.current().pid()).orElse(1L) + "}", java.nio.file.StandardOpenOption.CREATE_NEW);
                break;
            } catch (java.nio.file.FileAlreadyExistsException e) {
                Thread.sleep(50);
            }
        }
        try {
            if (!Files.exists(store)) return false;
            var text = Files.readString(store).replaceAll("\"updatedAt\": ?\\d+", "\"updatedAt\": " + (written.get() + 1));
            Files.move(Files.writeString(folder.resolve("next"), text), store, java.nio.file.StandardCopyOption.ATOMIC_MOVE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            written.incrementAndGet();
            return true;
        } finally {
            Files.delete(lock);
        }
    }

    @Test
    void two_at_once_migrate_once() throws Exception {
        Files.writeString(store, entries(200));
        var results = Stream.of(1, 2).parallel().map(i -> cli.runApart("migrate-storage", "--openclaw", "--yes", "--json")).toList();
        var codes = results.stream().map(Cli.Result::code).sorted().toList();
        assertTrue(codes.equals(List.of(0, 0)) || codes.equals(List.of(0, 3)), results::toString);
        assertEquals(List.of("sessions.d", "sessions.json.bak.N"), names());
        assertEquals(200, Files.list(folder.resolve("sessions.d/entries")).count());
    }

    /** What a file system cannot be told as a whole it is told file by file. */
    @Test
    void a_sync_that_fails_costs_nothing_but_time() throws Exception {
        Files.writeString(store, entries(50));
        var bin = Files.createDirectories(temp.resolve("bin"));
        var asked = bin.resolve("asked");
        Files.setPosixFilePermissions(Files.writeString(bin.resolve("sync"), "#!/bin/sh\necho \"$@\" >>'" + asked + "'\nexit 1\n"), PosixFilePermissions.fromString("rwx------"));
        Answer.of(new Cli(home).with("PATH", bin + ":" + System.getenv("PATH")).runApart("migrate-storage", "--openclaw", "--yes", "--json"), 0);
        assertTrue(Files.readString(asked).startsWith("-f "), "nothing was asked to sync");
        assertEquals(50, OpenclawDirectory.read(folder.resolve("sessions.d")).all().size());
    }

    @Test
    void a_disk_that_is_full_in_the_middle_of_the_entries_costs_nothing_and_resume_goes_on_when_there_is_more() throws Exception {
        try (var mount = Mount.tmpfs(folder, "size=16m,nr_inodes=150")) {
            Files.writeString(store, entries(300));
            var before = Tree.snapshot(folder);
            var run = missedForWantOfRoom(migrate());
            missedForWantOfRoom(cli.run("resume", run, "--json"));
            Answer.of(cli.run("rollback", run, "--yes", "--json"), 0);
            assertEquals(before, Tree.snapshot(folder));
            var again = missedForWantOfRoom(migrate());
            mount.remount("nr_inodes=1000");
            Answer.of(cli.run("resume", again, "--json"), 0);
            assertEquals(300, OpenclawDirectory.read(folder.resolve("sessions.d")).all().size());
            assertEquals(List.of("sessions.d", "sessions.json.bak.N"), names());
        }
    }

    /** Nothing of the entries stands then, and the store stays what is read; tells the run. */
    private String missedForWantOfRoom(Cli.Result result) throws Exception {
        var document = Answer.of(result, 5);
        assertTrue(document.at("/report/missed/0/why").asText().contains("No space left"), document::toPrettyString);
        var told = document.at("/report/stores/0");
        assertEquals(List.of("failed", 0, false), List.of(told.path("outcome").asText(), told.path("migratedEntries").asInt(), told.has("backupPath")), document::toPrettyString);
        assertEquals(0, document.at("/report/verified/entries").asInt(0), document::toPrettyString);
        assertTrue(Stream.of("resume ", "rollback ").allMatch(way -> result.err().contains(way + document.path("run").asText())), result::toString);
        var staging = names().stream().filter(name -> name.startsWith("sessions.d.staging-")).toList();
        assertEquals(List.of(staging.get(0), "sessions.json"), names());
        try (var left = Files.list(folder).filter(file -> file.getFileName().toString().startsWith("sessions.d."))) {
            try (var entries = Files.list(left.findFirst().orElseThrow())) {
                assertEquals(List.of(), entries.filter(file -> !file.endsWith("state.json")).toList());
            }
        }
        return document.path("run").asText();
    }

    /** A file that comes into a folder of entries between the look at it and its listing is in no list of what goes. */
    @Test
    void a_file_that_comes_while_the_way_back_is_planned_stays() throws Exception {
        Files.writeString(store, entries(3));
        var id = Answer.of(migrate(), 0).path("run").asText();
        var runs = new Runs(home.resolve(".local/state/ao-toolkit"));
        var run = runs.get(id).orElseThrow();
        var news = folder.resolve("sessions.d/entries/session-bmV3.json");
        var planned = new ArrayList<Change>();
        var making = new RollbackMaking(run, PlanFile.open(run.plan()), List.of(run), false);
        var refused = assertThrows(AoException.Refused.class, () -> making.make(new ChangesOnly(planned, () -> {
            // What follows the file of the state is the folder of entries, which is looked at before its group begins.
            if (!planned.isEmpty() && planned.get(planned.size() - 1) instanceof Change.RemoveFile) Files.writeString(news, "{}");
        })));
        assertEquals("precondition-changed", refused.code());
        assertFalse(planned.stream().anyMatch(change -> change.target().equals(news)), planned::toString);
        var back = cli.run("rollback", id, "--yes", "--json");
        assertTrue(Files.exists(news), back::toString);
    }

    /** A sink for changes, before each group of which something happens. */
    private record ChangesOnly(List<Change> changes, Happening before) implements PlanSink {
        interface Happening {
            void happen() throws IOException;
        }

        @Override public void startGroup() {
            try {
                before.happen();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override public void newGroup() { }

        @Override public void change(Change change) {
            changes.add(change);
        }

        @Override public void finding(Finding finding) { }

        @Override public void resume(ResumeHint hint) { }

        @Override public void loss(Loss loss) { }

        @Override public void note(Note note) { }
    }

    /** A writer who comes between reading and planning must be noticed when the plan is applied. */
    @Test
    void a_plan_knows_the_store_by_the_bytes_that_it_was_made_of() throws Exception {
        Files.writeString(store, entries(3));
        var read = Hashes.content(store);
        var changes = new ArrayList<Change>();
        var locations = Locations.resolve(new Locations.Given(Optional.of(home), Optional.empty(), Optional.empty()), Map.of());
        new OpenclawStores(List.of(store), locations, Instant.now()).migrate(new ChangesOnly(changes, () -> Files.writeString(store, entries(4))));
        assertEquals(3, changes.stream().filter(c -> c.about().purpose() == Purpose.OPENCLAW_ENTRY).mapToInt(Change::count).sum());
        assertEquals(read, ((Change.MoveEntry) changes.get(changes.size() - 1)).entry());
    }

    @TestFactory Stream<DynamicTest> locks_are_judged_as_recorded() throws Exception {
        var alive = new ProcessBuilder("sleep", "120").start();
        var dead = new ProcessBuilder("true").start();
        dead.waitFor(10, TimeUnit.SECONDS);
        return Files.readAllLines(Repo.root().resolve("tests/golden/openclaw/lock-decisions.jsonl")).stream().filter(l -> !l.isBlank()).map(l -> DynamicTest.dynamicTest(l.substring(0, Math.min(60, l.length())), () -> {
            JsonNode line = Golden.JSON.readTree(l);
            var now = Instant.now();
            var text = line.get("payload").textValue().replace("{ALIVE}", "" + alive.pid()).replace("{DEAD}", "" + dead.pid()).replace("{SELF}", "" + ProcessHandle.current().pid())
                .replace("{START}", OpenclawLockFile.startOf(alive.pid()).map(String::valueOf).orElse("0")).replace("{CREATED}", now.minusMillis(line.get("createdAgeMs").longValue()).truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString());
            var lock = OpenclawLockFile.parse(text, now.minus(Duration.ofMillis(line.get("fileAgeMs").longValue())));
            assertEquals(line.get("result").textValue().equals("reclaimed"), lock.isStale(now), text);
        })).onClose(alive::destroy);
    }
}
