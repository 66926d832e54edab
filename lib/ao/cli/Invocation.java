package ao.cli;

import ao.model.ShellWord;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.Owners;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * How the operator started us, for the commands that we print: another program called {@code ao}, the orchestrator's
 * own, is probably on the PATH.
 *
 * <p>{@code ./ao} says it, and so does Java of an archive. JBang says nothing: it replaces itself with our JVM, and passes neither the words that it was
 * given nor the script's place (its {@code ${sun.java.command}} in a directive would, but then an argument with a quote
 * in it becomes options of the JVM). So our catalog says that an alias was used, and the rest is looked for: the script
 * below or beside the working directory, and the catalog in JBang's list. A script that was started by a URL, or by a
 * path that leads elsewhere, cannot know it, and names the catalog as the README registers it.
 */
public final class Invocation {
    private static final String CATALOG = "jbang-catalog.json";

    /** What the README calls our catalog when it registers it. */
    private static final String USUAL_NAME = "catalog";

    private final String main;
    private final Map<String, String> environment;
    private final Properties properties;
    private final Path directory;
    private Form form;

    /**
     * The words that start us.
     *
     * @param program what runs the script, or is all there is to run when no script has to be named
     * @param before  what comes before the name of a script
     * @param after   what comes after it
     */
    private record Form(List<String> program, Optional<String> before, String after) {
        static Form launcher(String... program) {
            return new Form(List.of(program), Optional.empty(), "");
        }

        static Form alias(String program, String catalog) {
            return new Form(List.of(program), Optional.of(""), catalog.isEmpty() ? "" : "@" + catalog);
        }

        static Form path(String program, String folder) {
            return new Form(List.of(program), Optional.of(folder), ".java");
        }
    }

    /** The invocation of a process with this main script, in these surroundings. */
    public Invocation(String main, Map<String, String> environment, Properties properties, Path directory) {
        this.main = main;
        this.environment = environment;
        this.properties = properties;
        this.directory = directory;
    }

    /** The invocation of this process, of which {@code script} is the main script. */
    public static Invocation of(String script) {
        return new Invocation(script, System.getenv(), System.getProperties(), Path.of("").toAbsolutePath());
    }

    /** A command line that runs as printed. */
    public String command(String command, List<String> arguments) {
        if (form == null) form = find();
        boolean umbrella = main.equals("ao");
        var words = new ArrayList<>(form.program());
        form.before().ifPresent(before -> words.add(before + (umbrella ? main : command) + form.after()));
        if (umbrella) words.add(command);
        words.addAll(arguments);
        return String.join(" ", words.stream().map(ShellWord::quote).toList());
    }

    private Form find() {
        var launcher = properties.getProperty("ao.invocation", "");
        // Without a slash it was "sh ao" beside it: as a command, that name would be looked for on the PATH.
        if (!launcher.isEmpty()) return Form.launcher(launcher.contains("/") ? launcher : "./" + launcher);
        // The archive is started with "java -jar": then the class path is that one file, and the command begins with it.
        var jar = properties.getProperty("java.class.path", "");
        if (jar.endsWith(".jar") && (properties.getProperty("sun.java.command", "") + " ").startsWith(jar + " ")) return Form.launcher("java", "-jar", jar);
        if (properties.getProperty("ao.alias") != null) return Form.alias(jbang(Optional.empty()), alias());
        var folder = folder();
        return folder.map(f -> Form.path(jbang(folder), f)).orElseGet(() -> Form.alias(jbang(folder), registered().orElse(USUAL_NAME)));
    }

    /** The name behind the @ of an alias of ours; nothing for one that JBang finds from the working directory. */
    private String alias() {
        var near = upwards().filter(up -> ours(directory.resolve(up + CATALOG).normalize())).findFirst()
            .filter(up -> trusted(directory.resolve(up + CATALOG).normalize()));
        // To JBang a file of that name comes first, as our launcher is in the checkout.
        if (near.isPresent() && Files.exists(directory.resolve(main))) return near.get().isEmpty() ? "." : near.get().replaceFirst("/$", "");
        return near.isPresent() ? "" : registered().orElse(USUAL_NAME);
    }

    private boolean ours(Path catalog) {
        return json(catalog).path("aliases").path(main).path("properties").has("ao.alias");
    }

