package ao.read;

import ao.model.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folders that a migration left behind under another name. */
public final class MigratedFolders {
    private static final String MIGRATED = ".migrated";
    private static final String BACKUP = ".pre-migration";

    private MigratedFolders() { }

    /**
     * A folder that was kept.
     *
     * @param folder   as it is now, with the project that it became part of
     * @param original the name that it had
     */
    public record Kept(LegacyStore.Folder folder, Path original) { }

    /** The kept folders, the storage keys that the registry had, by project, and its copy of that time, if there is one. */
    public record Found(List<Kept> folders, Map<String, String> storageKeys, Optional<Path> registryThen) { }

    /** Finds them; which project a folder was is told as the migration told it. */
    public static Found find(Locations locations) throws IOException {
        var backup = locations.registry().path().resolveSibling(locations.registry().path().getFileName() + BACKUP);
        var registry = RegistryReader.read(Files.isRegularFile(backup) ? locations.withRegistry(backup) : locations);
        var kept = new ArrayList<Kept>();
        var keys = new HashMap<String, String>();
        registry.storageKeys().forEach((key, project) -> keys.put(project, key));
        var then = Optional.of(backup).filter(Files::isRegularFile);
        if (!Files.isDirectory(locations.root().path())) return new Found(kept, keys, then);
        for (var path : HashedFolderReader.entries(locations.root().path())) {
            var name = path.getFileName().toString();
            if (!name.endsWith(MIGRATED) || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) continue;
            var original = name.substring(0, name.length() - MIGRATED.length());
            var parts = HashedNames.folder(original);
            if (parts.isEmpty()) continue;
            var owner = Optional.ofNullable(registry.storageKeys().get(original)).or(() -> Optional.ofNullable(registry.storageKeys().get(parts.get().hash())));
            var called = owner.or(() -> parts.get().project()).or(() -> LegacyStoreReader.projectNamedIn(path.resolve("sessions"))).orElse(parts.get().hash());
            kept.add(new Kept(new LegacyStore.Folder(HashedNames.projectId(called), called, StoreKind.HASHED, path, Optional.of(parts.get().hash()), path.resolve("sessions")),
                path.resolveSibling(original)));
        }
        return new Found(kept, keys, then);
    }
}
