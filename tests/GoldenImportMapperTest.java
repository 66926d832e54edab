package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ao.map.ImportPolicy;
import ao.map.Ledger;
import ao.map.ProjectMapper;
import ao.map.SessionMapper;
import ao.map.SessionState;
import ao.map.TimeText;
import ao.model.Harness;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.Loss;
import ao.model.Note;
import ao.model.SessionId;
import ao.model.SessionKind;
import ao.model.Table;
import ao.plan.NewDatabase;
import ao.read.SessionRecordReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The mappers of an import agree with the recorded ones line by line, but where a decision is named. */
class GoldenImportMapperTest {
    private static final ImportPolicy POLICY = new ImportPolicy(NewDatabase.at(Path.of("ao.db"), Instant.EPOCH).state().harnesses(),
        false, ImportPolicy.ImplicitPermissions.EXPLICIT, true, true);

    @TempDir Path temp;

    /** Remembers what the mappers tell. */
    private static final class Told implements Ledger {
        private final List<Loss> losses = new ArrayList<>();
        private final List<Note> notes = new ArrayList<>();

        @Override public void loss(Loss loss) {
            losses.add(loss);
        }

        @Override public void note(Note note) {
            notes.add(note);
        }
    }

    private static Stream<DynamicTest> each(String function, Consumer<Golden.Line> check) {
        return Golden.lines("import-mappers.jsonl", function).map(line -> DynamicTest.dynamicTest(line.id(), () -> check.accept(line)));
    }

    @TestFactory Stream<DynamicTest> harnesses() {
        return each("mapHarness", line -> {
            var agent = line.in().get("args").get(0).asText();
            assertEquals(line.value().isNull(), !POLICY.selectable(agent));
        });
    }

    @TestFactory Stream<DynamicTest> project_rows() {
        return each("buildProjectRow", this::projectRow);
    }

    private void projectRow(Golden.Line line) {
        var args = line.in().get("args");
        var told = new Told();
        var row = ProjectMapper.map(project(args), LegacyProject.Defaults.NONE, POLICY, args.get(2).path("repoOriginUrl").asText(),
            Instant.parse(args.get(2).get("now").asText()), told);
        var recorded = line.value().get("row");
        assertEquals(recorded.get("id").asText(), row.id());
        assertEquals(recorded.get("path").asText(), row.path());
        assertEquals(recorded.get("repo_origin_url").asText(), row.originUrl());
        assertEquals(recorded.get("display_name").asText(), row.displayName());
        assertEquals(instant(recorded.get("registered_at").asText()), instant(row.registeredAt()));
        assertEquals(settings(recorded.get("config")), settings(Golden.JSON.getNodeFactory().textNode(row.config().orElse("{}")), recorded));
        assertEquals(dropped(line.value().path("notes")), told.notes.stream().map(Note::text)
            .filter(t -> t.startsWith("no place in the rewrite for: ")).map(t -> t.substring(29)).findFirst().orElse(""));
    }

    private static LegacyProject project(JsonNode args) {
        var config = args.get(1);
        var times = new ArrayList<LegacyProject.TimeCandidate>();
        for (var source : List.of("registeredAt", "configFileMtime")) {
            var text = args.get(2).path(source).asText("");
            if (!args.get(2).path(source).isNull() && !text.isEmpty()) times.add(new LegacyProject.TimeCandidate(text, source));
        }
        var groups = Stream.of("tracker", "scm", "runtime", "workspace", "reactions").filter(g -> config.hasNonNull(g) && !config.get(g).toString().equals("{}"))
            .map(g -> new LegacyProject.SettingValue(g, config.get(g).toString())).toList();
        return new LegacyProject(args.get(0).textValue(), Optional.of(Path.of(config.get("path").textValue())), true, Optional.empty(),
            Optional.empty(), GoldenMapTest.text(config, "name").filter(n -> !n.isEmpty()), GoldenMapTest.text(config, "defaultBranch"),
            GoldenMapTest.text(config, "sessionPrefix"), GoldenMapTest.settings(config), times, Optional.empty(), groups, List.of());
    }

    private static String dropped(JsonNode notes) {
        for (var note : notes) {
            if (note.asText().contains("no rewrite home dropped: ")) return note.asText().replaceFirst(".*no rewrite home dropped: ", "");
        }
        return "";
    }

