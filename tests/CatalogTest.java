package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts as JBang runs them: by path, by alias, and from a plain web server; and the commands that they print then,
 * which have to run as printed. One after the other, as first builds at the same time spoil JBang's cache for each other.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.SAME_THREAD)
class CatalogTest {
    private static final int PATIENCE_SECONDS = 180;
    private static final Pattern UNDO = Pattern.compile("undo: (.+)");

    @TempDir static Path once;

    @TempDir Path temp;

    /** A copy, as the checkout may be edited meanwhile; with a space, which is what careless quoting breaks at. */
    private static Path checkout;
    private static HttpServer server;
    private static String site;

    record Run(int code, String out, String err) { }

    @BeforeAll
    static void serve_a_checkout() throws Exception {
        var path = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
        assumeTrue(path.stream().anyMatch(bin -> Files.isExecutable(bin.resolve("jbang")) || Files.isExecutable(bin.resolve("mvn"))),
            "needs jbang, or mvn to fetch it with");
        checkout = Files.createDirectories(once.toRealPath().resolve("a checkout"));
        for (var name : List.of("ao", "jbang", "jbang-catalog.json", "bootstrap", "lib", "scripts", "examples", ".ci", "README.md", "CHANGELOG.md", "LICENSE")) copy(Repo.root().resolve(name), checkout.resolve(name));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", CatalogTest::answer);
        server.setExecutor(Executors.newFixedThreadPool(4, work -> {
            var thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        site = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        var elsewhere = Files.createDirectories(once.resolve("elsewhere"));
        assertEquals(0, run(elsewhere, "jbang", "catalog", "add", "--name", "catalog", site).code());
    }

    /** The launcher prepares later starts in the background. */
    @AfterAll
    static void let_everything_end() throws Exception {
        if (server == null) return;
        server.stop(0);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline && ProcessHandle.allProcesses().anyMatch(p -> p.info().commandLine().orElse("").contains(once.toString()))) {
            Thread.sleep(100);
        }
    }

    @Test
    void ao_from_the_web_imports_and_its_undo_works_as_printed() throws Exception {
        var undo = imports(elsewhere(), "jbang", "ao@catalog", "import");
        assertTrue(undo.startsWith("jbang ao@catalog rollback "), undo);
    }

    @Test
    @Tag("long")
    void a_script_from_the_web_imports_and_its_undo_works_as_printed() throws Exception {
        var undo = imports(elsewhere(), "jbang", "import@catalog");
        assertTrue(undo.startsWith("jbang rollback@catalog "), undo);
    }

    @Test
    @Tag("long")
    void an_alias_in_the_checkout_imports_and_its_undo_works_as_printed() throws Exception {
        var undo = imports(checkout, "jbang", "import");
        assertTrue(undo.startsWith("jbang rollback "), undo);
    }

    @Test
    @Tag("long")
    void a_script_by_its_path_imports_and_its_undo_works_as_printed() throws Exception {
        var undo = imports(checkout.resolve("lib/ao"), "../../jbang", "../../scripts/import.java");
        assertTrue(undo.matches("jbang \\.\\./\\.\\./scripts/rollback\\.java .*"), undo);
    }

    @Test
    @Tag("long")
    void the_launcher_imports_and_its_undo_works_as_printed() throws Exception {
        var undo = imports(checkout, "./ao", "import");
        assertTrue(undo.startsWith("./ao rollback "), undo);
    }

    @Test
    @Tag("long")
    void a_script_by_its_URL_inspects() throws Exception {
        var home = LegacyHome.shop(temp);
        var before = home.snapshot();
        var run = run(elsewhere(), "jbang", site + "scripts/inspect.java", "--json", "--fail-on", "never", "--home", home.path.toString());
        assertEquals(0, run.code(), run.toString());
        assertEquals("shop", Golden.JSON.readTree(run.out()).path("report").path("projects").path(0).path("id").asText(), run.toString());
        assertEquals(before, home.snapshot());
    }

    @ParameterizedTest
    @MethodSource("aliases")
    @Tag("long")
    void every_alias_runs_by_path_and_in_the_checkout_and_from_the_web_by_name_and_by_URL(String alias) throws Exception {
        var path = "scripts/" + alias + ".java";
        // JBang has a command of this name itself.
        var byName = alias.equals("completion") ? new String[] {"jbang", "run", alias, "--help"} : new String[] {"jbang", alias, "--help"};
        // Not in the root, where JBang takes the launcher for the script.
        for (var run : List.of(run(checkout, "./jbang", path, "--help"), run(checkout.resolve("bootstrap"), byName),
                run(checkout, "jbang", alias + "@.", "--help"),
                run(elsewhere(), "jbang", alias + "@catalog", "--help"), run(elsewhere(), "jbang", site + path, "--help"))) {
            assertEquals(0, run.code(), run.toString());
            assertTrue(run.out().startsWith("Usage: " + alias + " "), run.toString());
        }
    }

    @Test
    @Tag("long")
    void a_script_of_five_lines_uses_the_library_and_can_be_exported() throws Exception {
        var home = LegacyHome.shop(temp);
        var worker = home.worker("shop-2");
        worker.withObject("lifecycle").withObject("session").put("state", "stuck");
        home.session("shop", "shop-2", worker);
        var run = run(checkout, "./jbang", "examples/Stuck.java", home.path.toString());
        assertEquals("shop-2\n", run.out(), run.toString());
        var jar = temp.resolve("stuck.jar").toString();
        assertEquals(0, run(checkout, "./jbang", "export", "portable", "--force", "-O", jar, "examples/Stuck.java").code());
        var exported = run(elsewhere(), "java", "-jar", jar, home.path.toString());
        assertEquals("shop-2\n", exported.out(), exported.toString());
    }

    @Test
    @Tag("long")
    void a_version_is_a_catalog_of_its_own() throws Exception {
        var at = site + "v0.1.0/jbang-catalog.json";
        assertEquals(0, run(elsewhere(), "jbang", "catalog", "add", "--name", "fixed", at).code());
        var run = run(elsewhere(), "jbang", "inspect@fixed", "--home", LegacyHome.shop(temp).path.toString(), "--fail-on", "never");
        assertEquals(0, run.code(), run.toString());
        assertTrue(run.out().contains("2 sessions"), run.toString());
    }

    @Test
    void the_archive_runs_with_Java_alone_and_without_a_network() throws Exception {
        var made = run(checkout, "sh", ".ci/package", temp.resolve("out").toString());
        assertEquals(0, made.code(), made.toString());
        var archive = Path.of(made.out().strip());
        var place = elsewhere();
        assertEquals(0, run(archive.getParent(), "sha256sum", "-c", archive.getFileName() + ".sha256").code());
        assertEquals(0, run(place, "tar", "-xzf", archive.toString()).code());
        var kit = "ao-" + ao.report.Version.NUMBER;
        var sums = run(place.resolve(kit), "sha256sum", "-c", "SHA256SUMS");
        assertEquals(0, sums.code(), sums.toString());
        for (var name : List.of("README.md", "CHANGELOG.md", "LICENSE", "ao.jar", "examples/runbooks/README.md")) assertTrue(sums.out().contains("\n" + name + ": ") || sums.out().startsWith(name), name);

        var alone = Stream.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"))
            .filter(words -> Mount.run(Stream.concat(words.stream(), Stream.of("true")).toArray(String[]::new))).findFirst();
        assumeTrue(alone.isPresent(), "needs the right to leave the network");
        var words = new ArrayList<>(alone.get());
        words.addAll(List.of("java", "-jar", kit + "/ao.jar"));
        var interfaces = run(place, "sh", "-c", String.join(" ", alone.get()) + " cat /proc/net/dev").out();
        assertEquals(List.of("lo"), interfaces.lines().filter(line -> line.contains(":")).map(line -> line.substring(0, line.indexOf(':')).strip()).toList());
        var version = new ArrayList<>(words);
        version.add("--version");
        assertTrue(run(place, version.toArray(String[]::new)).out().startsWith("ao " + ao.report.Version.NUMBER + " ("));
        words.add("import");
        var undo = imports(place, words.toArray(String[]::new));
        assertTrue(undo.startsWith("java -jar " + kit + "/ao.jar rollback "), undo);

        var sample = run(place, "sh", kit + "/examples/import-sample.sh");
        assertEquals(0, sample.code(), sample.toString());
        assertTrue(sample.out().contains("undo: '" + place + "/" + kit + "/ao' rollback "), sample.toString());
        assertEquals(0, run(place, "sh", kit + "/examples/runbooks/sample.sh", "beside", temp.resolve("beside").toString()).code());
    }

    @Test
    void JBang_knows_every_alias() throws Exception {
        var run = run(elsewhere(), "jbang", "alias", "list", "catalog");
        assertEquals(0, run.code(), run.toString());
        for (var alias : aliases()) assertTrue(run.out().contains(alias + "@catalog"), run.toString());
    }

    static List<String> aliases() throws IOException {
        var names = new ArrayList<String>();
        Golden.JSON.readTree(Repo.root().resolve("jbang-catalog.json").toFile()).path("aliases").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Imports a store with these words, runs the undo that was printed, and returns it. */
    private String imports(Path directory, String... words) throws Exception {
        var home = LegacyHome.shop(temp);
        var legacy = Tree.snapshot(home.root());
        var command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--sessions", "active", "--create-db", "--yes", "--home", home.path.toString()));
        var imported = run(directory, command.toArray(String[]::new));
        assertEquals(0, imported.code(), imported.toString());
        assertEquals(List.of("shop-1", "shop-orchestrator"), home.stored(), imported.toString());
        assertEquals(legacy, Tree.snapshot(home.root()), "the legacy store was touched");

        var undo = UNDO.matcher(imported.out());
        assertTrue(undo.find(), imported.toString());
        var undone = run(directory, "sh", "-c", undo.group(1) + " --yes");
        assertEquals(0, undone.code(), undo.group() + "\n" + undone);
        assertFalse(Files.exists(home.databaseFile()), undone.toString());
        return undo.group(1);
    }

    /** A folder that knows nothing of the toolkit. */
    private Path elsewhere() throws IOException {
        return Files.createDirectories(temp.toRealPath().resolve("else where"));
    }

    /** Runs a program there; {@code jbang} is the one on the PATH, or the one of the checkout behind it. */
    private static Run run(Path directory, String... words) throws Exception {
        var command = new ArrayList<>(List.of(words));
        if (command.get(0).equals("jbang")) command.set(0, checkout.resolve("jbang").toString());
        var out = Files.createTempFile(once, "out", "");
        var err = Files.createTempFile(once, "err", "");
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile()).redirectError(err.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AO_") || name.startsWith("JBANG_") && !name.equals("JBANG_REPO") || name.startsWith("CLAUDE") || name.equals("_"));
        environment.put("PATH", environment.get("PATH") + File.pathSeparator + checkout);
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TMUX_TMPDIR", once.toString());
        environment.put("JBANG_DIR", once.resolve("jbang").toString());
        environment.put("JBANG_NO_VERSION_CHECK", "true");
        environment.putIfAbsent("JBANG_REPO", environment.get("HOME") + "/.m2/repository");
        var process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end within " + PATIENCE_SECONDS + " s: " + command + "\n" + Files.readString(err));
        }
        return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** As plain as a web server can be: files, no listings. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Under the name of a version, too, as hosts of repositories serve tags.
            var file = checkout.resolve(exchange.getRequestURI().getPath().substring(1).replaceFirst("^v\\d+\\.\\d+\\.\\d+/", "")).normalize();
            if (!file.startsWith(checkout) || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}
