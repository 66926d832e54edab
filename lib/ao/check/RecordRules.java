package ao.check;

import ao.map.LegacyEnd;
import ao.map.OrchestratorRule;
import ao.map.TimeText;
import ao.model.Finding;
import ao.model.Finding.Category;
import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.RecordDetails;
import ao.model.RecordDetails.Form;
import ao.model.SessionKind;
import ao.model.Severity;
import ao.model.Status;
import ao.model.StoredLifecycle;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What one record shows by itself (session-manager sheet, 10). */
public final class RecordRules {
    private static final Duration DETECTING = Duration.ofMinutes(5);
    private static final Duration SPAWNING = Duration.ofMinutes(10);
    /** Statuses of a session that owns a pull request (session-manager sheet, 3). */
    public static final Set<String> OWNS_PR = Set.of("pr_open", "ci_failed", "review_pending", "changes_requested", "approved", "mergeable", "merged");
    /** Statuses of a session that follows an open pull request. */
    public static final Set<String> TRACKS_PR = Set.of("pr_open", "ci_failed", "review_pending", "changes_requested", "approved", "mergeable");
    /** So many digits every number below 2^53 has at most. */
    private static final int DIGITS = 16;
    private static final BigInteger BEYOND = BigInteger.ONE.shiftLeft(53);
    private static final BigInteger EXPONENT = BigInteger.TEN.pow(21);
    private static final int HASH_AND_DASH = 13;
    /** How Codex tells that it bypasses approvals and sandbox. */
    private static final String UNBOUND = "never, danger-full-access";
    private static final Optional<String> ALIVE = Optional.of("alive");
    private static final Optional<String> WORKER = Optional.of("worker");
    private static final Optional<String> ORCHESTRATOR = Optional.of("orchestrator");
    private static final Optional<String> MERGED = Optional.of("merged");
    private static final Optional<String> CLEARED = Optional.of("cleared_on_restore");
    private static final Optional<String> OPENCODE = Optional.of("opencode");

    private final Instant now;
    private final Collection<String> prefixes;
    private final Consumer<Finding> findings;

    /** @param prefixes the session prefixes of all projects of the store */
    public RecordRules(Instant now, Collection<String> prefixes, Consumer<Finding> findings) {
        this.now = now;
        this.prefixes = prefixes;
        this.findings = findings;
    }

    /**
     * Looks at a record.
     *
     * @param kind   what it is by all that tells it
     * @param prefix its project's prefix; empty when it has none
     */
    public void check(LegacySession session, SessionKind kind, String prefix) {
        lifecycle(session);
        times(session);
        kind(session, prefix);
        pullRequests(session, kind == SessionKind.ORCHESTRATOR);
        runtime(session);
        rest(session, prefix);
    }

    private void lifecycle(LegacySession session) {
        var details = session.details();
        if (!details.missingParts().isEmpty()) {
            say(session, "lifecycle-partial", Severity.ERROR, "its lifecycle has no " + String.join(", ", details.missingParts())
                + ": the legacy software fails on it, and with it every listing of every project", "session, pr and runtime", "without " + String.join(", ", details.missingParts()));
        }
        if (!details.unknownWords().isEmpty() && !isFlattened(details)) {
            say(session, "lifecycle-unknown-word", Severity.WARNING, "a word in its lifecycle is unknown: the legacy software discards all of it, and loses what only it tells",
                "known words", String.join(", ", details.unknownWords()));
        }
        if (!details.wrongKinds().isEmpty() && details.missingParts().isEmpty()) {
            say(session, "lifecycle-wrong-kind", Severity.WARNING, "a value in its lifecycle is of the wrong kind: the legacy software discards all of it, and loses what only it tells",
                "version 2, texts, whole numbers", String.join(", ", details.wrongKinds()));
        }
        if (details.form() == Form.TEXT) {
            say(session, "lifecycle-as-text", Severity.WARNING, "its lifecycle is stored as a text: the stored status is shown until the next write", "an object", "JSON in a text");
        }
        if (details.form() == Form.NONE && isJson(session)) {
            findings.accept(about(session, "lifecycle-missing", Severity.INFO, "it has no lifecycle: the next listing makes one of its status, and counts what it does not tell as now")
                .in(Category.RECOMMENDED).expecting("a lifecycle", "status " + session.status().orElse("unset")));
        }
        if (session.lifecycle().isEmpty() && session.status().isPresent() && Status.of(session.status().get()).isEmpty() && !session.status().get().equals("starting")) {
            say(session, "status-unknown", Severity.WARNING, "nobody knows its status, so it counts as spawning", "one of the eighteen statuses", session.status().get());
        }
        new LifecycleRules(findings).check(session);
    }

