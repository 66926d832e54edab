package ao.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import ao.model.SessionKind;

/**
 * Gives the sessions of a project their numbers (D12): the trailing integer of the id; where two want the same, the
 * one with the latest transition keeps it and the others come after the largest.
 */
final class SessionNumbers {
    /** Beyond this the next number would leave the range that every reader can hold. */
    private static final int SENSIBLE = 1_000_000_000;

    private SessionNumbers() { }

    /** The numbers by candidate; {@code taken} are the numbers of rows that exist, and gets the new ones. */
    static Map<Candidate, Integer> assign(List<Candidate> candidates, TreeSet<Integer> taken) {
        var numbers = new IdentityHashMap<Candidate, Integer>();
        var rest = new ArrayList<Candidate>();
        candidates.stream().sorted(Comparator.comparing((Candidate c) -> c.state().transition(), Comparator.reverseOrder())
            .thenComparing(Candidate::id)).forEach(candidate -> {
                var wanted = wanted(candidate);
                if (wanted.isPresent() && taken.add(wanted.getAsInt())) numbers.put(candidate, wanted.getAsInt());
                else rest.add(candidate);
            });
        rest.stream().sorted(Comparator.comparing(Candidate::id)).forEach(candidate -> {
            int next = next(taken);
            taken.add(next);
            numbers.put(candidate, next);
        });
        return numbers;
    }

    /** The number that a session should have; nothing for a worker without a trailing integer. */
    static OptionalInt wanted(Candidate candidate) {
        var trailing = candidate.session().id().trailingInteger();
        if (trailing.isPresent()) return trailing;
        return candidate.kind() == SessionKind.ORCHESTRATOR ? OptionalInt.of(0) : OptionalInt.empty();
    }

    static int next(Set<Integer> taken) {
        int max = taken.isEmpty() ? 0 : ((TreeSet<Integer>) taken).last();
        if (max < SENSIBLE) return max + 1;
        int free = 1;
        while (taken.contains(free)) free++;
        return free;
    }
}
