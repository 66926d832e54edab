package tests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ao.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The order that the sources are kept in: what lies where, what may use what, and what every command tells. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LayoutTest {
    private static final int LONGEST_FILE = 400;

    /** Each may use those before it; report, which stands beside apply, may use all up to journal. */
    private static final List<String> ORDER = List.of("model", "read", "map", "check", "plan", "journal", "apply", "cli", "shell");
    private static final Set<String> FOR_REPORT = Set.of("model", "read", "map", "check", "plan", "journal", "report");

    /** Calls that leave something on a disk, or take something from it. */
    private static final Pattern WRITING = Pattern.compile("\\bFiles\\s*\\.\\s*(write\\w*|create\\w*|delete\\w*|move|copy|set\\w+|newOutputStream|"
        + "newBufferedWriter|newByteChannel)\\b|\\bFileChannel\\s*\\.\\s*open\\b|\\bnew FileOutputStream\\s*\\((?!descriptor)|\\bnew FileWriter\\b|\\bnew RandomAccessFile\\s*\\([^;]*\"rw"
        + "|\\.(delete|deleteOnExit|mkdirs?|renameTo|createNewFile|setLastModified|setTimes|setPermissions)\\s*\\(");

    /** The files outside package apply that may, each with what it may and why. */
    private static final Map<String, String> WRITERS = Map.of(
        "ao/journal/PlanWriter.java", "the saved plan, at the place that --out names",
        "ao/journal/ManifestWriter.java", "a private temporary folder for a snapshot's manifest and for copies of databases, until they are copied",
        "ao/read/TemporaryFolder.java", "a private temporary folder and nothing beside it, but for those that killed processes left",
        "ao/read/DatabaseSnapshot.java", "what lies in one: a database is read as a copy of its own, never in its place",
        "ao/cli/JavaShell.java", "a file in one with what the shell begins with, as it reads that from a file only",
        "ao/cli/OutputFile.java", "a new file that the operator names for output",
        "ao/cli/PlanFlow.java", "a copy of a plan, in such a file");

    /** What is not code; in doc comments and in messages anything may be named. */
    private static final String COMMENT = "//[^\\n]*|/\\*(?s:.*?)\\*/";
    private static final String QUOTED = "\"\"\"(?s:(?:\\\\.|.)*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'";
    private static final Pattern TOKEN = Pattern.compile(COMMENT + "|" + QUOTED);

    private static final Path ROOT = Repo.root();
    private static final Path LIB = ROOT.resolve("lib");
    private static final Path SCRIPTS = ROOT.resolve("scripts");

    @Test
    void the_list_in_Toolkit_is_the_folder() throws IOException {
        var toolkit = Files.readString(LIB.resolve("Toolkit.java"));
        assertEquals(files(LIB.resolve("ao"), LIB), sorted(directives(toolkit, "SOURCES")), "//SOURCES of lib/Toolkit.java");
        var resources = new TreeSet<String>();
        for (var file : directives(toolkit, "FILES")) {
            var parts = file.split("=");
            assertEquals(parts[0], parts[parts.length - 1], "a resource is found where it lies");
            resources.add(parts[0]);
        }
        assertEquals(files(LIB.resolve("res"), LIB), resources, "//FILES of lib/Toolkit.java");
        assertEquals(directives(toolkit, "SOURCES").size(), Set.copyOf(directives(toolkit, "SOURCES")).size(), "a source is listed twice");
    }

    @Test
    void only_Toolkit_lists_sources_and_no_list_has_a_pattern() throws IOException {
        for (var file : sources(LIB)) {
            if (file.endsWith("Toolkit.java")) continue;
            assertFalse(Files.readString(file).lines().anyMatch(line -> line.matches("//[A-Z_]+ .*")), file + " has a directive: JBang overflows on cycles of them");
        }
        for (var file : Stream.concat(Stream.of(LIB.resolve("Toolkit.java")), scripts().stream()).toList()) {
            for (var source : directives(Files.readString(file), "SOURCES")) {
                assertTrue(source.endsWith(".java") && !source.contains("*"), file + ": " + source + " cannot be read over http");
            }
        }
    }

    @Test
    void each_script_is_an_alias_with_its_description_and_says_which() throws IOException {
        var catalog = Golden.JSON.readTree(ROOT.resolve("jbang-catalog.json").toFile()).path("aliases");
        var found = new TreeMap<String, String>();
        catalog.fields().forEachRemaining(alias -> {
            assertEquals("scripts/" + alias.getKey() + ".java", alias.getValue().path("script-ref").asText());
            assertEquals(alias.getKey(), alias.getValue().path("properties").path("ao.alias").asText(),
                alias.getKey() + ": printed commands name the alias only if it tells itself");
            found.put(alias.getKey(), alias.getValue().path("description").asText());
        });
        var expected = new TreeMap<String, String>();
        for (var script : scripts()) expected.put(name(script), String.join("\n", lines(Files.readString(script), "DESCRIPTION")));
        assertEquals(expected, found);
    }

    @Test
    void each_script_is_a_command_of_ao() throws Exception {
        var expected = new TreeSet<String>();
        for (var script : scripts()) {
            if (!name(script).equals("ao")) expected.add(name(script));
        }
        var listed = new TreeSet<String>();
        for (var source : directives(Files.readString(SCRIPTS.resolve("ao.java")), "SOURCES")) {
            if (!source.startsWith("../lib/")) listed.add(source.replace(".java", ""));
        }
        assertEquals(expected, listed, "//SOURCES of scripts/ao.java");
        var commands = new TreeSet<>(umbrella().getSubcommands().keySet());
        commands.remove("help");
        assertEquals(expected, commands, "subcommands of ao");
    }

    @Test
    void each_script_stands_alone() throws IOException {
        assertAll(scripts().stream().map(script -> () -> {
            var text = Files.readString(script);
            assertTrue(text.startsWith("///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n//JAVA 17+\n"), script + ": its first lines");
            assertTrue(directives(text, "SOURCES").contains("../lib/Toolkit.java"), script + ": the library");
            assertEquals(1, directives(text, "MAIN").size(), script + ": //MAIN");
            assertTrue(text.contains("\npackage scripts;\n"), script + ": its package");
        }));
    }

    @Test
    void packages_use_only_those_to_their_left() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources(LIB.resolve("ao"))) {
            var own = LIB.resolve("ao").relativize(file).getName(0).toString();
            assertTrue(ORDER.contains(own) || own.equals("report"), "a package that DESIGN does not know: " + own);
            for (var use : uses(file)) {
                if (!allowed(own, use.group(1))) wrong.add(LIB.relativize(file) + " uses " + use.group());
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean allowed(String own, String other) {
        if (own.equals(other)) return true;
        if (own.equals("report")) return FOR_REPORT.contains(other);
        if (other.equals("report")) return List.of("cli", "shell").contains(own);
        return ORDER.contains(other) && ORDER.indexOf(other) < ORDER.indexOf(own);
    }

    private static List<MatchResult> uses(Path file) throws IOException {
        var code = code(Files.readString(file)).replaceFirst("(?m)^package .*$", "");
        return Pattern.compile("(?<![\\w.])ao\\.([a-z]+)\\.\\w+").matcher(code).results().toList();
    }

    @Test
    void model_needs_nothing_but_java() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources(LIB.resolve("ao/model"))) {
            for (var line : (Iterable<String>) code(Files.readString(file)).lines()::iterator) {
                if (line.matches("import (?!static java\\.|java\\.).*")) wrong.add(LIB.relativize(file) + ": " + line);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void picocli_lives_in_cli_and_the_scripts() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources(LIB.resolve("ao"))) {
            if (!file.startsWith(LIB.resolve("ao/cli")) && code(Files.readString(file)).contains("picocli.")) wrong.add(LIB.relativize(file).toString());
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void only_apply_writes_and_the_exceptions_are_known() throws IOException {
        var wrong = new ArrayList<String>();
        var used = new TreeSet<String>();
        for (var file : Stream.concat(sources(LIB).stream(), scripts().stream()).toList()) {
            if (file.startsWith(LIB.resolve("ao/apply"))) continue;
            var name = file.startsWith(LIB) ? LIB.relativize(file).toString() : ROOT.relativize(file).toString();
            var calls = WRITING.matcher(withoutComments(Files.readString(file))).results().map(MatchResult::group).map(String::strip).distinct().toList();
            if (calls.isEmpty()) continue;
            if (WRITERS.containsKey(name)) used.add(name);
            else wrong.add(name + ": " + String.join(", ", calls));
        }
        assertEquals(List.of(), wrong);
        assertEquals(new TreeSet<>(WRITERS.keySet()), used, "an exception that is not needed any more");
    }

    @Test
    void every_public_type_says_what_it_is() throws IOException {
        var type = Pattern.compile("(?m)^( *)public (?:(?:abstract|final|sealed|non-sealed|static|strictfp) )*(?:class|interface|enum|record|@interface) (\\w+)");
        var wrong = new ArrayList<String>();
        for (var file : sources(LIB)) {
            var text = withoutStrings(Files.readString(file));
            type.matcher(text).results().forEach(found -> {
                var before = text.substring(0, found.start()).replaceAll("(?m)^ *@\\w+(\\([^()]*\\))?\\s*$", "").stripTrailing();
                if (!before.endsWith("*/")) wrong.add(LIB.relativize(file) + ": " + found.group(2));
            });
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void no_import_is_left_over() throws IOException {
        var imported = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);$");
        var wrong = new ArrayList<String>();
        for (var file : Stream.of(sources(LIB), scripts(), sources(ROOT.resolve("tests"))).flatMap(List::stream).toList()) {
            var text = Files.readString(file);
            var code = imported.matcher(text).replaceAll("");
            imported.matcher(text).results().map(m -> m.group(1)).filter(name -> !Pattern.compile("\\b" + name + "\\b").matcher(code).find()).forEach(name -> wrong.add(ROOT.relativize(file) + ": " + name));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void no_file_is_longer_than_one_reads() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : Stream.concat(sources(LIB).stream(), scripts().stream()).toList()) {
            // A list of names is looked up, not read.
            var lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith("//SOURCES")).count();
            if (lines > LONGEST_FILE) wrong.add(ROOT.relativize(file) + ": " + lines);
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_lists_the_exit_codes(String name) throws Exception {
        var command = command(name);
        ao.cli.Start.listExitCodes(command);
        var help = command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " ");
        for (var exit : Exit.values()) {
            assertTrue(help.contains(" " + exit.code() + " " + exit.meaning()), () -> name + " --help does not tell " + exit.code() + " " + exit.meaning());
        }
    }

    /** Of those that are not hidden; the examples of what is below a command stand with it. */
    @ParameterizedTest
    @MethodSource("shown")
    void help_has_examples_that_the_command_understands(String name) throws Exception {
        var spec = command(name).getCommandSpec();
        var examples = Arrays.stream(spec.usageMessage().footer()).flatMap(String::lines).map(String::strip).filter(line -> !line.isEmpty()).toList();
        assertTrue(examples.stream().anyMatch(example -> example.startsWith("ao " + name)), name + " --help has no examples");
        for (var example : examples) {
            assertTrue(example.startsWith("ao "), example);
            umbrella().parseArgs(example.substring("ao ".length()).split(" "));
        }
    }

    @Test
    void the_README_names_every_command() throws Exception {
        var readme = ROOT.resolve("README.md");
        assumeTrue(Files.exists(readme), "there is no README.md yet");
        var text = Files.readString(readme);
        var missing = shown().stream().filter(name -> !Pattern.compile("(?<![\\w-])" + name + "(?![\\w-])").matcher(text).find()).toList();
        assertEquals(List.of(), missing);
    }

    static List<String> shown() throws Exception {
        var names = new ArrayList<String>();
        umbrella().getSubcommands().forEach((name, line) -> {
            if (!name.equals("help") && !line.getCommandSpec().usageMessage().hidden()) names.add(name);
        });
        return names;
    }

    /** The commands by their words, those below a command included. */
    static List<String> commands() throws Exception {
        var names = new ArrayList<String>();
        umbrella().getSubcommands().forEach((name, line) -> {
            if (name.equals("help")) return;
            names.add(name);
            line.getSubcommands().keySet().forEach(below -> names.add(name + " " + below));
        });
        return names;
    }

    private static CommandLine command(String name) throws Exception {
        var line = umbrella().setUsageHelpWidth(200);
        for (var word : name.split(" ")) line = line.getSubcommands().get(word);
        return line;
    }

    /** The command line as {@code ao} starts it; its class is for scripts only. */
    private static CommandLine umbrella() throws Exception {
        var constructor = Class.forName("scripts.Ao").getDeclaredConstructor();
        constructor.setAccessible(true);
        return new CommandLine(constructor.newInstance()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static String name(Path script) {
        return script.getFileName().toString().replace(".java", "");
    }

    private static List<Path> scripts() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static Set<String> files(Path folder, Path base) throws IOException {
        try (var files = Files.walk(folder)) {
            return sorted(files.filter(Files::isRegularFile).map(file -> base.relativize(file).toString()).toList());
        }
    }

    private static Set<String> sorted(List<String> names) {
        return new TreeSet<>(names);
    }

    /** The words behind a directive of JBang, in all lines that have it. */
    private static List<String> directives(String text, String name) {
        return lines(text, name).stream().flatMap(line -> Stream.of(line.split("[ ,;]+"))).toList();
    }

    private static List<String> lines(String text, String name) {
        return text.lines().filter(line -> line.startsWith("//" + name + " ")).map(line -> line.substring(name.length() + 3).strip()).toList();
    }

    private static String code(String text) {
        return withoutStrings(withoutComments(text));
    }

    private static String withoutComments(String text) {
        return TOKEN.matcher(text).replaceAll(found -> found.group().startsWith("/") ? " " : Matcher.quoteReplacement(found.group()));
    }

    private static String withoutStrings(String text) {
        return TOKEN.matcher(text).replaceAll(found -> found.group().startsWith("/") ? Matcher.quoteReplacement(found.group()) : "\"\"");
    }
}