    /** Of the project layout: a record of the hashed one is key=value text, and is migrated before anything reads it. */
    private static boolean isJson(LegacySession session) {
        return !session.archived() && session.file().getFileName().toString().endsWith(".json");
    }

    /** The original's own migration writes a reason that its own reader does not know (golden/ao-README, 15). */
    private static boolean isFlattened(RecordDetails details) {
        return details.unknownWords().equals(List.of("session.reason=migrated_from_archive"));
    }

    private void times(LegacySession session) {
        if (session.lifecycle().isEmpty() && session.createdAt().isPresent() && !TimeText.isTime(session.createdAt().get())) {
            say(session, "created-at-unreadable", Severity.ERROR, "its createdAt is no time, and it has no lifecycle: the legacy software fails on it, and with it every listing",
                "a time such as 2026-01-02T03:04:05.000Z", session.createdAt().get());
        }
        if (session.shownStatus().equals("detecting")) {
            var since = session.details().detectingSince().or(() -> session.lifecycle().flatMap(StoredLifecycle::lastTransitionAt));
            late(session, since, DETECTING, "detecting-stuck", "the orchestrator has been looking for its runtime since");
        }
        if (session.shownStatus().equals("spawning")) {
            var since = session.lifecycle().flatMap(StoredLifecycle::lastTransitionAt).or(session::createdAt);
            late(session, since, SPAWNING, "spawning-stuck", "it has been starting since");
        }
    }

    private void late(LegacySession session, Optional<String> since, Duration patience, String code, String message) {
        var at = since.flatMap(TimeText::parse).map(TimeText.Read::at).orElse(session.modified());
        if (Duration.between(at, now).compareTo(patience) < 0) return;
        say(session, code, Severity.WARNING, message + " " + at, "at most " + patience.toMinutes() + " minutes", Age.words(Duration.between(at, now)));
    }

    private void kind(LegacySession session, String prefix) {
        if (session.file().getFileName().toString().equals("orchestrator.json")) return;
        boolean byRole = session.role().equals(ORCHESTRATOR);
        var byLifecycle = session.lifecycle().flatMap(StoredLifecycle::kind);
        boolean byName = session.id().value().contains("orchestrator") && OrchestratorRule.kind(session.id().value(), Optional.empty(), prefix, prefixes) == SessionKind.ORCHESTRATOR;
        if (byRole && byLifecycle.equals(WORKER)) {
            say(session, "kind-contradicts-role", Severity.WARNING, "its role says orchestrator, its lifecycle worker: the next write drops the role, and with it the protection from cleanup",
                "one kind", "role orchestrator, kind worker");
        } else if (!byRole && byLifecycle.equals(ORCHESTRATOR)) {
            say(session, "kind-contradicts-role", Severity.WARNING, "its lifecycle says orchestrator, and it has no role", "role orchestrator", "role " + session.role().orElse("unset"));
        } else if (byName && !byRole) {
            say(session, "role-missing", Severity.WARNING, "it is an orchestrator by its name alone", "role orchestrator", "role " + session.role().orElse("unset"));
        }
        if (session.agent().isEmpty()) {
            say(session, "agent-missing", Severity.WARNING, "it names no agent: the next listing writes today's default into it, which need not be what it ran", "the agent that it ran", "nothing");
        }
    }

