package ao.cli;

import ao.apply.Disk;
import ao.journal.Runs;
import ao.model.Progress;
import ao.read.Locations;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * One use of the toolkit: how it was started, and what it talks to.
 *
 * @param argv the words of the command line
 */
public record Session(Invocation invocation, List<String> argv, Console console, Clock clock, Instant startedAt) {
    /** The runs of these places. */
    public static Runs runs(Locations locations) {
        return new Runs(locations.state().path());
    }

    /** Shows how far something long has come, unless the operator wants it quiet. */
    public Progress progress(CommonOptions common) {
        return common.quiet() ? Progress.NONE : console.progress();
    }

    /** The disk as it is. */
    public Disk disk(CommonOptions common) {
        return new Disk(progress(common));
    }
}
