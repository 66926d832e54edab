package tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A class-data archive for the processes that the tests start, made once a run: it halves what a thousand starts take,
 * and changes nothing else. Java makes none of class files in folders, so there is none then.
 */
final class ClassData {
    private static final String CLASSPATH = System.getProperty("java.class.path");
    /** What these load is in the archive; each leaves to the next what it needs. */
    private static final List<List<String>> COMMANDS = List.of(List.of("migrate-storage", "--yes", "--json"), List.of("inspect"),
        List.of("import", "--create-db", "--sessions", "all", "--yes", "--json"));
    private static final Optional<Path> ARCHIVE = make();

    private ClassData() { }

    /** What a start with this class path gets on top. */
    static List<String> options() {
        return ARCHIVE.map(file -> List.of("-XX:SharedArchiveFile=" + file)).orElse(List.of());
    }

    private static Optional<Path> make() {
        if (!Arrays.stream(CLASSPATH.split(File.pathSeparator)).allMatch(entry -> Files.isRegularFile(Path.of(entry)))) return Optional.empty();
        try {
            var folder = Files.createTempDirectory("ao-class-data-");
            var home = folder.resolve("home");
            var sessions = Files.createDirectories(home.resolve(".agent-orchestrator/aaaaaaaaaaaa-shop/sessions"));
            Files.writeString(sessions.resolve("shop-1"), "project=shop\nstatus=done\nbranch=one\ncreatedAt=2026-01-01T00:00:00Z\n");
            Files.writeString(home.resolve(".agent-orchestrator/config.yaml"), "projects:\n  shop:\n    path: " + home + "\n");
            var classes = own();
            int count = 0;
            for (var command : COMMANDS) {
                var list = folder.resolve("list." + count++);
                var words = new ArrayList<>(List.of("-XX:DumpLoadedClassList=" + list, "-cp", CLASSPATH, "scripts.Ao"));
                words.addAll(command);
                words.addAll(List.of("--home", home.toString()));
                run(folder, words);
                if (Files.exists(list)) classes.addAll(Files.readAllLines(list));
            }
            var list = Files.write(folder.resolve("classes"), classes);
            var archive = folder.resolve("classes.jsa");
            run(folder, List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive, "-cp", CLASSPATH));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return Optional.of(archive).filter(Files::exists);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The toolkit's own classes, whichever a command uses. */
    private static TreeSet<String> own() throws IOException {
        var classes = new TreeSet<String>();
        for (var entry : CLASSPATH.split(File.pathSeparator)) {
            try (var jar = new JarFile(entry)) {
                jar.stream().map(e -> e.getName()).filter(n -> n.matches("(ao|scripts)/.*\\.class"))
                    .forEach(n -> classes.add(n.substring(0, n.length() - ".class".length())));
            }
        }
        return classes;
    }

    private static void run(Path folder, List<String> words) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(words);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("HOME", folder.toString());
        try {
            builder.start().waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // In the temporary folder, where the system removes it.
        }
    }
}
