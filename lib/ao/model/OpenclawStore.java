package ao.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An OpenClaw session store as it is found (openclaw-store sheet, 8).
 *
 * @param file             the store file, whether or not it is there
 * @param fileExists       whether it is
 * @param version          the version of the directory beside it, when that is active
 * @param entries          how many members the file has
 * @param kept             how many of them are left when those of one key are merged and others dropped
 * @param warnings         what a migration would warn of, as recorded
 * @param sqlite           the database of a newer release that has taken its place
 */
public record OpenclawStore(Path file, Status status, boolean fileExists, Optional<Double> version, int entries, int kept, List<String> warnings, Optional<Path> sqlite) {

    /** What a migration would find. */
    public enum Status {
        MISSING, ALREADY_DIRECTORY, EMPTY_LEGACY, INVALID_LEGACY, READY_TO_MIGRATE;

        /** The recorded word. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether readers use the directory. */
    public boolean directoryActive() {
        return version.isPresent();
    }

    /** One line about it, as recorded. */
    public String preview() {
        return switch (status) {
            case MISSING -> "No legacy sessions.json store was found.";
            case ALREADY_DIRECTORY -> "Directory-backed session store is already active.";
            case EMPTY_LEGACY -> "Legacy sessions.json contains no valid session entries to migrate.";
            case INVALID_LEGACY -> "Legacy sessions.json exists but could not be migrated safely.";
            case READY_TO_MIGRATE -> "Legacy sessions.json is ready to migrate (" + kept + " normalized entries).";
        };
    }
}
