package tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;

/** The recorded behaviour of the real systems, under {@code tests/golden}. */
final class Golden {
    static final ObjectMapper JSON = JsonMapper.builder()
        .disable(com.fasterxml.jackson.core.JsonParser.Feature.AUTO_CLOSE_SOURCE).build();

    /** One recorded call: its number, what went in and what came out. */
    record Line(String id, JsonNode in, JsonNode out) {
        /** What the call returned, null when it threw. */
        JsonNode value() {
            return out.get("value");
        }

        boolean throwsThere() {
            return out.has("throws");
        }

        @Override public String toString() {
            return id;
        }
    }

    private Golden() { }

    static Stream<Line> lines(String file) {
        try {
            return Files.readAllLines(Repo.root().resolve("tests/golden/ao").resolve(file)).stream().map(Golden::line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Line line(String text) {
        try {
            var node = JSON.readTree(text);
            return new Line(node.get("id").textValue(), node.get("in"), node.get("out"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Line> lines(String file, String function) {
        return lines(file).filter(line -> line.in().path("fn").asText().equals(function));
    }
}
