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

    /** As {@code table pr_reviews 21 after 19}, or {@code index idx_notifications_status 11 30}, which is there until 30. */
    private static SchemaObject object(String line) {
        var words = List.of(line.split(" "));
        int since = Integer.parseInt(words.get(2));
        int after = words.indexOf("after");
        boolean ends = words.size() > 3 && after != 3;
        return new SchemaObject(SchemaObject.Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT)), words.get(1),
            after < 0 ? since - 1 : Integer.parseInt(words.get(after + 1)), since, ends ? Integer.parseInt(words.get(3)) : Integer.MAX_VALUE);
    }
}
