package ao.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Finds bursts among the ends of sessions: many that end close together seldom do so by anybody's wish. */
public final class Incidents {
    /** Ends that are no further apart than this belong together. */
    private static final Duration GAP = Duration.ofSeconds(60);
    /** The same end is told by several sources at different times: first that the runtime is lost, and minutes later that it is over. */
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final int FEWEST = 3;

    private Incidents() { }

    /**
     * The end of a session.
     *
     * @param by what tells it
     */
    public record End(String store, String project, String session, Instant at, String by) { }

    /** Ends that came together, the first first. */
    public record Burst(List<End> ends) {
        public Instant from() {
            return ends.get(0).at();
        }

        public Instant to() {
            return ends.get(ends.size() - 1).at();
        }

        /** The usual time between one end and the next. */
        public Duration cadence() {
            var gaps = new ArrayList<Duration>();
            for (int i = 1; i < ends.size(); i++) gaps.add(Duration.between(ends.get(i - 1).at(), ends.get(i).at()));
            gaps.sort(null);
            return gaps.get(gaps.size() / 2);
        }
    }

    /** The bursts, the latest first. */
    public static List<Burst> find(List<End> ends) {
        var sorted = ends.stream().sorted(Comparator.comparing(End::at)).toList();
        var last = new LinkedHashMap<String, Instant>();
        var bursts = new ArrayList<Burst>();
        var current = new ArrayList<End>();
        for (var end : sorted) {
            var key = end.store() + "\n" + end.project() + "/" + end.session();
            var before = last.put(key, end.at());
            if (before != null && Duration.between(before, end.at()).compareTo(SAME) < 0) continue;
            if (!current.isEmpty() && Duration.between(current.get(current.size() - 1).at(), end.at()).compareTo(GAP) > 0) close(current, bursts);
            current.add(end);
        }
        close(current, bursts);
        bursts.sort(Comparator.comparing(Burst::from).reversed());
        return bursts;
    }

    private static void close(List<End> current, List<Burst> bursts) {
        if (current.size() >= FEWEST) bursts.add(new Burst(List.copyOf(current)));
        current.clear();
    }
}
