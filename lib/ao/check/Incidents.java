package ao.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;

/** Finds bursts among the ends of sessions: many that end close together seldom do so by anybody's wish. */
public final class Incidents {
    /** Ends that are no further apart than this belong together. */
    private static final Duration GAP = Duration.ofSeconds(60);
    /** One end may be told by several sources, which write it at about the same time. */
    private static final Duration SAME = Duration.ofMinutes(10);
    /** First that the runtime is lost, and by a later look that it is over. */
    private static final Duration DECIDED = Duration.ofHours(1);
    private static final int FEWEST = 3;

    private Incidents() { }

    /**
     * The end of a session.
     *
     * @param by     what tells it
     * @param record the file that tells it; empty when a log does
     * @param lost   whether only its runtime was seen to be gone, which may be told anew as its end
     */
    public record End(String store, String project, String session, Instant at, String by, String record, boolean lost) {
        /** Whose end it is: ids are used again, so that several records may have this key. */
        public String key() {
            return store + "\n" + project + "/" + session;
        }
    }

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

    /**
     * Each end once, in their order, the first that tells it.
     *
     * @param lives when sessions are known to have gone on, by the key of their ends: an end after that is another one
     */
    public static List<End> distinct(List<End> ends, Map<String, NavigableSet<Instant>> lives) {
        var last = new HashMap<String, End>();
        var distinct = new ArrayList<End>();
        for (var end : ends.stream().sorted(Comparator.comparing(End::at)).toList()) {
            var before = last.get(end.key());
            if (before != null && same(before, end, lives.getOrDefault(end.key(), Collections.emptyNavigableSet()))) continue;
            last.put(end.key(), end);
            distinct.add(end);
        }
        return distinct;
    }

    private static boolean same(End before, End end, NavigableSet<Instant> lives) {
        if (!before.record().isEmpty() && !end.record().isEmpty() && !before.record().equals(end.record())) return false;
        if (!lives.subSet(before.at(), true, end.at(), true).isEmpty()) return false;
        return Duration.between(before.at(), end.at()).compareTo(before.lost() && !end.lost() ? DECIDED : SAME) < 0;
    }

    /** The bursts among ends of which each is told once, the latest first. */
    public static List<Burst> find(List<End> distinct) {
        var bursts = new ArrayList<Burst>();
        var current = new ArrayList<End>();
        for (var end : distinct) {
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
