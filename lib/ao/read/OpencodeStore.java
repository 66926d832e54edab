package ao.read;

import ao.model.AoException;
import ao.model.Conversation;
import ao.model.Harness;
import ao.model.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Comparator;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * OpenCode's conversations: rows of {@code session} in {@code opencode.db}, in older versions files
 * {@code storage/session/<project>/<id>.json}.
 */
final class OpencodeStore {
    private static final BinaryOperator<Conversation> LATER = BinaryOperator.maxBy(Comparator.comparing(Conversation::modified));

    private final Path folder;
    private Map<String, Row> rows;
    /** The database, where it cannot be read. */
    private Optional<Path> unreadable = Optional.empty();
    private Map<String, Conversation> newest;
    private Map<String, Conversation> titled;

    OpencodeStore(Path folder) {
        this.folder = folder;
    }

    /**
     * A conversation.
     *
     * @param directory in which it was begun
     * @param title     what it is called
     * @param sub       whether it was begun by another one, as a part of it
     */
    private record Row(Conversation conversation, String directory, String title, boolean sub) { }

    /** @param title by which one is looked for where there is none of that id; the latest of several */
    Held held(Optional<String> id, Optional<Path> directory, Optional<String> title) {
        var named = id.map(rows()::get).map(Row::conversation).or(() -> title.map(t -> titled().get(t)));
        if (named.isEmpty() && unreadable.isPresent()) return Held.UNREADABLE;
        return new Held(named, Optional.empty(), directory.map(d -> newest().get(d.toString())), false);
    }

    /** What of it was asked for and cannot be read. */
    synchronized Optional<Path> unreadable() {
        return unreadable;
    }

    private synchronized Map<String, Conversation> titled() {
        if (titled == null) {
            var found = new HashMap<String, Conversation>();
            rows().values().stream().filter(row -> !row.title().isEmpty()).forEach(row -> found.merge(row.title(), row.conversation(), LATER));
            titled = found;
        }
        return titled;
    }

    /** The conversation of each directory that was last gone on with. */
    private synchronized Map<String, Conversation> newest() {
        if (newest == null) {
            var found = new HashMap<String, Conversation>();
            rows().values().stream().filter(row -> !row.sub()).forEach(row -> found.merge(row.directory(), row.conversation(), LATER));
            newest = found;
        }
        return newest;
    }

    /** The directories of all conversations, by their ids. */
    Map<String, String> directories() {
        var directories = new HashMap<String, String>();
        rows().forEach((id, row) -> directories.put(id, row.directory()));
        return directories;
    }

    private synchronized Map<String, Row> rows() {
        if (rows == null) {
            var found = new HashMap<String, Row>();
            files(found);
            database(found);
            rows = found;
        }
        return rows;
    }

    private void files(Map<String, Row> found) {
        try (var files = Files.walk(folder.resolve("storage/session"), 2)) {
            files.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().forEach(file -> {
                try {
                    Json.parse(Files.readString(file)).filter(n -> n.path("id").isTextual()).ifPresent(n -> found.put(n.path("id").textValue(),
                        row(n.path("id").textValue(), file, n.path("time").path("updated").asLong(), n.path("directory").asText(""), n.path("title").asText(""), !n.path("parentID").asText("").isEmpty())));
                } catch (IOException e) {
                    // What cannot be read cannot be resumed.
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            // No history is no mistake.
        }
    }

    private static Row row(String id, Path file, long updated, String directory, String title, boolean sub) {
        return new Row(new Conversation(Harness.OPENCODE, id, file, 0, Instant.ofEpochMilli(updated), false), directory, title, sub);
    }

    private void database(Map<String, Row> found) {
        var file = folder.resolve("opencode.db");
        if (!Files.isRegularFile(file)) return;
        try (var snapshot = DatabaseSnapshot.of(file); var query = snapshot.connection().createStatement()) {
            var columns = new HashSet<String>();
            try (var names = query.executeQuery("SELECT name FROM pragma_table_info('session')")) {
                while (names.next()) columns.add(names.getString(1));
            }
            if (!columns.containsAll(Set.of("id", "directory"))) return;
            try (var all = query.executeQuery("SELECT id, coalesce(directory, ''), " + (columns.contains("time_updated") ? "time_updated" : "0") + ", " + (columns.contains("title") ? "coalesce(title, '')" : "''") + ", " + (columns.contains("parent_id") ? "coalesce(parent_id, '') <> ''" : "0") + " FROM session WHERE id IS NOT NULL")) {
                while (all.next()) found.put(all.getString(1), row(all.getString(1), file, all.getLong(3), all.getString(2), all.getString(4), all.getBoolean(5)));
            }
        } catch (SQLException | AoException.Unreadable e) {
            unreadable = Optional.of(file);
        }
    }
}
