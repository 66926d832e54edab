package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What every answer with {@code --json} has to be, whatever happened. */
final class Answer {
    private static final int SHOWN = 2_000;

    private Answer() { }

    /** As much of a result as one can read. */
    static String shown(Cli.Result result) {
        return "exit " + result.code() + "\n--- err\n" + cut(result.err()) + "\n--- out\n" + cut(result.out());
    }

    private static String cut(String text) {
        int half = SHOWN / 2;
        return text.length() <= SHOWN ? text : text.substring(0, half) + "\n…\n" + text.substring(text.length() - half);
    }

    /** The one document on standard output, of a command that ended with this code and showed no stack. */
    static JsonNode of(Cli.Result result, int code) {
        assertEquals(code, result.code(), () -> shown(result));
        // What SQLite's driver logs has a test of its own.
        assertFalse(result.err().contains("\tat ") && !result.err().contains("org.sqlite.util.Logger") || result.err().contains("Exception in thread"), () -> "a stack trace: " + shown(result));
        try {
            var document = Golden.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(result.out());
            assertEquals(code, document.path("exitCode").asInt(-1), () -> shown(result));
            assertEquals(code == 0, document.path("ok").asBoolean(), () -> shown(result));
            return document;
        } catch (JsonProcessingException e) {
            throw new AssertionError("standard output is not one JSON document: " + shown(result), e);
        }
    }

    /** The same of a failure: its code is in the document, and its sentence on standard error. */
    static JsonNode failure(Cli.Result result, int exit, String code) {
        var error = of(result, exit).path("error");
        assertEquals(code, error.path("code").asText(), () -> shown(result));
        assertFalse(error.path("message").asText().isBlank(), () -> shown(result));
        assertTrue(result.err().contains(error.path("message").asText()), () -> shown(result));
        return error;
    }

    /** The findings of a code. */
    static List<JsonNode> findings(JsonNode document, String code) {
        var found = new ArrayList<JsonNode>();
        document.path("findings").forEach(finding -> {
            if (finding.path("code").asText().equals(code)) found.add(finding);
        });
        return found;
    }

    /** The one finding of a code. */
    static JsonNode finding(JsonNode document, String code) {
        var found = findings(document, code);
        assertEquals(1, found.size(), () -> code + " in " + document.path("findings").toPrettyString());
        return found.get(0);
    }

    /** The texts of a report's list. */
    static List<String> report(JsonNode document, String list) {
        var texts = new ArrayList<String>();
        document.path("report").path(list).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
