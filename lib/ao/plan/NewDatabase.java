package ao.plan;

import ao.model.DatabaseState;
import ao.model.Fingerprint;
import ao.model.RewriteSchema;
import ao.read.Fingerprints;
import ao.read.RewriteStoreReader;
import ao.read.Sqlite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.sqlite.SQLiteConnection;

/**
 * An empty database of schema 12, such that every later daemon upgrades it (D24). Built in memory; nothing of it
 * touches a disk until its bytes are written as one file.
 */
public record NewDatabase(byte[] bytes, Fingerprint.Database print, DatabaseState state) {
    private static final DateTimeFormatter LEDGER_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** The database that is to become a file; its migration ledger says that it was made at this time. */
    public static NewDatabase at(Path file, Instant now) {
        try (var connection = Sqlite.inMemory(); var statement = connection.createStatement()) {
            statement.executeUpdate(schema());
            try (var ledger = connection.prepareStatement("INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (?, 1, ?)")) {
                for (int version = 0; version <= RewriteSchema.OLDEST; version++) {
                    ledger.setInt(1, version);
                    ledger.setString(2, LEDGER_TIME.format(now));
                    ledger.executeUpdate();
                }
            }
            return new NewDatabase(((SQLiteConnection) connection).serialize("main"), Fingerprints.database(connection),
                RewriteStoreReader.state(file, connection));
        } catch (SQLException e) {
            throw Sqlite.unreadable(file, e);
        }
    }

    private static String schema() {
        try (var in = NewDatabase.class.getResourceAsStream("/res/schema-12.sql")) {
            return new String(Objects.requireNonNull(in, "res/schema-12.sql is not in the build").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
