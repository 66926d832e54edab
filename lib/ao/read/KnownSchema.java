package ao.read;

import ao.model.SchemaObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What databases of the rewrite have, from the list that comes with the toolkit. */
public final class KnownSchema {
    private static final int UNTIL = 3;

    private KnownSchema() { }

    /** All objects of all known versions. */
    public static List<SchemaObject> objects() {
        try (var in = KnownSchema.class.getResourceAsStream("/res/schema-objects.txt")) {
            var text = new String(Objects.requireNonNull(in, "res/schema-objects.txt is not in the build").readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(KnownSchema::object).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaObject object(String line) {
        var words = line.split(" ");
        return new SchemaObject(SchemaObject.Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], Integer.parseInt(words[2]),
            words.length > UNTIL ? Integer.parseInt(words[UNTIL]) : Integer.MAX_VALUE);
    }
}
