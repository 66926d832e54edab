package ao.read;

import ao.model.Splice;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Changes values of a JSON document where they stand: number text, order, unknown members and spacing of all else stay
 * byte for byte (DESIGN, rule 9). Of a repeated key the last one counts.
 */
public final class JsonEdit {
    /** A value with its place; an object also with its members, an array with its elements. */
    private static final class Spot {
        private long start;
        private long end;
        private List<Member> members;
        private List<Spot> elements;
        private final List<String> added = new ArrayList<>(0);
    }

    /** A member of an object, from its key on. */
    private static final class Member {
        private final String name;
        private final long key;
        private final Spot value;
        private boolean removed;

        Member(String name, long key, Spot value) {
            this.name = name;
            this.key = key;
            this.value = value;
        }
    }

    private final byte[] document;
    private final Spot root;
    private final List<Spot> objects = new ArrayList<>();
    private final List<Splice> splices = new ArrayList<>();

    /** @throws IOException when the bytes are not JSON */
    public JsonEdit(byte[] document) throws IOException {
        this.document = document;
        var text = new String(document, StandardCharsets.UTF_8);
        int blanks = text.substring(0, text.indexOf(JavaScript.trim(text))).getBytes(StandardCharsets.UTF_8).length;
        // A character for each byte, so that places are told in bytes, and bytes that are no UTF-8 do no harm.
        try (var parser = Json.MAPPER.getFactory().createParser(new String(document, blanks, document.length - blanks, StandardCharsets.ISO_8859_1))) {
            parser.nextToken();
            root = spot(parser, blanks);
        }
    }

