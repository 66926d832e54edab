package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promises of {@code ./ao} and {@code ./jbang}, seen from outside: each test runs them as a process in a
 * checkout of its own. JBang and Maven are stand-ins that count their calls, except in {@link WithTheRealJBang}.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@DisabledOnOs(OS.WINDOWS)
class LaunchersTest {
    private static final String BUILDING = "ao: building once, this takes some seconds …\n";
    private static final String AGAIN = "ao: a source changed, building again …\n";
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final Path REPO = repository();

    /** Says what reached it; in the place of the toolkit. */
    private static final String PROGRAM = """
        package scripts;
        import java.nio.charset.StandardCharsets;
        import java.nio.file.*;
        class Ao {
            public static void main(String... args) throws Exception {
                var out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);
                switch (args.length == 0 ? "" : args[0]) {
                    case "exit" -> System.exit(Integer.parseInt(args[1]));
                    case "cat" -> System.in.transferTo(System.out);
                    case "get" -> { for (var name : args) out.println(name + "=" + System.getProperty(name)); }
                    case "env" -> { for (var name : args) out.println(name + "=" + System.getenv(name)); }
                    case "exists" -> out.println(Files.exists(Path.of(args[1])));
                    case "wait" -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> out.println("bye")));
                        out.println("ready");
                        Thread.sleep(60_000);
                    }
                    default -> { for (var arg : args) out.print("<" + arg + ">"); out.println(); }
                }
            }
        }
        """;

    /** What JBang's own class does: answers, or says with 255 what the shell is to run. */
    private static final String JBANG_MAIN = """
        package dev.jbang;
        public class Main {
            public static void main(String... args) {
                if (args[0].equals("home")) {
                    System.out.println(System.getProperty("user.home"));
                    System.exit(0);
                }
                if (args[0].equals("answer")) {
                    System.out.println("answer " + System.getenv("JBANG_RUNTIME_SHELL") + " "
                        + System.getenv("JBANG_STDIN_NOTTY") + " " + System.getenv("JBANG_NO_VERSION_CHECK"));
                    System.exit(Integer.parseInt(args[1]));
                }
                System.out.println("sh -c 'cat; printf \\"<%s>\\" \\"$@\\" \\"$JBANG_RUNTIME_SHELL\\"; exit 255' sh 'a b' '$HOME'");
                System.exit(255);
            }
        }
        """;

    private static final String JBANG_STAND_IN = """
        #!/bin/sh
        echo "$*" >>"$STANDINS/calls"
        case "$*" in
          *' build '*)
            sleep "${BUILD_TAKES:-0}"
            [ ! -e "${0%/*}/hold" ] || sleep 60
            for script; do :; done
            if grep -q MISTAKE "$script"; then echo "ao.java:1: error: MISTAKE" >&2; exit 1; fi
            echo "a note of the compiler" >&2
            cat >/dev/null
            mkdir -p "$JBANG_CACHE_DIR" && cp "$STANDINS/program.jar" "$JBANG_CACHE_DIR/ao.jar" ;;
          *' classpath '*) echo "$JBANG_CACHE_DIR/ao.jar:$STANDINS/empty.jar" ;;
          fail*) exit 7 ;;
          *) for word; do printf '<%s>' "$word"; done; echo ;;
        esac
        """;

    private static final String MAVEN_STAND_IN = """
        #!/bin/sh
        echo "$*" >>"$STANDINS/calls"
        [ ! -e "${0%/*}/broken" ] || { echo 'no network today'; exit 1; }
        for word; do case $word in -DoutputDirectory=*) to=${word#*=} ;; esac; done
        mkdir -p "$to"
        sleep 0.3
        cp "$STANDINS/jbang-main.jar" "$STANDINS/empty.jar" "$to"
        """;

    @TempDir static Path once;

    @TempDir Path temp;

    /** With spaces and letters beyond ASCII, since that is where careless quoting shows. */
    private Path checkout;
    private Path standIns;

    record Run(int code, String out, String err) {}

    @BeforeAll
    static void compile_the_stand_ins() throws Exception {
        jar("program.jar", "scripts/Ao", PROGRAM);
        jar("jbang-main.jar", "dev/jbang/Main", JBANG_MAIN);
        try (var empty = new JarOutputStream(Files.newOutputStream(once.resolve("empty.jar")))) {
            empty.putNextEntry(new JarEntry("empty/"));
        }
    }

