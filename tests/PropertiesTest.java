package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.journal.PlanFile;
import ao.journal.PlanWriter;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Fingerprint;
import ao.model.Harness;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ProjectRow;
import ao.model.Row;
import ao.model.SessionKind;
import ao.model.SessionRow;
import ao.model.StoreKind;
import ao.plan.About;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import ao.plan.Purpose;
import ao.model.ShellWord;
import ao.report.Plain;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What must hold for any input. */
class PropertiesTest {
    @TempDir Path temp;

    @TestFactory Stream<DynamicTest> a_stored_time_reads_back_as_itself() {
        return Seeded.tests(50, random -> {
            var at = random.time();
            var stored = TimeText.stored(at);
            assertTrue(stored.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d*[1-9])? \\+0000 UTC"), stored);
            assertEquals(at, TimeText.parse(stored.replace(" +0000 UTC", "Z")).orElseThrow().at());
        });
    }

    @TestFactory Stream<DynamicTest> any_text_is_a_time_or_none_but_never_an_exception() {
        return Seeded.tests(100, random -> {
            var text = random.often() ? random.time().toString().substring(0, random.below(20)) + random.text(6) : random.text(30);
            TimeText.parse(text).ifPresent(read -> assertTrue(TimeText.stored(read.at()).endsWith("UTC")));
        });
    }

    /** What looks as JavaScript writes times is told without reading it. */
    @TestFactory Stream<DynamicTest> a_text_that_counts_as_a_time_is_read_as_one() {
        return Seeded.tests(100, random -> {
            var text = new StringBuilder("2026-11-22T10:20:30.123Z");
            for (int changes = random.below(4); changes > 0; changes--) text.setCharAt(random.below(text.length()), random.of(List.of('0', '1', '2', '3', '5', '6', '9', 'T', 'Z', ' ', '-', '٣')));
            assertEquals(TimeText.parse(text.toString()).isPresent(), TimeText.isTime(text.toString()), text::toString);
        });
    }

