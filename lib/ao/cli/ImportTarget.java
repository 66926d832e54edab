package ao.cli;

import ao.check.SchemaRules;
import ao.model.AoException;
import ao.model.DatabaseState;
import ao.model.Finding;
import ao.model.RewriteSchema;
import ao.model.Severity;
import ao.plan.NewDatabase;
import ao.read.DatabaseHealthReader;
import ao.read.DatabaseSnapshot;
import ao.read.KnownSchema;
import ao.read.Locations;
import ao.read.RewriteStoreReader;
import ao.read.Sqlite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The database that an import writes: the one that is there, or a new one.
 *
 * @param stamp   what its files looked like before it was read
 * @param created the new one, if it has to be made
 */
public record ImportTarget(DatabaseState state, String stamp, Optional<NewDatabase> created) {
    /** What the operator said about the database. */
    public record Wanted(boolean create, Optional<Long> pinned, Optional<Long> accepted) { }

    /** Looks at the database, and refuses one that cannot be imported into (D24, D25, D35). */
    public static ImportTarget of(Locations locations, Wanted wanted, Instant now) {
        var folder = locations.dataDir().path();
        if (folder.toString().chars().anyMatch(c -> c == '%' || c == '?' || c == '#')) {
            throw new AoException.Refused("data-dir-odd", folder + " holds one of % ? #, and the daemon would open another file there",
                "move the data directory to a path without them");
        }
        var file = locations.database();
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw new AoException.Refused("database-missing", file + " is a symbolic link that leads nowhere", "mend or remove the link");
        }
        if (!Files.exists(file)) {
            if (!wanted.create()) {
                throw new AoException.Refused("database-missing", file + " is not there",
                    "start the daemon once, which makes it; or let this make one: --create-db");
            }
            var created = NewDatabase.at(file, now);
            pinned(created.state(), wanted);
            return new ImportTarget(created.state(), "", Optional.of(created));
        }
        var stamp = DatabaseSnapshot.stamp(file);
        var state = RewriteStoreReader.read(file);
        pinned(state, wanted);
        known(state, wanted);
        if (state.version() <= RewriteSchema.NEWEST) sound(file);
        return new ImportTarget(state, stamp, Optional.empty());
    }

    /** The tables have to be those of the ledger, also where an import writes nothing: a daemon fails there, and it looks as if the import had done it. */
    private static void sound(Path file) {
        var errors = new ArrayList<Finding>();
        try (var snapshot = DatabaseSnapshot.of(file)) {
            new SchemaRules(file, KnownSchema.objects(), finding -> {
                if (finding.severity() == Severity.ERROR && finding.code().startsWith("schema-")) errors.add(finding);
            }).check(DatabaseHealthReader.read(snapshot.connection()));
        } catch (SQLException e) {
            throw Sqlite.unreadable(file, e);
        }
        if (errors.isEmpty()) return;
        throw new AoException.Refused("schema-not-understood", file + " is not what its ledger says: "
            + String.join("; ", errors.stream().limit(5).map(ImportTarget::text).toList()), "inspect tells what has to be mended first");
    }

    private static String text(Finding f) {
        return f.message() + f.expected().map(e -> " (expected " + e + f.found().map(found -> ", found " + found).orElse("") + ")").orElse("");
    }

    private static void pinned(DatabaseState state, Wanted wanted) {
        wanted.pinned().filter(n -> n != state.version()).ifPresent(n -> {
            throw new AoException.Refused("schema-pinned", state.file() + " has schema " + state.version() + ", not " + n, "leave out --pin-schema");
        });
    }

    private static void known(DatabaseState state, Wanted wanted) {
        long version = state.version();
        if (version < RewriteSchema.OLDEST) {
            throw new AoException.Refused("schema-too-old", state.file() + " has schema " + version + "; " + RewriteSchema.OLDEST + " is the oldest that can be imported into",
                "start the current daemon once, which upgrades it");
        }
        boolean newer = version > RewriteSchema.NEWEST || !RewriteSchema.isKnown((int) version);
        if (newer && wanted.accepted().filter(n -> n == version).isEmpty()) {
            throw new AoException.Refused(version > RewriteSchema.NEWEST ? "schema-newer" : "schema-unknown",
                state.file() + " has schema " + version + ", which this version does not know (newest: " + RewriteSchema.NEWEST + ")",
                "use a newer toolkit; if you know that its tables are compatible: --accept-schema " + version);
        }
        var differences = state.differences();
        if (!differences.isEmpty()) {
            throw new AoException.Refused("schema-not-understood", state.file() + " is not what its schema " + version + " says: "
                + String.join("; ", differences.stream().limit(5).toList()), "look at it with inspect; an import could damage it");
        }
        unknownMandatory(state);
    }

    /** A mandatory column that nobody knows cannot be filled, whatever was accepted. */
    private static void unknownMandatory(DatabaseState state) {
        for (var table : ao.model.Table.values()) {
            var unknown = state.mandatory().getOrDefault(table.word(), java.util.Set.of()).stream()
                .filter(column -> !table.columns().contains(column)).toList();
            if (!unknown.isEmpty()) {
                throw new AoException.Refused("schema-not-understood", state.file() + " demands values for unknown columns of "
                    + table.word() + ": " + String.join(", ", unknown), "use a newer toolkit");
            }
        }
    }
}
