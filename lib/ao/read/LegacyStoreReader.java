package ao.read;

import ao.model.Finding;
import ao.model.Severity;
import ao.model.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what is in a legacy root of either layout; {@link LegacyRecords} reads it. Never writes, never follows a link out of the root. */
public final class LegacyStoreReader {
    private final Path root;
    private final List<Finding> findings = new ArrayList<>();

    private LegacyStoreReader(Path root) {
        this.root = root;
    }

    /** Finds the registry and the project folders; reads no record. */
    public static LegacyStore open(Locations locations) {
        var registry = RegistryReader.read(locations);
        var reader = new LegacyStoreReader(locations.root().path());
        var folders = new ArrayList<LegacyStore.Folder>();
        reader.projectFolders(folders);
        reader.hashedFolders(registry, folders);
        folders.sort(Comparator.comparing(LegacyStore.Folder::project, Utf8Order::compare));
        return new LegacyStore(locations.root(), registry, folders, reader.findings);
    }

    /** Whether a folder looks like a legacy root: it has a registry, a {@code projects} folder or hashed folders. */
    public static boolean isLegacyRoot(Path folder) {
        if (Files.isRegularFile(folder.resolve("config.yaml")) || Files.isDirectory(folder.resolve("projects"))) return true;
        try (var names = Folders.open(folder, p -> HashedNames.folder(p.getFileName().toString()).isPresent())) {
            return names.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private void projectFolders(List<LegacyStore.Folder> folders) {
        for (var path : list(root.resolve("projects"), "projects-unreadable")) {
            if (Files.isSymbolicLink(path)) notFollowed(path);
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) continue;
            folders.add(new LegacyStore.Folder(path.getFileName().toString(), path.getFileName().toString(), StoreKind.PROJECT, path, Optional.empty(),
                path.resolve("sessions")));
        }
    }

    private void notFollowed(Path path) {
        findings.add(Finding.at("project-folder-link", Severity.ERROR, path, "a project's folder is a symbolic link, and was not read")
            .about("project", path.getFileName().toString()).expecting("a folder", "a link to " + PhysicalPath.of(path)));
    }

    private void hashedFolders(Registry registry, List<LegacyStore.Folder> folders) {
        for (var path : list(root, "root-unreadable")) {
            var parts = HashedNames.folder(path.getFileName().toString());
            if (parts.isPresent() && Files.isSymbolicLink(path)) notFollowed(path);
            if (parts.isEmpty() || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) continue;
            var hash = parts.get().hash();
            var owner = Optional.ofNullable(registry.storageKeys().get(path.getFileName().toString()))
                .or(() -> Optional.ofNullable(registry.storageKeys().get(hash)));
            var name = owner.or(() -> parts.get().project()).or(() -> projectNamedIn(path.resolve("sessions"))).orElse(hash);
            var project = owner.orElseGet(() -> HashedNames.projectId(name));
            folders.add(new LegacyStore.Folder(project, name, StoreKind.HASHED, path, Optional.of(hash), path.resolve("sessions")));
        }
    }

    /** The project that the first of a bare folder's records names, as the original migration tells it (golden i 003). */
    static Optional<String> projectNamedIn(Path sessions) {
        if (!Files.isDirectory(sessions, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        List<Path> files;
        try {
            files = HashedFolderReader.entries(sessions);
        } catch (IOException e) {
            return Optional.empty();
        }
        for (var file : files) {
            if (file.getFileName().toString().startsWith(".") || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) continue;
            try {
                var project = HashedRecordReader.read(file, file.getFileName().toString()).text("project");
                if (project.isPresent()) return project;
            } catch (IOException e) {
                // Whoever reads the records reports it; the next one may tell.
            }
        }
        return Optional.empty();
    }

    private List<Path> list(Path folder, String code) {
        return new FolderListing(root).list(folder, code, findings::add);
    }
}
