package ao.read;

import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.SessionId;
import ao.model.Severity;
import ao.model.StoreKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Reads a legacy root of either layout. Never writes, never follows a link out of the root. */
public final class LegacyStoreReader {
    private static final int BATCH = 2_000;

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
        folders.sort(Comparator.comparing(LegacyStore.Folder::project, RegistryReader::byBytes));
        return new LegacyStore(locations.root(), registry, folders, reader.findings);
    }

    /** Whether a folder looks like a legacy root: it has a registry, a {@code projects} folder or hashed folders. */
    public static boolean isLegacyRoot(Path folder) {
        if (Files.isRegularFile(folder.resolve("config.yaml")) || Files.isDirectory(folder.resolve("projects"))) return true;
        try (var names = Files.newDirectoryStream(folder, p -> HashedNames.folder(p.getFileName().toString()).isPresent())) {
            return names.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private void projectFolders(List<LegacyStore.Folder> folders) {
        for (var path : list(root.resolve("projects"), "projects-unreadable")) {
            if (Files.isSymbolicLink(path)) {
                findings.add(Finding.at("project-folder-link", Severity.ERROR, path, "a project's folder is a symbolic link, and was not read")
                    .about("project", path.getFileName().toString()));
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) continue;
            folders.add(new LegacyStore.Folder(path.getFileName().toString(), path.getFileName().toString(), StoreKind.PROJECT, path, Optional.empty(),
                path.resolve("sessions")));
        }
    }

    private void hashedFolders(Registry registry, List<LegacyStore.Folder> folders) {
        for (var path : list(root, "root-unreadable")) {
            var parts = HashedNames.folder(path.getFileName().toString());
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
        var paths = new ArrayList<Path>();
        if (leadsOutside(folder)) {
            findings.add(Finding.at(code, Severity.ERROR, folder, "the folder is a symbolic link that leads out of the store, and is not followed"));
            return paths;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (NoSuchFileException e) {
            return paths;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            var cause = e instanceof java.nio.file.DirectoryIteratorException d ? d.getCause() : (IOException) e;
            findings.add(Finding.at(code, Severity.ERROR, folder, "the folder cannot be listed: " + Failures.sentence(cause)));
        }
        paths.sort(Comparator.comparing(p -> p.getFileName().toString(), RegistryReader::byBytes));
        return paths;
    }

    private boolean leadsOutside(Path folder) {
        try {
            return !folder.equals(root) && Files.isSymbolicLink(folder) && !folder.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** What takes the records of a folder, in byte order of their names. */
    public interface Sink {
        void session(LegacySession session);

        void finding(Finding finding);

        /** A record that could not be read at all; its finding has been given already. */
        void unreadable();
    }

    /** A sink for those who want nothing but the sessions. */
    public static Sink only(Consumer<LegacySession> sessions) {
        return new Sink() {
            @Override public void session(LegacySession session) {
                sessions.accept(session);
            }

            @Override public void finding(Finding finding) { }

            @Override public void unreadable() { }
        };
    }

    /** Reads the records of a project's folder one after the other. */
    public static void sessions(LegacyStore store, LegacyStore.Folder folder, Sink sink) {
        new LegacyStoreReader(store.root().path()).read(folder, false, sink);
    }

    /** The same, with what tells whether each record is sound. */
    public static void detailed(LegacyStore store, LegacyStore.Folder folder, Sink sink) {
        new LegacyStoreReader(store.root().path()).read(folder, true, sink);
    }

    private void read(LegacyStore.Folder folder, boolean detailed, Sink sink) {
        var places = new ArrayList<SessionRecordReader.Place>();
        boolean hashed = folder.layout() == StoreKind.HASHED;
        for (var file : list(folder.sessions(), "sessions-unreadable")) {
            place(folder, file, hashed, sink).ifPresent(places::add);
        }
        if (hashed) archived(folder, places, sink);
        else standalone(folder, places, sink);
        findings.forEach(sink::finding);
        findings.stream().filter(f -> f.code().equals("sessions-unreadable")).forEach(f -> sink.unreadable());
        for (int start = 0; start < places.size(); start += BATCH) {
            var batch = places.subList(start, Math.min(places.size(), start + BATCH));
            IntStream.range(0, batch.size()).parallel().mapToObj(i -> SessionRecordReader.read(batch.get(i), detailed)).toList()
                .forEach(outcome -> give(outcome, sink));
        }
    }

    private static void give(SessionRecordReader.Outcome outcome, Sink sink) {
        outcome.findings().forEach(sink::finding);
        outcome.session().ifPresentOrElse(sink::session, sink::unreadable);
    }

    private void archived(LegacyStore.Folder folder, List<SessionRecordReader.Place> places, Sink sink) {
        for (var file : list(folder.sessions().resolve("archive"), "sessions-unreadable")) {
            var name = file.getFileName().toString();
            var id = HashedNames.archivedSession(name);
            if (name.startsWith(".") || id.isEmpty()) info(sink, file, "not-a-record", "the name is none of an archived session");
            else record(folder, id.get(), file, true, sink).ifPresent(places::add);
        }
    }

    private void standalone(LegacyStore.Folder folder, List<SessionRecordReader.Place> places, Sink sink) {
        var file = folder.path().resolve("orchestrator.json");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            record(folder, "orchestrator", file, false, sink).ifPresent(places::add);
        }
    }

    private Optional<SessionRecordReader.Place> place(LegacyStore.Folder folder, Path file, boolean hashed, Sink sink) {
        var name = file.getFileName().toString();
        if (name.startsWith(".")) return info(sink, file, "dot-file", "the name begins with a dot: no record");
        if (name.contains(".corrupt-")) return info(sink, file, "corrupt-copy", "a preserved corrupt copy: no record");
        if (name.endsWith(".lock")) return info(sink, file, "lock-file", "a lock: no record");
        if (name.contains(".tmp")) return info(sink, file, "temp-file", "a temporary file: no record");
        if (name.endsWith(".json")) return record(folder, name.substring(0, name.length() - 5), file, false, sink);
        if (hashed) return record(folder, name, file, false, sink);
        return info(sink, file, "not-a-record", "the name does not end in .json: no record");
    }

    private Optional<SessionRecordReader.Place> record(LegacyStore.Folder folder, String text, Path file, boolean archived, Sink sink) {
        var id = SessionId.parse(text);
        if (id.isEmpty()) return unreadable(sink, file, "session-id-invalid", "no system can read a record of this name");
        try {
            var at = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (at.isSymbolicLink()) {
                if (!file.toRealPath().startsWith(root.toRealPath())) {
                    return unreadable(sink, file, "session-link-outside", "the record is a link that leads out of the store");
                }
                at = Files.readAttributes(file, BasicFileAttributes.class);
            }
            if (at.isDirectory()) {
                return file.getFileName().toString().endsWith(".json")
                    ? unreadable(sink, file, "session-is-folder", "a folder stands where a record should") : Optional.empty();
            }
            if (!at.isRegularFile()) return unreadable(sink, file, "session-not-a-file", "the record is no regular file");
            return Optional.of(new SessionRecordReader.Place(folder.project(), id.get(), file,
                at.lastModifiedTime().toInstant(), at.size(), archived));
        } catch (IOException e) {
            return unreadable(sink, file, "session-unreadable", "the record cannot be read: " + Failures.sentence(e));
        }
    }

    private static Optional<SessionRecordReader.Place> info(Sink sink, Path file, String code, String message) {
        sink.finding(Finding.at(code, Severity.INFO, file, message));
        return Optional.empty();
    }

    private static Optional<SessionRecordReader.Place> unreadable(Sink sink, Path file, String code, String message) {
        sink.finding(Finding.at(code, Severity.ERROR, file, message));
        sink.unreadable();
        return Optional.empty();
    }
}
