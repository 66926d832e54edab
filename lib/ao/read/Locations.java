package ao.read;

import ao.model.AoException;
import ao.model.ShellWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where everything lies, and who said so. An explicit option beats the environment, and an explicit home switches off
 * every path variable, so that a rehearsal in another home never touches the real one.
 */
public record Locations(Place home, Place root, Place registry, List<Place> otherRegistries, Place dataDir,
                        Place runFile, Place claude, Place codex, Place opencode, Place worktrees, Place state, List<String> ignoredVariables) {
    private static final List<String> PATH_VARIABLES = List.of("AO_DATA_DIR", "AO_RUN_FILE", "AO_GLOBAL_CONFIG",
        "CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
        "OPENCLAW_HOME", "OPENCLAW_STATE_DIR", "OPENCLAW_CONFIG_PATH");

    /** Those by which agents find their conversations. */
    private static final Set<String> AGENTS_VARIABLES = Set.of("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_DATA_HOME");

    /** A path and where it came from: an option, a variable, or the default. */
    public record Place(Path path, String origin) {
        @Override public String toString() {
            return path + " (" + origin + ")";
        }
    }

    /** The same places with another registry. */
    public Locations withRegistry(Path file) {
        return new Locations(home, root, new Place(file, "given"), List.of(), dataDir, runFile, claude, codex, opencode, worktrees, state, ignoredVariables);
    }

    /** What the command line said about places. */
    public record Given(Optional<Path> home, Optional<Path> root, Optional<Path> dataDir) { }

    /**
     * Resolves every place.
     *
     * @throws AoException.Unreadable when no home can be told
     */
    public static Locations resolve(Given given, Map<String, String> environment) {
        var ignored = new ArrayList<String>();
        var env = environment;
        if (given.home().isPresent()) {
            PATH_VARIABLES.stream().filter(v -> set(environment, v).isPresent()).forEach(ignored::add);
            env = new java.util.HashMap<>(environment);
            env.keySet().removeAll(PATH_VARIABLES);
        }
        var home = given.home().map(p -> place(p, "--home"))
            .or(() -> set(environment, "HOME").map(p -> place(Path.of(p), "$HOME")))
            .orElseThrow(() -> new AoException.Unreadable("home-unknown", "HOME is not set, so no store can be found",
                "give --home DIR"));
        var root = given.root().map(p -> place(p, "--root"))
            .orElse(place(home.path().resolve(".agent-orchestrator"), "default"));
        var registries = registries(given, env, home, root);
        return new Locations(home, root, registries.get(0), registries.subList(1, registries.size()),
            given.dataDir().map(p -> place(p, "--data-dir"))
                .orElseGet(variable(env, "AO_DATA_DIR", home.path().resolve(".ao/data"))),
            variable(env, "AO_RUN_FILE", home.path().resolve(".ao/running.json")).get(),
            variable(env, "CLAUDE_CONFIG_DIR", home.path().resolve(".claude")).get(),
            variable(env, "CODEX_HOME", home.path().resolve(".codex")).get(),
            set(env, "XDG_DATA_HOME").map(p -> place(Path.of(p, "opencode"), "$XDG_DATA_HOME")).orElse(place(home.path().resolve(".local/share/opencode"), "default")),
            place(home.path().resolve(".worktrees"), "default"), state(given, env, home),
            List.copyOf(ignored));
    }

    /** The registry in effect first (D1), then the others that exist. */
    private static List<Place> registries(Given given, Map<String, String> env, Place home, Place root) {
        if (given.root().isPresent()) return List.of(place(root.path().resolve("config.yaml"), root.origin()));
        var candidates = new ArrayList<Place>();
        set(env, "AO_GLOBAL_CONFIG").ifPresent(p -> candidates.add(place(Path.of(p), "$AO_GLOBAL_CONFIG")));
        set(env, "XDG_CONFIG_HOME").ifPresent(p ->
            candidates.add(place(Path.of(p, "agent-orchestrator", "config.yaml"), "$XDG_CONFIG_HOME")));
        var last = place(home.path().resolve(".agent-orchestrator/config.yaml"), "default");
        candidates.add(last);
        var existing = candidates.stream().filter(p -> Files.exists(p.path())).toList();
        return existing.isEmpty() ? List.of(last) : existing;
    }

    private static Place state(Given given, Map<String, String> env, Place home) {
        var chosen = set(env, "AO_STATE_DIR");
        if (chosen.isPresent()) return place(Path.of(chosen.get()), "$AO_STATE_DIR");
        var local = home.path().resolve(".local/state/ao-toolkit");
        if (given.home().isPresent()) return place(local, "--home");
        return set(env, "XDG_STATE_HOME").map(p -> place(Path.of(p, "ao-toolkit"), "$XDG_STATE_HOME"))
            .orElse(place(local, "default"));
    }

    private static java.util.function.Supplier<Place> variable(Map<String, String> env, String name, Path otherwise) {
        return () -> set(env, name).map(p -> place(Path.of(p), "$" + name)).orElse(place(otherwise, "default"));
    }

    private static Optional<String> set(Map<String, String> env, String name) {
        return Optional.ofNullable(env.get(name)).filter(v -> !v.isEmpty());
    }

    private static Place place(Path path, String origin) {
        return new Place(path.toAbsolutePath().normalize(), origin);
    }

    /** What has to stand before an agent's name in a command, so that it looks where this looked; empty where it does by itself. */
    public String environment() {
        if (!home.origin().equals("--home")) return "";
        var unset = ignoredVariables.stream().filter(AGENTS_VARIABLES::contains).map(v -> "-u " + v + " ").collect(Collectors.joining());
        return (unset.isEmpty() ? "" : "env " + unset) + "HOME=" + ShellWord.quote(home.path().toString()) + " ";
    }

    /** The rewrite's database file. */
    public Path database() {
        var file = dataDir.path().resolve("ao.db");
        try {
            // SQLite keeps its log beside the file itself, not beside a link to it.
            return Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        } catch (java.io.IOException e) {
            return file;
        }
    }
}
