package ao.journal;

import ao.read.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a journal says so far. A line that a crash cut off says nothing, wherever it stands: a resumed run goes on
 * behind it.
 */
public final class JournalFile {
    /** A change that was not done, and why. */
    public record Miss(long seq, Outcome outcome, String what, String why) { }

    /** A folder that was there before the run put something into it. */
    public record Touched(Path folder, Instant modified, String listing) {
        /** Puts the folder's path into a line. */
        public ObjectNode named(ObjectNode line) {
            return PathText.put(line, "touched", folder);
        }
    }

    /**
     * The transaction of a run.
     *
     * @param logBefore the last number of the change log before it, if there was one
     * @param marker    a row that it adds or removes, as table/id: whether it was committed shows in that row
     */
    public record Transaction(OptionalLong logBefore, String marker) { }

    private final BitSet begun = new BitSet();
    private final BitSet done = new BitSet();
    private final Map<String, Miss> rows = new LinkedHashMap<>();
    private final Map<Path, Touched> touched = new LinkedHashMap<>();
    private Optional<Transaction> transaction = Optional.empty();

    private JournalFile() { }

    /** Reads a journal; one that is not there yet is empty. */
    public static JournalFile read(Path file) throws IOException {
        var journal = new JournalFile();
        if (!Files.exists(file)) return journal;
        try (var lines = new Lines(Files.newInputStream(file))) {
            while (lines.next()) parse(lines.copy()).ifPresent(journal::take);
        }
        return journal;
    }

    /** Whatever Jackson objects to: bytes in memory cannot fail otherwise. */
    private static Optional<JsonNode> parse(byte[] line) {
        try {
            return Optional.of(Json.MAPPER.readTree(line));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void take(JsonNode line) {
        if (line.has("group")) {
            begun.set(line.get("group").intValue());
        } else if (line.has("row")) {
            var what = line.get("row").asText();
            rows.put(what, new Miss(0, outcome(line), what, line.path("why").asText()));
        } else if (line.has("seq")) {
            done.set(line.get("seq").intValue(), outcome(line) == Outcome.DONE);
        } else if (line.has("touched")) {
            var folder = PathText.read(line, "touched");
            touched.putIfAbsent(folder, new Touched(folder, Instant.parse(line.path("modified").asText()), line.path("listing").asText()));
        } else if (line.path("rows").asText().equals("begun")) {
            var before = line.path("log");
            transaction = Optional.of(new Transaction(before.isNumber() ? OptionalLong.of(before.longValue()) : OptionalLong.empty(),
                line.path("marker").asText()));
            rows.clear();
        }
    }

    private static Outcome outcome(JsonNode line) {
        return Outcome.valueOf(line.path("outcome").asText().toUpperCase(java.util.Locale.ROOT));
    }

    /** Whether the run may have done anything yet. */
    public boolean blank() {
        return begun.isEmpty() && transaction.isEmpty();
    }

    /** Whether anything of a group may have been done. */
    public boolean begun(int group) {
        return begun.get(group);
    }

    /** Whether a change is known to have been done by this run. */
    public boolean done(long seq) {
        return done.get((int) seq);
    }

    /** How many changes of files are known to have been done. */
    public int doneCount() {
        return done.cardinality();
    }

    /** Rows that were tried and not written. */
    public java.util.Collection<Miss> missedRows() {
        return rows.values();
    }

    /** Folders that were there before, as they were. */
    public java.util.Collection<Touched> touched() {
        return touched.values();
    }

    /** The transaction, if one was begun. */
    public Optional<Transaction> transaction() {
        return transaction;
    }
}
