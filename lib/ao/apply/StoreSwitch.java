package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.EntryFiles;
import ao.plan.Purpose;
import ao.read.Fingerprints;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stores of OpenClaw of which a run makes directories: none becomes what is read once its store file was written to. */
final class StoreSwitch {
    private final Map<String, EntryFiles> made = new HashMap<>();
    private final Map<Path, CompletableFuture<Fingerprint>> looks = new HashMap<>();

    /** Takes the next change of the plan. */
    void add(Change change) {
        if (change instanceof Change.MakeEntries make) made.put(make.about().project(), make.files());
    }

    /** Begins to look at the stores whose entries are written, while those become durable. */
    void look() {
        for (var files : made.values()) looks.computeIfAbsent(files.store(), store -> CompletableFuture.supplyAsync(() -> Fingerprints.of(store)));
    }

    /** Why a change that gives a new directory its name, or another one's name away, must not be made. */
    Optional<String> obstacle(Change change) {
        var files = change.about().purpose() == Purpose.OPENCLAW_SWITCH ? made.get(change.about().project()) : null;
        // The store file itself is compared when it is put aside.
        if (files == null || change instanceof Change.MoveEntry move && move.from().equals(files.store())) return Optional.empty();
        var looked = looks.get(files.store());
        var found = looked == null ? Fingerprints.of(files.store()) : looked.join();
        return found instanceof Fingerprint.Absent || found.equals(files.content()) ? Optional.empty() : Optional.of(files.store() + " was written to since the plan was made; take the run back, then plan again");
    }
}
