package ao.read;

import ao.model.LegacyProject;
import ao.model.SessionId;
import ao.model.SettingSecrets;
import ao.model.StoreKind;
import ao.model.StoreTraces;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for what lies around in a legacy store: interrupted work, files in the wrong place, worktrees of nobody. */
public final class StoreTracesReader {
    /** What the original writes before it migrates, and removes when it is done (golden i 020). */
    private static final String MARKER = ".migration-in-progress";
    private static final long LARGEST = 1 << 20;
    private static final Pattern PROMPT_BEING_WRITTEN = Pattern.compile(".*-prompt-.*\\.md\\.tmp.*");
    private static final Set<String> KEYS = Set.of("worktree", "branch", "lifecycle", "status", "tmuxName");

    private StoreTracesReader() { }

    /** The traces of a whole store. */
    public static StoreTraces store(LegacyStore store) {
        var root = store.root().path();
        var registered = store.registry().projects().stream().filter(LegacyProject::registered).map(LegacyProject::id).collect(Collectors.toSet());
        var folders = store.folders().stream().map(LegacyStore.Folder::project).collect(Collectors.toSet());
        var twins = Stream.concat(registered.stream(), folders.stream()).distinct().sorted().collect(Collectors.groupingBy(id -> id.toLowerCase(Locale.ROOT), TreeMap::new, Collectors.toList()))
            .values().stream().filter(ids -> ids.size() > 1).toList();
        var credentials = new TreeMap<String, List<String>>();
        store.registry().projects().forEach(p -> {
            var names = credentials(p);
            if (!names.isEmpty()) credentials.put(p.id(), names);
        });
        var shared = store.registry().others().stream().filter(s -> SettingSecrets.isIn(s.name(), s.value())).map(LegacyProject.SettingValue::name).toList();
        if (!shared.isEmpty()) credentials.put("", shared);
        var marker = root.resolve(MARKER);
        return new StoreTraces(root, Optional.of(store.registry().file()).filter(f -> store.registry().exists()), paths(store, StoreKind.HASHED), paths(store, StoreKind.PROJECT),
            Files.exists(marker, LinkOption.NOFOLLOW_LINKS) ? Optional.of(new StoreTraces.Marker(marker, Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS), unread(store))) : Optional.empty(), registered.stream().filter(id -> !folders.contains(id) && store.registry().storageKeys().containsValue(id)).sorted().toList(),
            store.folders().stream().filter(f -> !registered.contains(f.project())).map(LegacyStore.Folder::path).toList(), twins, credentials, misplaced(root), left(store.registry().file()));
    }

    /** Names of the settings that hold what looks like a credential; of variables as {@code env.NAME}. */
    private static List<String> credentials(LegacyProject project) {
        var settings = project.settings();
        var texts = new TreeMap<String, String>();
        project.unmapped().forEach(s -> texts.put(s.name(), s.value()));
        project.droppedGroups().forEach(s -> texts.put(s.name(), s.value()));
        texts.put("postCreate", String.join("\n", settings.postCreate()));
        settings.agentRules().ifPresent(rules -> texts.put("agentRules", rules));
        settings.orchestratorRules().ifPresent(rules -> texts.put("orchestratorRules", rules));
        var variables = settings.env().entrySet().stream().filter(e -> SettingSecrets.isIn(e.getKey(), e.getValue())).map(e -> "env." + e.getKey());
        var others = texts.entrySet().stream().filter(e -> SettingSecrets.isIn(e.getKey(), e.getValue())).map(java.util.Map.Entry::getKey);
        return Stream.concat(variables, others).sorted().toList();
    }

    /** Records in the root, in its own sessions/, or among the folders of projects. */
    private static List<Path> misplaced(Path root) {
        return Stream.of(root, root.resolve("sessions"), root.resolve("projects")).flatMap(folder -> list(folder).stream()).filter(StoreTracesReader::mayBeRecord).filter(StoreTracesReader::isRecord).toList();
    }

    private static StoreTraces.Left timed(Path file) {
        return new StoreTraces.Left(file, modified(file));
    }

    private static List<StoreTraces.Left> left(Path registry) {
        var name = registry.getFileName().toString();
        return list(registry.getParent()).stream().filter(f -> {
            var other = f.getFileName().toString();
            return other.equals(name + ".lock") || other.startsWith(name + ".tmp");
        }).map(StoreTracesReader::timed).toList();
    }

    private static boolean unread(LegacyStore store) {
        var read = paths(store, StoreKind.HASHED);
        return list(store.root().path()).stream().anyMatch(entry -> HashedNames.isFolder(entry.getFileName().toString()) && !read.contains(entry));
    }

    private static List<Path> paths(LegacyStore store, StoreKind kind) {
        return store.folders().stream().filter(f -> f.layout() == kind).map(LegacyStore.Folder::path).toList();
    }

    /** The traces of a project's folder. */
    public static StoreTraces.Folder folder(LegacyStore.Folder folder) {
        var misplaced = new ArrayList<Path>();
        var prompts = new TreeMap<Path, Path>();
        var left = new ArrayList<StoreTraces.Left>();
        if (folder.layout() == StoreKind.PROJECT) {
            for (var file : list(folder.path())) {
                var name = file.getFileName().toString();
                if (PROMPT_BEING_WRITTEN.matcher(name).matches()) left.add(timed(file));
                if (name.equals("orchestrator.json") || !mayBeRecord(file)) continue;
                if (name.startsWith("opencode-config-")) prompt(file).filter(p -> !Files.exists(p)).ifPresent(p -> prompts.put(file, p));
                else if (isRecord(file)) misplaced.add(file);
            }
            for (var entry : oddlyNamed(folder.sessions())) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) list(entry).stream().filter(f -> mayBeRecord(f) && isRecord(f)).forEach(misplaced::add);
                else if (mayBeRecord(entry) && isRecord(entry)) misplaced.add(entry);
            }
            list(folder.path().resolve("worktrees")).stream().filter(f -> mayBeRecord(f) && isRecord(f)).forEach(misplaced::add);
        }
        return new StoreTraces.Folder(folder.project(), misplaced, prompts, left);
    }

    /** What has a name that no record has; a folder of many records is not asked file by file. */
    private static List<Path> oddlyNamed(Path sessions) {
        try (var entries = Folders.open(sessions, p -> {
            var name = p.getFileName().toString();
            return !name.endsWith(".json") && !name.startsWith(".");
        })) {
            var found = new ArrayList<Path>();
            entries.forEach(found::add);
            found.sort(null);
            return found;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** By its name: an id, as the first layouts wrote it, or one with the ending in any case of letters. */
    private static boolean mayBeRecord(Path file) {
        var name = file.getFileName().toString();
        boolean named = name.toLowerCase(Locale.ROOT).endsWith(".json") || SessionId.parse(name).isPresent();
        return named && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<JsonNode> json(Path file) {
        try {
            return Files.size(file) <= LARGEST ? Json.parse(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isRecord(Path file) {
        try {
            if (Files.size(file) > LARGEST) return false;
            var text = Files.readString(file);
            var json = Json.parse(text);
            // One of these words alone is anybody's.
            var names = json.isPresent() ? KEYS.stream().filter(json.get()::has) : KEYS.stream().filter(KeyValueText.parse(text).keySet()::contains);
            return names.count() > 1;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> prompt(Path config) {
        try {
            return json(config).map(n -> n.path("instructions").path(0).textValue()).map(config::resolveSibling);
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The folders in a folder. */
    public static List<Path> below(Path folder) {
        return list(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> list(Path folder) {
        try (var entries = Folders.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** When a file was last written. */
    public static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Worktrees in these folders that no session claims, by whatever name.
     *
     * @param unread ids of sessions of whose records nobody knows what they claim: that is the folder of their name
     */
    public static List<Path> unclaimed(Collection<Path> managed, Collection<Path> claimed, Set<String> unread) {
        var candidates = managed.stream().flatMap(folder -> list(folder).stream()).filter(f -> !managed.contains(f) && !claimed.contains(f) && !unread.contains(f.getFileName().toString()))
            .filter(f -> Files.exists(f.resolve(".git"), LinkOption.NOFOLLOW_LINKS)).distinct().toList();
        if (candidates.isEmpty()) return candidates;
        var physical = claimed.stream().map(PhysicalPath::of).collect(Collectors.toSet());
        return candidates.stream().filter(f -> !physical.contains(PhysicalPath.of(f))).toList();
    }

    /** Worktrees that these repositories know, below these folders, and that are neither there nor among those that were found elsewhere. */
    public static List<WorktreeReader.Registered> dangling(Collection<List<Path>> repositories, Collection<Path> managed, Collection<Path> claimed) {
        var gone = repositories.stream().filter(names -> !names.isEmpty()).flatMap(names -> WorktreeReader.registered(names.get(0)).stream())
            .filter(r -> managed.stream().anyMatch(m -> r.folder().startsWith(m)) && Files.notExists(r.folder(), LinkOption.NOFOLLOW_LINKS)).distinct().toList();
        if (gone.isEmpty()) return gone;
        // One that was moved is told by itself.
        var moved = claimed.stream().flatMap(f -> GitWorktrees.at(f).stream()).map(GitWorktrees.Found::admin).collect(Collectors.toSet());
        return gone.stream().filter(r -> !moved.contains(r.admin())).toList();
    }
}
