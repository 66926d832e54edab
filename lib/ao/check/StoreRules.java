package ao.check;

import ao.map.LegacyEnd;
import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.RecordDetails;
import ao.model.SessionKind;
import ao.model.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What shows only when the records of a store are seen together. Give it every record, then {@link #finish}. */
public final class StoreRules {
    private final Consumer<Finding> findings;
    private final Map<String, List<Owner>> pullRequests = new LinkedHashMap<>();
    /** Each folder by itself: one object for all its sessions. */
    private final Map<Path, Path> folders = new HashMap<>();
    private final Map<String, Owner> ids = new HashMap<>();
    private final Map<String, Owner> worktrees = new HashMap<>();
    private final Map<String, Owner> conversations = new HashMap<>();
    private final Orchestrators orchestrators;

    public StoreRules(Consumer<Finding> findings) {
        this.findings = findings;
        orchestrators = new Orchestrators(findings);
    }

    /** A session, as far as others must be told of it; there is one for each of the store, so that its folder is shared. */
    private record Owner(String project, String id, Path folder, String name, boolean ended) {
        Path file() {
            return folder.resolve(name);
        }
    }

    /**
     * A session, as far as others matter to it.
     *
     * @param pullRequests the identities of those that it owns
     * @param directory    where it works, without links as far as it is there
     */
    public record Seen(LegacySession session, SessionKind kind, boolean ended, List<String> pullRequests, Optional<Path> directory) {
        /** What of a session matters. */
        public static Seen of(LegacySession session, SessionKind kind, Optional<Path> directory) {
            return new Seen(session, kind, LegacyEnd.ended(session), kind == SessionKind.WORKER ? owned(session.details()) : List.of(), directory);
        }

        private static List<String> owned(RecordDetails details) {
            var addresses = details.addresses();
            if (addresses.size() == 1) return List.of(PullRequestId.of(addresses.get(0)));
            var owned = new LinkedHashSet<String>(4);
            for (var address : addresses) owned.add(PullRequestId.of(address));
            return List.copyOf(owned);
        }
    }

    /** Looks at a session. */
    public void look(Seen seen) {
        var session = seen.session();
        var kind = seen.kind();
        var owner = new Owner(session.project(), session.id().value(), folders.computeIfAbsent(session.file().getParent(), Function.identity()), session.file().getFileName().toString(), seen.ended());
        if (!session.archived()) ids(owner);
        for (var id : seen.pullRequests()) pullRequests.computeIfAbsent(id, k -> new ArrayList<>(1)).add(owner);
        if (!owner.ended()) {
            shared(worktrees, seen.directory().map(Path::toString), owner, "worktree-shared", "two living sessions work in one directory");
        }
        conversation(session.claudeSessionUuid(), owner);
        conversation(session.codexThreadId(), owner);
        // OpenCode's is meant to be gone on with by the next session of the same issue (session-manager sheet, 5.8).
        if (!owner.ended()) conversation(session.opencodeSessionId(), owner);
        count(kind, owner);
    }

    private void conversation(Optional<String> id, Owner owner) {
        shared(conversations, id, owner, "conversation-shared", "two sessions name one conversation: each would go on with the other's");
    }

    private void count(SessionKind kind, Owner owner) {
        if (kind == SessionKind.ORCHESTRATOR) orchestrators.orchestrator(one(owner), owner.ended());
        else if (!owner.ended() && !orchestrators.knowsWorker(owner.project())) orchestrators.worker(one(owner));
    }

    private static Orchestrators.One one(Owner owner) {
        return new Orchestrators.One(owner.project(), owner.id(), owner.file());
    }

    private void ids(Owner owner) {
        var other = ids.putIfAbsent(owner.id().toLowerCase(Locale.ROOT), owner);
        if (other == null) return;
        boolean same = other.id().equals(owner.id());
        if (same && !other.project().equals(owner.project()) && !(owner.ended() && other.ended())) {
            say(owner, "id-in-several-projects", "its id is another project's, too: commands that take an id alone hit the first in the registry", "an id of its own", "also in " + other.project());
        }
        if (!same && other.project().equals(owner.project())) {
            say(owner, "ids-differ-in-case", "its id differs from another only in letter case: on some file systems they are one file", "ids that differ otherwise", other.id() + " and " + owner.id());
        }
    }

    private void shared(Map<String, Owner> seen, Optional<String> key, Owner owner, String code, String message) {
        if (key.isEmpty()) return;
        var other = seen.putIfAbsent(key.get(), owner);
        if (other != null) say(owner, code, message, "one", key.get() + ", also of " + other.project() + "/" + other.id());
    }

    /** Tells what only the end shows. */
    public void finish() {
        pullRequests.forEach(this::owners);
        orchestrators.finish(worker -> worker.file().getParent());
    }

    /** Only within a project does the legacy software choose one of several owners (session-manager sheet, 4.3). */
    private void owners(String id, List<Owner> owners) {
        if (owners.size() < 2) return;
        var byProject = owners.stream().collect(Collectors.groupingBy(Owner::project, LinkedHashMap::new, Collectors.toList()));
        for (var of : byProject.values()) {
            if (of.size() < 2) continue;
            boolean over = of.stream().allMatch(Owner::ended);
            var first = of.get(0);
            findings.accept(Finding.at("pr-shared", over ? Severity.INFO : Severity.WARNING, first.file(), "several sessions own one pull request: its messages go to all of them").about("session", first.id())
                .ofProject(first.project()).expecting("one owner", words(id, of)));
        }
        var living = byProject.values().stream().filter(of -> !of.stream().allMatch(Owner::ended)).map(of -> of.get(0)).toList();
        if (living.size() > 1) say(living.get(0), "pr-in-several-projects", "sessions of several projects own one pull request: its messages go to all of them", "one owner", words(id, living));
    }

    private static String words(String id, List<Owner> owners) {
        return id + ": " + owners.stream().map(o -> o.project() + "/" + o.id()).collect(Collectors.joining(", "));
    }

    private void say(Owner owner, String code, String message, String expected, String found) {
        findings.accept(Finding.at(code, Severity.WARNING, owner.file(), message).about("session", owner.id()).ofProject(owner.project()).expecting(expected, found));
    }
}
