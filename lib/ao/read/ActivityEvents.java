package ao.read;

import ao.model.AoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The legacy software's own record of what happened: {@code activity-events.db} (session-manager sheet, 8). */
public final class ActivityEvents {
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private ActivityEvents() { }

    /** An event. */
    public record Event(long epochMillis, String at, String project, String session, String source, String type, String summary) { }

    /** The events about one session, oldest first; none when they cannot be read. */
    public static List<Event> of(Path root, String project, String session) {
        try {
            // An event need not name the project.
            return read(root, "WHERE session_id = ?", session).stream().filter(e -> e.project().isEmpty() || e.project().equals(project)).toList();
        } catch (AoException.Unreadable e) {
            // Of one session its record tells what matters; the events are there for convenience.
            return List.of();
        }
    }

    /**
     * All events, oldest first.
     *
     * @throws AoException.Unreadable when they cannot be read
     */
    public static List<Event> all(Path root) {
        return read(root, "WHERE ? = ''", "");
    }

    private static List<Event> read(Path root, String condition, String value) {
        var file = root.resolve("activity-events.db");
        var events = new ArrayList<Event>();
        // The software makes the file before the tables in it.
        if (!Files.isRegularFile(file) || file.toFile().length() == 0) return events;
        try (var snapshot = DatabaseSnapshot.of(file);
             var query = snapshot.connection().prepareStatement("SELECT ts_epoch, coalesce(ts, ''), coalesce(project_id, ''), coalesce(session_id, ''), coalesce(source, ''), coalesce(type, ''), coalesce(summary, '') FROM activity_events " + condition + " ORDER BY ts_epoch, id")) {
            query.setString(1, value);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    // What lies beyond all calendars is in another unit, and says nothing.
                    if (Math.abs(rows.getLong(1)) > LATEST) continue;
                    events.add(new Event(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5), rows.getString(6), rows.getString(7)));
                }
            }
        } catch (SQLException e) {
            var why = Sqlite.unreadable(file, e);
            throw new AoException.Unreadable(why.code(), why.getMessage(), "the software works without it; keep a copy, and move it away to have a new one made");
        }
        return events;
    }
}
