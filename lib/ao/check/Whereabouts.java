package ao.check;

import ao.model.Proposal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Weighs where a directory that is gone may be now. Two that fit are two: nothing is picked. */
public final class Whereabouts {
    /** What a piece of evidence is, and what it weighs. */
    public enum Evidence {
        /** A session's record names the conversation and a directory that is there. */
        RECORD(60),
        /** A repository has the commit that was checked out. */
        COMMIT(50),
        /** A worktree has the branch checked out that was. */
        BRANCH(40),
        /** A worktree of the orchestrator is called like it. */
        SESSION(40),
        /** A repository has the same remote. */
        REMOTE(30),
        /** It has the same name. */
        NAME(20),
        /** A worktree has the branch, but every repository has one of that name. */
        COMMON_BRANCH(5);

        private final int weight;

        Evidence(int weight) {
            this.weight = weight;
        }
    }

    private record Piece(Evidence evidence, String words) { }

    private final Map<Path, TreeSet<Piece>> pieces = new TreeMap<>();

    /** Takes a piece of evidence for a directory; of each kind one counts. */
    public void add(Path directory, Evidence evidence, String words) {
        var all = pieces.computeIfAbsent(directory, k -> new TreeSet<>(Comparator.comparing(Piece::evidence)));
        all.add(new Piece(evidence, words));
    }

    /** The directories for which something speaks, the likeliest first. */
    public List<Proposal> proposals() {
        var all = new ArrayList<Proposal>();
        pieces.forEach((directory, of) -> all.add(new Proposal(directory, of.stream().mapToInt(p -> p.evidence().weight).sum(), of.stream().map(Piece::words).toList())));
        all.sort(Comparator.comparingInt(Proposal::score).reversed().thenComparing(Proposal::directory));
        return all;
    }

    /** The one that can be meant alone: it weighs three times as much as any other. */
    public static Optional<Proposal> choice(List<Proposal> proposals) {
        if (proposals.isEmpty() || proposals.get(0).score() < Evidence.NAME.weight) return Optional.empty();
        return proposals.size() > 1 && proposals.get(0).score() < 3 * proposals.get(1).score() ? Optional.empty() : Optional.of(proposals.get(0));
    }
}