    private static void jar(String name, String type, String text) throws IOException {
        var source = once.resolve(type + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
        var compiled = ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-encoding", "UTF-8", "-d", once.toString(), source.toString());
        assertEquals(0, compiled);
        try (var jar = new JarOutputStream(Files.newOutputStream(once.resolve(name)))) {
            jar.putNextEntry(new JarEntry(type + ".class"));
            jar.write(Files.readAllBytes(once.resolve(type + ".class")));
        }
    }

    @BeforeEach
    void make_a_checkout() throws IOException {
        assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "needs a UTF-8 locale");
        checkout = temp.resolve("ein Verzeichnis für 日本");
        write(checkout.resolve("scripts/ao.java"), "class Ao {}");
        write(checkout.resolve("lib/Toolkit.java"), "class Toolkit {}");
        write(checkout.resolve("lib/res/report.css"), "a {}");
        copyLaunchers(checkout);
        standIns = Files.createDirectories(temp.resolve("stand-ins"));
        for (var jar : List.of("program.jar", "jbang-main.jar", "empty.jar")) {
            Files.copy(once.resolve(jar), standIns.resolve(jar));
        }
        script(standIns.resolve("jbang-bin/jbang"), JBANG_STAND_IN);
        script(standIns.resolve("maven-bin/mvn"), MAVEN_STAND_IN);
    }

    /** What a build does in the background would write into a folder that is being deleted. */
    @AfterEach
    void let_everything_end() throws Exception {
        waitFor(() -> ProcessHandle.allProcesses()
            .noneMatch(process -> process.info().commandLine().orElse("").contains(temp.toString())));
    }