    private Spot spot(JsonParser parser, int shift) throws IOException {
        var spot = new Spot();
        spot.start = shift + parser.currentTokenLocation().getCharOffset();
        var token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            spot.members = new ArrayList<>();
            objects.add(spot);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                long key = shift + parser.currentTokenLocation().getCharOffset();
                var name = name(parser.currentName(), (int) key);
                parser.nextToken();
                spot.members.add(new Member(name, key, spot(parser, shift)));
            }
            spot.end = shift + parser.currentLocation().getCharOffset();
        } else if (token == JsonToken.START_ARRAY) {
            spot.elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) spot.elements.add(spot(parser, shift));
            spot.end = shift + parser.currentLocation().getCharOffset();
        } else if (token == JsonToken.VALUE_STRING) {
            parser.getText();
            spot.end = shift + parser.currentLocation().getCharOffset();
        } else {
            spot.end = spot.start + parser.getText().length();
        }
        return spot;
    }

    /** The name of a member whose key begins here. */
    private String name(String read, int key) {
        if (read.chars().allMatch(c -> c < 128)) return read;
        var raw = new String(document, key, keyLength(key), StandardCharsets.UTF_8);
        return Json.parse(raw).map(JsonNode::textValue).orElse(read);
    }

    private static Optional<Member> member(Spot object, String name) {
        if (object.members == null) return Optional.empty();
        for (int i = object.members.size() - 1; i >= 0; i--) {
            var member = object.members.get(i);
            if (member.name.equals(name) && !member.removed) return Optional.of(member);
        }
        return Optional.empty();
    }

    private Optional<Spot> find(List<String> path) {
        var spot = Optional.of(root);
        for (var name : path) spot = spot.flatMap(s -> step(s, name));
        return spot;
    }

    /** A step into an object by a name, or into an array by a number. */
    private static Optional<Spot> step(Spot spot, String name) {
        if (spot.elements == null) return member(spot, name).map(m -> m.value);
        int index = Integer.parseInt(name);
        return index < spot.elements.size() ? Optional.of(spot.elements.get(index)) : Optional.empty();
    }

    /** A splice that would put other bytes in a member's place, if there is one. */
    public Optional<Splice> splice(byte[] bytes, String... path) {
        return find(List.of(path)).map(s -> new Splice(s.start, (int) (s.end - s.start), bytes));
    }

    /**
     * Sets a member's value; one that is not there comes last in its object. Does nothing where that object is none.
     *
     * @param path names of members; a number steps into an array
     */
    public void set(JsonNode value, String... path) {
        var names = List.of(path);
        var there = find(names);
        if (there.isPresent()) {
            replace(there.get(), bytes(text(value, there.get().start)));
            return;
        }
        find(names.subList(0, names.size() - 1)).filter(s -> s.members != null)
            .ifPresent(object -> object.added.add(name(names.get(names.size() - 1)) + ": " + text(value, object.members.isEmpty() ? object.start : object.members.get(0).key)));
    }

    /** Takes a member out, with every repetition of its key. */
    public void remove(String... path) {
        var names = List.of(path);
        find(names.subList(0, names.size() - 1)).filter(s -> s.members != null).ifPresent(object -> object.members.stream()
            .filter(m -> m.name.equals(names.get(names.size() - 1))).forEach(m -> m.removed = true));
    }

    /** Gives a member of an object another name, where it stands. */
    public void rename(String to, String... path) {
        var names = List.of(path);
        find(names.subList(0, names.size() - 1)).flatMap(s -> member(s, names.get(names.size() - 1)))
            .ifPresent(m -> splices.add(new Splice(m.key, keyLength((int) m.key), bytes(name(to)))));
    }

    /** The key's own bytes: from its quote to the one that ends it. */
    private int keyLength(int key) {
        int at = key + 1;
        while (document[at] != '"') at += document[at] == '\\' ? 2 : 1;
        return at + 1 - key;
    }

    /** Makes every change that turns one object into the other; what both agree on is not touched. */
    public void become(ObjectNode before, ObjectNode after) {
        become(before, after, List.of());
    }

    private void become(ObjectNode before, ObjectNode after, List<String> path) {
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) remove(join(path, name));
        });
        after.properties().forEach(e -> {
            var was = before.get(e.getKey());
            if (e.getValue().equals(was)) return;
            if (was instanceof ObjectNode one && e.getValue() instanceof ObjectNode other) become(one, other, List.of(join(path, e.getKey())));
            else set(e.getValue(), join(path, e.getKey()));
        });
    }

    private static String[] join(List<String> path, String name) {
        var joined = new ArrayList<>(path);
        joined.add(name);
        return joined.toArray(String[]::new);
    }

    private static String name(String name) {
        return Json.MAPPER.getNodeFactory().textNode(name).toString();
    }

    /** An object is written as its surroundings are: over several lines, if they are. */
    private String text(JsonNode value, long near) {
        if (!(value instanceof ObjectNode object) || object.isEmpty()) return value.toString();
        int line = (int) near;
        while (line > 0 && document[line - 1] != '\n') line--;
        if (line == 0) return value.toString();
        int end = line;
        while (end < document.length && (document[end] == ' ' || document[end] == '\t')) end++;
        var indent = new String(document, line, end - line, StandardCharsets.UTF_8);
        return KeyValueConversion.indented(object).replace("\n", "\n" + indent);
    }

    private void replace(Spot spot, byte[] bytes) {
        splices.add(new Splice(spot.start, (int) (spot.end - spot.start), bytes));
    }

    /** Half of a surrogate pair has no bytes of its own, and is written as the escape that it was. */
    private static byte[] bytes(String text) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) return text.getBytes(StandardCharsets.UTF_8);
        var escaped = new StringBuilder(text.length() + 6);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) escaped.append(c).append(text.charAt(++i));
            else if (Character.isSurrogate(c)) escaped.append(String.format("\\u%04x", (int) c));
            else escaped.append(c);
        }
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The changes, in order. */
    public List<Splice> splices() {
        var all = new ArrayList<Splice>();
        for (var object : objects) {
            removals(object, all);
            additions(object, all);
        }
        splices.stream().filter(s -> all.stream().noneMatch(r -> s.at() >= r.at() && s.at() < r.at() + r.length())).toList().forEach(all::add);
        return all.stream().sorted(Comparator.comparingLong(Splice::at).thenComparing(Splice::length, Comparator.reverseOrder())).toList();
    }

    /** What is removed goes with the comma before it; at the beginning of an object, with the one behind it. */
    private static void removals(Spot object, List<Splice> all) {
        var members = object.members;
        int first = 0;
        while (first < members.size() && members.get(first).removed) first++;
        if (first > 0) {
            long from = members.get(0).key;
            long to = first < members.size() ? members.get(first).key : members.get(first - 1).value.end;
            all.add(new Splice(from, (int) (to - from), new byte[0]));
        }
        for (int i = first + 1; i < members.size(); i++) {
            if (!members.get(i).removed) continue;
            long from = members.get(i - 1).value.end;
            all.add(new Splice(from, (int) (members.get(i).value.end - from), new byte[0]));
        }
    }

    /** New members are set apart as the first one is. */
    private void additions(Spot object, List<Splice> all) {
        if (object.added.isEmpty()) return;
        var members = object.members;
        if (members.isEmpty()) {
            all.add(new Splice(object.start + 1, 0, bytes(String.join(", ", object.added))));
            return;
        }
        var space = new String(document, (int) object.start + 1, (int) (members.get(0).key - object.start - 1), StandardCharsets.UTF_8);
        boolean none = members.stream().allMatch(m -> m.removed);
        var text = String.join("," + space, object.added);
        all.add(new Splice(members.get(members.size() - 1).value.end, 0, bytes(none ? text : "," + space + text)));
    }
}
