package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;
import ao.read.Fingerprints;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Looks at the targets of changes, which tells whether they were done. */
public final class Targets {
    private Targets() { }

    /** What there is, comparable with the change's prints: <em>before</em> is not done, <em>after</em> is done. */
    public static Fingerprint look(Change.OfFile change) {
        if (change instanceof Change.MoveEntry move) return look(move);
        return Fingerprints.like(change.telling(), change.target());
    }

    /** A moved entry shows in two places. */
    private static Fingerprint look(Change.MoveEntry move) {
        boolean there = present(move.target());
        boolean here = present(move.from());
        if (there && here) return new Fingerprint.Other("something at both " + move.from() + " and " + move.target());
        if (!there && !here) return new Fingerprint.Other("nothing at " + move.from() + ", nor at " + move.target());
        var found = Fingerprints.like(move.entry(), here ? move.from() : move.target());
        if (!found.equals(move.entry())) return new Fingerprint.Other("something else at " + (here ? move.from() : move.target()));
        return here ? Fingerprint.ABSENT : found;
    }

    /** Whether a moved entry is where it was, as far as can be told without reading it. */
    static boolean isAtItsPlace(Change.MoveEntry move) {
        return present(move.from()) && !present(move.target());
    }

    private static boolean present(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
