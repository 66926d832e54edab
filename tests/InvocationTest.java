package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ao.cli.Invocation;
import ao.read.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What printed commands begin with, by what can be known of the start; {@link CatalogTest} starts JBang itself. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class InvocationTest {
    private static final String SITE = "http://127.0.0.1:8000/";

    @TempDir Path temp;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties properties = new Properties();
    private Path checkout;

    @BeforeEach
    void make_a_checkout() throws IOException {
        temp = temp.toRealPath();
        checkout = temp.resolve("a kit");
        write(checkout.resolve("jbang-catalog.json"), Files.readString(Repo.root().resolve("jbang-catalog.json")));
        write(checkout.resolve("lib/Toolkit.java"), "");
        for (var name : List.of("ao", "import", "rollback")) write(checkout.resolve("scripts/" + name + ".java"), "");
        program(checkout.resolve("jbang"));
        program(temp.resolve("bin/jbang"));
        environment.put("HOME", temp.resolve("home").toString());
        environment.put("PATH", "/nonexistent:" + temp.resolve("bin"));
    }

    @ParameterizedTest
    @CsvSource({"./ao, ./ao", "/opt/kit/ao, /opt/kit/ao", "ao, ./ao", "/opt/a kit/ao, '\"''/opt/a kit/ao''\"'", "/o'p/ao, '\"''/o''\\''''p/ao''\"'"})
    void the_launcher_says_how_it_was_called(String given, String printed) {
        properties.setProperty("ao.invocation", given);
        assertEquals(printed.replace("\"", "") + " rollback r1 --home '/a b'", from(temp, "ao").command("rollback", List.of("r1", "--home", "/a b")));
    }

    @Test
    void an_archive_is_started_as_it_was() {
        properties.setProperty("java.class.path", "kit/a b/ao.jar");
        properties.setProperty("sun.java.command", "kit/a b/ao.jar inspect --json");
        assertEquals("java -jar 'kit/a b/ao.jar' rollback r1", from(temp, "ao").command("rollback", List.of("r1")));
    }

    @ParameterizedTest
    @CsvSource({"., scripts/", "scripts, ''", "lib, ../scripts/", "lib/ao/cli, ../../../scripts/"})
    void a_path_is_right_from_the_current_directory(String directory, String folder) throws IOException {
        var here = Files.createDirectories(checkout.resolve(directory)).normalize();
        assertEquals("jbang " + folder + "rollback.java r1", from(here, "import").command("rollback", List.of("r1")));
        assertEquals("jbang " + folder + "ao.java rollback r1", from(here, "ao").command("rollback", List.of("r1")));
    }

    @ParameterizedTest
    @CsvSource({"., ./jbang scripts/", "scripts, '../jbang '", "lib, ../jbang ../scripts/"})
    void without_JBang_on_the_PATH_it_is_the_launcher_of_the_checkout(String directory, String words) {
        environment.put("PATH", "/nonexistent");
        assertEquals(words + "rollback.java", from(checkout.resolve(directory).normalize(), "import").command("rollback", List.of()));
    }

    @Test
    void a_launcher_that_tells_its_place_leads_to_the_scripts() {
        environment.put("PATH", "/nonexistent");
        environment.put("_", checkout + "/jbang");
        assertEquals("'" + checkout + "/jbang' '" + checkout + "/scripts/rollback.java'", from(temp, "import").command("rollback", List.of()));
        environment.put("_", "/usr/bin/env");
        environment.put("JBANG_LAUNCH_CMD", "a kit/jbang");
        assertEquals("'a kit/jbang' 'a kit/scripts/rollback.java'", from(temp, "import").command("rollback", List.of()));
    }

    @Test
    void an_alias_in_the_checkout_needs_no_catalog() {
        properties.setProperty("ao.alias", "import");
        assertEquals("jbang rollback r1", from(checkout.resolve("lib"), "import").command("rollback", List.of("r1")));
        environment.put("PATH", "/nonexistent");
        assertEquals("../jbang rollback r1", from(checkout.resolve("lib"), "import").command("rollback", List.of("r1")));
    }

    @Test
    void to_JBang_the_launcher_in_the_current_directory_hides_the_alias() throws IOException {
        properties.setProperty("ao.alias", "ao");
        program(checkout.resolve("ao"));
        assertEquals("jbang ao@. rollback", from(checkout, "ao").command("rollback", List.of()));
        assertEquals("jbang ao rollback", from(checkout.resolve("lib"), "ao").command("rollback", List.of()));
    }

    @Test
    void an_alias_elsewhere_names_the_catalog_as_it_is_registered() throws IOException {
        properties.setProperty("ao.alias", "ao");
        assertEquals("jbang ao@catalog rollback", from(temp, "ao").command("rollback", List.of()));
        register(".jbang/jbang-catalog.json", "others", "https://example.org/");
        register(".jbang/implicit-catalog.json", "tools", SITE);
        assertEquals("jbang ao@catalog rollback", from(temp, "ao").command("rollback", List.of()));
        var copy = temp.resolve("home/.jbang/cache/urls").resolve(Hashes.of(SITE + "jbang-catalog.json")).resolve("jbang-catalog.json");
        write(copy, Files.readString(checkout.resolve("jbang-catalog.json")));
        assertEquals("jbang ao@tools rollback", from(temp, "ao").command("rollback", List.of()));
    }

    @Test
    void a_registered_catalog_may_be_a_folder_and_JBangs_own_folder_elsewhere() throws IOException {
        properties.setProperty("ao.alias", "import");
        environment.put("JBANG_DIR", temp.resolve("settings").toString());
        register("../settings/jbang-catalog.json", "kit", checkout.toString());
        assertEquals("jbang rollback@kit", from(temp, "import").command("rollback", List.of()));
    }

    @Test
    void what_cannot_be_known_names_the_catalog_of_the_README() {
        assertEquals("jbang rollback@catalog r1", from(temp, "import").command("rollback", List.of("r1")));
        assertEquals("jbang ao@catalog rollback r1", from(temp, "ao").command("rollback", List.of("r1")));
    }

    @Test
    void broken_lists_of_JBang_do_no_harm() throws IOException {
        properties.setProperty("ao.alias", "import");
        write(temp.resolve("home/.jbang/jbang-catalog.json"), "{\"catalogs\": 7");
        write(temp.resolve("home/.jbang/implicit-catalog.json"), "{\"catalogs\": {\"x\": null, \"y\": {\"catalog-ref\": \"\\u0000\"}, \"z\": {}}}");
        environment.remove("PATH");
        environment.remove("HOME");
        assertEquals("jbang rollback@catalog", from(temp.resolve("home"), "import").command("rollback", List.of()));
        environment.put("HOME", temp.resolve("home").toString());
        assertEquals("jbang rollback@catalog", from(temp.resolve("home"), "import").command("rollback", List.of()));
    }

    private void register(String list, String name, String reference) throws IOException {
        write(temp.resolve("home").resolve(list).normalize(), "{\"catalogs\": {\"" + name + "\": {\"catalog-ref\": \"" + reference + "\"}}}");
    }

    private Invocation from(Path directory, String script) {
        return new Invocation(script, environment, properties, directory);
    }

    private static void program(Path file) throws IOException {
        write(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
