package ao.read;

import ao.model.Excerpt;
import ao.model.OpenclawEntry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** OpenClaw's store as a directory, {@code sessions.d}: a state, and a file for each entry (openclaw-store sheet, 7). */
public final class OpenclawDirectory {
    /** The state's kind. */
    public static final String KIND = "openclaw-session-store-directory";
    private static final int LAYOUT = 1;
    private static final int OTHERS_WRITE = 022;

    private OpenclawDirectory() { }

    /** The directory of a store, which all stores of a folder share. */
    public static Path of(Path store) {
        return store.resolveSibling("sessions.d");
    }

    /** The store's version, when readers take it for active; whatever is wrong with it makes it none. */
    public static Optional<Double> version(Path directory) {
        if (!isFolder(directory) || !isFolder(directory.resolve("entries"))) return Optional.empty();
        return json(directory.resolve("state.json")).filter(s -> s.path("kind").asText().equals(KIND) && s.path("kind").isTextual())
            .filter(s -> s.path("layoutVersion").isNumber() && s.path("layoutVersion").doubleValue() == LAYOUT)
            .filter(s -> s.path("updatedAt").isNumber() && !Double.isInfinite(s.path("updatedAt").doubleValue()))
            .map(s -> s.path("version")).filter(v -> v.isNumber() && v.doubleValue() >= 1 && v.doubleValue() == Math.rint(v.doubleValue()) && !Double.isInfinite(v.doubleValue()))
            .map(JsonNode::doubleValue);
    }

    /**
     * Makes sure that it can be told what is in a directory: what may not be read is not absent.
     *
     * @throws IOException when its state or its entries cannot be read
     */
    public static void probe(Path directory) throws IOException {
        if (!isFolder(directory)) return;
        HashedFolderReader.entries(directory);
        var state = directory.resolve("state.json");
        if (Files.isRegularFile(state, LinkOption.NOFOLLOW_LINKS)) Files.newInputStream(state).close();
        if (isFolder(directory.resolve("entries"))) HashedFolderReader.entries(directory.resolve("entries"));
    }

    /** Whether a file's name is one that an entry can have. */
    public static boolean isEntryName(String name) {
        return name.startsWith("session-") && name.endsWith(".json");
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<ObjectNode> json(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What is in a directory.
     *
     * @param entries  those that readers take, in the order of their files' names
     * @param hidden   entries that readers pass over, of keys that mean something else on a JavaScript object, or that hold half of a surrogate pair
     * @param mistaken files whose whole document readers take for an entry, because it is not one of theirs
     * @param unread   files that readers pass over
     */
    public record Read(List<OpenclawEntry> entries, List<OpenclawEntry> hidden, List<Path> mistaken, List<Path> unread) {
        private Read() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        /** All that can be put into a store file. */
        public List<OpenclawEntry> all() {
            var all = new ArrayList<>(entries);
            all.addAll(hidden);
            return all;
        }
    }

    /**
     * Reads all entries as the software does.
     *
     * @throws IOException when the folder cannot be listed: the software then takes the store for empty
     */
    public static Read read(Path directory) throws IOException {
        var read = new Read();
        for (var file : HashedFolderReader.entries(directory.resolve("entries"))) entry(file, read);
        return read;
    }

    /** The files of a directory's entries in the order of a store file: keys that are numbers first, then by the bytes of the names. */
    static List<Path> files(Path directory) throws IOException {
        var files = HashedFolderReader.entries(directory.resolve("entries"));
        var numbered = new TreeMap<Long, Path>();
        for (var file : files) OpenclawKeys.key(file.getFileName().toString()).map(OpenclawKeys::index).filter(OptionalLong::isPresent).ifPresent(i -> numbered.put(i.getAsLong(), file));
        if (numbered.isEmpty()) return files;
        var all = new ArrayList<>(numbered.values());
        var first = new HashSet<>(all);
        files.stream().filter(f -> !first.contains(f)).forEach(all::add);
        return all;
    }

    /** The entry of a file; nothing when readers could make none of it, whatever its key. */
    static Optional<OpenclawEntry> entry(Path file) throws IOException {
        var read = new Read();
        entry(file, read);
        return read.all().stream().findFirst();
    }

    /** Why nothing may be written into a folder of the store, as recorded; nothing when it may. */
    public static Optional<String> refusal(Path folder) {
        if (!isFolder(folder)) return Optional.of("expected regular directory: " + folder);
        try {
            if ((FileMode.of(folder) & OTHERS_WRITE) != 0) return Optional.of("refusing writable session-store directory: " + folder);
        } catch (IOException e) {
            return Optional.of(Failures.sentence(e) + ": " + folder);
        }
        var owner = Owners.of(folder);
        return owner.isPresent() && !owner.equals(Owners.self()) ? Optional.of("session-store directory is owned by another user: " + folder) : Optional.empty();
    }

    private static void entry(Path file, Read read) throws IOException {
        var name = file.getFileName().toString();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            read.unread().add(file);
            return;
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (java.nio.file.AccessDeniedException e) {
            read.unread().add(file);
            return;
        }
        var document = OpenclawFile.members(bytes);
        var named = OpenclawKeys.key(name);
        var says = document.flatMap(d -> d.text("sessionKey"));
        var own = document.flatMap(d -> d.object("entry"));
        if (document.isEmpty()) {
            read.unread().add(file);
        } else if (says.isPresent() && own.isPresent()) {
            take(file, named, JavaScript.trim(says.get()), own.get(), read);
        } else if (named.isPresent()) {
            read.mistaken().add(file);
            take(file, named, named.get(), Excerpt.of(bytes), read);
        } else {
            read.unread().add(file);
        }
    }

    /** @param named the key that the file's name tells */
    private static void take(Path file, Optional<String> named, String key, Excerpt value, Read read) {
        var entry = OpenclawKeys.fileName(key).filter(file.getFileName().toString()::equals).flatMap(name -> OpenclawFile.entry(key, value));
        // In a name half of a surrogate pair is another character, so that readers miss the key that the name tells.
        boolean hidden = OpenclawKeys.isBlocked(key) || named.filter(name -> !name.equals(key)).isPresent();
        if (entry.isEmpty() || hidden) read.unread().add(file);
        entry.ifPresent(e -> (hidden ? read.hidden() : read.entries()).add(e));
    }
}
