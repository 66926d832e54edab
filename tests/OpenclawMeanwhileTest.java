package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.journal.PlanFile;
import ao.journal.Runs;
import ao.plan.Purpose;
import ao.read.OpenclawKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Somebody writes in an OpenClaw store between its plan and the moment at which another layout of it becomes what is read. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class OpenclawMeanwhileTest extends WithOpenclawStore {
    private static final String STATE = "{\"kind\":\"openclaw-session-store-directory\",\"layoutVersion\":1,\"version\":7,\"updatedAt\":5}";

    private void migrated() throws IOException {
        Files.writeString(store, "{\"a\": {\"updatedAt\": 1}, \"b\": {\"updatedAt\": 2}}");
        Answer.of(cli.run("migrate-storage", "--openclaw", "--yes", "--json"), 0);
    }

    /** What a gateway does that knows the directory. */
    private Path written(String key) throws IOException {
        var entry = directory.resolve("entries").resolve(OpenclawKeys.fileName(key).orElseThrow());
        Files.createDirectories(entry.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(entry, "{\"sessionKey\": \"" + key + "\", \"entry\": {\"sessionId\": \"NEW\", \"updatedAt\": 9}}");
        Files.writeString(directory.resolve("state.json"), STATE);
        return entry;
    }

    private Path plan(String... words) {
        var plan = temp.resolve("plan.jsonl");
        Answer.of(cli.run(Stream.concat(Stream.of(words), Stream.of("--json", "--out", plan.toString())).toArray(String[]::new)), 0);
        return plan;
    }

    private void refused(Path plan) throws IOException {
        var before = Tree.snapshot(folder);
        Answer.failure(cli.run("apply", plan.toString(), "--yes", "--json"), 3, "precondition-changed");
        assertEquals(before, Tree.snapshot(folder));
    }

    @Test
    void a_directory_that_becomes_active_is_not_put_aside() throws Exception {
        Files.writeString(store, "{\"a\": {}}");
        Files.createDirectories(directory.resolve("entries"));
        var plan = plan("migrate-storage", "--openclaw");
        written("b");
        refused(plan);
    }

    @Test
    void an_entry_is_not_lost_when_a_run_is_taken_back() throws Exception {
        migrated();
        var run = new Runs(home.resolve(".local/state/ao-toolkit")).list().get(0).id();
        var plan = plan("rollback", run);
        var entry = written("c");
        refused(plan);
        assertTrue(Files.exists(entry));
    }

    @Test
    void a_directory_that_becomes_active_is_not_passed_over_by_the_way_back() throws Exception {
        Files.writeString(folder.resolve("sessions.json.bak.1700000000000"), "{\"a\": {}}");
        var plan = plan("rollback", "--openclaw");
        written("b");
        refused(plan);
    }

    @Test
    void a_copy_that_is_written_to_is_not_made_the_store() throws Exception {
        migrated();
        Answer.of(cli.run("rollback", "--openclaw", "--yes", "--json"), 0);
        Files.delete(store);
        Path aside;
        try (var all = Files.list(folder)) {
            aside = all.filter(f -> f.getFileName().toString().startsWith("sessions.d.bak.")).findFirst().orElseThrow();
        }
        var plan = plan("rollback", "--openclaw", "--from", aside.toString());
        var entry = aside.resolve("entries").resolve(OpenclawKeys.fileName("a").orElseThrow());
        Files.writeString(entry, Files.readString(entry).replace("\"updatedAt\": 1", "\"updatedAt\": 3"), StandardOpenOption.TRUNCATE_EXISTING);
        refused(plan);
    }

    /** The way back dies, or is held up for so long that its lock is taken over, before it puts the directory aside. */
    @Test
    void a_directory_that_was_written_to_is_not_put_aside_when_the_way_back_is_resumed() throws Exception {
        migrated();
        var plan = plan("rollback", "--openclaw");
        var run = Runs.newId("rollback", Instant.now());
        assertThrows(BreakingDisk.Death.class, () -> new SweepLibrary(home.resolve(".local/state/ao-toolkit"), temp).apply(PlanFile.open(plan), (operation, path) -> {
            if (path.getFileName().toString().startsWith("sessions.d.bak.")) throw new BreakingDisk.Death(path.toString());
        }, run));
        var entry = written("c");
        var resumed = cli.run("resume", run, "--json");
        assertTrue(Answer.of(resumed, 5).at("/report/missed/0/why").asText().contains("was written to since"), resumed::toString);
        assertTrue(Files.exists(entry), resumed::toString);
        Answer.of(cli.run("rollback", run, "--yes", "--json"), 0);
        assertEquals(List.of("a", "b", "c"), cli.run("inspect", "--format", "tsv").out().lines().skip(1).map(line -> line.split("\t", -1)[2]).sorted().toList());
        assertFalse(Files.exists(store));
    }

    /** What would be removed from the directory's new place is not told as removed, and the way back of the way back is open. */
    @Test
    void a_directory_that_is_written_to_while_a_run_is_taken_back_stays_whole() throws Exception {
        migrated();
        var run = new Runs(home.resolve(".local/state/ao-toolkit")).list().get(0).id();
        var plan = plan("rollback", run);
        var back = Runs.newId("rollback", Instant.now());
        var applied = new SweepLibrary(home.resolve(".local/state/ao-toolkit"), temp).apply(PlanFile.open(plan), (operation, path) -> {
            if (path.equals(store)) written("c");
        }, back);
        assertFalse(applied.complete());
        assertEquals(0, applied.tally().of(Purpose.OPENCLAW_ENTRY));
        try (var entries = Files.list(directory.resolve("entries"))) {
            assertEquals(3, entries.count());
        }
        Answer.of(cli.run("rollback", back, "--yes", "--json"), 0);
        assertFalse(Files.exists(store));
        assertEquals(List.of("a", "b", "c"), cli.run("inspect", "--format", "tsv").out().lines().skip(1).map(line -> line.split("\t", -1)[2]).sorted().toList());
    }

    /** The same while it is at work: the directory is compared at the very moment at which it goes. */
    @Test
    void a_directory_that_is_written_to_while_the_store_is_made_is_not_put_aside() throws Exception {
        migrated();
        var plan = plan("rollback", "--openclaw");
        var applied = new SweepLibrary(home.resolve(".local/state/ao-toolkit"), temp).apply(PlanFile.open(plan), (operation, path) -> {
            if (path.equals(store)) written("c");
        });
        assertFalse(applied.complete());
        assertTrue(Files.exists(directory.resolve("entries").resolve(OpenclawKeys.fileName("c").orElseThrow())));
    }
}
