package ao.read;

import ao.model.Lifecycle;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A complete lifecycle as the legacy software writes it: version 2, every field, in its order (session-manager sheet, 1.7). */
public final class LifecycleJson {
    private static final int VERSION = 2;

    private LifecycleJson() { }

    /** The object. */
    public static ObjectNode of(Lifecycle lifecycle) {
        var object = Json.MAPPER.createObjectNode().put("version", VERSION);
        var s = lifecycle.session();
        text(text(text(object.putObject("session").put("kind", s.kind()).put("state", s.state()).put("reason", s.reason()), "startedAt", s.startedAt()),
            "completedAt", s.completedAt()), "terminatedAt", s.terminatedAt()).put("lastTransitionAt", s.lastTransitionAt());
        var p = lifecycle.pr();
        var pr = object.putObject("pr").put("state", p.state()).put("reason", p.reason());
        if (p.number().isEmpty()) pr.putNull("number");
        else pr.put("number", (long) p.number().getAsDouble());
        text(text(pr, "url", p.url()), "lastObservedAt", p.lastObservedAt());
        var r = lifecycle.runtime();
        var runtime = text(object.putObject("runtime").put("state", r.state()).put("reason", r.reason()), "lastObservedAt", r.lastObservedAt());
        runtime.set("handle", r.handle().flatMap(Json::parse).map(JsonNode.class::cast).orElse(Json.MAPPER.nullNode()));
        text(runtime, "tmuxName", r.tmuxName());
        return object;
    }

    private static ObjectNode text(ObjectNode object, String name, Optional<String> value) {
        return value.isPresent() ? object.put(name, value.get()) : object.putNull(name);
    }

    /** The pull request's part of a session that owns none. */
    public static ObjectNode noPullRequest(String reason) {
        return Json.MAPPER.createObjectNode().put("state", "none").put("reason", reason).putNull("number").putNull("url").putNull("lastObservedAt");
    }
}
