package ao.read;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of the hashed layout: its project folders and its archived records (golden set g). */
public final class HashedNames {
    private static final Pattern FOLDER = Pattern.compile("([0-9a-f]{12})(?:-(.+))?", Pattern.DOTALL);
    /** Where the original keeps what it observes; a project may have a name that ends like this (golden i 015). */
    private static final Pattern OBSERVABILITY = Pattern.compile("[0-9a-f]{12}-observability");
    private static final Pattern ARCHIVE =
        Pattern.compile("(.+)_(\\d{8}T\\d{6}Z|\\d{4}-\\d{2}-\\d{2}T[\\d:.-]+Z)(\\.json)?", Pattern.DOTALL);
    private static final int LONGEST_ID = 128;
    private static final int HASH_LENGTH = 12;
    private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final int SECONDS = 14;

    private HashedNames() { }

    /** A project folder's hash, and its project's name unless it is a bare hash. */
    public record Folder(String hash, Optional<String> project) { }

    /** The hashes of all hashed folders of a root, also of those that a migration keeps: older tmux names begin with them. */
    public static Set<String> hashes(Path root) {
        try (var names = Folders.list(root)) {
            return names.map(p -> p.getFileName().toString()).filter(n -> n.matches("[0-9a-f]{12}(-.*|\\.migrated)?")).map(n -> n.substring(0, HASH_LENGTH)).collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Whether something is called as a project's folder is. */
    public static boolean isFolder(String name) {
        return folder(name).isPresent();
    }

    /** Takes a folder's name apart; nothing for names that are no project folder. */
    static Optional<Folder> folder(String name) {
        if (OBSERVABILITY.matcher(name).matches() || name.endsWith(".migrated")) return Optional.empty();
        var m = FOLDER.matcher(name);
        return m.matches() ? Optional.of(new Folder(m.group(1), Optional.ofNullable(m.group(2)))) : Optional.empty();
    }

    /** The id of the session whose archived record has this name; nothing for other files. */
    public static Optional<String> archivedSession(String fileName) {
        var m = ARCHIVE.matcher(fileName);
        return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
    }

    /** When an archived record of this name was archived; nothing where its name tells no time. */
    public static Optional<Instant> archivedAt(String fileName) {
        var m = ARCHIVE.matcher(fileName);
        if (!m.matches()) return Optional.empty();
        var digits = m.group(2).replaceAll("\\D", "");
        try {
            var seconds = LocalDateTime.parse(digits.substring(0, SECONDS), COMPACT).toInstant(ZoneOffset.UTC);
            var millis = digits.length() == SECONDS + 3 ? Long.parseLong(digits.substring(SECONDS)) : 0;
            return Optional.of(seconds.plusMillis(millis));
        } catch (DateTimeParseException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The project id that the project layout gives a hashed folder's project. */
    public static String projectId(String name) {
        if (name.length() <= LONGEST_ID && name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]*")) return name;
        var id = name.replaceAll("[^a-zA-Z0-9._-]+", "-").replaceAll("-+", "-")
            .replaceAll("^[^a-zA-Z0-9]+", "").replaceAll("[-._]+$", "");
        if (id.length() > LONGEST_ID) id = id.substring(0, LONGEST_ID);
        return id.isEmpty() ? "project-unknown" : id;
    }
}
