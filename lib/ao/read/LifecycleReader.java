package ao.read;

import ao.model.Lifecycle;
import ao.model.PullRequestUrl;
import ao.model.StatusSynthesis;
import ao.model.StoredLifecycle;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns a record's lifecycle into one value, in two ways: as the legacy software would ({@link #canonical}: one wrong
 * field discards all of it), and field by field ({@link #stored}). Session-manager sheet, 1.7 and 1.8.
 */
public final class LifecycleReader {
    private static final Set<String> STATES = Set.of("not_started", "working", "idle", "needs_input", "stuck",
        "detecting", "done", "terminated");
    private static final Set<String> REASONS = Set.of("spawn_requested", "agent_acknowledged", "task_in_progress",
        "pr_created", "pr_closed_waiting_decision", "fixing_ci", "resolving_review_comments", "awaiting_user_input",
        "awaiting_external_review", "research_complete", "merged_waiting_decision", "manually_killed", "runtime_lost",
        "agent_process_exited", "probe_failure", "error_in_process", "auto_cleanup", "pr_merged");
    private static final Set<String> PR_STATES = Set.of("none", "open", "merged", "closed");
    private static final Set<String> PR_REASONS = Set.of("not_created", "in_progress", "ci_failing", "review_pending",
        "changes_requested", "approved", "merge_ready", "merged", "closed_unmerged", "cleared_on_restore");
    private static final Set<String> RUNTIME_STATES = Set.of("unknown", "alive", "exited", "missing", "probe_failed");
    private static final Set<String> RUNTIME_REASONS = Set.of("spawn_incomplete", "process_running", "process_missing",
        "tmux_missing", "manual_kill_requested", "probe_error", "pr_merged_cleanup", "auto_cleanup");

    /** A field that holds one of a few words. */
    private record Word(String part, String field, Set<String> known) { }

    private static final List<Word> WORDS = List.of(new Word("session", "kind", Set.of("worker", "orchestrator")),
        new Word("session", "state", STATES), new Word("session", "reason", REASONS), new Word("pr", "state", PR_STATES),
        new Word("pr", "reason", PR_REASONS), new Word("runtime", "state", RUNTIME_STATES), new Word("runtime", "reason", RUNTIME_REASONS));

    /** A field that holds no word, with what may stand there. */
    private record Value(String part, String field, Predicate<JsonNode> test) {
        boolean isRight(ObjectNode payload) {
            var node = payload.path(part).get(field);
            return node == null || test.test(node);
        }
    }

    private static final Predicate<JsonNode> TEXT_OR_NOTHING = n -> n.isTextual() || n.isNull();

    private static final List<Value> VALUES = List.of(new Value("session", "startedAt", TEXT_OR_NOTHING), new Value("session", "completedAt", TEXT_OR_NOTHING), new Value("session", "terminatedAt", TEXT_OR_NOTHING),
        new Value("session", "lastTransitionAt", JsonNode::isTextual), new Value("pr", "number", n -> n.isNull() || n.isNumber() && whole(n.doubleValue())), new Value("pr", "url", TEXT_OR_NOTHING),
        new Value("pr", "lastObservedAt", TEXT_OR_NOTHING), new Value("runtime", "lastObservedAt", TEXT_OR_NOTHING), new Value("runtime", "tmuxName", TEXT_OR_NOTHING),
        new Value("runtime", "handle", h -> h.isNull() || isHandle(h)));

    /** Stands for a part that is not there; it is only read. */
    private static final ObjectNode NOTHING = Json.MAPPER.createObjectNode();

    private LifecycleReader() { }

    /**
     * What the caller of the legacy parser knows beside the record.
     *
     * @param now the clock's time, used where nothing else tells one
     */
    public record Context(Optional<String> sessionId, Optional<String> status, Optional<String> kind,
                          Optional<Instant> createdAt, Optional<JsonNode> runtimeHandle, Instant now) { }

    /** The lifecycle that the legacy software would hold for these flat keys. */
    public static Lifecycle canonical(Map<String, String> meta, Context context) {
        var source = Optional.ofNullable(meta.get("lifecycle")).filter(t -> !t.isEmpty())
            .or(() -> Optional.ofNullable(meta.get("statePayload")).filter(t -> "2".equals(meta.get("stateVersion"))));
        return canonical(source.flatMap(Json::parse).orElse(null), meta, context);
    }

    static Lifecycle canonical(JsonNode payload, Map<String, String> meta, Context context) {
        var synthesised = synthesise(meta, context);
        if (!(payload instanceof ObjectNode object) || !valid(object)) return synthesised;
        return overlay(object, synthesised);
    }

    private static Lifecycle synthesise(Map<String, String> meta, Context context) {
        var status = context.status().or(() -> text(meta, "status")).orElse("");
        var at = context.createdAt()
            .or(() -> text(meta, "createdAt").flatMap(JavaScript::date)).orElse(context.now());
        var t = JavaScript.iso(at);
        var kind = context.kind().or(() -> text(meta, "role").filter(r -> r.equals("orchestrator")))
            .orElse(context.sessionId().filter(id -> id.endsWith("-orchestrator")).isPresent() ? "orchestrator" : "worker");
        return new Lifecycle(session(status, kind, t), pullRequest(status, text(meta, "pr"), t),
            runtime(meta, context, t), false);
    }

    private static Lifecycle.Session session(String status, String kind, String t) {
        var state = StatusSynthesis.of(status);
        var completed = state.state().equals("done");
        var terminated = state.equals(StatusSynthesis.of("killed"));
        return new Lifecycle.Session(kind, state.state(), state.reason(),
            state.started() ? Optional.of(t) : Optional.empty(), completed ? Optional.of(t) : Optional.empty(),
            terminated ? Optional.of(t) : Optional.empty(), t);
    }

    private static Lifecycle.Pr pullRequest(String status, Optional<String> url, String t) {
        var merged = status.equals("merged");
        if (url.isEmpty() && !merged) {
            return new Lifecycle.Pr("none", "not_created", OptionalDouble.empty(), Optional.empty(), Optional.empty());
        }
        var number = url.flatMap(PullRequestUrl::parse).map(p -> OptionalDouble.of(p.number()))
            .orElse(OptionalDouble.empty());
        return new Lifecycle.Pr(merged ? "merged" : "open", merged ? "merged" : "in_progress", number, url,
            url.isPresent() ? Optional.of(t) : Optional.empty());
    }

    private static Lifecycle.Runtime runtime(Map<String, String> meta, Context context, String t) {
        var handle = context.runtimeHandle().or(() -> text(meta, "runtimeHandle").flatMap(Json::parse));
        var tmux = text(meta, "tmuxName").map(JavaScript::trim).filter(n -> !n.isEmpty());
        if (tmux.isEmpty() && !handle.map(JavaScript::truthy).orElse(false)) {
            return new Lifecycle.Runtime("unknown", "spawn_incomplete", Optional.empty(), Optional.empty(), tmux);
        }
        return new Lifecycle.Runtime("unknown", "spawn_incomplete", Optional.of(t),
            handle.filter(h -> !h.isNull()).map(JavaScript::compact), tmux);
    }

    private static boolean valid(ObjectNode payload) {
        if (!payload.path("version").isNumber() || payload.path("version").doubleValue() != 2) return false;
        return part(payload, "session") && part(payload, "pr") && part(payload, "runtime") && unknownWords(payload).isEmpty() && isOfRightKinds(payload);
    }

    private static boolean isOfRightKinds(ObjectNode payload) {
        for (var value : VALUES) {
            if (!value.isRight(payload)) return false;
        }
        return true;
    }

    /** Below an object or an array anything may stand, credentials too. */
    private static String shown(JsonNode node) {
        return node.isContainerNode() ? "an " + node.getNodeType().name().toLowerCase(Locale.ROOT) : node.toString();
    }

    /** What makes the legacy software discard a lifecycle beside unknown words: another version, and values of other kinds (session-manager sheet, 1.8). */
    static List<String> wrongKinds(ObjectNode payload) {
        boolean second = payload.path("version").isNumber() && payload.path("version").doubleValue() == 2;
        if (second && isOfRightKinds(payload)) return List.of();
        var wrong = new java.util.ArrayList<String>(1);
        if (!second) wrong.add("version=" + (payload.has("version") ? shown(payload.get("version")) : "unset"));
        for (var value : VALUES) {
            if (!value.isRight(payload)) wrong.add(value.part() + "." + value.field() + "=" + shown(payload.path(value.part()).get(value.field())));
        }
        return wrong;
    }

    private static boolean whole(double value) {
        return value == Math.rint(value) && !Double.isInfinite(value);
    }

    private static boolean isHandle(JsonNode node) {
        return node.isObject() && node.path("id").isTextual() && node.path("runtimeName").isTextual();
    }

    private static boolean part(ObjectNode payload, String name) {
        return absentOr(payload.get(name), JsonNode::isObject);
    }

    private static boolean absentOr(JsonNode node, Predicate<JsonNode> test) {
        return node == null || test.test(node);
    }

    private static Lifecycle overlay(ObjectNode payload, Lifecycle base) {
        var s = payload.path("session");
        var p = payload.path("pr");
        var r = payload.path("runtime");
        var session = new Lifecycle.Session(
            text(s, "kind", base.session().kind()), text(s, "state", base.session().state()),
            text(s, "reason", base.session().reason()),
            instant(s, "startedAt", base.session().startedAt()), instant(s, "completedAt", base.session().completedAt()),
            instant(s, "terminatedAt", base.session().terminatedAt()),
            instant(s, "lastTransitionAt", Optional.empty()).orElse(base.session().lastTransitionAt()));
        var pr = new Lifecycle.Pr(text(p, "state", base.pr().state()), text(p, "reason", base.pr().reason()),
            p.has("number") ? number(p.get("number")) : base.pr().number(),
            p.has("url") ? Optional.ofNullable(p.get("url").textValue()) : base.pr().url(),
            instant(p, "lastObservedAt", base.pr().lastObservedAt()));
        var runtime = new Lifecycle.Runtime(text(r, "state", base.runtime().state()),
            text(r, "reason", base.runtime().reason()), instant(r, "lastObservedAt", base.runtime().lastObservedAt()),
            r.has("handle") ? handle(r.get("handle")) : base.runtime().handle(),
            r.has("tmuxName") ? Optional.ofNullable(r.get("tmuxName").textValue()) : base.runtime().tmuxName());
        return new Lifecycle(session, pr, runtime, true);
    }

    private static Optional<String> handle(JsonNode node) {
        if (node.isNull()) return Optional.empty();
        var handle = Json.MAPPER.createObjectNode();
        handle.set("id", node.get("id"));
        handle.set("runtimeName", node.get("runtimeName"));
        handle.set("data", node.path("data").isObject() ? node.get("data") : Json.MAPPER.createObjectNode());
        return Optional.of(JavaScript.compact(handle));
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(node.doubleValue());
    }

    private static String text(JsonNode part, String field, String otherwise) {
        return part.has(field) ? part.get(field).textValue() : otherwise;
    }

    private static Optional<String> instant(JsonNode part, String field, Optional<String> otherwise) {
        if (!part.has(field)) return otherwise;
        return Optional.ofNullable(part.get(field).textValue()).flatMap(JavaScript::date).map(JavaScript::iso);
    }

    private static Optional<String> text(Map<String, String> meta, String key) {
        return Optional.ofNullable(meta.get(key)).filter(t -> !t.isEmpty());
    }

    /** The words of a lifecycle that the legacy software does not know: one of them makes it discard all (trap T-47). */
    static List<String> unknownWords(ObjectNode payload) {
        List<String> unknown = List.of();
        for (var word : WORDS) {
            var node = payload.path(word.part()).get(word.field());
            if (node == null || node.isTextual() && word.known().contains(node.textValue())) continue;
            if (unknown.isEmpty()) unknown = new java.util.ArrayList<>(1);
            unknown.add(word.part() + "." + word.field() + "=" + (node.isTextual() ? node.textValue() : shown(node)));
        }
        return unknown;
    }

    /** The stored lifecycle of a record, field by field; nothing when the record has none. */
    static Optional<StoredLifecycle> stored(ObjectNode record) {
        var payload = Json.objectIn(record.get("lifecycle"));
        if (payload.isEmpty() && record.path("stateVersion").asText().equals("2")) {
            payload = Json.objectIn(record.get("statePayload"));
        }
        return payload.map(LifecycleReader::fields);
    }

    private static StoredLifecycle fields(ObjectNode payload) {
        var s = Json.objectIn(payload.get("session")).orElse(NOTHING);
        var p = Json.objectIn(payload.get("pr")).orElse(NOTHING);
        var r = Json.objectIn(payload.get("runtime")).orElse(NOTHING);
        return new StoredLifecycle(value(s, "kind"), value(s, "state"), value(s, "reason"), value(s, "startedAt"),
            value(s, "completedAt"), value(s, "terminatedAt"), value(s, "lastTransitionAt"),
            value(p, "state"), value(p, "reason"), value(r, "state"), value(r, "reason"), value(r, "lastObservedAt"));
    }

    private static Optional<String> value(ObjectNode part, String field) {
        var node = part.get(field);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(JavaScript.text(node));
    }
}
