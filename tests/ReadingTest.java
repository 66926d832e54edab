package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.model.Finding;
import ao.model.LegacySession;
import ao.read.Ahead;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.Utf8Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What makes the reading of large stores quick, and must not show in anything but the time. */
class ReadingTest {
    @TempDir
    Path folder;

    @Test
    void what_is_read_ahead_comes_in_order_and_stops_where_it_fails() {
        var taken = new ArrayList<Integer>();
        var numbers = IntStream.range(0, 1_000).boxed().iterator();
        var failure = assertThrows(IllegalStateException.class, () -> Ahead.inOrder(numbers, n -> {
            for (int i = ThreadLocalRandom.current().nextInt(2_000); i > 0; i--) Thread.onSpinWait();
            if (n == 700) throw new IllegalStateException("at 700");
            return 2 * n;
        }, taken::add));
        assertEquals("at 700", failure.getMessage());
        assertEquals(IntStream.range(0, 700).map(n -> 2 * n).boxed().toList(), taken);
    }

    @TestFactory
    Stream<DynamicTest> names_are_ordered_by_their_bytes() {
        return Seeded.tests(8, seed -> {
            var names = seed.list(40, () -> seed.text(6));
            var byBytes = names.stream().sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))).toList();
            assertEquals(byBytes, names.stream().sorted(Utf8Order::compare).toList());
        });
    }

    /** An inspection passes over texts that it does not need, and must find all the same that they are damaged. */
    @TestFactory
    Stream<DynamicTest> a_record_is_damaged_whether_its_texts_are_wanted_or_not() {
        return Seeded.tests(12, seed -> {
            try {
                var home = new LegacyHome(Files.createTempDirectory(folder, "seed-")).project("shop");
                for (int i = 0; i < 12; i++) home.tree.file(".agent-orchestrator/projects/shop/sessions/shop-" + i + ".json", damaged(record(seed, i), seed));
                assertEquals(read(home.path, false), read(home.path, true));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String record(Seeded seed, int number) {
        return "{\"worktree\":\"/w/shop-" + number + "\",\"agent\":\"claude-code\",\"summary\":\"" + seed.of(List.of("done", "a \\\"word\\\"", "é – 日", "\\ud83d\\ude00", "")) + "\",\"prEnrichment\":\"{\\\"state\\\":\\\"open\\\"}\","
            + "\"status\":\"working\",\"n\":" + seed.of(List.of("1", "null", "[1,2]", "{\"a\":\"b\"}")) + ",\"userPrompt\":\"fix\\nit\"}";
    }

    private static String damaged(String record, Seeded seed) {
        int at = seed.below(record.length());
        return switch (seed.below(7)) {
            case 0 -> record.substring(0, at);
            case 1 -> record.substring(0, at) + seed.of(List.of("\"", "\\", "\u0001", "}", "{", ",", ":", "\\q", "\\u12")) + record.substring(at);
            case 2 -> record.substring(0, at) + record.substring(Math.min(record.length(), at + 1));
            case 3 -> record + seed.of(List.of("\n", "}", "x", " {}"));
            case 4 -> record.replace("\"agent\"", "\"summary\"");
            case 5 -> record.replace("{\"worktree\"", "[\"worktree\"");
            default -> record;
        };
    }

    /** What is told of the records of a home. */
    private static List<String> read(Path home, boolean detailed) {
        var told = new ArrayList<String>();
        var store = LegacyStoreReader.open(Locations.resolve(new Locations.Given(Optional.of(home), Optional.empty(), Optional.empty()), Map.of()));
        var sink = new LegacyRecords.Sink<LegacySession>() {
            @Override public void session(LegacySession session) {
                told.add(session.id() + " " + session.worktree() + session.status() + session.agent() + session.userPrompt() + session.shownStatus());
            }

            @Override public void finding(LegacyStore.Folder of, Finding finding) {
                told.add(finding.toString());
            }

            @Override public void unreadable(LegacyStore.Folder of) {
                told.add("unreadable");
            }
        };
        if (detailed) LegacyRecords.detailed(store, store.folders(), sink);
        else LegacyRecords.sessions(store, store.folders(), sink);
        return told;
    }

    /** A folder of which so much is asked that it is listed. */
    @Test
    void worktrees_are_missing_only_where_they_are() throws IOException {
        var home = new LegacyHome(folder).project("shop");
        var worktrees = home.path.resolve("w");
        for (int i = 0; i < 40; i++) home.session("shop", "shop-" + i, home.worker("shop-" + i).put("worktree", worktrees + "/" + name(i)));
        for (int i = 0; i < 40; i += 4) Files.createDirectories(worktrees.resolve(name(i)));
        Files.createDirectories(worktrees.resolve(name(1).toLowerCase(java.util.Locale.ROOT)));
        Files.createSymbolicLink(worktrees.resolve(name(37)), worktrees.resolve(name(0)));
        Files.createSymbolicLink(worktrees.resolve(name(38)), Path.of("nowhere"));
        var missing = home.cli().run("inspect", "--only", "worktree-missing", "--format", "tsv", "--no-git");
        var wanted = IntStream.range(0, 40).filter(i -> i % 4 != 0 && i != 37).mapToObj(i -> "shop-" + i).sorted().toList();
        assertEquals(wanted, missing.out().lines().skip(1).flatMap(line -> Stream.of(line.split("\t")).filter(cell -> cell.matches("shop-\\d+"))).sorted().toList(), missing.out() + missing.err());
        assertTrue(missing.code() == 1);
    }

    private static String name(int number) {
        return (number % 5 == 0 ? "é" : "W") + number;
    }
}
