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
import java.util.List;
import java.util.Optional;

/** OpenClaw's store as a directory, {@code sessions.d}: a state, and a file for each entry (openclaw-store sheet, 7). */
public final class OpenclawDirectory {
    /** The state's kind. */
    public static final String KIND = "openclaw-session-store-directory";
    private static final int LAYOUT = 1;

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
     * @param mistaken files whose whole document readers take for an entry, because it is not one of theirs
     * @param unread   files that readers pass over
     */
    public record Read(List<OpenclawEntry> entries, List<Path> mistaken, List<Path> unread) { }

    /**
     * Reads all entries as the software does.
     *
     * @throws IOException when the folder cannot be listed: the software then takes the store for empty
     */
    public static Read read(Path directory) throws IOException {
        var read = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var file : HashedFolderReader.entries(directory.resolve("entries"))) entry(file, read);
        return read;
    }

    private static void entry(Path file, Read read) throws IOException {
        var name = file.getFileName().toString();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            read.unread().add(file);
            return;
        }
        var bytes = Files.readAllBytes(file);
        var document = OpenclawFile.members(bytes);
        var named = OpenclawKeys.key(name);
        var says = document.flatMap(d -> d.text("sessionKey"));
        var own = document.flatMap(d -> d.object("entry"));
        if (document.isEmpty()) {
            read.unread().add(file);
        } else if (says.isPresent() && own.isPresent()) {
            boolean fits = named.isEmpty() || JavaScript.trim(says.get()).equals(named.get());
            take(file, fits ? says.map(JavaScript::trim) : Optional.empty(), own.get(), read);
        } else if (named.isPresent()) {
            read.mistaken().add(file);
            take(file, named, Excerpt.of(bytes), read);
        } else {
            read.unread().add(file);
        }
    }

    private static void take(Path file, Optional<String> key, Excerpt value, Read read) {
        boolean wanted = key.filter(k -> !OpenclawKeys.isBlocked(k)).flatMap(OpenclawKeys::fileName).filter(file.getFileName().toString()::equals).isPresent();
        if (wanted) OpenclawFile.entry(key.get(), value).ifPresent(read.entries()::add);
        else read.unread().add(file);
    }
}