    /** JUnit warns of each link that leads out of a temporary folder. */
    @AfterEach
    void remove_links() throws IOException {
        try (var files = Files.walk(temp)) {
            for (var link : files.filter(Files::isSymbolicLink).toList()) Files.delete(link);
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class What_passes_through_ao {
        @BeforeEach
        void bring_a_build_along() throws Exception {
            synchronized (once) {
                var built = once.resolve("built");
                if (!Files.exists(built)) {
                    assertEquals(new Run(0, "<x>\n", BUILDING), ao("x"));
                    assertEquals(0, run(environment(), "cp", "-R", checkout + "/.cache", built.toString()).code());
                    return;
                }
            }
            assertEquals(0, run(environment(), "cp", "-R", once.resolve("built").toString(), checkout + "/.cache").code());
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
        }

        @Test
        void arguments_arrive_unchanged_and_a_warm_start_adds_nothing() throws Exception {
            var args = new String[] {"x", "", "a b", "'", "\"", "two\nlines", "ü 日本", "--", "-Dx=y", "$HOME", "%PATH%",
                "`id`", "*", "\\", "@file", "!", "", "%{deps:x}"};
            var expected = Stream.of(args).map(arg -> "<" + arg + ">").reduce("", String::concat) + "\n";
            assertEquals(new Run(0, expected, ""), ao(args));
        }

        @Test
        void exit_codes_pass_through() throws Exception {
            for (int code : new int[] {0, 1, 2, 5, 127, 130, 255}) {
                assertEquals(new Run(code, "", ""), ao("exit", "" + code));
            }
        }

        @Test
        void standard_input_arrives_byte_for_byte() throws Exception {
            var input = temp.resolve("input");
            Files.write(input, new byte[] {0, (byte) 0xff, '\r', '\n', 'x'});
            var output = temp.resolve("output");
            var code = process(environment(), checkout.resolve("ao").toString(), "cat")
                .redirectInput(input.toFile()).redirectOutput(output.toFile()).start().waitFor();
            assertEquals(0, code);
            assertEquals(-1, Files.mismatch(input, output));
        }

        @ParameterizedTest
        @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
        void a_signal_reaches_the_program_itself(String signal, int code) throws Exception {
            assumeTrue(!ignored(signal), "started in the background, where all below ignore it");
            var ao = process(environment(), checkout.resolve("ao").toString(), "wait").start();
            try (var lines = ao.inputReader()) {
                assertEquals("ready", lines.readLine());
                assertEquals(0, run(environment(), "kill", "-" + signal, "" + ao.pid()).code());
                assertEquals("bye", lines.readLine());
            }
            assertEquals(code, ao.waitFor());
        }

        @Test
        void it_knows_how_it_was_called_and_that_no_terminal_is_there() throws Exception {
            var run = ao("get", "ao.invocation", "ao.launched", "ao.tty.in", "ao.tty.out", "ao.tty.err");
            assertEquals("get=null\nao.invocation=" + checkout.resolve("ao")
                + "\nao.launched=1\nao.tty.in=null\nao.tty.out=null\nao.tty.err=null\n", run.out());
        }

        @Test
        void it_knows_a_terminal_when_there_is_one() throws Exception {
            var help = run(environment(), "sh", "-c", "script --help");
            assumeTrue(help.out().contains("--command"), "needs script(1) of util-linux");
            var run = run(environment(), "script", "-qec", "'" + checkout + "/ao' get ao.tty.in ao.tty.out ao.tty.err 2>/dev/null",
                "/dev/null");
            assertTrue(run.out().contains("ao.tty.out=1") && run.out().contains("ao.tty.err=null"), run.out());
        }

        @Test
        void links_to_it_work_from_any_folder_whatever_CDPATH_says() throws Exception {
            var bin = Files.createDirectories(temp.resolve("bin"));
            Files.createSymbolicLink(bin.resolve("first"), Path.of("../" + checkout.getFileName() + "/ao"));
            Files.createSymbolicLink(bin.resolve("second"), Path.of("first"));
            Files.createDirectories(bin.resolve(checkout.getFileName()));
            var environment = environment();
            environment.put("CDPATH", bin + ":" + temp);
            var expected = new Run(0, "<x>\n", "");
            assertEquals(expected, run(environment, bin.resolve("second").toString(), "x"));
            environment.put("PATH", bin + ":" + environment.get("PATH"));
            assertEquals(expected, run(environment, "second", "x"));
            assertEquals(expected, run(environment, "sh", "-c", "cd \"$1\" && ../*日本/ao x", "sh", bin.toString()));
            assertEquals(expected, run(environment, "sh", "-c", "cd \"$1\" && sh ao x", "sh", checkout.toString()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"LC_ALL=C", "LANG=POSIX", "NONE=", "LANG=xx_YY.UTF-8"})
        void names_survive_a_locale_without_letters(String locale) throws Exception {
            var environment = environment();
            assumeTrue(run(environment, "locale", "-a").out().matches("(?s).*C\\.(utf8|UTF-8).*"), "needs C.UTF-8");
            environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
            environment.put(locale.replaceFirst("=.*", ""), locale.replaceFirst(".*=", ""));
            write(temp.resolve("größe"), "");
            assertEquals("true\n", run(environment, checkout + "/ao", "exists", temp.resolve("größe").toString()).out());
            assertEquals("<ü>\n", run(environment, checkout + "/ao", "ü").out());
        }

        @Test
        void a_chosen_locale_stays() throws Exception {
            assertEquals("env=null\nLC_ALL=C.UTF-8\nLANG=null\n", ao("env", "LC_ALL", "LANG").out());
        }

        @Test
        void AO_JAVA_OPTS_are_split_into_words_and_nothing_more() throws Exception {
            var environment = environment();
            environment.put("AO_JAVA_OPTS", "-Done=1  -Dtwo=*");
            assertEquals("get=null\none=1\ntwo=*\n", run(environment, checkout + "/ao", "get", "one", "two").out());
        }

        @Test
        void a_limit_of_the_heap_may_be_below_what_it_begins_with() throws Exception {
            for (var name : List.of("AO_JAVA_OPTS", "JDK_JAVA_OPTIONS")) {
                var environment = environment();
                environment.put(name, "-Xmx48m");
                for (var word : List.of("x", "inspect")) assertEquals("<" + word + ">\n", run(environment, checkout + "/ao", word).out());
            }
        }

        @Test
        void a_warm_start_needs_no_home_no_JBang_no_Maven_and_writes_nothing() throws Exception {
            var environment = environment();
            environment.put("HOME", "/nonexistent");
            environment.put("PATH", tools("jbang", "mvn").toString());
            deleteTree(standIns);
            var before = tree(temp);
            assertEquals(new Run(0, "<x>\n", ""), run(environment, checkout + "/ao", "x"));
            environment.remove("HOME");
            assertEquals(new Run(0, "<x>\n", ""), run(environment, checkout + "/ao", "x"));
            assertEquals(before, tree(temp));
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class When_ao_builds {
        @Test
        void the_first_start_leaves_standard_input_alone() throws Exception {
            var input = temp.resolve("input");
            write(input, "for the program");
            var out = temp.resolve("out");
            var ao = process(environment(), checkout + "/ao", "cat").redirectInput(input.toFile()).redirectOutput(out.toFile());
            assertEquals(0, ao.start().waitFor());
            assertEquals("for the program", Files.readString(out));
        }

        @Test
        void only_a_change_of_content_builds_again() throws Exception {
            assertEquals(BUILDING, ao("x").err());
            var toolkit = checkout.resolve("lib/Toolkit.java");
            Files.setLastModifiedTime(toolkit, FileTime.from(Instant.now().plus(Duration.ofDays(9))));
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
            assertEquals(1, builds());

            write(toolkit, "class Toolkit { }");
            Files.setLastModifiedTime(toolkit, FileTime.from(Instant.EPOCH));
            assertEquals(new Run(0, "<x>\n", AGAIN), ao("x"));
            Files.delete(checkout.resolve("lib/res/report.css"));
            assertEquals(AGAIN, ao("x").err());
            write(checkout.resolve("scripts/new.java"), "");
            assertEquals(AGAIN, ao("x").err());
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
            assertEquals(4, builds());
        }

        @Test
        void a_mistake_ends_with_1_and_the_compilers_words_and_its_mending_works_at_once() throws Exception {
            write(checkout.resolve("scripts/ao.java"), "MISTAKE");
            assertEquals(new Run(1, "", BUILDING + "ao.java:1: error: MISTAKE\n"), ao("x"));
            write(checkout.resolve("scripts/ao.java"), "class Ao {}");
            assertEquals(new Run(0, "<x>\n", BUILDING), ao("x"));
            var before = currentBuild();
            write(checkout.resolve("scripts/ao.java"), "MISTAKE");
            assertEquals(new Run(1, "", AGAIN + "ao.java:1: error: MISTAKE\n"), ao("x"));
            assertEquals(before, currentBuild());
            write(checkout.resolve("scripts/ao.java"), "class Ao {}");
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
        }

        @Test
        void a_build_that_lost_a_jar_is_not_used() throws Exception {
            ao("x");
            Files.delete(currentBuild().resolve("2-empty.jar"));
            assertEquals(new Run(0, "<x>\n", AGAIN), ao("x"));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void a_killed_build_leaves_nothing_that_is_used(boolean flock) throws Exception {
            var environment = environment();
            if (!flock) environment.put("PATH", standIns + "/jbang-bin:" + tools("flock", "jbang", "mvn"));
            write(standIns.resolve("jbang-bin/hold"), "");
            var ao = process(environment, checkout + "/ao", "x").start();
            waitFor(() -> builds() == 1);
            ao.descendants().forEach(ProcessHandle::destroyForcibly);
            ao.destroyForcibly().waitFor();
            Files.delete(standIns.resolve("jbang-bin/hold"));
            assertEquals(new Run(0, "<x>\n", BUILDING), run(environment, checkout + "/ao", "x"));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void starts_at_once_share_one_build(boolean flock) throws Exception {
            var environment = environment();
            environment.put("BUILD_TAKES", "0.5");
            if (!flock) environment.put("PATH", standIns + "/jbang-bin:" + tools("flock", "jbang", "mvn"));
            for (var run : atOnce(4, environment, checkout + "/ao", "x")) assertEquals(new Run(0, "<x>\n", BUILDING), run);
            assertEquals(1, builds());
        }

        @Test
        void the_lock_of_a_dead_or_another_owner_is_taken_over() throws Exception {
            var environment = environment();
            environment.put("PATH", standIns + "/jbang-bin:" + tools("flock", "jbang", "mvn"));
            var lock = checkout.resolve(".cache/lock.d");
            write(lock.resolve("owner"), ProcessHandle.current().pid() + " Thu Jan 1 00:00:00 1970\n");
            assertEquals(0, run(environment, checkout + "/ao", "x").code());

            waitFor(() -> Files.exists(currentBuild().resolve("extras")));
            deleteTree(checkout.resolve(".cache"));
            Files.createDirectories(lock);
            Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(200)));
            assertEquals(0, run(environment, checkout + "/ao", "x").code());
            assertFalse(Files.exists(lock));
        }

        @Test
        void old_builds_go_when_nobody_can_be_running_from_them() throws Exception {
            var cache = checkout.resolve(".cache");
            var ages = Map.of("build-1-1", 0, "build-2-2", 3, "build-3-3", 3);
            for (var age : ages.entrySet()) {
                var folder = Files.createDirectories(cache.resolve(age.getKey()));
                Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofDays(age.getValue()))));
            }
            write(cache.resolve("current-99"), "build-3-3 1-ao.jar\n");
            ao("x");
            assertTrue(Files.exists(cache.resolve("build-1-1")), "younger than a day");
            assertFalse(Files.exists(cache.resolve("build-2-2")), "old");
            assertTrue(Files.exists(cache.resolve("build-3-3")), "current for another JDK");

            var first = currentBuild();
            Files.setLastModifiedTime(first, FileTime.from(Instant.EPOCH));
            write(checkout.resolve("scripts/ao.java"), "class Ao { }");
            assertEquals(AGAIN, ao("x").err());
            assertTrue(Files.exists(first), "was current until now");
        }

        @Test
        void the_archive_is_used_and_a_spoilt_one_does_no_harm() throws Exception {
            // Java 17 archives nothing from a path that a URL would write otherwise.
            checkout = Files.move(checkout, temp.resolve("plain"));
            ao("x");
            waitFor(() -> Files.exists(currentBuild().resolve("extras")));
            var archive = currentBuild().resolve("app-" + System.getProperty("java.version") + ".jsa");
            assertTrue(Files.exists(archive));
            var loaded = temp.resolve("loaded");
            var environment = environment();
            environment.put("AO_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
            run(environment, checkout + "/ao", "x");
            assertTrue(Files.lines(loaded).anyMatch(line -> line.matches(".*scripts\\.Ao source: shared objects file.*")));
            Files.delete(archive);
            Files.writeString(archive, "spoilt");
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
        }

        @Test
        void each_JDK_has_its_own_build() throws Exception {
            ao("x");
            var other = environment();
            other.put("JAVA_HOME", jdk("99.0.1").toString());
            assertEquals(new Run(0, "<x>\n", BUILDING), run(other, checkout + "/ao", "x"));
            assertEquals(new Run(0, "<x>\n", ""), run(other, checkout + "/ao", "x"));
            assertEquals(new Run(0, "<x>\n", ""), ao("x"));
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class Where_ao_finds_java_and_keeps_its_build {
        @Test
        void without_java_it_says_in_one_line_what_to_install() throws Exception {
            var environment = environment();
            environment.put("JAVA_HOME", "/nonexistent");
            environment.put("PATH", tools("java", "javac", "jbang", "mvn").toString());
            assertRefused(127, "install a JDK", run(environment, checkout + "/ao", "x"));
            environment.put("JAVA_HOME", jdk("11.0.2").toString());
            assertRefused(127, "too old", run(environment, checkout + "/ao", "x"));
        }

        @Test
        void a_script_in_the_place_of_java_will_do() throws Exception {
            var environment = environment();
            environment.remove("JAVA_HOME");
            var bin = temp.resolve("shims");
            script(bin.resolve("java"), "#!/bin/sh\nexec '" + JDK.resolve("bin/java") + "' \"$@\"\n");
            environment.put("PATH", bin + ":" + environment.get("PATH"));
            assertEquals(new Run(0, "<x>\n", BUILDING), run(environment, checkout + "/ao", "x"));
            assertEquals(new Run(0, "<x>\n", ""), run(environment, checkout + "/ao", "x"));
        }

        @Test
        void a_checkout_that_cannot_be_written_is_built_in_AO_CACHE_for_its_owner_alone() throws Exception {
            write(checkout.resolve(".cache"), "in the way");
            var before = tree(checkout);
            var environment = environment();
            var private_ = temp.resolve("private");
            environment.put("AO_CACHE", private_.toString());
            assertEquals(new Run(0, "<x>\n", BUILDING), run(environment, checkout + "/ao", "x"));
            assertEquals(new Run(0, "<x>\n", ""), run(environment, checkout + "/ao", "x"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(private_)));
            assertEquals(before, tree(checkout));

            Files.setPosixFilePermissions(private_, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertRefused(3, private_.toString(), run(environment, checkout + "/ao", "x"));
            Files.setPosixFilePermissions(private_, PosixFilePermissions.fromString("rwx------"));
            environment.put("AO_CACHE", Files.createSymbolicLink(temp.resolve("link"), private_).toString());
            assertRefused(3, "link", run(environment, checkout + "/ao", "x"));
        }

        @Test
        void a_colon_in_the_checkouts_path_does_no_harm() throws Exception {
            checkout = Files.move(checkout, temp.resolve("a:b"));
            var environment = environment();
            environment.put("AO_CACHE", temp.resolve("private").toString());
            assertEquals(new Run(0, "<x>\n", BUILDING), run(environment, checkout + "/ao", "x"));
            assertEquals(new Run(0, "<x>\n", ""), run(environment, checkout + "/ao", "x"));
        }
    }

    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class What_jbang_does {
        @Test
        void the_installed_one_comes_first() throws Exception {
            var environment = environment();
            assertEquals(new Run(0, "<say><><a b>\n", ""), run(environment, checkout + "/jbang", "say", "", "a b"));
            assertEquals(7, run(environment, checkout + "/jbang", "fail").code());
        }

        @Test
        void copies_of_itself_on_the_path_are_passed_over() throws Exception {
            var other = temp.resolve("other");
            copyLaunchers(other);
            var linked = Files.createDirectories(temp.resolve("linked"));
            Files.createSymbolicLink(linked.resolve("jbang"), checkout.resolve("jbang"));
            var environment = environment();
            environment.put("PATH", other + ":" + linked + ":" + checkout + ":" + environment.get("PATH"));
            assertEquals("<x>\n", run(environment, checkout + "/jbang", "x").out());
            assertEquals("<x>\n", run(environment, "jbang", "x").out());
        }

        @Test
        void a_stub_that_leads_back_to_it_does_not_run_in_circles() throws Exception {
            var environment = bare();
            script(temp.resolve("stub/jbang"), "#!/bin/sh\nexec '" + checkout + "/jbang' \"$@\"\n");
            environment.put("PATH", temp.resolve("stub") + ":" + environment.get("PATH"));
            assertEquals(new Run(0, "answer bash true true\n", ""), run(environment, checkout + "/jbang", "answer", "0"));
        }

        @Test
        void Maven_fetches_the_pinned_one_once() throws Exception {
            var environment = bare();
            assertEquals(new Run(0, "answer bash true true\n", ""), run(environment, checkout + "/jbang", "answer", "0"));
            assertEquals(new Run(6, "answer bash true true\n", ""), run(environment, checkout + "/jbang", "answer", "6"));
            assertEquals(1, calls().size());
            var pinned = temp.resolve("home/.cache/ao-toolkit/jbang-0.132.1");
            assertTrue(Files.isDirectory(pinned));

            Files.delete(pinned.resolve("lib/empty.jar"));
            assertEquals(0, run(environment, checkout + "/jbang", "answer", "0").code());
            assertEquals(2, calls().size(), "one that lost a jar is fetched again");
        }

        @Test
        void with_255_it_becomes_the_program_that_JBang_names() throws Exception {
            var environment = bare();
            var input = temp.resolve("input");
            write(input, "in ");
            var out = temp.resolve("out");
            var jbang = process(environment, checkout + "/jbang", "run").redirectInput(input.toFile()).redirectOutput(out.toFile());
            assertEquals(255, jbang.start().waitFor());
            assertEquals("in <a b><$HOME><>", Files.readString(out));
        }

        @Test
        void the_home_is_the_one_that_HOME_names() throws Exception {
            var environment = bare();
            assertEquals(temp.resolve("home") + "\n", run(environment, checkout + "/jbang", "home").out());
        }

        @Test
        void a_failed_fetch_says_why_and_leaves_nothing() throws Exception {
            var environment = bare();
            write(standIns.resolve("maven-bin/broken"), "");
            var failed = run(environment, checkout + "/jbang", "answer", "0");
            assertEquals(new Run(1, "", "no network today\njbang: Maven could not fetch JBang 0.132.1\n"), failed);
            try (var left = Files.list(temp.resolve("home/.cache/ao-toolkit"))) {
                assertEquals(List.of(), left.filter(Files::isDirectory).toList());
            }
            Files.delete(standIns.resolve("maven-bin/broken"));
            assertEquals(0, run(environment, checkout + "/jbang", "answer", "0").code());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void starts_at_once_fetch_once(boolean flock) throws Exception {
            var environment = bare();
            if (!flock) environment.put("PATH", standIns + "/maven-bin:" + tools("flock", "jbang", "mvn"));
            for (var run : atOnce(4, environment, checkout + "/jbang", "answer", "0")) {
                assertEquals(new Run(0, "answer bash true true\n", ""), run);
            }
            assertEquals(1, calls().size());
        }

        @ParameterizedTest
        @ValueSource(strings = {"mvn", "javac"})
        void without_what_it_needs_it_says_in_one_line_what_to_install(String missing) throws Exception {
            var environment = bare();
            if (missing.equals("javac")) environment.remove("JAVA_HOME");
            environment.put("PATH", tools("java", "javac", "jbang", "mvn").toString());
            assertRefused(127, "install JBang, or a JDK (17 or newer) and Maven", run(environment, checkout + "/jbang", "x"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/dev/null/home"})
        void without_a_usable_home_everything_lies_in_a_folder_of_ours(String home) throws Exception {
            var environment = bare();
            environment.put("HOME", home);
            if (home.isEmpty()) environment.remove("HOME");
            var private_ = temp.resolve("private");
            environment.put("AO_CACHE", private_.toString());
            assertEquals(new Run(0, "answer bash true true\n", ""), run(environment, checkout + "/jbang", "answer", "0"));
            assertTrue(Files.isDirectory(private_.resolve("jbang-0.132.1")));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(private_)));
            assertTrue(calls().get(0).contains("-Dmaven.repo.local=" + private_.resolve("m2")), calls().toString());

            Files.setPosixFilePermissions(private_, PosixFilePermissions.fromString("rwxrwx---"));
            assertRefused(3, private_.toString(), run(environment, checkout + "/jbang", "answer", "0"));
        }

        @Test
        void no_launcher_names_a_host() throws Exception {
            for (var name : LAUNCHERS) {
                assertFalse(Files.readString(REPO.resolve(name)).matches("(?s).*(://|\\w\\.(org|com|dev|io)\\b(?!</groupId|\\.)).*"), name);
            }
        }
    }

    /** Shares the user's own Maven repository and pinned JBang, so that nothing is fetched again. */
    @Nested
    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    class WithTheRealJBang {
        @BeforeEach
        void a_program_with_a_library() throws Exception {
            write(checkout.resolve("scripts/ao.java"), "//SOURCES ../lib/Toolkit.java\n//MAIN scripts.Ao\n" + PROGRAM);
            write(checkout.resolve("lib/Toolkit.java"),
                "//DEPS org.xerial:sqlite-jdbc:3.53.4.0\n//JAVAC_OPTIONS -encoding UTF-8\npackage lib;\nclass Toolkit {}\n");
        }

        @Test
        void the_build_holds_all_that_a_start_needs() throws Exception {
            var environment = real();
            assertEquals(new Run(0, "<x>\n", BUILDING), run(environment, checkout + "/ao", "x"));
            for (var entry : run(environment, checkout + "/ao", "get", "java.class.path").out().trim().split("=")[2].split(":")) {
                assertTrue(entry.startsWith(checkout + "/.cache/"), entry);
            }
            waitFor(() -> Files.exists(currentBuild().resolve("extras")));
            var library = run(environment, checkout + "/ao", "get", "org.sqlite.lib.path").out().trim().split("=")[2];
            try (var files = Files.list(Path.of(library))) {
                assertTrue(files.anyMatch(file -> file.getFileName().toString().contains("sqlitejdbc")));
            }

            var script = checkout.resolve("scripts/ao.java");
            var sound = Files.readString(script);
            write(script, sound + "nonsense");
            var broken = run(environment, checkout + "/ao", "x");
            assertEquals(1, broken.code());
            assertTrue(broken.err().contains("error:"), broken.err());
            write(script, sound.replace("\"<\"", "\"[\""));
            assertEquals(new Run(0, "[x>\n", AGAIN), run(environment, checkout + "/ao", "x"));
        }

        @Test
        void four_first_starts_at_once_all_work() throws Exception {
            startAtOnce(4);
        }

        @Test
        @Tag("long")
        void twenty_first_starts_at_once_all_work() throws Exception {
            for (int round = 0; round < 3; round++) {
                startAtOnce(20);
                waitFor(() -> Files.exists(currentBuild().resolve("extras")));
                deleteTree(checkout.resolve(".cache"));
            }
        }

        private void startAtOnce(int count) throws Exception {
            for (var run : atOnce(count, real(), checkout + "/ao", "x")) assertEquals(new Run(0, "<x>\n", BUILDING), run);
            assertEquals(new Run(0, "<x>\n", ""), run(real(), checkout + "/ao", "x"));
        }

        private Map<String, String> real() {
            var environment = environment();
            environment.putAll(System.getenv());
            environment.put("JAVA_HOME", JDK.toString());
            return environment;
        }
    }

    private static final List<String> LAUNCHERS = List.of("ao", "ao.cmd", "jbang", "jbang.cmd", "bootstrap/pom.xml");

    private static Path repository() {
        var folder = Path.of(System.getProperty("ao.repo", "")).toAbsolutePath();
        if (System.getProperty("ao.repo") != null) return folder;
        while (!Files.exists(folder.resolve("jbang-catalog.json"))) folder = folder.getParent();
        return folder;
    }

    private static void copyLaunchers(Path to) throws IOException {
        for (var name : LAUNCHERS) {
            Files.createDirectories(to.resolve(name).getParent());
            Files.copy(REPO.resolve(name), to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Run ao(String... args) throws Exception {
        return run(environment(), Stream.concat(Stream.of(checkout + "/ao"), Stream.of(args)).toArray(String[]::new));
    }

    /** The stand-in for JBang is installed. */
    private Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("PATH", standIns + "/jbang-bin:" + System.getenv("PATH"));
        environment.put("HOME", temp.resolve("home").toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("JAVA_HOME", JDK.toString());
        environment.put("STANDINS", standIns.toString());
        return environment;
    }

    /** No JBang is installed, only the stand-in for Maven. */
    private Map<String, String> bare() throws IOException {
        var environment = environment();
        environment.put("PATH", standIns + "/maven-bin:" + tools("jbang", "mvn"));
        return environment;
    }

    /** A folder with the ordinary commands of this machine but for some. */
    private Path tools(String... without) throws IOException {
        var folder = Files.createTempDirectory(temp, "tools");
        for (var name : ("sh bash java javac jbang mvn cat chmod cksum cp cut date find flock grep id kill ln locale ls mkdir mv"
            + " printf ps readlink rm sed sleep sort touch tr").split(" ")) {
            if (!Arrays.asList(without).contains(name)) {
                var found = which(name);
                if (found.isPresent()) Files.createSymbolicLink(folder.resolve(name), found.get());
            }
        }
        return folder;
    }

    private static Optional<Path> which(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    /** This JDK under another version. */
    private Path jdk(String version) throws IOException {
        var home = temp.resolve("jdk-" + version);
        write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (var name : List.of("java", "javac", "jar")) {
            script(home.resolve("bin/" + name), "#!/bin/sh\nexec '" + JDK.resolve("bin/" + name) + "' \"$@\"\n");
        }
        return home;
    }

    private Path currentBuild() throws IOException {
        var pointer = checkout.resolve(".cache/current-" + System.getProperty("java.version"));
        return checkout.resolve(".cache").resolve(Files.readString(pointer).split(" ")[0]);
    }

    private List<String> calls() throws IOException {
        var calls = standIns.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private long builds() throws IOException {
        return calls().stream().filter(call -> call.contains(" build ")).count();
    }

    private static void assertRefused(int code, String part, Run run) {
        assertEquals(code, run.code(), run.toString());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(part), run.err());
    }

    private static ProcessBuilder process(Map<String, String> environment, String... command) {
        var builder = new ProcessBuilder("env");
        // Not ProcessBuilder's own search, which would look in the PATH of the tests.
        builder.command(Stream.concat(Stream.of("/usr/bin/env"), Stream.of(command)).toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectInput(new File("/dev/null"));
        return builder;
    }

    private Run run(Map<String, String> environment, String... command) throws Exception {
        return finish(start(environment, command));
    }

    record Started(Process process, Path out, Path err) {}

    private Started start(Map<String, String> environment, String... command) throws IOException {
        var out = Files.createTempFile(once, "out", "");
        var err = Files.createTempFile(once, "err", "");
        return new Started(process(environment, command).redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    private static Run finish(Started started) throws Exception {
        if (!started.process().waitFor(3, TimeUnit.MINUTES)) {
            started.process().destroyForcibly();
            throw new AssertionError("still running after three minutes");
        }
        return new Run(started.process().exitValue(), Files.readString(started.out()), Files.readString(started.err()));
    }

    private List<Run> atOnce(int count, Map<String, String> environment, String... command) throws Exception {
        var started = new ArrayList<Started>();
        for (int i = 0; i < count; i++) started.add(start(environment, command));
        var runs = new ArrayList<Run>();
        for (var one : started) runs.add(finish(one));
        return runs;
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    private static void waitFor(Condition condition) throws Exception {
        for (int i = 0; i < 600 && !condition.holds(); i++) Thread.sleep(50);
        assertTrue(condition.holds());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> tree(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            var lines = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                lines.add(file + " " + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
            }
            return lines;
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** A shell without job control starts its background jobs so, and whatever they start inherits it. */
    /** Shells let what they start in the background ignore SIGINT, and nohup lets it ignore SIGHUP. */
    private static boolean ignored(String signal) throws IOException {
        long bit = switch (signal) {
            case "HUP" -> 1;
            case "INT" -> 2;
            default -> 0;
        };
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return false;
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & bit) != 0);
    }
}
