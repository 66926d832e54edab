package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.journal.JournalFile;
import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code kill -9} of the real process at random moments, and then what an operator would type: the store is exactly
 * complete or exactly as before. Some twenty kills by default, three hundred with {@code --all}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class KillTest {
    private static final int KILLS = Boolean.getBoolean("ao.tests.all") ? 25 : 1;
    private static final int KILLS_OF_MIGRATIONS = Boolean.getBoolean("ao.tests.all") ? 100 : 2;
    private static final int MORE_SESSIONS = 120;
    private static final int PATIENCE_SECONDS = 60;
    private static final int ATTEMPTS = 20;

    @TempDir(factory = MemoryFolder.class) Path temp;
    /** Programs may not be run from memory everywhere, and SQLite's library is unpacked there. */
    @TempDir Path unpacked;

    private SweepStore store;
    private Path original;
    private SweepStore.Seen before;
    private Path imported;
    private String run;
    private SweepStore.Seen complete;

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_the_database_of_a_daemon() throws Exception {
        return kills("an import", new SweepStore(temp, false, MORE_SESSIONS), KILLS, 0);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_a_database_that_the_import_makes() throws Exception {
        return kills("an import", new SweepStore(temp, true, MORE_SESSIONS), KILLS, 1);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_hashed_folders() throws Exception {
        return kills("a migration", SweepStore.hashed(temp, 8 * MORE_SESSIONS), KILLS_OF_MIGRATIONS, 0);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_records_to_mend() throws Exception {
        return kills("a repair", SweepStore.broken(temp, 8 * MORE_SESSIONS), KILLS, 1);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_history_that_follows() throws Exception {
        return kills("a relocation", SweepStore.moved(temp, 8 * MORE_SESSIONS), KILLS, 0);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_stores_of_OpenClaw() throws Exception {
        return kills("a migration", SweepStore.openclaw(temp, 40 * MORE_SESSIONS), KILLS, 0);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_directories_of_OpenClaw() throws Exception {
        return kills("a way back", SweepStore.openclawDirectories(temp, 20 * MORE_SESSIONS), KILLS, 1);
    }

    /** Of each two kinds of disturbance the one is done with this database and the other with that. */
    private Stream<DynamicTest> kills(String name, SweepStore home, int count, int which) throws Exception {
        prepare(home);
        var forth = time(original, importing());
        var back = time(imported, rollback(run));
        var tests = new ArrayList<DynamicTest>();
        for (int i = 0; i < 2 * count; i++) {
            long seed = new Random().nextInt(1_000_000);
            boolean resumed = (i + which) % 2 == 0;
            boolean atWork = i % 4 != 3;
            if (i < count) tests.add(test(name, resumed, seed, () -> killImport(forth.delay(seed, atWork), resumed)));
            else tests.add(test("a rollback", resumed, seed, () -> killRollback(back.delay(seed, atWork), resumed)));
        }
        return tests.stream();
    }

    /**
     * How long a command takes that is left alone, in milliseconds.
     *
     * @param all  from its start to its end
     * @param work from the moment when its run begins to the one when that is done
     */
    private record Times(long all, long work) {
        Delay delay(long seed, boolean atWork) {
            return new Delay((long) (new Random(seed).nextDouble() * (atWork ? work : all)), atWork);
        }
    }

    /** When a command is killed: so many milliseconds after its start or, if at work, after its run has begun. */
    private record Delay(long millis, boolean atWork) { }

    private static DynamicTest test(String what, boolean resumed, long seed, org.junit.jupiter.api.function.Executable body) {
        return DynamicTest.dynamicTest(what + " killed and " + (resumed ? "resumed" : "taken back") + " (seed " + seed + ")", body);
    }

    private void prepare(SweepStore home) throws Exception {
        store = home;
        original = store.copy("original");
        before = store.look();
        done(importing());
        run = runs().list().get(0).id();
        complete = store.look();
        imported = store.copy("imported");
    }

    private Cli cli() {
        return store.home.cli().withJava("-Djava.io.tmpdir=" + unpacked);
    }

    private Runs runs() {
        return new Runs(store.state());
    }

    private List<String> words(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", store.home.path.toString()));
        return all;
    }

    private List<String> importing() {
        var all = new ArrayList<>(store.command());
        all.add("--yes");
        return words(all.toArray(String[]::new));
    }

    private List<String> rollback(String id) {
        return words("rollback", id, "--yes");
    }

    private Times time(Path from, List<String> command) throws Exception {
        store.restore(from);
        var known = known();
        long start = System.nanoTime();
        var started = cli().start(command);
        await(started.process(), known, run -> true);
        long begun = System.nanoTime();
        await(started.process(), known, run -> !run.open());
        long done = System.nanoTime();
        var result = Cli.finish(started);
        assertEquals(0, result.code(), result::toString);
        return new Times(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), TimeUnit.NANOSECONDS.toMillis(done - begun));
    }

    private List<String> known() {
        return runs().list().stream().map(Run::id).toList();
    }

    private Optional<Run> kill(List<String> command, Delay delay) throws Exception {
        var known = known();
        var started = cli().start(command);
        if (delay.atWork()) await(started.process(), known, run -> true);
        started.process().waitFor(delay.millis(), TimeUnit.MILLISECONDS);
        started.process().destroyForcibly();
        Cli.finish(started);
        return runs().list().stream().filter(r -> !known.contains(r.id())).findFirst();
    }

    /** Waits until there is a run beside the known ones of which this is true, or the process has ended. */
    private void await(Process process, List<String> known, Predicate<Run> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() < end
            && runs().list().stream().noneMatch(r -> !known.contains(r.id()) && wanted.test(r))) Thread.sleep(1);
    }

    private void killImport(Delay delay, boolean resumed) throws Exception {
        store.restore(original);
        var killed = kill(importing(), delay);
        if (killed.isEmpty()) {
            assertSame(before.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
            done(importing());
            assertSame(complete.timeless(), store.look().timeless());
        } else if (resumed) {
            done(words("resume", killed.get().id()));
            assertEquals(RunState.DONE, state(killed.get().id()));
            assertSame(complete.timeless(), store.look().timeless());
        } else {
            boolean known = knowsTheFolder(killed.get());
            done(rollback(killed.get().id()));
            assertSame(known ? before : before.withoutTheDatabasesFolder(), known ? store.look() : store.look().withoutTheDatabasesFolder());
            done(importing());
        }
    }

    private void killRollback(Delay delay, boolean resumed) throws Exception {
        store.restore(imported);
        var killed = kill(rollback(run), delay);
        if (killed.isEmpty()) {
            assertSame(complete.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
            done(rollback(run));
            assertSame(before.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
        } else if (resumed) {
            done(words("resume", killed.get().id()));
            assertEquals(RunState.UNDONE, state(run));
            assertSame(before, store.look());
        } else {
            boolean known = knowsTheFolder(killed.get());
            done(rollback(killed.get().id()));
            assertEquals(RunState.DONE, state(run));
            var found = store.look();
            var expected = complete;
            assertSame(known ? expected : expected.withoutTheDatabasesFolder(), known ? found : found.withoutTheDatabasesFolder());
        }
    }

    private RunState state(String id) {
        return runs().get(id).orElseThrow().state();
    }

    /** Whether the run wrote down how the database's folder was before it opened the database. */
    private boolean knowsTheFolder(Run killed) throws Exception {
        return JournalFile.read(killed.journal()).touched().stream().anyMatch(t -> t.folder().equals(store.home.data()))
            || !Files.exists(original.resolve(".ao/data"));
    }

    private void done(List<String> command) {
        var result = cli().runAs(command);
        assertEquals(0, result.code(), result::toString);
    }

    private static void assertSame(SweepStore.Seen expected, SweepStore.Seen found) {
        assertEquals("", expected.differences(found));
    }

    @Test
    void another_import_finds_the_killed_one_and_names_both_ways_out() throws Exception {
        prepare(new SweepStore(temp, false, MORE_SESSIONS));
        var killed = killedImport();
        var refused = store.home.imports(cli());
        var error = Answer.of(refused, 3).path("error");
        assertEquals("run-unfinished", error.path("code").asText(), refused::toString);
        assertTrue(refused.err().contains("resume " + killed), refused::toString);
        assertTrue(refused.err().contains("rollback " + killed), refused::toString);
        done(rollback(killed));
        done(importing());
        assertSame(complete.timeless(), store.look().timeless());
    }

    /** The id of an import that was killed while it was at work. */
    private String killedImport() throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            store.restore(original);
            var killed = kill(importing(), new Delay(0, true)).filter(r -> r.state() == RunState.APPLYING);
            if (killed.isPresent()) return killed.get().id();
        }
        throw new AssertionError("no kill out of " + ATTEMPTS + " hit a run at work");
    }

    @Test
    void a_run_that_was_stopped_before_its_first_change_can_be_taken_back() throws Exception {
        store = new SweepStore(temp, false);
        var plan = temp.resolve("plan.jsonl");
        Answer.of(store.home.imports(cli(), "--out", plan.toString()), 0);
        var id = new SweepLibrary(store.state(), temp).stoppedBeforeItsFirstChange(plan);
        done(rollback(id));
        assertEquals(RunState.UNDONE, state(id));
        done(importing());
    }
}
