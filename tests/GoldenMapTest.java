package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ao.map.AgentSelection;
import ao.map.OrchestratorRule;
import ao.map.Permissions;
import ao.map.SessionPrefix;
import ao.model.LegacyProject;
import ao.model.ProjectId;
import ao.model.PullRequestUrl;
import ao.model.SessionKind;
import ao.read.ClaudeSlug;
import ao.read.HashedNames;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The mappings agree with what the real software made of the same input, line by line. */
class GoldenMapTest {
    private static Stream<DynamicTest> each(String file, String function, java.util.function.Consumer<Golden.Line> check) {
        return Golden.lines(file, function).map(line -> DynamicTest.dynamicTest(line.id(), () -> check.accept(line)));
    }

    @TestFactory Stream<DynamicTest> session_prefix() {
        return each("session-prefix.jsonl", "generateSessionPrefix", line ->
            assertEquals(line.value().textValue(), SessionPrefix.derive(line.in().get("arg").textValue())));
    }

    @TestFactory Stream<DynamicTest> project_ids_of_hashed_folders() {
        return each("session-prefix.jsonl", "sanitizeLegacyProjectId", line ->
            assertEquals(line.value().textValue(), HashedNames.projectId(line.in().get("arg").textValue())));
    }

    @TestFactory Stream<DynamicTest> archived_sessions() {
        return each("session-prefix.jsonl", "archiveSessionId", line ->
            assertEquals(Optional.ofNullable(line.value().textValue()),
                HashedNames.archivedSession(line.in().get("arg").textValue())));
    }

    @TestFactory Stream<DynamicTest> claude_slugs() {
        return each("session-prefix.jsonl", "claudePaths", line -> {
            var path = line.in().get("arg").textValue();
            assertEquals(line.value().get("plugin").textValue(), ClaudeSlug.encode(path));
            assertEquals(line.value().get("storageV2").textValue(), ClaudeSlug.asMigrated(path));
        });
    }

    @TestFactory Stream<DynamicTest> pull_request_urls() {
        return each("session-prefix.jsonl", "parsePrFromUrl", line -> {
            var ours = PullRequestUrl.parse(line.in().get("arg").textValue());
            assertEquals(GoldenReadTest.numbers(line.value()), GoldenReadTest.numbers(ours
                .map(u -> (JsonNode) Golden.JSON.valueToTree(u)).orElse(Golden.JSON.nullNode())));
        });
    }

    @TestFactory Stream<DynamicTest> orchestrators_by_role_and_name() {
        return each("agent-selection.jsonl", "isOrchestratorSession", line -> {
            var prefixes = new ArrayList<String>();
            line.in().path("allSessionPrefixes").forEach(p -> prefixes.add(p.textValue()));
            var session = line.in().get("session");
            assertEquals(line.value().booleanValue(), SessionKind.ORCHESTRATOR == OrchestratorRule.kind(
                session.get("id").textValue(), text(session.get("metadata"), "role"),
                line.in().path("sessionPrefix").asText(""), prefixes));
        });
    }

    @TestFactory Stream<DynamicTest> agents_by_role() {
        return each("agent-selection.jsonl", "resolveAgentSelection", line -> selection(line,
            line.in().get("role").textValue().equals("worker") ? SessionKind.WORKER : SessionKind.ORCHESTRATOR,
            text(line.in(), "persistedAgent"), text(line.in(), "spawnAgentOverride")));
    }

    @TestFactory Stream<DynamicTest> agents_of_sessions() {
        return each("agent-selection.jsonl", "resolveAgentSelectionForSession", line -> {
            var prefixes = new ArrayList<String>();
            line.in().path("allSessionPrefixes").forEach(p -> prefixes.add(p.textValue()));
            var kind = OrchestratorRule.kind(line.in().get("sessionId").textValue(),
                text(line.in().path("metadata"), "role"), line.in().at("/project/sessionPrefix").asText(""), prefixes);
            selection(line, kind, text(line.in().path("metadata"), "agent"), Optional.empty());
        });
    }

    /** Role, agent, model and permissions agree; what else stands in an agent's settings is not ours to select. */
    private static void selection(Golden.Line line, SessionKind kind, Optional<String> persisted, Optional<String> override) {
        var ours = AgentSelection.of(kind, settings(line.in().get("project")), defaults(line.in().get("defaults")),
            persisted, override);
        assertEquals(line.value().get("role").textValue(), kind.word());
        assertEquals(line.value().get("agentName").textValue(), ours.agent());
        assertEquals(line.value().path("model").asText("(none)"), ours.config().model().orElse("(none)"));
        assertEquals(line.value().path("permissions").asText("(none)"),
            Permissions.inLegacy(ours.config().permissions()).orElse("(none)"));
    }

    static LegacyProject.Settings settings(JsonNode project) {
        var env = new TreeMap<String, String>();
        project.path("env").fields().forEachRemaining(e -> env.put(e.getKey(), e.getValue().textValue()));
        return new LegacyProject.Settings(env, texts(project.path("symlinks")), texts(project.path("postCreate")),
            text(project, "agent"), config(project.path("agentConfig")), role(project.path("worker")),
            role(project.path("orchestrator")), text(project, "agentRules"), text(project, "agentRulesFile"),
            text(project, "orchestratorRules"));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(n -> texts.add(n.textValue()));
        return texts;
    }

    private static LegacyProject.Role role(JsonNode node) {
        return new LegacyProject.Role(text(node, "agent"), config(node.path("agentConfig")));
    }

    private static LegacyProject.AgentConfig config(JsonNode node) {
        return new LegacyProject.AgentConfig(text(node, "model"), text(node, "permissions"), text(node, "orchestratorModel"));
    }

    private static LegacyProject.Defaults defaults(JsonNode node) {
        return new LegacyProject.Defaults(text(node, "agent"), text(node.path("worker"), "agent"),
            text(node.path("orchestrator"), "agent"));
    }

    static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    @TestFactory Stream<DynamicTest> rewrite_project_ids() {
        return each("import-mappers.jsonl", "isValidRewriteProjectId", line ->
            assertEquals(line.value().booleanValue(), ProjectId.isValid(line.in().get("args").get(0).textValue())));
    }

    @TestFactory Stream<DynamicTest> permissions() {
        return each("import-mappers.jsonl", "mapPermission", line -> {
            var ours = Permissions.map(line.in().get("args").get(0).textValue());
            assertEquals(line.value().path("mode").asText("(none)"), ours.map(Permissions.Mapped::mode).orElse("(none)"));
            assertEquals(line.value().path("lossy").asBoolean(), ours.map(Permissions.Mapped::lossy).orElse(false));
        });
    }

    @TestFactory Stream<DynamicTest> prefixes_of_the_rewrite() {
        return each("import-mappers.jsonl", "resolveOrchestratorPrefix", line ->
            assertEquals(line.value().textValue(), SessionPrefix.inRewrite(line.in().get("args").get(0).textValue(),
                text(line.in().get("args").get(1), "sessionPrefix"))));
    }
}
