package ao.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the codes of findings and errors mean, from the list that comes with the toolkit. */
public final class Explanations {
    private Explanations() { }

    /**
     * A code explained. Parts that say nothing are empty.
     *
     * @param comes how it comes about
     * @param check how to look at it by hand
     */
    public record Explanation(String code, String means, String comes, String check, String fix) { }

    /** All of them, by code. */
    public static Map<String, Explanation> all() {
        try (var in = Objects.requireNonNull(Explanations.class.getResourceAsStream("/res/codes.yaml"), "res/codes.yaml is not in the build")) {
            var all = new LinkedHashMap<String, Explanation>();
            ((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in)).forEach((code, parts) -> all.put((String) code, explanation((String) code, (Map<?, ?>) parts)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Explanation explanation(String code, Map<?, ?> parts) {
        return new Explanation(code, (String) parts.get("means"), (String) parts.get("comes"), (String) parts.get("check"), (String) parts.get("fix"));
    }
}