    /** What our catalog is called where JBang keeps the registered ones. */
    private Optional<String> registered() {
        var settings = place("JBANG_DIR", ".jbang");
        var lists = Stream.concat(upwards().map(up -> directory.resolve(up + CATALOG).normalize()).filter(this::trusted),
            Stream.of(settings.resolve(CATALOG), settings.resolve("implicit-catalog.json")));
        var names = new ArrayList<String>();
        lists.forEach(list -> json(list).path("catalogs").properties().forEach(entry -> {
            if (copies(list, entry.getValue().path("catalog-ref").asText()).anyMatch(this::ours)) names.add(entry.getKey());
        }));
        return names.contains(USUAL_NAME) ? Optional.of(USUAL_NAME) : names.stream().findFirst();
    }

    /** The files that may hold a registered catalog: of a remote one JBang keeps a copy, by the hash of its URL. */
    private Stream<Path> copies(Path list, String reference) {
        var whole = Stream.of(reference, reference + (reference.endsWith("/") ? "" : "/") + CATALOG);
        if (!reference.contains("://")) return whole.flatMap(text -> path(text).map(list::resolveSibling).stream());
        var given = environment.getOrDefault("JBANG_CACHE_DIR", "");
        var cache = given.isEmpty() ? place("JBANG_DIR", ".jbang").resolve("cache") : directory.resolve(given);
        return whole.map(url -> cache.resolve("urls").resolve(Hashes.of(url)).resolve(CATALOG));
    }

    /** The folder of the scripts as a path that is right from here, with a slash at its end. */
    private Optional<String> folder() {
        var near = upwards().flatMap(up -> Stream.of(up + "scripts/", up));
        return Stream.concat(parents(), Stream.concat(near, launcher().map(l -> l.substring(0, l.lastIndexOf('/') + 1) + "scripts/").stream()))
            .filter(folder -> path(folder + main + ".java").map(directory::resolve).filter(this::script).isPresent()).findFirst();
    }

    private boolean script(Path script) {
        return trusted(script) && Files.isRegularFile(script.resolveSibling("../lib/Toolkit.java"));
    }

    /** Where the script lies, if a waiting shell tells it: one that reads the script's first line, or one with -c. */
    private Stream<String> parents() {
        var words = ProcessHandle.current().parent().flatMap(parent -> parent.info().arguments()).orElse(new String[0]);
        return Stream.of(words).flatMap(word -> Stream.concat(Stream.of(word), Stream.of(word.split("[\\s'\"]+"))))
            .filter(word -> word.endsWith("/" + main + ".java")).map(word -> word.substring(0, word.lastIndexOf('/') + 1));
    }

    /** What starts JBang: the one on the PATH, else the launcher that comes with the scripts. */
    private String jbang(Optional<String> folder) {
        for (var entry : environment.getOrDefault("PATH", "").split(":")) {
            var file = path(entry).map(bin -> directory.resolve(bin).resolve("jbang"));
            if (file.filter(f -> Files.isRegularFile(f) && Files.isExecutable(f)).isPresent()) return "jbang";
        }
        if (launcher().isPresent()) return launcher().get();
        var beside = folder.map(f -> f.endsWith("scripts/") ? f.substring(0, f.length() - "scripts/".length()) : f + "../");
        return Stream.concat(beside.stream(), upwards()).filter(up -> path(up + "jbang").map(directory::resolve)
                .filter(file -> Files.isRegularFile(file) && trusted(file)).isPresent())
            .map(up -> (up.startsWith("/") || up.startsWith(".") ? up : "./" + up) + "jbang").findFirst().orElse("jbang");
    }

    /** The launcher that JBang was started by, where it or the shell tells it. */
    private Optional<String> launcher() {
        return Stream.of("JBANG_LAUNCH_CMD", "_").map(name -> environment.getOrDefault(name, "")).filter(command -> command.endsWith("/jbang")
            && path(command).filter(file -> Files.isExecutable(directory.resolve(file))).isPresent()).findFirst();
    }

    /** The working directory and those above it, as they are written from here. */
    private Stream<String> upwards() {
        return Stream.iterate("", up -> up + "../").limit(directory.getNameCount() + 1L);
    }

    private Path place(String variable, String inHome) {
        var given = environment.getOrDefault(variable, "");
        return given.isEmpty() ? directory.resolve(environment.getOrDefault("HOME", "")).resolve(inHome) : directory.resolve(given);
    }

    /** Whether the file is there and nobody else's: in a folder like /tmp anybody can lay out a toolkit. */
    private boolean trusted(Path file) {
        var owner = Owners.of(file);
        return Files.isRegularFile(file) && (owner.isEmpty() || owner.get() == 0 || owner.equals(Owners.self()));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(Path file) {
        try {
            return Json.parse(Files.readString(file)).orElse(MissingNode.getInstance());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
