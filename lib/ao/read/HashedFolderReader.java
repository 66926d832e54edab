package ao.read;

import ao.model.Finding;
import ao.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lists a project's folder of the hashed layout; reads no record. Follows no link. */
public final class HashedFolderReader {
    private final LegacyStore.Folder folder;
    private final List<HashedFolder.Record> records = new ArrayList<>();
    private final List<HashedFolder.Record> archives = new ArrayList<>();
    private final List<Path> worktrees = new ArrayList<>();
    private final List<Path> extras = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean blank = true;
    private Optional<String> broken = Optional.empty();

    private HashedFolderReader(LegacyStore.Folder folder) {
        this.folder = folder;
    }

    /** Lists a folder. */
    public static HashedFolder list(LegacyStore.Folder folder) {
        var reader = new HashedFolderReader(folder);
        try {
            reader.top();
        } catch (IOException e) {
            reader.broken = Optional.of(folder.path() + " cannot be listed: " + Failures.sentence(e));
        }
        return new HashedFolder(folder, reader.records, reader.archives, reader.worktrees, reader.extras, reader.folders, reader.blank,
            reader.broken, reader.findings);
    }

    /** The entries of a folder in byte order of their names. */
    public static List<Path> entries(Path folder) throws IOException {
        try (var paths = Folders.list(folder)) {
            return paths.sorted(Comparator.comparing(p -> p.getFileName().toString(), Utf8Order::compare)).toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void top() throws IOException {
        for (var entry : entries(folder.path())) {
            var name = entry.getFileName().toString();
            if (name.equals("sessions")) sessions(entry);
            else if (name.equals("worktrees")) worktrees(entry);
            else extra(entry);
        }
        folders.add(folder.path());
    }

    private void extra(Path entry) throws IOException {
        if (!isFolder(entry)) {
            blank = false;
            extras.add(entry);
            return;
        }
        for (var child : entries(entry)) extra(child);
        folders.add(entry);
    }

    private void sessions(Path sessions) throws IOException {
        if (!isFolder(sessions)) {
            blank = false;
            broken = Optional.of(sessions + " is no folder");
            return;
        }
        for (var entry : entries(sessions)) {
            if (entry.getFileName().toString().equals("archive") && isFolder(entry)) archive(entry);
            else session(entry);
        }
        folders.add(sessions);
    }

    private void session(Path file) throws IOException {
        var name = file.getFileName().toString();
        if (isFolder(file)) {
            blank = blank && entries(file).isEmpty();
            if (entries(file).isEmpty()) folders.add(file);
            info("not-a-record", file, "a folder: no record");
            return;
        }
        blank = false;
        if (name.startsWith(".")) info("dot-file", file, "the name begins with a dot: no record");
        else if (name.contains(".corrupt-")) extras.add(file);
        else if (name.endsWith(".lock")) info("lock-file", file, "a lock: no record");
        else if (name.contains(".tmp")) info("temp-file", file, "a temporary file: no record");
        else if (name.endsWith("~")) info("backup-file", file, "an editor's backup: no record");
        else if (isRecord(file)) records.add(new HashedFolder.Record(name.endsWith(".json") ? name.substring(0, name.length() - 5) : name, file, false, Optional.empty()));
    }

    private boolean isRecord(Path file) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return true;
        findings.add(Finding.at("session-not-a-file", Severity.ERROR, file, "the record is no regular file"));
        return false;
    }

    private void archive(Path archive) throws IOException {
        for (var file : entries(archive)) {
            var name = file.getFileName().toString();
            if (isFolder(file)) {
                blank = blank && entries(file).isEmpty();
                if (entries(file).isEmpty()) folders.add(file);
                info("not-a-record", file, "a folder: no record");
                continue;
            }
            blank = false;
            var id = HashedNames.archivedSession(name);
            if (name.startsWith(".")) info("dot-file", file, "the name begins with a dot: no record");
            else if (id.isEmpty() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) extras.add(file);
            else archives.add(new HashedFolder.Record(id.get(), file, true, HashedNames.archivedAt(name)));
        }
        folders.add(archive);
    }

    private void worktrees(Path worktrees) throws IOException {
        if (!isFolder(worktrees)) {
            blank = false;
            broken = Optional.of(worktrees + " is no folder");
            return;
        }
        for (var entry : entries(worktrees)) {
            blank = false;
            if (isFolder(entry) || Files.isSymbolicLink(entry)) this.worktrees.add(entry);
            else info("not-a-worktree", entry, "a file where worktrees are");
        }
        folders.add(worktrees);
    }

    private void info(String code, Path path, String message) {
        findings.add(Finding.at(code, Severity.INFO, path, message + "; it stays in the folder that is kept"));
    }
}
