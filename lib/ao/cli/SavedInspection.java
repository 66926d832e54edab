package ao.cli;

import ao.model.AoException;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What {@code inspect --json} wrote, read back session by session. */
public final class SavedInspection {
    private static final ObjectReader SESSION = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SavedInspection() { }

    /** Whether a file is meant to be a saved inspection: by its name, or because it begins like one. */
    public static boolean is(Path file) {
        if (file.getFileName().toString().equals("sessions.json")) return false;
        if (file.getFileName().toString().endsWith(".json")) return true;
        try (var in = Files.newInputStream(file)) {
            int first = in.read();
            while (first == ' ' || first == '\n') first = in.read();
            return first == '{';
        } catch (IOException e) {
            return false;
        }
    }

    /** The stores whose sessions it holds. */
    public static Set<String> stores(Path file) {
        var stores = new TreeSet<String>();
        read(file, session -> stores.add(session.path("store").asText()));
        return stores;
    }

    /**
     * Gives every session.
     *
     * @throws AoException.Unreadable when it is no saved inspection
     */
    public static void read(Path file, Consumer<JsonNode> sessions) {
        boolean found = false;
        try (var in = Json.MAPPER.getFactory().createParser(file.toFile())) {
            for (var token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.START_OBJECT && in.getParsingContext().getParent().inRoot() && in.currentTokenLocation().getByteOffset() > 0 && found) {
                    throw new AoException.Unreadable("inspection-unreadable", file + " holds more than one document", "give what one inspect --json wrote");
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

    private static JsonNode session(Path file, JsonParser in) throws IOException {
        var session = in.currentToken() == JsonToken.START_OBJECT ? SESSION.<JsonNode>readTree(in) : MissingNode.getInstance();
        if (session.path("project").isTextual() && session.path("id").isTextual()) return session;
        throw new AoException.Unreadable("inspection-unreadable", file + " holds something else than sessions in its list of them", "give what inspect --json wrote");
    }
}
