package ao.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where OpenClaw keeps its stores (openclaw-store sheet, 2). */
public final class OpenclawPlaces {
    private static final List<String> FOLDERS = List.of(".openclaw", ".clawdbot", ".moldbot");

    private OpenclawPlaces() { }

    /** OpenClaw's own folder: the one that a variable names, else the first of the known names that is there. */
    public static Path state(Path home, Map<String, String> environment) {
        var named = Optional.ofNullable(environment.get("OPENCLAW_STATE_DIR")).map(JavaScript::trim).filter(t -> !t.isEmpty())
            .map(t -> t.equals("~") ? home : t.startsWith("~/") ? home.resolve(t.substring(2)) : Path.of(t).toAbsolutePath().normalize());
        return named.orElseGet(() -> FOLDERS.stream().map(home::resolve).filter(Files::isDirectory).findFirst().orElse(home.resolve(FOLDERS.get(0))));
    }

    /** The stores of all agents, then the very old common one and the configured one, whether or not their files are there. */
    public static List<Path> stores(Path state) {
        var stores = new LinkedHashSet<Path>();
        for (var agent : folders(state.resolve("agents"))) stores.add(agent.resolve("sessions/sessions.json"));
        if (Files.isRegularFile(state.resolve("sessions/sessions.json"))) stores.add(state.resolve("sessions/sessions.json"));
        configured(state).ifPresent(stores::add);
        return List.copyOf(stores);
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
    public static String maintenanceMode(Path state) {
        return settings(state).map(s -> s.path("session").path("maintenance").path("mode").asText("")).orElse("");
    }

    /** Settings that are neither JSON nor JSON5 tell nothing. */
    private static Optional<JsonNode> settings(Path state) {
        var file = state.resolve("openclaw.json");
        try {
            return Files.isRegularFile(file) && Files.size(file) <= OpenclawFile.LARGEST ? OpenclawFile.lenient(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The store that the settings name for the main agent. */
    private static Optional<Path> configured(Path state) {
        try {
            return settings(state).map(s -> s.path("session").path("store").textValue()).filter(s -> s.startsWith("/") || s.startsWith("~/"))
                .map(s -> s.replace("{agentId}", "main")).map(s -> s.startsWith("~/") ? state.resolveSibling(s.substring(2)) : Path.of(s)).map(Path::normalize);
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }
}
