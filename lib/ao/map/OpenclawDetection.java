package ao.map;

import ao.model.OpenclawStore;
import ao.model.OpenclawStore.Status;
import ao.read.OpenclawFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells what a store is, by what its file and its directory are (openclaw-store sheet, 8). */
public final class OpenclawDetection {
    private OpenclawDetection() { }

    /** The store of a file that was read, with the version of the directory beside it. */
    public static OpenclawStore of(Path file, OpenclawFile.Content content, Optional<Double> version, Optional<Path> sqlite) {
        if (content instanceof OpenclawFile.Absent) {
            return new OpenclawStore(file, version.isPresent() ? Status.ALREADY_DIRECTORY : Status.MISSING, false, version, 0, 0, List.of(), sqlite);
        }
        if (content instanceof OpenclawFile.Invalid invalid) return new OpenclawStore(file, Status.INVALID_LEGACY, true, version, 0, 0, List.of(invalid.reason()), sqlite);
        if (content instanceof OpenclawFile.Unreadable closed) return new OpenclawStore(file, Status.INVALID_LEGACY, true, version, 0, 0, List.of("it cannot be read: " + closed.reason()), sqlite);
        var entries = ((OpenclawFile.Entries) content).entries();
        int kept = OpenclawStamps.normalized(entries).size();
        return new OpenclawStore(file, kept == 0 ? Status.EMPTY_LEGACY : Status.READY_TO_MIGRATE, true, version, entries.size(), kept, List.of(), sqlite);
    }
}
