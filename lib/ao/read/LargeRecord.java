package ao.read;

import ao.model.Severity;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A record of many megabytes: it is read key by key, so that a huge value of no interest never fills the memory. */
final class LargeRecord {
    private static final int LONGEST_FIELD = 1 << 20;
    /** Larger files that are no JSON are not looked into: they would fill the memory. */
    private static final long LARGEST_TEXT = 16L << 20;
    /** So much of a file tells whether it is JSON. */
    private static final int BEGINNING = 200;

    private final Path file;
    private final long size;
    private final Note note;
    private final Text otherwise;

    LargeRecord(Path file, long size, Note note, Text otherwise) {
        this.file = file;
        this.size = size;
        this.note = note;
        this.otherwise = otherwise;
    }

    /** What notices are given to. */
    interface Note {
        void say(String code, Severity severity, String message, String expected, String found);
    }

    /** What reads a record that is no JSON. */
    interface Text {
        Optional<ObjectNode> read(byte[] bytes) throws IOException;
    }

    /** Where a value stands, in bytes. */
    private record Range(String name, long start, long end) { }

    /**
     * Reads it in two passes: the first finds where each value stands without holding any, the second takes those that are
     * of a sensible size.
     *
     * @param wanted names whose values are missed when they are left out
     */
    Optional<ObjectNode> read(Set<String> wanted) throws IOException {
        if (!startsLikeJson()) {
            if (size <= LARGEST_TEXT) return otherwise.read(Files.readAllBytes(file));
            note.say("session-corrupt", Severity.ERROR, "the record is no JSON", "an object", "a text of " + size + " bytes");
            return Optional.empty();
        }
        var ranges = new ArrayList<Range>();
        try (var in = Files.newInputStream(file); var parser = Json.MAPPER.getFactory().createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                note.say("session-not-object", Severity.ERROR, "the record is JSON, but not an object", "an object", "an array of " + size + " bytes");
                return Optional.empty();
            }
            ranges(parser, ranges);
            if (parser.nextToken() != null) throw new IOException("text follows the object");
        } catch (JsonProcessingException e) {
            note.say("session-corrupt", Severity.ERROR, "the record is not JSON, at " + Json.place(e), "JSON", Json.complaint(e));
            return Optional.empty();
        }
        var record = Json.MAPPER.createObjectNode();
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            for (var range : ranges) value(range, in, record, wanted);
        }
        return Optional.of(record);
    }

    private boolean startsLikeJson() throws IOException {
        try (var in = Files.newInputStream(file)) {
            var start = JavaScript.trim(new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8));
            return start.startsWith("{") || start.startsWith("[");
        }
    }

    private static void ranges(JsonParser parser, List<Range> ranges) throws IOException {
        var token = parser.nextToken();
        while (token == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            long start = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            token = parser.nextToken();
            ranges.add(new Range(name, start, parser.currentTokenLocation().getByteOffset()));
        }
    }

    private void value(Range range, RandomAccessFile in, ObjectNode record, Set<String> wanted) throws IOException {
        long length = range.end() - range.start();
        if (length > LONGEST_FIELD) {
            if (wanted.contains(range.name())) {
                note.say("value-too-large", Severity.WARNING, "the value of " + range.name() + " has about " + length
                    + " bytes and is left out", "at most " + LONGEST_FIELD, String.valueOf(length));
            } else {
                record.put(range.name(), "(about " + length + " bytes)");
            }
            return;
        }
        var bytes = new byte[(int) length];
        in.seek(range.start());
        in.readFully(bytes);
        int end = bytes.length;
        // The range goes up to the next key.
        while (end > 0 && (bytes[end - 1] <= ' ' || bytes[end - 1] == ',')) end--;
        bytes = java.util.Arrays.copyOf(bytes, end);
        record.set(range.name(), Json.LAST_KEY_WINS.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(bytes));
    }
}
