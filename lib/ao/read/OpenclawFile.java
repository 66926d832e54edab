package ao.read;

import ao.model.OpenclawEntry;
import ao.model.OpenclawEntry.Shape;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * OpenClaw's store as one file, {@code sessions.json}: an object with an entry for each key (openclaw-store sheet, 3).
 * Read as the software reads it that turns it into a directory: strictly, and up to a size.
 */
public final class OpenclawFile {
    /** Larger files are refused; exactly this size is fine. */
    public static final long LARGEST = 64L << 20;
    private static final long LARGEST_INDEX = 4_294_967_294L;

    private static final JsonMapper LENIENT = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_TRAILING_COMMA,
        JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS, JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
        JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER).build();

    private OpenclawFile() { }

    /** What came of reading it. */
    public sealed interface Content { }

    /** Nothing is there. */
    public record Absent() implements Content { }

    /** There is something that is no store; the reason is worded as recorded. */
    public record Invalid(String reason) implements Content { }

    /**
     * A store.
     *
     * @param entries  one for each key, in the order in which JavaScript goes through them; of a repeated key the last value
     * @param repeated keys that stand more than once
     */
    public record Entries(List<OpenclawEntry> entries, List<String> repeated) implements Content { }

    /** Reads a file. */
    public static Content read(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return new Absent();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return new Invalid("Legacy sessions.json is not a regular file.");
        try {
            if (Files.size(file) > LARGEST) return new Invalid("Legacy sessions.json exceeds the migration size limit.");
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Invalid("Failed to parse legacy sessions.json: " + Failures.sentence(e));
        }
    }

    /** Parses a store's text. */
    public static Content parse(String text) {
        if (JavaScript.trim(text).isEmpty()) return new Entries(List.of(), List.of());
        var hidden = LoneSurrogates.hidden(text);
        try (var parser = Json.MAPPER.getFactory().createParser(hidden)) {
            var token = parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                // Whatever it is has to be whole to count as a value of another kind.
                parser.skipChildren();
                if (parser.nextToken() != null) throw new IOException("text follows the value");
                return new Invalid("Legacy sessions.json does not contain an object store.");
            }
            var found = new Reading(text, !hidden.equals(text), parser).entries();
            if (parser.nextToken() != null) throw new IOException("text follows the object");
            return found;
        } catch (JsonProcessingException e) {
            return new Invalid("Failed to parse legacy sessions.json: " + Json.complaint(e) + " at " + Json.place(e));
        } catch (IOException e) {
            return new Invalid("Failed to parse legacy sessions.json: " + e.getMessage());
        }
    }

    /**
     * The members of an object, as they stand in its text.
     *
     * @param json each value's text by its name
     */
    record Members(Map<String, String> json) {
        /** A member that is a text. */
        Optional<String> text(String name) {
            return Optional.ofNullable(json.get(name)).filter(j -> j.startsWith("\"")).flatMap(Json::parse).map(com.fasterxml.jackson.databind.JsonNode::textValue);
        }

        /** A member that is an object, as its text. */
        Optional<String> object(String name) {
            return Optional.ofNullable(json.get(name)).filter(j -> j.startsWith("{"));
        }
    }

    /** The members of a text that is one object; nothing for any other text. */
    static Optional<Members> members(String text) {
        if (!(parse(text) instanceof Entries) || JavaScript.trim(text).isEmpty()) return Optional.empty();
        var found = new HashMap<String, String>();
        try (var parser = Json.MAPPER.getFactory().createParser(LoneSurrogates.hidden(text))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) found.put(parser.currentName(), value(text, parser));
            return Optional.of(new Members(found));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The text of the value that begins at the next token. */
    private static String value(String text, JsonParser parser) throws IOException {
        var token = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (token.isStructStart()) parser.skipChildren();
        else if (token == JsonToken.VALUE_STRING) parser.getText();
        int end = token.isScalarValue() && token != JsonToken.VALUE_STRING ? start + parser.getText().length() : (int) parser.currentLocation().getCharOffset();
        return text.substring(start, end);
    }

    /** An entry by its value's text. */
    static Optional<OpenclawEntry> entry(String key, String json) {
        var wrapped = parse("{\"k\":" + json + "}");
        return wrapped instanceof Entries found && found.entries().size() == 1 ? Optional.of(found.entries().get(0).called(key)) : Optional.empty();
    }

    /** The value of a text that may be JSON5, as far as the library that we use reads that. */
    static Optional<com.fasterxml.jackson.databind.JsonNode> lenient(String text) {
        try {
            var node = LENIENT.readTree(text);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Goes through a store without holding more than its text. */
    private static final class Reading {
        private final String text;
        private final boolean hidden;
        private final JsonParser parser;
        private final Map<String, Integer> places = new HashMap<>();
        private final List<OpenclawEntry> entries = new ArrayList<>();
        private final List<String> repeated = new ArrayList<>();

        Reading(String text, boolean hidden, JsonParser parser) {
            this.text = text;
            this.hidden = hidden;
            this.parser = parser;
        }

        Entries entries() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var key = LoneSurrogates.shown(parser.currentName(), hidden);
                parser.nextToken();
                var entry = entry(key);
                var place = places.putIfAbsent(key, entries.size());
                if (place == null) {
                    entries.add(entry);
                } else {
                    repeated.add(key);
                    entries.set(place, entry);
                }
            }
            return new Entries(inOrder(entries), repeated);
        }

        private OpenclawEntry entry(String key) throws IOException {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            var members = new HashMap<String, String>();
            var shape = Shape.OTHER;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                shape = Shape.OBJECT;
                members(members);
            } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                shape = Shape.ARRAY;
                parser.skipChildren();
            } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
                parser.getText();
            }
            int end = parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_STRING ? start + parser.getText().length() : (int) parser.currentLocation().getCharOffset();
            return new OpenclawEntry(key, shape == Shape.OTHER ? "" : text.substring(start, end), shape, Optional.ofNullable(members.get("updatedAt")), string(members, "sessionId"),
                string(members, "sessionFile"), string(members, "lastChannel").or(() -> string(members, "lastProvider")).or(() -> string(members, "channel")), string(members, "lastTo"));
        }

        private void members(Map<String, String> wanted) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                if (token.isStructStart()) parser.skipChildren();
                else if (token == JsonToken.VALUE_STRING) parser.getText();
                if (!WANTED.contains(name)) continue;
                int end = token.isScalarValue() && token != JsonToken.VALUE_STRING ? start + parser.getText().length() : (int) parser.currentLocation().getCharOffset();
                wanted.put(name, text.substring(start, end));
            }
        }

        private static Optional<String> string(Map<String, String> members, String name) {
            return Optional.ofNullable(members.get(name)).flatMap(Json::parse).map(com.fasterxml.jackson.databind.JsonNode::textValue);
        }
    }

    private static final java.util.Set<String> WANTED = java.util.Set.of("updatedAt", "sessionId", "sessionFile", "lastChannel", "lastProvider", "channel", "lastTo");

    /** JavaScript goes through names that are array indexes first, in their order. */
    private static List<OpenclawEntry> inOrder(List<OpenclawEntry> entries) {
        var indexed = new TreeMap<Long, OpenclawEntry>();
        var others = new ArrayList<OpenclawEntry>(entries.size());
        for (var entry : entries) {
            if (entry.key().matches("0|[1-9]\\d{0,9}") && Long.parseLong(entry.key()) <= LARGEST_INDEX) indexed.put(Long.parseLong(entry.key()), entry);
            else others.add(entry);
        }
        if (indexed.isEmpty()) return others;
        var all = new ArrayList<>(indexed.values());
        all.addAll(others);
        return all;
    }
}
