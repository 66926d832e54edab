package ao.cli;

import ao.journal.RemarkCodec;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Severity;
import ao.read.Failures;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What {@code inspect --json} wrote, read back session by session. */
public final class SavedInspection {
    private static final ObjectReader SESSION = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** So many members an answer has at most before what it reports. */
    private static final int ENVELOPE = 20;

    private SavedInspection() { }

    /** Whether a file is meant to be a saved inspection: it begins like one, or is called like one and is no document of another kind. */
    public static boolean is(Path file) {
        boolean named = file.getFileName().toString().endsWith(".json");
        try (var in = Json.MAPPER.getFactory().createParser(file.toFile())) {
            if (in.nextToken() != JsonToken.START_OBJECT) return named;
            for (int i = 0; i < ENVELOPE && in.nextToken() == JsonToken.FIELD_NAME; i++) {
                if (in.currentName().equals("report") || in.currentName().equals("schemaVersion")) return true;
                in.nextToken();
                in.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return named && !file.getFileName().toString().equals("sessions.json");
        }
    }

    /** The stores whose sessions it holds. */
    public static Set<String> stores(Path file) {
        var stores = new TreeSet<String>();
        read(file, session -> stores.add(session.path("store").asText()), finding -> { });
        return stores;
    }

    /** Whether a finding tells of a record that nobody could read. */
    public static boolean isUnreadable(Finding finding) {
        // An empty one that is new is no mistake, and nobody can read it all the same.
        return finding.code().startsWith("session") && (finding.severity() == Severity.ERROR || finding.code().equals("session-empty-file"));
    }

    /**
     * Gives every session, and what was found of records that could not be read.
     *
     * @throws AoException.Unreadable when it is no saved inspection
     */
    public static void read(Path file, Consumer<JsonNode> sessions, Consumer<Finding> unreadable) {
        boolean found = false;
        try (var in = Json.MAPPER.getFactory().createParser(file.toFile())) {
            for (var token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.START_OBJECT && in.getParsingContext().getParent().inRoot() && in.currentTokenLocation().getByteOffset() > 0 && found) {
                    throw new AoException.Unreadable("inspection-unreadable", file + " holds more than one document", "give what one inspect --json wrote");
                }
                if (token == JsonToken.FIELD_NAME && in.currentName().equals("findings") && in.getParsingContext().getParent().inRoot()) {
                    findings(file, in, unreadable);
                    continue;
                }
                if (token != JsonToken.FIELD_NAME || !in.currentName().equals("sessions") || !"report".equals(in.getParsingContext().getParent().getCurrentName())) continue;
                if (in.nextToken() != JsonToken.START_ARRAY) continue;
                found = true;
                for (var element = in.nextToken(); element != JsonToken.END_ARRAY; element = in.nextToken()) sessions.accept(session(file, in));
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("inspection-unreadable", file + ": " + (e instanceof JsonProcessingException p ? "it is not JSON, at " + Json.place(p) : Failures.sentence(e)), "give what inspect --json wrote");
        }
        if (!found) throw new AoException.Unreadable("inspection-unreadable", file + " holds no list of sessions", "give what inspect --json wrote");
    }

    private static void findings(Path file, JsonParser in, Consumer<Finding> unreadable) throws IOException {
        if (in.nextToken() != JsonToken.START_ARRAY) return;
        while (in.nextToken() == JsonToken.START_OBJECT) {
            JsonNode node = SESSION.readTree(in);
            if (!node.path("code").asText().startsWith("session")) continue;
            try {
                var finding = RemarkCodec.finding(node);
                if (isUnreadable(finding)) unreadable.accept(finding);
            } catch (IllegalArgumentException e) {
                throw new AoException.Unreadable("inspection-unreadable", file + " holds something else than findings in its list of them", "give what one inspect --json wrote");
            }
        }
    }

    private static JsonNode session(Path file, JsonParser in) throws IOException {
        var session = in.currentToken() == JsonToken.START_OBJECT ? SESSION.<JsonNode>readTree(in) : MissingNode.getInstance();
        if (session.path("project").isTextual() && session.path("id").isTextual()) return session;
        throw new AoException.Unreadable("inspection-unreadable", file + " holds something else than sessions in its list of them", "give what inspect --json wrote");
    }
}
