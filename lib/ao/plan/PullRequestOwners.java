package ao.plan;

import ao.check.RecordRules;
import ao.check.StoreRules;
import ao.model.LegacySession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses one owner for each pull request that several sessions of a project own, by the recorded order (session-manager sheet, 4.3, R4). */
public final class PullRequestOwners {
    /** Who tracks it first, then whose file is newer, then the id backwards: the first one keeps it. */
    private static final Comparator<Claim> ORDER = Comparator.comparing(Claim::tracks).reversed()
        .thenComparing(Claim::modified, Comparator.reverseOrder()).thenComparing(Claim::id, Comparator.reverseOrder());

    private final Map<String, List<Claim>> claims = new HashMap<>();

    private record Claim(Path file, String id, boolean tracks, Instant modified) { }

    /** Takes a session's claims. */
    public void look(StoreRules.Seen seen) {
        for (var pullRequest : seen.pullRequests()) {
            claims.computeIfAbsent(seen.session().project() + "\0" + pullRequest, k -> new ArrayList<>(1)).add(claim(seen.session()));
        }
    }

    private static Claim claim(LegacySession session) {
        return new Claim(session.file(), session.id().value(), RecordRules.TRACKS_PR.contains(session.shownStatus()), session.modified());
    }

    /** The identities that each record has to give up. */
    public Map<Path, Set<String>> losers() {
        var losers = new HashMap<Path, Set<String>>();
        claims.forEach((key, of) -> of.stream().sorted(ORDER).skip(1)
            .forEach(claim -> losers.computeIfAbsent(claim.file(), f -> new HashSet<>()).add(key.substring(key.indexOf('\0') + 1))));
        return losers;
    }
}
