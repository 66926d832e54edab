package ao.read;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.LegacyProject.AgentConfig;
import ao.model.LegacyProject.Role;
import ao.model.LegacyProject.SettingValue;
import ao.model.LegacyProject.TimeCandidate;
import ao.model.Severity;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Reads the registry, the portfolio overlays and the repositories' own yaml, and makes each project's settings in
 * effect of them: the registry entry, then the repository's yaml, then the defaults (D2).
 */
public final class RegistryReader {
    private static final Set<String> KNOWN = Set.of("projectId", "path", "displayName", "name", "defaultBranch",
        "sessionPrefix", "registeredAt", "storageKey", "source", "env", "symlinks", "postCreate", "agent", "agentConfig", "worker",
        "orchestrator", "agentRules", "agentRulesFile", "orchestratorRules", "tracker", "scm", "runtime", "workspace",
        "reactions");
    private static final List<String> DROPPED = List.of("tracker", "scm", "runtime", "workspace", "reactions");
    private static final Set<String> AGENT_CONFIG = Set.of("model", "permissions", "orchestratorModel");
    private static final Set<String> ROLE = Set.of("agent", "agentConfig");

    private final Locations locations;
    private final List<Finding> findings = new ArrayList<>();
    private JsonNode preferences;
    private JsonNode registered;

    private RegistryReader(Locations locations) {
        this.locations = locations;
    }

    /**
     * Reads everything that tells about projects.
     *
     * @throws AoException.Unreadable when the registry cannot be read or its syntax is wrong (D3)
     */
    public static Registry read(Locations locations) {
        return new RegistryReader(locations).registry();
    }

    /** A project that no registry names, with the settings of its repository's own yaml (D2, D8). */
    public static LegacyProject unregistered(Locations locations, String id, Optional<Path> path, List<Finding> findings) {
        var reader = new RegistryReader(locations);
        reader.preferences = reader.overlay("preferences.json");
        reader.registered = reader.overlay("registered.json");
        var project = reader.project(id, path, YamlMap.empty(locations.registry().path(), reader.findings), false);
        findings.addAll(reader.findings);
        return project;
    }

    private Registry registry() {
        var file = locations.registry().path();
        if (!Files.exists(file)) {
            return new Registry(file, false, List.of(), LegacyProject.Defaults.NONE, java.util.Map.of(), List.of(), findings);
        }
        locations.otherRegistries().forEach(other -> findings.add(Finding.at("registry-several", Severity.INFO,
            other.path(), "this registry is not used: another comes first").expecting("one registry", "also " + file)));
        var yaml = YamlMap.document(file, findings);
        preferences = overlay("preferences.json");
        registered = overlay("registered.json");
        var entries = yaml.map("projects");
        var projects = new ArrayList<LegacyProject>();
        var storageKeys = new HashMap<String, String>();
        entries.keys().stream().sorted(Utf8Order::compare).forEach(id -> {
            if (!entries.has(id)) {
                findings.add(Finding.at("project-null", Severity.ERROR, file,
                    "the project " + id + " has no settings at all, not even a path").about("project", id).expecting("at least a path", "nothing"));
            }
            var entry = entries.map(id);
            entry.text("storageKey").ifPresent(key -> storageKeys.put(key, id));
            projects.add(project(id, path(id, entry), entry, true));
        });
        var defaults = yaml.map("defaults");
        var others = yaml.keys().stream().filter(key -> !key.equals("projects") && yaml.has(key)).sorted().map(key -> new SettingValue(key, yaml.describe(key))).toList();
        return new Registry(file, true, projects, new LegacyProject.Defaults(defaults.text("agent"),
            defaults.map("worker").text("agent"), defaults.map("orchestrator").text("agent")), storageKeys, others, findings);
    }

