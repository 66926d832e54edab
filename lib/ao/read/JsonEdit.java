package ao.read;

import ao.model.Splice;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes values of a JSON document where they stand: number text, order, unknown members and spacing of all else stay
 * byte for byte (DESIGN, rule 9).
 */
public final class JsonEdit {
    private static final int MARK = 3;

    /** A value with its place; an object also with its members. */
    private static final class Spot {
        private long start;
        private long end;
        private long firstKey = -1;
        private long lastEnd = -1;
        private Map<String, Spot> members;
    }

    private final byte[] document;
    private final Spot root;
    private final List<Splice> splices = new ArrayList<>();

    /** @throws IOException when the bytes are not JSON */
    public JsonEdit(byte[] document) throws IOException {
        this.document = document;
        int mark = document.length >= MARK && document[0] == (byte) 0xEF && document[1] == (byte) 0xBB && document[2] == (byte) 0xBF ? MARK : 0;
        try (var parser = Json.MAPPER.getFactory().createParser(document, mark, document.length - mark)) {
            parser.nextToken();
            root = spot(parser, mark);
        }
    }

    private static Spot spot(JsonParser parser, int shift) throws IOException {
        var spot = new Spot();
        spot.start = shift + parser.currentTokenLocation().getByteOffset();
        var token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            spot.members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (spot.firstKey < 0) spot.firstKey = shift + parser.currentTokenLocation().getByteOffset();
                var name = parser.currentName();
                parser.nextToken();
                var member = spot(parser, shift);
                spot.members.put(name, member);
                spot.lastEnd = member.end;
            }
            spot.end = shift + parser.currentLocation().getByteOffset();
        } else if (token == JsonToken.START_ARRAY) {
            parser.skipChildren();
            spot.end = shift + parser.currentLocation().getByteOffset();
        } else if (token == JsonToken.VALUE_STRING) {
            parser.getText();
            spot.end = shift + parser.currentLocation().getByteOffset();
        } else {
            spot.end = spot.start + parser.getText().length();
        }
        return spot;
    }

    private Optional<Spot> find(List<String> path) {
        var spot = root;
        for (var name : path) {
            if (spot.members == null || !spot.members.containsKey(name)) return Optional.empty();
            spot = spot.members.get(name);
        }
        return Optional.of(spot);
    }

    /** A splice that would put other bytes in a member's place, if there is one. */
    public Optional<Splice> splice(byte[] bytes, String... path) {
        return find(List.of(path)).map(s -> new Splice(s.start, (int) (s.end - s.start), bytes));
    }

    /** Sets a member's value; one that is not there comes last in its object. Does nothing where that object is none. */
    public void set(JsonNode value, String... path) {
        var names = List.of(path);
        var there = find(names);
        if (there.isPresent()) {
            replace(there.get().start, there.get().end, bytes(value.toString()));
            return;
        }
        var parent = find(names.subList(0, names.size() - 1));
        if (parent.isEmpty() || parent.get().members == null) return;
        append(parent.get(), names.get(names.size() - 1), value);
    }

    /** The new member is set apart as the first one is. */
    private void append(Spot object, String name, JsonNode value) {
        boolean empty = object.firstKey < 0;
        var space = empty ? "" : new String(document, (int) object.start + 1, (int) (object.firstKey - object.start - 1), StandardCharsets.UTF_8);
        var member = Json.MAPPER.getNodeFactory().textNode(name) + ": " + value;
        var before = pending(object);
        if (empty) insert(object.start + 1, before.isEmpty() ? member : ", " + member);
        else insert(object.lastEnd, "," + space + member);
    }

    private List<Splice> pending(Spot object) {
        return splices.stream().filter(s -> s.at() == object.start + 1 && s.length() == 0).toList();
    }

    private void insert(long at, String text) {
        var before = splices.stream().filter(s -> s.at() == at && s.length() == 0).findFirst();
        before.ifPresent(splices::remove);
        var earlier = before.map(s -> new String(s.bytes(), StandardCharsets.UTF_8)).orElse("");
        splices.add(new Splice(at, 0, bytes(earlier + text)));
    }

    private void replace(long start, long end, byte[] bytes) {
        splices.add(new Splice(start, (int) (end - start), bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The changes, in order. */
    public List<Splice> splices() {
        return splices.stream().sorted(Comparator.comparingLong(Splice::at).thenComparingInt(Splice::length)).toList();
    }
}