    private void pullRequests(LegacySession session, boolean orchestrator) {
        var details = session.details();
        boolean owns = details.pr().isPresent() || !details.prs().isEmpty() || details.lifecyclePr().isPresent();
        if (orchestrator && owns) {
            say(session, "orchestrator-owns-pr", Severity.WARNING, "an orchestrator owns a pull request: the legacy software takes it away and finds it again, for ever", "none",
                details.pr().or(details::lifecyclePr).orElseGet(() -> details.prs().get(0)));
        }
        if (orchestrator && isJson(session) && details.prAutoDetect().orElse(true)) {
            findings.accept(about(session, "orchestrator-detects-pr", Severity.INFO, "an orchestrator looks for a pull request of its branch, and must not own one").in(Category.RECOMMENDED)
                .expecting("prAutoDetect false", details.prAutoDetect().map(String::valueOf).orElse("unset")));
        }
        boolean storedCounts = details.form() != Form.OBJECT && details.form() != Form.PAYLOAD;
        if (orchestrator && storedCounts && LegacyEnd.terminal(session) && session.status().filter(OWNS_PR::contains).isPresent()) {
            say(session, "end-would-be-undone", Severity.WARNING, "the next look at it by the legacy software sets it back to working, because of its stored status",
                "a status that owns no pull request", session.status().get());
        }
        boolean repeated = details.prs().size() > 1 && details.prs().stream().map(PullRequestId::of).distinct().count() < details.prs().size();
        if (repeated) say(session, "prs-repeated", Severity.WARNING, "a pull request stands in prs more than once", "each once", String.join(", ", details.prs()));
        if (!details.indexedKeys().isEmpty()) {
            findings.accept(about(session, "pr-keys-left", Severity.INFO, "left-over keys that the legacy software deletes at its next start, with the time of the record")
                .expecting("none", String.join(", ", details.indexedKeys())));
        }
        boolean cleared = session.lifecycle().flatMap(StoredLifecycle::prReason).equals(CLEARED);
        boolean merged = session.lifecycle().flatMap(StoredLifecycle::prState).equals(MERGED);
        if (merged && !details.prs().isEmpty() && LegacyEnd.terminal(session)) {
            findings.accept(about(session, "merged-restore-kills", Severity.INFO, "its pull request is merged: after a restore by the legacy software the next poll ends it again and removes its worktree")
                .expecting("no prs, if it is to be restored", String.join(", ", details.prs())));
        }
        // A restore clears pr, so what stands there came later.
        var later = details.pr().map(PullRequestId::of);
        if (cleared && details.prs().stream().anyMatch(p -> later.filter(PullRequestId.of(p)::equals).isEmpty())) {
            say(session, "restored-pr-kills", Severity.ERROR, "it was restored after its pull request was merged or closed, and prs still names that: the next poll ends it and removes its worktree",
                "no prs", String.join(", ", details.prs()));
        }
    }

    /** A session that is over is restored with today's settings, whatever it ran with (session-manager sheet, 5.4). */
    public void permissions(LegacySession session, Harness harness, String configured, String last) {
        var given = harness.equals(Harness.CLAUDE_CODE) ? ofClaude(configured, last) : harness.equals(Harness.CODEX) ? ofCodex(configured, last) : Optional.<String>empty();
        given.ifPresent(other -> findings.accept(Finding.at("restore-changes-permissions", Severity.WARNING, session.file(), "a restore would give it other permissions than it had last")
            .about("session", session.id().value()).ofProject(session.project()).expecting(last, other)));
    }

    private static Optional<String> ofClaude(String configured, String last) {
        boolean skips = configured.equals("permissionless") || configured.equals("auto-edit");
        return skips == last.equals("bypassPermissions") ? Optional.empty() : Optional.of(skips ? "bypassPermissions" : "asking");
    }

    /** What a flag does not say Codex takes from its own settings, which nobody looked into: of that nothing is said. */
    private static Optional<String> ofCodex(String configured, String last) {
        return switch (configured) {
            case "permissionless" -> last.equals(UNBOUND) ? Optional.empty() : Optional.of(UNBOUND);
            case "auto-edit" -> last.startsWith("never, ") ? Optional.empty() : Optional.of("never asking");
            case "suggest" -> last.startsWith("untrusted, ") ? Optional.empty() : Optional.of("asking for what is untrusted");
            default -> Optional.empty();
        };
    }

    /** Says that the prompt of an orchestrator is not there. */
    public void promptMissing(LegacySession session, Path prompt) {
        findings.accept(about(session, "prompt-missing", Severity.INFO, "its prompt file is gone: started afresh it would know nothing of its task").in(Category.RECOMMENDED).expecting(prompt.toString(), "nothing"));
    }

