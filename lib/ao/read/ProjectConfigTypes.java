package ao.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Of which types a project's settings in {@code ao.db} must be for the daemon to take any of them: one value of another
 * type, anywhere, is enough for it to take all for empty (rewrite-store sheet, 6.1 and 6.3).
 */
final class ProjectConfigTypes {
    /** What a value may be; nothing is always possible. */
    private sealed interface Type { }

    private enum Single implements Type { TEXT, TRUTH }

    /** An object of which some members are known, in any case of letters; others are passed over. */
    private record Members(Map<String, Type> known) implements Type { }

    private record ListOf(Type element) implements Type { }

    private record MapTo(Type value) implements Type { }

    private static final Type AGENT_CONFIG = members("model", Single.TEXT, "permissions", Single.TEXT, "mode", Single.TEXT);
    private static final Type ROLE = members("agent", Single.TEXT, "agentConfig", AGENT_CONFIG);
    private static final Type WHOLE = members("defaultBranch", Single.TEXT, "sessionPrefix", Single.TEXT, "env", new MapTo(Single.TEXT), "symlinks", new ListOf(Single.TEXT), "postCreate", new ListOf(Single.TEXT),
        "agentConfig", AGENT_CONFIG, "worker", ROLE, "orchestrator", ROLE, "reviewers", new ListOf(members("harness", Single.TEXT)), "agentRules", Single.TEXT, "orchestratorRules", Single.TEXT,
        "agentRulesFile", Single.TEXT, "trackerIntake", members("enabled", Single.TRUTH, "provider", Single.TEXT, "repo", Single.TEXT, "assignee", Single.TEXT),
        "containerReap", members("disabled", Single.TRUTH));

    private ProjectConfigTypes() { }

    private static Type members(Object... namesAndTypes) {
        var known = new HashMap<String, Type>();
        for (int i = 0; i < namesAndTypes.length; i += 2) known.put(((String) namesAndTypes[i]).toLowerCase(Locale.ROOT), (Type) namesAndTypes[i + 1]);
        return new Members(known);
    }

    /** What is of another type, and how; nothing when all is right. */
    static Optional<String> wrong(String text) {
        var json = Json.parse(text);
        if (json.isEmpty() || !json.get().isObject()) return Optional.of("they are no JSON object");
        return wrong("", json.get(), WHOLE);
    }

    private static Optional<String> wrong(String name, JsonNode value, Type type) {
        if (value.isNull()) return Optional.empty();
        if (type == Single.TEXT) return value.isTextual() ? Optional.empty() : Optional.of(name + " is no text");
        if (type == Single.TRUTH) return value.isBoolean() ? Optional.empty() : Optional.of(name + " is neither true nor false");
        if (type instanceof ListOf list) {
            if (!value.isArray()) return Optional.of(name + " is no array");
            for (var element : value) {
                var wrong = wrong("an entry of " + name, element, list.element());
                if (wrong.isPresent()) return wrong;
            }
            return Optional.empty();
        }
        if (!value.isObject()) return Optional.of(name + " is no object");
        for (var member : value.properties()) {
            var path = name.isEmpty() ? member.getKey() : name + "." + member.getKey();
            var of = type instanceof MapTo map ? map.value() : ((Members) type).known().get(member.getKey().toLowerCase(Locale.ROOT));
            var wrong = of == null ? Optional.<String>empty() : wrong(path, member.getValue(), of);
            if (wrong.isPresent()) return wrong;
        }
        return Optional.empty();
    }
}