    @TestFactory Stream<DynamicTest> what_is_made_plain_cannot_move_a_cursor() {
        return Seeded.tests(50, random -> {
            var plain = Plain.of(random.text(60));
            assertTrue(plain.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u202e'), plain);
        });
    }

    @TestFactory Stream<DynamicTest> a_quoted_word_is_one_word_of_a_shell() {
        return Seeded.tests(20, random -> {
            var word = random.text(30).replace("\u0000", "");
            try {
                var process = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.quote(word)).redirectErrorStream(true);
                process.environment().put("LC_ALL", "C.UTF-8");
                assertEquals(word, new String(process.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @TestFactory Stream<DynamicTest> a_plan_reads_back_as_it_was_written_forwards_and_backwards() {
        return Seeded.tests(20, random -> {
            var changes = random.list(30, () -> change(random));
            var file = temp.resolve("plan-" + System.nanoTime());
            write(file, header(), changes);
            var plan = PlanFile.open(file);
            assertEquals(header(), plan.header());
            var expected = new ArrayList<Change>(changes.stream().filter(c -> !inserts(c)).toList());
            changes.stream().filter(PropertiesTest::inserts).forEach(expected::add);
            assertEquals(expected.toString(), read(plan, false).toString());
            java.util.Collections.reverse(expected);
            assertEquals(expected.toString(), read(plan, true).toString());
        });
    }

    /** Rows to insert come last in every plan. */
    private static boolean inserts(Change change) {
        return change instanceof Change.Rows rows && !rows.inserts().isEmpty();
    }

    @Test void a_plan_that_was_cut_off_or_changed_anywhere_is_refused() throws IOException {
        var file = temp.resolve("plan");
        var random = new Seeded(7);
        write(file, header(), List.of(change(random), change(random), change(random)));
        var whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(AoException.Unreadable.class, () -> PlanFile.open(file), "cut off after " + length + " bytes");
        }
        int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("{\"end\"");
        for (int at = 0; at < end; at += 11) {
            var changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertThrows(AoException.Unreadable.class, () -> PlanFile.open(file), "changed at byte " + at);
        }
    }

    @Test void a_row_has_as_many_values_as_its_table_has_columns() {
        for (var row : List.of(project(new Seeded(1)), session(new Seeded(2)))) {
            assertEquals(row.table().columns().size(), row.values().size());
            assertEquals(row, Row.of(row.table(), row.values()));
            assertFalse(row.id().isEmpty());
        }
    }

    private static PlanHeader header() {
        return new PlanHeader("import", List.of("import", "--yes"), java.time.Instant.EPOCH,
            List.of(new PlanHeader.Store(StoreKind.REWRITE, Path.of("/d/ao.db"))), List.of(Path.of("/d")),
            List.of(new Gate.Owner(Path.of("/h")), new Gate.Schema(Path.of("/d/ao.db"), 12, "stamp"),
                new Gate.DaemonStopped(Path.of("/d/ao.db"), Path.of("/r"), true),
                new Gate.LegacyStopped(Path.of("/l"), Optional.of(Path.of("/h")), List.of("p"), false, true, false, true)), "");
    }

    private static void write(Path file, PlanHeader header, List<Change> changes) {
        try (var writer = new PlanWriter(file, header, change -> { })) {
            for (var change : changes) {
                writer.startGroup();
                writer.change(change);
                writer.loss(new Loss("p", "s", "f", "old\n", "new\u2028", "why"));
                writer.note(new Note("p", "s", "text"));
            }
            writer.finish(JsonNodeFactory.instance.objectNode().put("a", 1));
        }
    }

    /** What is not wanted of a plan may be more than what is read of it at once. */
    @Test void changes_are_read_ahead_also_behind_a_thousand_losses() {
        var file = temp.resolve("losses.jsonl");
        var random = new Seeded(3);
        var changes = Stream.generate(() -> change(random)).limit(40).toList();
        try (var writer = new PlanWriter(file, header(), change -> { })) {
            for (var change : changes) {
                writer.change(change);
                for (int i = 0; i < 1_000; i++) writer.loss(new Loss("p", "s" + i, "f", "x".repeat(40), "", "why"));
            }
            writer.finish(JsonNodeFactory.instance.objectNode());
        }
        var plan = PlanFile.open(file);
        assertEquals(read(plan, false), readAhead(plan, PlanFile.Kind.FILES, PlanFile.Kind.ROWS));
        assertEquals(changes.size(), readAhead(plan, PlanFile.Kind.TARGETS, PlanFile.Kind.ROWS).size());
        assertEquals(changes.stream().filter(c -> c instanceof Change.MakeFolder || c instanceof Change.RemoveEmptyFolder || c instanceof Change.MoveEntry).toList(), readAhead(plan, PlanFile.Kind.PLACES));
    }

    private static List<Change> readAhead(PlanFile plan, PlanFile.Kind... kinds) {
        var found = new ArrayList<Change>();
        plan.readAhead(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                found.add(change);
            }
        }, kinds);
        return found;
    }

    private static List<Change> read(PlanFile plan, boolean backwards) {
        var found = new ArrayList<Change>();
        var visitor = new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                found.add(change);
            }
        };
        if (backwards) plan.readBackwards(visitor);
        else plan.read(visitor, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
        return found;
    }

    private static Change change(Seeded random) {
        var target = Path.of("/t", random.id());
        var about = new About(random.of(List.of(Purpose.values())), random.id(), random.often() ? random.id() : "");
        var content = new Fingerprint.FileContent(random.id(), random.below(1 << 20));
        return switch (random.below(7)) {
            case 0 -> new Change.MakeFolder(target, 0700, about);
            case 1 -> new Change.RemoveEmptyFolder(target, 0750, about);
            case 2 -> new Change.CreateFile(target, new Content.CopyOf(Path.of("/s", random.text(9).replace("\u0000", "")), content), content, 0640, random.time(), about);
            case 3 -> new Change.ReplaceFile(target, new Content.Kept(random.id(), random.below(99)), content, content, 0600, random.time(), about);
            case 4 -> new Change.RemoveFile(target, random.often() ? content : new Fingerprint.Database(random.id(), random.below(9)),
                random.often() ? java.util.Optional.empty() : java.util.Optional.of(target.resolveSibling("copy")), about);
            case 5 -> new Change.RestoreTime(target, random.id(), random.time(), about);
            default -> new Change.Rows(target, random.list(3, () -> random.often() ? session(random) : project(random)),
                random.list(3, () -> session(random)), random.often(), about);
        };
    }

    private static Row project(Seeded random) {
        return new ProjectRow("p" + random.id(), "/p" + random.text(9), random.text(9), random.text(9), TimeText.stored(random.time()),
            random.often() ? Optional.of("{}") : Optional.empty());
    }

    private static Row session(Seeded random) {
        return new SessionRow("s" + random.id(), random.id(), random.below(1 << 30), random.text(9), random.of(List.of(SessionKind.values())),
            Harness.CODEX, random.of(List.of(SessionRow.Activity.values())), TimeText.stored(random.time()), random.often(), random.text(9),
            random.text(9), random.text(9), random.text(99), TimeText.stored(random.time()), TimeText.stored(random.time()), random.text(9));
    }
}