    /** Whether it is taken for the number of a session of its project, and beyond what JavaScript counts; what that writes with an exponent it passes over (trap T-43). */
    private static boolean isBeyondNumbers(String id, String prefix) {
        if (prefix.isEmpty() || !id.startsWith(prefix + "-")) return false;
        var digits = id.substring(prefix.length() + 1);
        if (digits.length() < DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) return false;
        var number = new BigInteger(digits);
        return number.compareTo(BEYOND) >= 0 && number.compareTo(EXPONENT) < 0;
    }

    private void runtime(LegacySession session) {
        var details = session.details();
        boolean hasLifecycle = details.form() == Form.OBJECT;
        if (hasLifecycle && details.topHandle() && !details.innerHandle() && !LegacyEnd.ended(session)) {
            say(session, "runtime-handle-one-sided", Severity.WARNING, "only its top level names its runtime: the next write of the lifecycle erases that", "both", "top level only");
        } else if (hasLifecycle && details.innerHandle() && !details.topHandle() && !LegacyEnd.ended(session)) {
            say(session, "runtime-handle-one-sided", Severity.WARNING, "only its lifecycle names its runtime: a kill would leave it running", "both", "lifecycle only");
        }
        if (!details.topHandle() && !details.innerHandle() && isJson(session) && session.lifecycle().flatMap(StoredLifecycle::runtimeState).equals(ALIVE) && !LegacyEnd.ended(session)) {
            say(session, "runtime-unnamed", Severity.WARNING, "its runtime counts as alive, and nothing names it: a cleanup looks under the session's id, and takes it for dead when nothing answers there",
                "a runtime handle", "none");
        }
        var id = session.id().value();
        var tmux = session.tmuxName().orElse(id);
        if (!tmux.equals(id) && !isHashed(tmux, id)) {
            findings.accept(about(session, "tmux-name-odd", Severity.INFO, "its tmux session has a name of no known form").expecting(id + ", or a hash and " + id, tmux));
        }
    }

    private static boolean isHashed(String name, String id) {
        return name.length() == id.length() + HASH_AND_DASH && name.endsWith("-" + id)
            && name.chars().limit(HASH_AND_DASH - 1).allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private void rest(LegacySession session, String prefix) {
        if (session.id().value().length() > DIGITS && isBeyondNumbers(session.id().value(), prefix)) {
            say(session, "session-number-too-large", Severity.WARNING, "its number is one to which the legacy software cannot add one: every spawn in its project fails", "a number below 2^53", session.id().value());
        }
        var details = session.details();
        var project = details.project().orElse(session.project());
        if (!project.equals(session.project())) {
            say(session, "project-key-differs", Severity.WARNING, "it lies in another project's folder than it says: the legacy software follows the key", session.project(), project);
        }
        if (session.agent().equals(OPENCODE) && LegacyEnd.ended(session) && session.opencodeSessionId().isPresent() && !details.opencodeCleaned()) {
            findings.accept(about(session, "opencode-not-cleaned", Severity.INFO, "it is over, and nobody told OpenCode to delete its conversation")
                .expecting("opencodeCleanedAt", "conversation " + session.opencodeSessionId().get()));
        }
        if (!details.credentials().isEmpty()) {
            // Whether the session is over or not, it lies there.
            findings.accept(about(session, "credential-in-plain-sight", Severity.WARNING, "it holds what looks like a credential").in(Category.RECOMMENDED).expecting("none", "in " + String.join(", ", details.credentials())));
        }
    }

    private void say(LegacySession session, String code, Severity severity, String message, String expected, String found) {
        findings.accept(about(session, code, severity, message).expecting(expected, found));
    }

    /** A finding about a session; what is over is history, unless it breaks something for others. */
    static Finding about(LegacySession session, String code, Severity severity, String message) {
        var finding = Finding.of(code, severity, new Finding.Subject("session", session.id().value(), Optional.of(session.file()), session.project()), message);
        return severity == Severity.WARNING && LegacyEnd.ended(session) ? finding.in(Category.HISTORICAL) : finding;
    }
}
