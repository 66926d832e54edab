package ao.cli;

import ao.plan.Gate;
import ao.plan.Gate.Unchanged.Use;
import ao.read.PlaceStamp;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Stamps what a plan will be made of; done before it is read, so that whatever is written from then on shows. */
final class Stamping {
    private Stamping() { }

    /** A gate for each file or folder, whether or not it is there. */
    static Stream<Gate> of(Stream<Path> places, Use use) {
        return places.distinct().toList().parallelStream().map(place -> (Gate) new Gate.Unchanged(place, PlaceStamp.of(place), use)).toList().stream();
    }
}
