package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code --json} writes is what {@code examples/schema} says. Every other test that reads a report checks that,
 * too; here are those commands that none of them may have asked.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaTest {
    /** A shell has no report, and these go under the name of what they do. */
    private static final Set<String> WITHOUT = Set.of("ao", "shell", "apply", "migrate");

    @TempDir Path temp;

    private JsonNode run(LegacyHome home, String... words) {
        var result = home.cli().runHere(words);
        assertTrue(result.out().startsWith("{"), result::toString);
        return result.json();
    }

    @Test
    void every_command_writes_what_its_schema_says() throws Exception {
        var home = DoctorTest.sound(temp);
        home.daemons();
        var seen = new TreeSet<String>();
        var moved = Files.createDirectories(home.path.resolve("moved")).toString();
        var run = run(home, "import", "--yes", "--json", "--sessions", "all").path("run").asText();
        var kept = temp.resolve("kept").toString();
        for (var words : List.of(
            new String[] {"inspect"}, new String[] {"inspect", "--session", "shop-1", "--restore-plan"}, new String[] {"inspect", "--incident"},
            new String[] {"diff", home.root().toString(), home.databaseFile().toString()}, new String[] {"explain"}, new String[] {"explain", "pr-shared"}, new String[] {"help"}, new String[] {"help", "import"}, new String[] {"help", "pr-shared"}, new String[] {"completion", "zsh"},
            new String[] {"import", "--dry-run"}, new String[] {"import", "--rehearse"}, new String[] {"runs"}, new String[] {"runs", "show", run},
            new String[] {"resume", run}, new String[] {"rollback", run, "--dry-run"}, new String[] {"rollback", "--storage"}, new String[] {"rollback", run, "--yes"},
            new String[] {"runs", "prune", "--older-than", "1h"}, new String[] {"preflight", "--openclaw"}, new String[] {"migrate-storage"}, new String[] {"repair-metadata"},
            new String[] {"relocate-transcripts", "--find"}, new String[] {"relocate-transcripts", home.path.resolve("gone").toString(), moved, "--dry-run"},
            new String[] {"snapshot", "make", "--to", kept, "--yes"}, new String[] {"snapshot", "verify", kept},
            new String[] {"snapshot", "restore", kept, "--to", temp.resolve("back").toString(), "--dry-run"}, new String[] {"nonsense"})) {
            var all = new java.util.ArrayList<>(List.of(words));
            all.add("--json");
            var document = run(home, all.toArray(String[]::new));
            assertEquals(List.of(), Schemas.complaints(document), document::toPrettyString);
            if (!document.path("mode").asText().equals("failed")) seen.add(document.path("command").asText().replace(' ', '-'));
        }
        var described = new TreeSet<>(Schemas.names());
        described.removeAll(Set.of("envelope", "failed"));
        seen.add("import");
        assertEquals(described, seen);
    }

    @Test
    void every_alias_has_a_schema() throws Exception {
        for (var alias : CatalogTest.aliases()) {
            assertEquals(!WITHOUT.contains(alias), Schemas.names().contains(alias), alias);
        }
    }

    @Test
    void what_a_schema_does_not_name_is_a_complaint() throws Exception {
        var document = (ObjectNode) run(LegacyHome.shop(temp), "inspect", "--json");
        assertEquals(List.of(), Schemas.complaints(document));
        for (var change : List.<java.util.function.Consumer<ObjectNode>>of(d -> d.put("new", 1), d -> d.remove("exitCode"), d -> d.withObject("report").put("new", 1),
            d -> ((ObjectNode) d.at("/report/sessions/0")).put("status", 7), d -> ((ObjectNode) d.at("/findings/0")).put("severity", "awful"))) {
            var other = document.deepCopy();
            change.accept(other);
            assertFalse(Schemas.complaints(other).isEmpty(), other::toPrettyString);
        }
    }

    @Test
    void the_schemas_are_schemas_and_leave_room_for_names_to_come() throws Exception {
        var meta = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        try (var files = Files.list(Schemas.FOLDER)) {
            for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                var schema = Golden.JSON.readTree(file.toFile());
                assertEquals(Set.of(), meta.validate(schema), file::toString);
                assertFalse(schema.toString().contains("\"additionalProperties\":false") || schema.has("unevaluatedProperties"), file::toString);
            }
        }
    }
}
