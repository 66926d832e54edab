package ao.read;

import ao.model.Ascii;
import ao.model.Excerpt;
import ao.model.Fingerprint.FileContent;
import ao.model.OpenclawEntry;
import ao.model.OpenclawEntry.Shape;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * OpenClaw's store as one file, {@code sessions.json}: an object with an entry for each key (openclaw-store sheet, 3).
 * Read as the software reads it that turns it into a directory: strictly, and up to a size.
 */
public final class OpenclawFile {
    /** Larger files are refused; exactly this size is fine. */
    public static final long LARGEST = 64L << 20;
    /** Larger ones are not read at all. */
    public static final long LARGEST_READ = 512L << 20;

    private static final JsonMapper LENIENT = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_TRAILING_COMMA,
        JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS, JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
        JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private OpenclawFile() { }

    /** What came of reading it. */
    public sealed interface Content { }

    /** Nothing is there. */
    public record Absent() implements Content { }

    /** There may be one, and it may not be read, or its folder not be looked into: it is neither absent nor damaged. */
    public record Unreadable(String reason) implements Content { }

    /** There is something that is no store; the reason is worded as recorded. */
    public record Invalid(String reason) implements Content { }

    /**
     * A store.
     *
     * @param entries  one for each key, in the order in which JavaScript goes through them; of a repeated key the last value
     * @param repeated keys that stand more than once
     */
    public record Entries(List<OpenclawEntry> entries, List<String> repeated) implements Content { }

    /** What a file holds, and the bytes that it was read from by their hash; nothing where none were read. */
    public record Fingerprinted(Content content, Optional<FileContent> print) { }

    /** Reads a file that a plan is made of: whether it is still the same must be told by the very bytes that were read. */
    public static Fingerprinted fingerprinted(Path file) {
        var print = new AtomicReference<CompletableFuture<FileContent>>();
        var content = read(file, LARGEST, bytes -> print.set(CompletableFuture.supplyAsync(() -> Hashes.content(bytes))));
        return new Fingerprinted(content, Optional.ofNullable(print.get()).map(CompletableFuture::join));
    }

    /** Reads a file. */
    public static Content read(Path file) {
        return read(file, LARGEST, bytes -> { });
    }

    /** Reads a file as all do that make no directory of it: they know no limit (openclaw-store sheet, 3), and ours is far. */
    public static Content readLarge(Path file) {
        return read(file, LARGEST_READ, bytes -> { });
    }