    /** The settings without the prefix (D6) and without the role agents that only ours writes (D19). */
    private static JsonNode settings(JsonNode text, JsonNode... recorded) {
        try {
            var node = text.isNull() ? Golden.JSON.createObjectNode() : (ObjectNode) Golden.JSON.readTree(text.asText());
            node.remove("sessionPrefix");
            for (var other : recorded) {
                var theirs = Golden.JSON.readTree(other.path("config").asText("{}"));
                for (var role : List.of("worker", "orchestrator")) {
                    if (theirs.path(role).has("agent") || !(node.get(role) instanceof ObjectNode ours)) continue;
                    ours.remove("agent");
                    if (ours.isEmpty()) node.remove(role);
                }
            }
            return node;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Instant instant(String text) {
        return TimeText.parse(text.replace(" +0000 UTC", "Z")).orElseThrow().at();
    }

    @TestFactory Stream<DynamicTest> orchestrator_rows() {
        return each("mapOrchestratorRow", this::orchestratorRow);
    }

    private void orchestratorRow(Golden.Line line) {
        var args = line.in().get("args");
        var session = session(line.id(), args);
        var state = SessionState.of(session);
        var harness = new Harness(session.agent().orElse("claude-code"));
        var recorded = line.value();
        if (recorded.get("status").asText().equals("skipped")) {
            boolean guessed = session.agent().isEmpty() && recorded.get("note").asText().startsWith("harness");
            assertTrue(state.terminal() || !harness.resumable() || guessed || isOddMark(args.get(0)),
                "skipped there; here only a missing agent (D5) or an odd mark (D28) brings it in");
            return;
        }
        assertTrue(!state.terminal() || isKilled(args.get(0)), "mapped there; here only a status without a lifecycle is terminal (D5)");
        var decision = new SessionMapper.Decision(args.get(2).asText() + "-orchestrator", 0, SessionKind.ORCHESTRATOR, "", harness, Optional.empty());
        var row = SessionMapper.map(session, state, decision, POLICY, new Told());
        var ours = new TreeMap<String, String>();
        for (int i = 0; i < Table.SESSIONS.columns().size(); i++) ours.put(Table.SESSIONS.columns().get(i), String.valueOf(row.values().get(i)));
        recorded.get("row").fields().forEachRemaining(column -> column(column.getKey(), column.getValue().asText(), ours, args, state));
    }

    private static void column(String name, String wanted, TreeMap<String, String> ours, JsonNode args, SessionState state) {
        if (name.endsWith("_at")) {
            // What is no time for us falls to the next source (D16); a number is one (D29).
            if (TimeText.parse(wanted).isEmpty() || hasNumberForTime(args.get(0))) assertTrue(ours.get(name).endsWith(" +0000 UTC"), name);
            else assertEquals(instant(wanted), instant(ours.get(name)), name);
        } else if (name.equals("agent_session_id") && ours.get("harness").equals("claude-code") && !ao.read.ClaudeHome.isUuid(wanted)) {
            assertEquals("", ours.get(name), "no UUID (D21)");
        } else if (!(state.guessed() || isNested(args.get(0))) || !name.equals("activity_state") && !name.equals("is_terminated")) {
            assertEquals(wanted, ours.get(name), name);
        }
    }

    private static boolean hasNumberForTime(JsonNode record) {
        return record.path("createdAt").isNumber() || record.at("/lifecycle/session").toString().matches(".*At\":[0-9].*");
    }

    /** Lifecycles inside texts are read deeper than there (D4). */
    private static boolean isNested(JsonNode record) {
        return record.path("lifecycle").isTextual() || record.has("statePayload");
    }

    private static boolean isKilled(JsonNode record) {
        return !record.at("/lifecycle/session/state").isTextual() && record.has("status");
    }

    /** An empty text, 0 or false where the time of an end should be, however deeply it is wrapped in texts. */
    private static boolean isOddMark(JsonNode record) {
        return record.toString().matches(".*terminatedAt\\\\*\":(\\\\*\"\\\\*\"|0|false).*");
    }

    private LegacySession session(String name, JsonNode args) {
        try {
            var file = temp.resolve(name + ".json");
            Files.writeString(file, args.get(0).toString());
            var place = new SessionRecordReader.Place(args.get(1).asText(), new SessionId("s-1"), file,
                Instant.parse(args.get(3).asText()), Files.size(file), false);
            return SessionRecordReader.read(place).session().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
