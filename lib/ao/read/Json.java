package ao.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Strict JSON as the stores hold it; what is not strict JSON is corrupt there, and so it is here. */
public final class Json {
    private static final int LONGEST_STRING = 512 << 20;
    private static final int DEEPEST = 4_000;
    private static final int LONGEST_NUMBER = 100_000;

    /** Reads and writes trees; trailing text after the document is an error, a repeated key is too. */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).maxNameLength(LONGEST_STRING).maxNestingDepth(DEEPEST).maxNumberLength(LONGEST_NUMBER).build()).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(com.fasterxml.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .disable(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .build();

    private static final Pattern UNKNOWN_WORD = Pattern.compile("Unrecognized token '.*':", Pattern.DOTALL);

    /** The same, but of a repeated key the last value counts, as in the systems whose files we read. */
    static final JsonMapper LAST_KEY_WINS = MAPPER.rebuild()
        .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    private static final JsonMapper ROUNDED = LAST_KEY_WINS.rebuild().disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private Json() { }

    /** The value that a text holds, or nothing when it is not JSON. */
    public static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(tree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The value of a text as JavaScript takes it: of a repeated key the last value counts, and no number is too large. */
    static JsonNode tree(String text) throws JsonProcessingException {
        try {
            return LAST_KEY_WINS.readTree(text);
        } catch (NumberFormatException e) {
            // An exponent that no BigDecimal has: the number is infinite there, or zero.
            return ROUNDED.readTree(text);
        }
    }

    /** A text as it stands within quotes, but for those. */
    public static String quoted(String text) {
        var quoted = MAPPER.getNodeFactory().textNode(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    /** An object, also when it is wrapped in JSON text once or twice (D4). */
    public static Optional<ObjectNode> objectIn(JsonNode node) {
        var current = node;
        for (int depth = 0; depth < 3 && current != null; depth++) {
            if (current instanceof ObjectNode object) return Optional.of(object);
            if (!current.isTextual()) return Optional.empty();
            current = parse(current.textValue()).orElse(null);
        }
        return Optional.empty();
    }

    /** Where in its source a parser gave up. */
    public static String place(JsonProcessingException e) {
        var at = e.getLocation();
        return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** What a parser complained about, without the source excerpt that Jackson adds. */
    static String complaint(JsonProcessingException e) {
        var text = e.getOriginalMessage();
        var line = text.indexOf('\n');
        // A word that is no JSON may be anything, a password too.
        return UNKNOWN_WORD.matcher(line < 0 ? text : text.substring(0, line)).replaceAll("Unrecognized word:");
    }

}
