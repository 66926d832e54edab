package ao.plan;

import ao.check.PullRequestId;
import ao.check.RecordRules;
import ao.check.SafeFix;
import ao.model.SessionKind;
import ao.read.JavaScript;
import ao.read.Json;
import ao.read.LifecycleJson;
import ao.read.LifecycleReader;
import ao.read.MetadataView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Mends the members of one record, rule by rule (session-manager sheet, 4.3 and 10), such that the legacy software's
 * own repairs find nothing left to do. What a session gives up is noted in the record under {@link #RELATED}.
 */
public final class RecordRepair {
    /** Where a record keeps the addresses of pull requests that were its own; the legacy software carries the key along. */
    static final String RELATED = "relatedPrs";
    private static final Set<String> ENDED = Set.of("done", "terminated");
    private static final String ORCHESTRATOR = "orchestrator";

    private final Record of;
    private final ObjectNode record;

    /**
     * What has to be known of a record beside its members.
     *
     * @param agent    the agent that it gets when it names none
     * @param guessed  whether nothing in the record tells that
     * @param modified when its file was written: the time that counts where it tells none
     * @param shared   identities of pull requests that another session keeps
     */
    public record Record(String id, SessionKind kind, String agent, boolean guessed, Instant modified, Set<String> shared) { }

    private RecordRepair(Record of, ObjectNode record) {
        this.of = of;
        this.record = record;
    }

    /**
     * What became of a record.
     *
     * @param done the rules that were of use
     * @param left those that apply, and could not mend it
     */
    record Result(Set<SafeFix> done, Set<SafeFix> left) { }

    /**
     * Mends a record until nothing of what is wanted is left that can be mended; the record's members are changed.
     *
     * @param judged what the rules say of a record
     */
    static Result repair(ObjectNode record, Record of, Set<SafeFix> wanted, Function<ObjectNode, Set<SafeFix>> judged) {
        var repair = new RecordRepair(of, record);
        var result = new Result(EnumSet.noneOf(SafeFix.class), EnumSet.noneOf(SafeFix.class));
        var tried = EnumSet.noneOf(SafeFix.class);
        for (var next = repair.next(judged, wanted, tried); next.isPresent(); next = repair.next(judged, wanted, tried)) {
            tried.add(next.get());
            repair.mend(next.get());
        }
        var still = judged.apply(record);
        tried.forEach(fix -> (still.contains(fix) ? result.left() : result.done()).add(fix));
        return result;
    }

    /** Each rule is tried once; one may give another cause to be tried. */
    private Optional<SafeFix> next(Function<ObjectNode, Set<SafeFix>> judged, Set<SafeFix> wanted, Set<SafeFix> tried) {
        return judged.apply(record).stream().filter(f -> wanted.contains(f) && !tried.contains(f)).min(java.util.Comparator.naturalOrder());
    }

    private void mend(SafeFix fix) {
        switch (fix) {
            case LIFECYCLE_AS_TEXT -> Json.objectIn(record.get("lifecycle")).ifPresent(l -> record.set("lifecycle", l));
            case LIFECYCLE_PARTIAL -> complete();
            case LIFECYCLE_MISSING, CREATED_AT_UNREADABLE -> backfill();
            case END_WOULD_BE_UNDONE -> keepEnd();
            case ROLE_MISSING -> record.put("role", ORCHESTRATOR);
            case KIND_CONTRADICTS_ROLE -> {
                if (record.path("role").asText().equals(ORCHESTRATOR)) part("session").ifPresent(s -> s.put("kind", ORCHESTRATOR));
                else record.put("role", ORCHESTRATOR);
            }
            case ORCHESTRATOR_OWNS_PR -> giveUp(a -> true, RecordRules.OWNS_PR);
            case PR_SHARED -> giveUp(a -> of.shared().contains(PullRequestId.of(a)), RecordRules.TRACKS_PR);
            case ORCHESTRATOR_DETECTS_PR -> record.put("prAutoDetect", false);
            case AGENT_MISSING -> record.put("agent", of.agent());
            case TERMINAL_MARK_ON_LIVING -> live();
            case PRS_REPEATED -> record.put("prs", String.join(",", distinct(addresses(record.path("prs").asText("")))));
            case PR_KEYS_LEFT -> names().stream().filter(n -> n.matches("(prEnrichment|prReviewComments)_\\d+")).forEach(record::remove);
            case RESTORED_PR_KILLS -> forget();
            case RUNTIME_HANDLE_ONE_SIDED -> bothSides();
            case SESSION_KEY_VALUE_IN_JSON, SESSION_CORRUPT, LOCK_STALE, TEMP_LEFT -> { }
        }
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        record.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Optional<ObjectNode> part(String name) {
        return record.path("lifecycle").get(name) instanceof ObjectNode part ? Optional.of(part) : Optional.empty();
    }

    /** The lifecycle that the flat keys stand for. */
    private ObjectNode synthesised() {
        return synthesisedWithout("");
    }

    private ObjectNode synthesisedWithout(String name) {
        var flat = record.deepCopy();
        flat.remove(List.of("lifecycle", "statePayload", name));
        return LifecycleJson.of(LifecycleReader.canonical(MetadataView.raw(flat),
            new LifecycleReader.Context(Optional.of(of.id()), Optional.empty(), Optional.of(of.kind().word()), Optional.empty(), Optional.empty(), of.modified())));
    }

    private void complete() {
        if (!(record.get("lifecycle") instanceof ObjectNode lifecycle)) return;
        var whole = synthesised();
        // Beside a state of its own the status says nothing of the pull request: hooks write it, and nobody reads it.
        if (lifecycle.path("session").isObject()) whole.setAll(synthesisedWithout("status"));
        if (!lifecycle.has("version")) lifecycle.set("version", whole.get("version"));
        for (var name : List.of("session", "pr", "runtime")) {
            if (!lifecycle.path(name).isObject()) lifecycle.set(name, whole.get(name));
        }
    }

    private void backfill() {
        // An old payload whose version is a number is one that the legacy software passes over (ao-README 37).
        record.set("lifecycle", Json.objectIn(record.get("statePayload")).filter(p -> record.path("stateVersion").asText().equals("2")).map(ObjectNode::deepCopy).orElseGet(this::synthesised));
    }

    private void keepEnd() {
        if (record.path("lifecycle").isTextual()) mend(SafeFix.LIFECYCLE_AS_TEXT);
        else record.put("status", "done");
    }

    private void live() {
        if (record.path("lifecycle").isObject()) {
            part("session").filter(s -> !ENDED.contains(s.path("state").asText()))
                .ifPresent(s -> List.of("completedAt", "terminatedAt").stream().filter(s::hasNonNull).forEach(s::putNull));
        } else if (Json.objectIn(record.get("statePayload")).isEmpty()) {
            record.remove("terminatedAt");
        }
    }

    private static List<String> addresses(String list) {
        return List.of(list.split(",")).stream().map(String::strip).filter(a -> !a.isEmpty()).toList();
    }

    private static List<String> distinct(List<String> addresses) {
        var seen = new LinkedHashSet<String>();
        return addresses.stream().filter(a -> seen.add(PullRequestId.of(a))).toList();
    }

    /** Takes pull requests away from the session wherever they stand, and notes them (trap T-10: all places, or it flaps). */
    private void giveUp(Predicate<String> which, Set<String> reset) {
        var given = new LinkedHashSet<String>();
        if (record.path("pr").isTextual() && which.test(record.get("pr").textValue())) given.add(record.remove("pr").textValue());
        if (record.path("prs").isTextual()) {
            var all = addresses(record.get("prs").textValue());
            var kept = all.stream().filter(which.negate()).toList();
            all.stream().filter(which).forEach(given::add);
            if (kept.isEmpty()) record.remove("prs");
            else if (kept.size() < all.size()) record.put("prs", String.join(",", kept));
        }
        var inner = part("pr").filter(p -> p.path("url").isTextual() && which.test(p.get("url").textValue()));
        inner.ifPresent(p -> {
            given.add(p.get("url").textValue());
            ((ObjectNode) record.get("lifecycle")).set("pr", LifecycleJson.noPullRequest("not_created"));
        });
        if (given.isEmpty()) return;
        given.removeIf(String::isEmpty);
        related(given);
        record.put("prAutoDetect", false);
        if (reset.contains(record.path("status").asText()) && !record.path("pr").isTextual()) record.put("status", "working");
    }

    /** A pull request that is over belongs to a restored session no more, wherever it is still named (trap T-04). */
    private void forget() {
        // A restore clears pr, so what stands there came later.
        var later = Optional.ofNullable(record.path("pr").textValue()).map(PullRequestId::of);
        var all = addresses(record.path("prs").asText(""));
        var kept = all.stream().filter(a -> later.filter(PullRequestId.of(a)::equals).isPresent()).toList();
        if (kept.isEmpty()) record.remove("prs");
        else record.put("prs", String.join(",", kept));
        related(all.stream().filter(a -> !kept.contains(a)).collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new)));
    }

    private void related(Set<String> addresses) {
        var all = new LinkedHashSet<>(addresses(record.path(RELATED).asText("")));
        all.addAll(addresses);
        boolean ours = !record.has(RELATED) || record.path(RELATED).isTextual();
        if (!all.isEmpty() && ours) record.put(RELATED, String.join(",", all));
    }

    /** The next write of either side would erase what only the other one tells (trap T-06). */
    private void bothSides() {
        if (record.get("lifecycle") instanceof ObjectNode lifecycle && !lifecycle.has("runtime")) lifecycle.set("runtime", synthesised().get("runtime"));
        part("runtime").ifPresent(runtime -> {
            side(runtime, "handle", "runtimeHandle", Json.objectIn(record.get("runtimeHandle")));
            if (!runtime.hasNonNull("tmuxName") && record.path("tmuxName").isTextual() && JavaScript.truthy(record.get("tmuxName"))) runtime.set("tmuxName", record.get("tmuxName"));
            else if (!JavaScript.truthy(record.get("tmuxName")) && runtime.hasNonNull("tmuxName")) record.set("tmuxName", runtime.get("tmuxName"));
        });
    }

    private void side(ObjectNode runtime, String inner, String outer, Optional<ObjectNode> top) {
        if (!runtime.hasNonNull(inner) && top.isPresent()) runtime.set(inner, top.get().deepCopy());
        else if (top.isEmpty() && runtime.path(inner).isObject()) record.set(outer, runtime.get(inner).deepCopy());
    }
}