    private static Content read(Path file, long largest, Consumer<byte[]> also) {
        try {
            var at = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!at.isRegularFile()) return new Invalid("Legacy sessions.json is not a regular file.");
            if (at.size() > largest) return new Invalid("Legacy sessions.json exceeds the migration size limit.");
            var bytes = Files.readAllBytes(file);
            also.accept(bytes);
            return parse(bytes);
        } catch (NoSuchFileException e) {
            return new Absent();
        } catch (AccessDeniedException e) {
            return new Unreadable(Failures.sentence(e));
        } catch (IOException e) {
            if (!Files.isDirectory(file.getParent())) return new Absent();
            return new Invalid("Failed to parse legacy sessions.json: " + Failures.sentence(e));
        }
    }

    /** Parses a store. */
    public static Content parse(byte[] document) {
        return parse(new Excerpt(new String(document, StandardCharsets.ISO_8859_1), 0, document.length));
    }

    private static Content parse(Excerpt document) {
        if (isBlank(document)) return new Entries(List.of(), List.of());
        var text = document.from() == 0 && document.to() == document.document().length() ? document.document() : document.document().substring(document.from(), document.to());
        var found = parse(text, text);
        if (!(found instanceof Invalid)) return found;
        // Most texts have no such escapes, and to look for them in all would take as long as much of the parsing.
        var hidden = LoneSurrogates.hidden(text);
        return hidden == text ? found : parse(text, hidden);
    }

    private static Content parse(String text, String hidden) {
        try (var parser = Json.MAPPER.getFactory().createParser(hidden)) {
            var token = parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                // Whatever it is has to be whole to count as a value of another kind.
                parser.skipChildren();
                if (parser.nextToken() != null) throw new IOException("text follows the value");
                return new Invalid("Legacy sessions.json does not contain an object store.");
            }
            var found = new Reading(text, hidden != text, parser).entries();
            if (parser.nextToken() != null) throw new IOException("text follows the object");
            return found;
        } catch (JsonProcessingException e) {
            return new Invalid("Failed to parse legacy sessions.json: " + Json.complaint(e) + " at " + Json.place(e));
        } catch (IOException e) {
            return new Invalid("Failed to parse legacy sessions.json: " + e.getMessage());
        }
    }

    /** Blanks are JavaScript's, which go beyond ASCII: only a document that begins with one of those is looked at whole. */
    private static boolean isBlank(Excerpt document) {
        for (int at = document.from(); at < document.to(); at++) {
            char c = document.document().charAt(at);
            if (c > ' ' && c < 128) return false;
            if (c >= 128) return JavaScript.trim(document.text()).isEmpty();
        }
        return JavaScript.trim(document.text()).isEmpty();
    }

    /**
     * The members of an object.
     *
     * @param values each value by its name; of a repeated name the last
     */
    record Members(Map<String, Excerpt> values) {
        /** A member that is a text. */
        Optional<String> text(String name) {
            return Optional.ofNullable(values.get(name)).map(Excerpt::text).filter(j -> j.startsWith("\"")).map(JavaScript::unquoted);
        }

        /** A member that is an object. */
        Optional<Excerpt> object(String name) {
            return Optional.ofNullable(values.get(name)).filter(v -> v.document().charAt(v.from()) == '{');
        }
    }

    /** The members of a document that is one object; nothing for any other. */
    static Optional<Members> members(byte[] document) {
        var whole = Excerpt.of(document);
        if (!(parse(whole) instanceof Entries) || isBlank(whole)) return Optional.empty();
        var found = new HashMap<String, Excerpt>();
        try (var parser = Json.MAPPER.getFactory().createParser(LoneSurrogates.hidden(whole.document()))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                found.put(name, value(whole.document(), parser));
            }
            return Optional.of(new Members(found));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The value that begins at the current token. */
    private static Excerpt value(String document, JsonParser parser) throws IOException {
        var token = parser.currentToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (token.isStructStart()) parser.skipChildren();
        else if (token == JsonToken.VALUE_STRING) parser.getText();
        int end = token.isScalarValue() && token != JsonToken.VALUE_STRING ? start + parser.getText().length() : (int) parser.currentLocation().getCharOffset();
        return new Excerpt(document, start, end);
    }

    /** An entry of a document of its own. */
    static Optional<OpenclawEntry> entry(String key, Excerpt value) {
        var parts = new java.io.ByteArrayOutputStream();
        parts.writeBytes("{\"k\":".getBytes(StandardCharsets.UTF_8));
        parts.writeBytes(value.bytes());
        parts.write('}');
        return parse(parts.toByteArray()) instanceof Entries found && found.entries().size() == 1 ? Optional.of(found.entries().get(0).called(key)) : Optional.empty();
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
                var key = key();
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

        /** What is not plain ASCII is read anew, as the characters are bytes. */
        private String key() throws IOException {
            var name = parser.currentName();
            if (!hidden && Ascii.isAll(name)) return name;
            int start = (int) parser.currentTokenLocation().getCharOffset();
            int end = start + 1;
            while (text.charAt(end) != '"') end += text.charAt(end) == '\\' ? 2 : 1;
            return JavaScript.unquoted(new Excerpt(text, start, end + 1).text());
        }

        private OpenclawEntry entry(String key) throws IOException {
            var members = new OpenclawMembers(text);
            int start = (int) parser.currentTokenLocation().getCharOffset();
            var shape = parser.currentToken() == JsonToken.START_OBJECT ? Shape.OBJECT : parser.currentToken() == JsonToken.START_ARRAY ? Shape.ARRAY : Shape.OTHER;
            int end = start;
            if (shape == Shape.OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    parser.nextToken();
                    if (OpenclawMembers.has(name)) members.put(name, value(text, parser));
                    else parser.skipChildren();
                }
                end = (int) parser.currentLocation().getCharOffset();
            } else {
                var value = value(text, parser);
                if (shape == Shape.ARRAY) end = value.to();
            }
            return new OpenclawEntry(key, new Excerpt(text, start, end), shape, members);
        }
    }

    /** JavaScript goes through names that are array indexes first, in their order. */
    private static List<OpenclawEntry> inOrder(List<OpenclawEntry> entries) {
        var indexed = new TreeMap<Long, OpenclawEntry>();
        var others = new ArrayList<OpenclawEntry>(entries.size());
        for (var entry : entries) {
            var index = OpenclawKeys.index(entry.key());
            if (index.isPresent()) indexed.put(index.getAsLong(), entry);
            else others.add(entry);
        }
        if (indexed.isEmpty()) return others;
        var all = new ArrayList<>(indexed.values());
        all.addAll(others);
        return all;
    }
}