    private JsonNode overlay(String name) {
        var file = locations.root().path().resolve("portfolio").resolve(name);
        if (!Files.exists(file)) return Json.MAPPER.missingNode();
        try {
            return Json.tree(new String(withoutMark(RegularFile.bytes(file)), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            findings.add(Finding.at("overlay-unreadable", Severity.WARNING, file, "the overlay is not used").expecting("JSON that can be read",
                e instanceof com.fasterxml.jackson.core.JsonProcessingException j ? "no JSON, at " + Json.place(j) : Failures.sentence(e)));
            return Json.MAPPER.missingNode();
        }
    }

    private static byte[] withoutMark(byte[] bytes) {
        boolean mark = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return mark ? java.util.Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    private Optional<Path> path(String id, YamlMap entry) {
        return entry.text("path").map(String::strip).filter(p -> !p.isEmpty()).flatMap(p -> Optional.ofNullable(expand(id, p)));
    }

    private LegacyProject project(String id, Optional<Path> path, YamlMap entry, boolean named) {
        var repoFile = path.flatMap(RegistryReader::repoYaml);
        var repo = repoFile.map(file -> repoSettings(id, file));
        var both = new Layers(entry, repo);
        var dropped = new ArrayList<SettingValue>();
        for (var group : DROPPED) both.describe(group).filter(v -> !v.equals("{}")).ifPresent(v -> dropped.add(new SettingValue(group, v)));
        return new LegacyProject(id, path, named,
            Optional.ofNullable(preferences.path("projects").path(id).path("displayName").textValue()).filter(t -> !t.isBlank()),
            entry.text("displayName"), entry.text("name"), both.text("defaultBranch").map(String::strip),
            both.text("sessionPrefix"), settings(both), times(id, path, entry, repoFile), repoFile, dropped,
            unmapped(both));
    }

    private Path expand(String id, String text) {
        var home = locations.home().path();
        if (text.equals("~")) return home;
        if (text.startsWith("~/")) return home.resolve(text.substring(2)).normalize();
        Path path;
        try {
            path = Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            findings.add(Finding.at("project-path-invalid", Severity.ERROR, locations.registry().path(),
                "the path of project " + id + " can be no path").about("project", id).expecting("an absolute path", e.getReason()));
            return null;
        }
        if (!path.isAbsolute()) {
            findings.add(Finding.at("project-path-relative", Severity.WARNING, locations.registry().path(),
                "the path of project " + id + " is relative; it is taken from the home directory")
                .about("project", id).expecting("an absolute path", text));
            return home.resolve(path).normalize();
        }
        return path.normalize();
    }

    private static Optional<Path> repoYaml(Path repository) {
        return ownSettings(repository).filter(Files::isRegularFile).findFirst();
    }

    /** Where a repository may have settings of its own; the first that is there counts. */
    public static Stream<Path> ownSettings(Path repository) {
        return Stream.of("agent-orchestrator.yaml", "agent-orchestrator.yml").map(repository::resolve);
    }

    private YamlMap repoSettings(String id, Path file) {
        try {
            var yaml = YamlMap.document(file, findings);
            if (!yaml.has("projects")) return yaml;
            findings.add(Finding.at("repo-config-wrapped", Severity.WARNING, file,
                "the file has the older wrapped form; its project entry is used").about("project", id).expecting("settings at the top", "a mapping of projects"));
            var projects = yaml.map("projects");
            return projects.has(id) ? projects.map(id)
                : projects.keys().size() == 1 ? projects.map(projects.keys().iterator().next()) : yaml;
        } catch (AoException.Unreadable e) {
            findings.add(Finding.at("repo-config-unreadable", Severity.ERROR, file,
                "the repository's settings are not used").about("project", id).expecting("a mapping in YAML", e.getMessage()));
            return null;
        }
    }

    private static LegacyProject.Settings settings(Layers both) {
        return new LegacyProject.Settings(both.get("env", YamlMap::texts, new java.util.TreeMap<>()),
            both.get("symlinks", YamlMap::list, List.of()), both.get("postCreate", YamlMap::list, List.of()),
            both.text("agent"), both.get("agentConfig", (m, k) -> agentConfig(m.map(k)), AgentConfig.NONE),
            both.get("worker", RegistryReader::role, Role.NONE), both.get("orchestrator", RegistryReader::role, Role.NONE),
            both.text("agentRules"), both.text("agentRulesFile"), both.text("orchestratorRules"));
    }

    private static Role role(YamlMap parent, String key) {
        var role = parent.map(key);
        return new Role(role.text("agent"), agentConfig(role.map("agentConfig")));
    }

    private static AgentConfig agentConfig(YamlMap map) {
        return new AgentConfig(map.text("model").map(String::strip), map.text("permissions"), map.text("orchestratorModel"));
    }

    private static List<SettingValue> unmapped(Layers both) {
        var rest = new ArrayList<SettingValue>();
        both.keys().forEach(key -> {
            if (!KNOWN.contains(key)) both.describe(key).ifPresent(v -> rest.add(new SettingValue(key, v)));
        });
        for (var block : List.of("agentConfig", "worker", "orchestrator")) {
            both.layerOf(block).ifPresent(layer -> extras(layer.map(block), block, rest));
        }
        return rest;
    }

    private static void extras(YamlMap block, String name, List<SettingValue> rest) {
        var known = name.equals("agentConfig") || name.endsWith(".agentConfig") ? AGENT_CONFIG : ROLE;
        for (var key : block.keys()) {
            if (!block.has(key)) continue;
            if (!known.contains(key) || key.equals("orchestratorModel")) {
                rest.add(new SettingValue(name + "." + key, block.describe(key)));
            } else if (key.equals("agentConfig")) {
                extras(block.map(key), name + ".agentConfig", rest);
            }
        }
    }

    /** Texts that may tell when the project was registered, best first (D17). */
    private List<TimeCandidate> times(String id, Optional<Path> path, YamlMap entry, Optional<Path> repoYaml) {
        var times = new ArrayList<TimeCandidate>();
        addedAt(id, path).ifPresent(t -> times.add(new TimeCandidate(t, "registered.json")));
        entry.text("registeredAt").ifPresent(t -> times.add(new TimeCandidate(t, "registeredAt of the registry")));
        repoYaml.flatMap(RegistryReader::modified).ifPresent(t -> times.add(new TimeCandidate(t, "mtime of the repository's yaml")));
        modified(locations.registry().path()).ifPresent(t -> times.add(new TimeCandidate(t, "mtime of the registry")));
        return times;
    }

    private static Optional<String> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> addedAt(String id, Optional<Path> path) {
        Optional<String> byPath = Optional.empty();
        for (var item : registered.path("projects")) {
            var added = item.path("addedAt").asText("");
            if (added.isEmpty()) continue;
            if (id.equals(item.path("configProjectKey").asText()) || id.equals(item.path("id").asText())) {
                return Optional.of(added);
            }
            var text = item.path("path").asText("");
            if (byPath.isEmpty() && !text.isEmpty() && path.isPresent() && samePath(text, path.get())) {
                byPath = Optional.of(added);
            }
        }
        return byPath;
    }

    private boolean samePath(String text, Path path) {
        var home = locations.home().path();
        try {
            var other = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
            return other.normalize().equals(path);
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    /** A registry entry over a repository's yaml: each key is taken from the first that has it. */
    private record Layers(YamlMap entry, Optional<YamlMap> repo) {
        Optional<YamlMap> layerOf(String key) {
            return entry.has(key) ? Optional.of(entry) : repo.filter(r -> r.has(key));
        }

        <T> T get(String key, BiFunction<YamlMap, String, T> take, T otherwise) {
            return layerOf(key).map(layer -> take.apply(layer, key)).orElse(otherwise);
        }

        Optional<String> text(String key) {
            return layerOf(key).flatMap(layer -> layer.text(key));
        }

        Optional<String> describe(String key) {
            return layerOf(key).map(layer -> layer.describe(key));
        }

        Set<String> keys() {
            var keys = new java.util.TreeSet<>(entry.keys());
            repo.ifPresent(r -> keys.addAll(r.keys()));
            return keys;
        }
    }
}
