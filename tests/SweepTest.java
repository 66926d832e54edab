package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ao.apply.Disk;
import ao.journal.Applied;
import ao.journal.JournalFile;
import ao.journal.PlanFile;
import ao.journal.PlanWriter;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.plan.Change;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * An import and its rollback, broken at single operations (DESIGN, rule 13): by sudden death, by a power failure that
 * takes everything unsynced with it, and by a failing disk. Whichever way the operator goes on, the store is then
 * exactly complete or exactly as before. By default a sample of the operations; with {@code --all} every one.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class SweepTest {
    private static final boolean ALL = Boolean.getBoolean("ao.tests.all");
    private static final int SAMPLE = 2;

    @TempDir(factory = MemoryFolder.class) Path temp;

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_the_database_of_a_daemon() throws Exception {
        return new Sweep("an import", new SweepStore(temp, false)).tests();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_a_database_that_the_import_makes() throws Exception {
        return new Sweep("an import", new SweepStore(temp, true)).tests();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_hashed_folders() throws Exception {
        return new Sweep("a migration", SweepStore.hashed(temp, 0)).tests();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_records_to_mend() throws Exception {
        return new Sweep("a repair", SweepStore.broken(temp, 0)).tests();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_history_that_follows() throws Exception {
        return new Sweep("a relocation", SweepStore.moved(temp, 0)).tests();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_stores_of_OpenClaw() throws Exception {
        return new Sweep("a migration", SweepStore.openclaw(temp, 0)).tests();
    }

    /** Of groups that only fill folders of the run's own, each is made durable while the next one begins. */
    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_hashed_folders_in_many_groups() throws Exception {
        return new Sweep("a migration in many groups", SweepStore.hashed(temp, 2), this::inSmallGroups).tests();
    }

    private PlanFile inSmallGroups(PlanFile plan) {
        var last = new int[1];
        var inGroup = new int[1];
        var session = new String[] {""};
        var file = temp.resolve("plan-in-small-groups.jsonl");
        try (var writer = new PlanWriter(file, plan.header(), change -> { })) {
            plan.read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    // What concerns one session is never parted.
                    boolean other = change.about().session().isEmpty() || !change.about().session().equals(session[0]);
                    if (group != last[0] || other && inGroup[0] >= 3) {
                        writer.newGroup();
                        inGroup[0] = 0;
                    }
                    last[0] = group;
                    session[0] = change.about().session();
                    inGroup[0]++;
                    writer.change(change);
                }
            }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
            writer.finish((ObjectNode) plan.report());
        }
        return PlanFile.open(file);
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> with_directories_of_OpenClaw() throws Exception {
        return new Sweep("a way back", SweepStore.openclawDirectories(temp, 0)).tests();
    }

    /** How something breaks, and whether what was not synced goes, too. */
    private enum Breaking {
        DEATH("stopped dead", BreakingDisk.Way.SUDDEN_DEATH), POWER_FAILURE("stopped by a power failure", BreakingDisk.Way.SUDDEN_DEATH),
        ONE_ERROR("met by one error", BreakingDisk.Way.ONE_ERROR), DEAD_DISK("left by its disk", BreakingDisk.Way.ERRORS_FROM_THEN_ON);

        private final String words;
        private final BreakingDisk.Way way;

        Breaking(String words, BreakingDisk.Way way) {
            this.words = words;
            this.way = way;
        }
    }

    /** One store, its import, and the way back, undisturbed; and what is seen after each. */
    private final class Sweep {
        private final String name;
        private final SweepStore store;
        private final SweepLibrary library;
        private final PlanFile plan;
        private final Path original;
        private final SweepStore.Seen before;
        private final String run;
        private final Path imported;
        private final SweepStore.Seen complete;
        private final PlanFile back;
        private final long operations;
        private final long operationsBack;
        private final String undoneRun;
        private final Path undoneCopy;
        private final PlanFile forth;
        private final long operationsForth;

        Sweep(String name, SweepStore store) throws Exception {
            this(name, store, UnaryOperator.identity());
        }

        Sweep(String name, SweepStore store, UnaryOperator<PlanFile> regrouping) throws Exception {
            this.name = name;
            this.store = store;
            library = new SweepLibrary(store.state(), temp);
            plan = regrouping.apply(plan());
            original = store.copy("original");
            before = store.look();
            var disk = disk(0, Breaking.DEATH);
            var applied = library.apply(plan, disk);
            assertTrue(applied.complete(), () -> told(applied));
            operations = disk.count();
            run = applied.run().id();
            complete = store.look();
            imported = store.copy("imported");
            back = library.rollback(run);
            var other = disk(0, Breaking.DEATH);
            var undone = library.apply(back, other);
            assertTrue(undone.complete(), () -> told(undone));
            operationsBack = other.count();
            assertSame(before, store.look());
            undoneRun = undone.run().id();
            undoneCopy = store.copy("undone");
            forth = library.rollback(undoneRun);
            var third = disk(0, Breaking.DEATH);
            var again = library.apply(forth, third);
            assertTrue(again.complete(), () -> told(again));
            operationsForth = third.count();
            assertSame(complete.timeless(), store.look().timeless());
        }

        private PlanFile plan() {
            var file = temp.resolve("plan.jsonl");
            var words = new ArrayList<>(store.command());
            words.addAll(List.of("--json", "--out", file.toString()));
            var result = store.home.cli().run(words.toArray(String[]::new));
            assertEquals(0, result.code(), result::toString);
            return PlanFile.open(file);
        }

        private BreakingDisk disk(long breaksAt, Breaking breaking) throws Exception {
            return new BreakingDisk(breaksAt, breaking.way, temp.resolve("aside"), store.home.databaseFile());
        }

        Stream<DynamicTest> tests() {
            var tests = new ArrayList<DynamicTest>();
            for (var breaking : Breaking.values()) {
                tests.add(test(name + " " + breaking.words + ", resumed", operations, n -> importResumed(n, breaking)));
                tests.add(test(name + " " + breaking.words + ", taken back", operations, n -> importTakenBack(n, breaking)));
                tests.add(test("a rollback " + breaking.words + ", resumed", operationsBack, n -> rollbackResumed(n, breaking)));
                tests.add(test("a rollback " + breaking.words + ", taken back", operationsBack, n -> rollbackTakenBack(n, breaking)));
                tests.add(test("a rollback of the rollback " + breaking.words + ", resumed", operationsForth, n -> forthResumed(n, breaking)));
                tests.add(test("a rollback of the rollback " + breaking.words + ", taken back", operationsForth, n -> forthTakenBack(n, breaking)));
            }
            tests.add(test(name + " stopped dead, resumed, and then met by a power failure", operations, this::importCutOffAfterItsResumption));
            return tests.stream();
        }

        private DynamicTest test(String name, long count, Trial trial) {
            long seed = new Random().nextInt(1_000_000);
            var numbers = new ArrayList<>(LongStream.rangeClosed(1, count).boxed().toList());
            Collections.shuffle(numbers, new Random(seed));
            var chosen = numbers.subList(0, (int) (ALL ? count : Math.min(count, SAMPLE)));
            return DynamicTest.dynamicTest(name + " (" + chosen.size() + " of " + count + " operations" + (ALL ? "" : ", seed " + seed) + ")", () -> {
                var failures = new ArrayList<String>();
                for (long n : chosen) {
                    try {
                        trial.run(n);
                    } catch (AssertionError | RuntimeException e) {
                        failures.add("at operation " + n + ": " + e + where(e));
                    }
                }
                if (!failures.isEmpty()) fail(failures.size() + " of " + chosen.size() + ":\n" + String.join("\n", failures));
            });
        }

        private String where(Throwable e) {
            return Stream.of(e.getStackTrace()).filter(f -> f.getClassName().startsWith("ao.") || f.getClassName().startsWith("tests.")).limit(6)
                .map(f -> "\n      at " + f).reduce("", String::concat);
        }

        /** Applies a plan until it breaks; tells the id of the run, and whether it was begun at all. */
        private boolean broken(PlanFile broken, String id, long n, Breaking breaking) throws Exception {
            var disk = disk(n, breaking);
            try {
                var applied = library.apply(broken, disk, id);
                assertTrue(disk.broke(), "nothing broke");
                told(applied, id, breaking);
            } catch (BreakingDisk.Death e) {
                disk.unwind();
                if (breaking == Breaking.POWER_FAILURE) disk.dropUnsynced();
            } catch (AoException.Unreadable e) {
                assertEquals("state-unwritable", e.code());
            }
            return library.runs().get(id).isPresent();
        }

        /** A run that met an error says so: it is not done, or is done in spite of it; and it leaves nothing half made. */
        private void told(Applied applied, String id, Breaking breaking) throws Exception {
            var state = library.runs().get(id).orElseThrow().state();
            if (applied.complete()) assertEquals(RunState.DONE, state);
            else assertTrue(!applied.misses().isEmpty() || applied.stopped().isPresent());
            if (breaking == Breaking.DEAD_DISK) return;
            assertFalse(store.look().files().keySet().stream().anyMatch(name -> name.contains(".ao-")), "a half-made file is left: " + told(applied));
        }

        private boolean open(String id) {
            return library.runs().get(id).filter(ao.journal.Run::open).isPresent();
        }

        private void importResumed(long n, Breaking breaking) throws Exception {
            store.restore(original);
            var id = Runs.newId("import", Clock.systemUTC().instant());
            if (!broken(plan, id, n, breaking)) {
                assertSame(before.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
                assertComplete(library.apply(plan, Disk.Watcher.NONE));
                return;
            }
            if (open(id)) assertComplete(library.resume(id));
            assertEquals(RunState.DONE, library.runs().get(id).orElseThrow().state());
            assertSame(complete.timeless(), store.look().timeless());
        }

        /** What the first attempt wrote and did not get to make durable is for the second one to make durable. */
        private void importCutOffAfterItsResumption(long n) throws Exception {
            store.restore(original);
            var id = Runs.newId("import", Clock.systemUTC().instant());
            var disk = disk(n, Breaking.DEATH);
            try {
                library.apply(plan, disk, id);
            } catch (BreakingDisk.Death e) {
                disk.unwind();
            }
            if (library.runs().get(id).isEmpty()) return;
            if (open(id)) assertComplete(library.resume(id, disk));
            disk.dropUnsynced();
            // That the run is over need not have outlived it.
            if (open(id)) library.resume(id);
            assertEquals(RunState.DONE, library.runs().get(id).orElseThrow().state());
            assertSame(complete.timeless(), store.look().timeless());
            var undone = library.apply(library.rollback(id), Disk.Watcher.NONE);
            assertTrue(undone.complete(), () -> told(undone));
        }

        private void assertComplete(Applied applied) throws Exception {
            assertTrue(applied.complete(), () -> told(applied));
            assertSame(complete.timeless(), store.look().timeless());
        }

        private void importTakenBack(long n, Breaking breaking) throws Exception {
            store.restore(original);
            var id = Runs.newId("import", Clock.systemUTC().instant());
            if (!broken(plan, id, n, breaking)) return;
            boolean known = JournalFile.read(library.runs().get(id).orElseThrow().journal()).touched().stream()
                .anyMatch(t -> t.folder().equals(store.home.data())) || !Files.exists(original.resolve(".ao/data"));
            var undone = library.apply(library.rollback(id), Disk.Watcher.NONE);
            assertTrue(undone.complete(), () -> told(undone));
            assertEquals(RunState.UNDONE, library.runs().get(id).orElseThrow().state());
            assertFalse(open(undone.run().id()));
            if (known) assertSame(before, store.look());
            else assertSame(before.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
        }

        private void rollbackResumed(long n, Breaking breaking) throws Exception {
            store.restore(imported);
            var id = Runs.newId("rollback", Clock.systemUTC().instant());
            if (!broken(back, id, n, breaking)) {
                assertSame(complete.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
                assertEquals(RunState.DONE, library.runs().get(run).orElseThrow().state());
                return;
            }
            if (open(id)) {
                var resumed = library.resume(id);
                assertTrue(resumed.complete(), () -> told(resumed));
            }
            assertEquals(RunState.DONE, library.runs().get(id).orElseThrow().state());
            assertEquals(RunState.UNDONE, library.runs().get(run).orElseThrow().state());
            assertSame(before, store.look());
        }

        private void rollbackTakenBack(long n, Breaking breaking) throws Exception {
            store.restore(imported);
            var id = Runs.newId("rollback", Clock.systemUTC().instant());
            if (!broken(back, id, n, breaking)) return;
            boolean known = JournalFile.read(library.runs().get(id).orElseThrow().journal()).touched().stream()
                .anyMatch(t -> t.folder().equals(store.home.data()));
            var undone = library.apply(library.rollback(id), Disk.Watcher.NONE);
            assertTrue(undone.complete(), () -> told(undone));
            assertEquals(RunState.UNDONE, library.runs().get(id).orElseThrow().state());
            assertEquals(RunState.DONE, library.runs().get(run).orElseThrow().state());
            var found = store.look();
            if (known) assertSame(complete, found);
            else assertSame(complete.withoutTheDatabasesFolder(), found.withoutTheDatabasesFolder());
        }

        private void forthResumed(long n, Breaking breaking) throws Exception {
            store.restore(undoneCopy);
            var id = Runs.newId("rollback", Clock.systemUTC().instant());
            if (!broken(forth, id, n, breaking)) return;
            if (open(id)) {
                var resumed = library.resume(id);
                assertTrue(resumed.complete(), () -> told(resumed));
            }
            assertEquals(RunState.UNDONE, library.runs().get(undoneRun).orElseThrow().state());
            assertEquals(RunState.DONE, library.runs().get(run).orElseThrow().state());
            assertSame(complete.timeless(), store.look().timeless());
        }

        private void forthTakenBack(long n, Breaking breaking) throws Exception {
            store.restore(undoneCopy);
            var id = Runs.newId("rollback", Clock.systemUTC().instant());
            if (!broken(forth, id, n, breaking)) return;
            var undone = library.apply(library.rollback(id), Disk.Watcher.NONE);
            assertTrue(undone.complete(), () -> told(undone));
            assertEquals(RunState.DONE, library.runs().get(undoneRun).orElseThrow().state());
            assertSame(before.withoutTheDatabasesFolder(), store.look().withoutTheDatabasesFolder());
        }

        private String told(Applied applied) {
            return "misses " + applied.misses() + ", stopped " + applied.stopped();
        }

        private void assertSame(SweepStore.Seen expected, SweepStore.Seen found) {
            assertEquals("", expected.differences(found));
        }
    }

    /** What is done with the number of an operation. */
    private interface Trial {
        void run(long n) throws Exception;
    }
}
