package ao.shell;

import ao.cli.InspectOptions;
import ao.cli.StoreInspection;
import ao.model.Finding;
import ao.model.Progress;
import ao.model.ShellWord;
import ao.read.DatabaseSnapshot;
import ao.read.Locations;
import ao.read.Sqlite;
import ao.report.StoreView;
import ao.report.StoreView.SessionView;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stores of a home directory, for questions by hand: in {@code ao shell}, or in a script of one's own. Everything is
 * read once, when it is first asked for, and nothing is ever changed.
 *
 * <pre>{@code
 * Stores.at("/home/ann").sessions().status("stuck").ids().forEach(System.out::println);
 * }</pre>
 */
public final class Stores {
    private final Locations locations;
    private final List<Path> paths;
    private Read read;

    /** What came of reading everything. */
    private record Read(List<StoreView> stores, Sessions sessions, Findings findings) { }

    private Stores(Locations locations, List<Path> paths) {
        this.locations = locations;
        this.paths = paths;
    }

    /** All stores below a home directory. */
    public static Stores at(String home) {
        return new Stores(Locations.resolve(new Locations.Given(Optional.of(Path.of(home)), Optional.empty(), Optional.empty()), Map.of()), List.of());
    }

    /** All stores of whoever runs this, by the environment. */
    public static Stores mine() {
        return new Stores(Locations.resolve(new Locations.Given(Optional.empty(), Optional.empty(), Optional.empty()), System.getenv()), List.of());
    }

    /** One store: a legacy root, a data directory or {@code ao.db}, an OpenClaw store. */
    public Stores only(String path) {
        return new Stores(locations, List.of(Path.of(path).toAbsolutePath().normalize()));
    }

    /** Where the stores are, one line each. */
    public List<String> places() {
        return read().stores().stream().map(s -> s.kind() + " " + s.path()).toList();
    }

    /** The sessions of all of them. */
    public Sessions sessions() {
        return read().sessions();
    }

    /** What is wrong, or worth to know. */
    public Findings findings() {
        return read().findings();
    }

    /** A row of {@code ao.db}: a session's, or else a project's, by its id. */
    public Rows row(String id) {
        var session = sql("SELECT * FROM sessions WHERE id = '" + id.replace("'", "''") + "'");
        return session.isEmpty() ? sql("SELECT * FROM projects WHERE id = '" + id.replace("'", "''") + "'").upright() : session.upright();
    }

    /**
     * What a query says of {@code ao.db}. It is asked of a private copy, so nothing that it does is done to the database.
     *
     * @throws ao.model.AoException.Unreadable when the database or the query cannot be read
     */
    public Rows sql(String query) {
        try (var snapshot = DatabaseSnapshot.of(locations.database()); var statement = snapshot.connection().createStatement(); var rows = statement.executeQuery(query)) {
            var heads = new ArrayList<String>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) heads.add(rows.getMetaData().getColumnLabel(i));
            var all = new ArrayList<List<Object>>();
            while (rows.next()) {
                var cells = new ArrayList<Object>();
                for (int i = 1; i <= heads.size(); i++) cells.add(rows.getObject(i));
                all.add(cells);
            }
            return Rows.of(heads, all);
        } catch (SQLException e) {
            throw Sqlite.unreadable(locations.database(), e);
        }
    }

    private synchronized Read read() {
        if (read != null) return read;
        var options = new InspectOptions(true, true, false, Optional.empty(), locations.environment(), (command, words) -> "ao " + command + " " + String.join(" ", words.stream().map(ShellWord::quote).toList()), Instant.now(), Progress.NONE);
        var stores = StoreInspection.find(locations, paths, options, System.getenv());
        var sessions = new ArrayList<SessionView>();
        var findings = new ArrayList<Finding>();
        stores.forEach(store -> store.read(sessions::add, findings::add));
        read = new Read(stores, new Sessions(sessions), new Findings(findings));
        return read;
    }

    @Override public String toString() {
        return String.join("\n", places());
    }
}
