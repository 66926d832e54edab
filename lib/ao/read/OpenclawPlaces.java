package ao.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where OpenClaw keeps its stores (openclaw-store sheet, 2).
 *
 * @param state    its own folder
 * @param settings the file of its settings, whether or not it is there
 * @param home     what a tilde in them means
 */
public record OpenclawPlaces(Path state, Path settings, Path home) {
    private static final List<String> FOLDERS = List.of(".openclaw", ".clawdbot", ".moldbot");

    private static final List<String> SETTINGS = List.of("openclaw.json", "clawdbot.json", "moldbot.json");
    private static final Set<String> NOTHING = Set.of("", "undefined", "null");

    /** Those that variables name, else the first of the known names that are there. */
    public static OpenclawPlaces of(Path home, Map<String, String> environment) {
        var own = named("OPENCLAW_HOME", home, environment).orElse(home);
        var state = named("OPENCLAW_STATE_DIR", own, environment)
            .orElseGet(() -> FOLDERS.stream().map(own::resolve).filter(Files::isDirectory).findFirst().orElse(own.resolve(FOLDERS.get(0))));
        return new OpenclawPlaces(state, named("OPENCLAW_CONFIG_PATH", own, environment).orElseGet(() -> of(state).settings()), own);
    }

    /** Those of a folder that is named. */
    public static OpenclawPlaces of(Path state) {
        return new OpenclawPlaces(state, SETTINGS.stream().map(state::resolve).filter(Files::isRegularFile).findFirst().orElse(state.resolve(SETTINGS.get(0))), above(state.toAbsolutePath().normalize()));
    }

    private static Path above(Path folder) {
        return Optional.ofNullable(folder.getParent()).orElse(folder);
    }

    /** The place that a variable names; the words by which JavaScript tells nothing name none. */
    private static Optional<Path> named(String variable, Path home, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable)).map(JavaScript::trim).filter(t -> !NOTHING.contains(t))
            .map(t -> t.equals("~") ? home : t.startsWith("~/") ? home.resolve(t.substring(2)) : Path.of(t).toAbsolutePath().normalize());
    }

    /** The stores of all agents, then the very old common one and the configured one, whether or not their files are there. */
    public List<Path> stores() {
        var stores = new LinkedHashSet<Path>();
        for (var agent : folders(state.resolve("agents"))) stores.add(agent.resolve("sessions/sessions.json"));
        if (Files.isRegularFile(state.resolve("sessions/sessions.json"))) stores.add(state.resolve("sessions/sessions.json"));
        configured().ifPresent(stores::add);
        return distinct(stores);
    }

    /** Each store once: by two paths it would be changed twice. */
    public static List<Path> distinct(Collection<Path> files) {
        var byPlace = new LinkedHashMap<Path, Path>();
        files.forEach(file -> byPlace.putIfAbsent(PhysicalPath.of(file.getParent()).resolve(file.getFileName()), file));
        return List.copyOf(byPlace.values());
    }

    /** Whether a file of this name holds settings, and no store. */
    static boolean isSettings(String name) {
        return SETTINGS.contains(name);
    }

    /** A folder in which stores may be, and which may not be looked into. */
    public Optional<Path> closed() {
        return Stream.of(state, state.resolve("agents")).filter(Folders::isClosed).findFirst();
    }

    /** The folder of OpenClaw that a store lies in by its path; nothing of one that lies elsewhere. */
    public static Optional<Path> stateOf(Path store) {
        var folder = store.toAbsolutePath().normalize().getParent();
        if (folder == null || !folder.endsWith("sessions")) return Optional.empty();
        var agents = Optional.ofNullable(folder.getParent()).map(Path::getParent).filter(a -> a.endsWith("agents"));
        return agents.map(Path::getParent);
    }

    private static List<Path> folders(Path folder) {
        try {
            var all = new ArrayList<Path>();
            if (Files.isDirectory(folder)) {
                for (var entry : HashedFolderReader.entries(folder)) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) all.add(entry);
                }
            }
            return all;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** How the gateway keeps its stores small, as the settings say; blank when they do not. */
    public String maintenanceMode() {
        return said().map(s -> s.path("session").path("maintenance").path("mode").asText("")).orElse("");
    }

    /** Settings that are neither JSON nor JSON5 tell nothing. */
    private Optional<JsonNode> said() {
        try {
            return Files.isRegularFile(settings) && Files.size(settings) <= OpenclawFile.LARGEST ? OpenclawFile.lenient(Files.readString(settings)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The store that the settings name for the main agent. */
    private Optional<Path> configured() {
        try {
            return said().map(s -> s.path("session").path("store").textValue()).filter(s -> s.startsWith("/") || s.startsWith("~/"))
                .map(s -> s.replace("{agentId}", "main")).map(s -> s.startsWith("~/") ? home.resolve(s.substring(2)) : Path.of(s)).map(Path::normalize).filter(file -> file.getNameCount() > 0);
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }
}
