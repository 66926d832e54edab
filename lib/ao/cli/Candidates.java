package ao.cli;

import ao.journal.Run;
import ao.model.AoException;
import ao.model.LegacyProject;
import ao.model.SessionId;
import ao.read.DatabaseSnapshot;
import ao.read.Explanations;
import ao.read.HashedFolderReader;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.IFactory;

/** What a word on the command line may be, asked of the stores at hand when a shell completes it; at any other time nothing. */
public abstract class Candidates implements Iterable<String> {
    private final Optional<Locations> locations;

    private Candidates(Optional<Locations> locations) {
        this.locations = locations;
    }

    /** Gives options candidates from the stores of these places. */
    public static IFactory of(Locations locations, IFactory others) {
        var known = Optional.of(locations);
        return new IFactory() {
            @Override public <K> K create(Class<K> type) throws Exception {
                if (type == Projects.class) return type.cast(new Projects(known));
                if (type == Sessions.class) return type.cast(new Sessions(known));
                if (type == RunIds.class) return type.cast(new RunIds(known));
                return others.create(type);
            }
        };
    }

    abstract Collection<String> names(Locations locations) throws IOException, SQLException;

    @Override public Iterator<String> iterator() {
        try {
            return locations.isEmpty() ? List.<String>of().iterator() : names(locations.get()).iterator();
        } catch (IOException | SQLException | AoException e) {
            // Whoever completes a word wants no message; the command itself will have one.
            return List.<String>of().iterator();
        }
    }

    private static void column(Locations locations, String query, Collection<String> all) throws SQLException {
        if (!Files.isRegularFile(locations.database())) return;
        try (var snapshot = DatabaseSnapshot.of(locations.database()); var statement = snapshot.connection().createStatement(); var rows = statement.executeQuery(query)) {
            while (rows.next()) all.add(rows.getString(1));
        }
    }

    private static Optional<LegacyStore> legacy(Locations locations) {
        return Files.isDirectory(locations.root().path()) ? Optional.of(LegacyStoreReader.open(locations)) : Optional.empty();
    }

    /** The ids of projects. */
    public static final class Projects extends Candidates {
        /** Of no store. */
        public Projects() {
            this(Optional.empty());
        }

        private Projects(Optional<Locations> locations) {
            super(locations);
        }

        @Override Collection<String> names(Locations locations) throws SQLException {
            var all = new TreeSet<String>();
            legacy(locations).ifPresent(store -> {
                store.registry().projects().stream().map(LegacyProject::id).forEach(all::add);
                store.folders().stream().map(LegacyStore.Folder::project).forEach(all::add);
            });
            column(locations, "SELECT id FROM projects", all);
            return all;
        }
    }

    /** The ids of sessions. */
    public static final class Sessions extends Candidates {
        /** Of no store. */
        public Sessions() {
            this(Optional.empty());
        }

        private Sessions(Optional<Locations> locations) {
            super(locations);
        }

        @Override Collection<String> names(Locations locations) throws IOException, SQLException {
            var all = new TreeSet<String>();
            var store = legacy(locations);
            for (var folder : store.map(LegacyStore::folders).orElse(List.of())) {
                if (!Files.isDirectory(folder.sessions())) continue;
                for (var file : HashedFolderReader.entries(folder.sessions())) {
                    var name = file.getFileName().toString().replaceFirst("\\.json$", "");
                    if (SessionId.isValid(name) && Files.isRegularFile(file)) all.add(name);
                }
            }
            column(locations, "SELECT id FROM sessions", all);
            return all;
        }
    }

    /** The ids of runs. */
    public static final class RunIds extends Candidates {
        /** Of no place. */
        public RunIds() {
            this(Optional.empty());
        }

        private RunIds(Optional<Locations> locations) {
            super(locations);
        }

        @Override Collection<String> names(Locations locations) {
            return Session.runs(locations).list().stream().map(Run::id).toList();
        }
    }

    /** The codes of findings and errors. */
    public static final class Codes extends Candidates {
        /** They are the same everywhere. */
        public Codes() {
            super(Optional.empty());
        }

        @Override Collection<String> names(Locations locations) {
            return Explanations.all().keySet();
        }

        @Override public Iterator<String> iterator() {
            return new TreeSet<>(Explanations.all().keySet()).iterator();
        }
    }
}
