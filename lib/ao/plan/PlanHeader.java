package ao.plan;

import ao.model.StoreKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What stands at the head of a plan.
 *
 * @param command the command that made it
 * @param locks   the stores that it writes, each locked while it is applied
 * @param undoes  the run that it takes back; empty for none
 * @param run     the id of the run that applies it, where names that it makes tell it; empty for any
 */
public record PlanHeader(String command, List<String> argv, Instant madeAt, List<Store> stores, List<Path> locks,
                         List<Gate> gates, String undoes, String run) {

    /** A plan that names no run. */
    public PlanHeader(String command, List<String> argv, Instant madeAt, List<Store> stores, List<Path> locks, List<Gate> gates, String undoes) {
        this(command, argv, madeAt, stores, locks, gates, undoes, "");
    }

    /** A store that the plan reads or writes. */
    public record Store(StoreKind kind, Path path) { }
}
