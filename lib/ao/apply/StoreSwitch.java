package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.EntryFiles;
import ao.plan.Purpose;
import ao.read.Fingerprints;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Stores of OpenClaw of which a run makes directories: none becomes what is read once its store file was written to. */
final class StoreSwitch {
    private final Map<String, EntryFiles> made = new HashMap<>();

    /** Takes the next change of the plan. */
    void add(Change change) {
        if (change instanceof Change.MakeEntries make) made.put(make.about().project(), make.files());
    }

    /** Why a change that gives a new directory its name, or another one's name away, must not be made. */
    Optional<String> obstacle(Change change) {
        var files = change.about().purpose() == Purpose.OPENCLAW_SWITCH ? made.get(change.about().project()) : null;
        // The store file itself is compared when it is put aside.
        if (files == null || change instanceof Change.MoveEntry move && move.from().equals(files.store())) return Optional.empty();
        var found = Fingerprints.of(files.store());
        return found instanceof Fingerprint.Absent || found.equals(files.content()) ? Optional.empty() : Optional.of(files.store() + " was written to since the plan was made; take the run back, then plan again");
    }
}
