package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;
import ao.plan.EntryFiles;
import ao.plan.Gate;
import ao.plan.Purpose;
import ao.read.Fingerprints;
import ao.read.PlaceStamp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Stores of OpenClaw that a run switches from one layout to the other: none becomes what is read, and no directory goes
 * out of sight, once what the plan was made of was written to.
 */
final class StoreSwitch {
    private static final String AGAIN = " was written to since the plan was made; take the run back, then plan again";

    private final Map<Path, Gate.Unchanged> stamped;
    private final Map<String, EntryFiles> made = new HashMap<>();
    private final Map<Path, CompletableFuture<Fingerprint>> looks = new HashMap<>();

    /** @param gates those of the plan, with the stamps of the directories that were there */
    StoreSwitch(List<Gate> gates) {
        this.stamped = gates.stream().filter(Gate.Unchanged.class::isInstance).map(Gate.Unchanged.class::cast)
            .collect(Collectors.toMap(Gate.Unchanged::place, gate -> gate, (one, other) -> one));
    }

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
        if (change.about().purpose() != Purpose.OPENCLAW_SWITCH) return Optional.empty();
        var gate = change instanceof Change.MoveEntry move ? stamped.get(move.from()) : null;
        if (gate != null && !PlaceStamp.heldAll(gate.stamp(), gate.place())) return Optional.of(gate.place() + AGAIN);
        var files = made.get(change.about().project());
        // The store file itself is compared when it is put aside.
        if (files == null || change instanceof Change.MoveEntry move && move.from().equals(files.store())) return Optional.empty();
        var looked = looks.get(files.store());
        var found = looked == null ? Fingerprints.of(files.store()) : looked.join();
        return found instanceof Fingerprint.Absent || found.equals(files.content()) ? Optional.empty() : Optional.of(files.store() + AGAIN);
    }
}
