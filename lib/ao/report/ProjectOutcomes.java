package ao.report;

import ao.journal.Applied;
import ao.journal.Tally;
import ao.plan.Purpose;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The projects of a migration, or of the way back of one: what is planned for each, or what was verified of it. */
final class ProjectOutcomes {
    private ProjectOutcomes() { }

    /** The plan's list of projects, in which a run's results take the place of what was planned. */
    static JsonNode of(JsonNode planned, Optional<Applied> applied) {
        if (applied.isEmpty()) return planned;
        var list = JsonNodeFactory.instance.arrayNode();
        planned.forEach(project -> list.add(project.has("folders") ? outcome((ObjectNode) project, applied.get()) : project));
        return list;
    }

    private static ObjectNode outcome(ObjectNode planned, Applied applied) {
        var id = planned.path("id").asText();
        var tally = applied.tally();
        var done = planned.deepCopy().put("folders", of(tally, id, Purpose.SOURCE, Purpose.EMPTY_SOURCE)).put("sessions", of(tally, id, Purpose.RECORD, Purpose.ARCHIVE))
            .put("worktrees", of(tally, id, Purpose.WORKTREE, Purpose.STRAY));
        return done.put("fate", fate(planned, done, applied));
    }

    private static int of(Tally tally, String project, Purpose one, Purpose other) {
        return tally.of(one, project) + tally.of(other, project);
    }

    private static String fate(JsonNode planned, JsonNode done, Applied applied) {
        var fate = planned.path("fate").asText();
        // Nobody looked at the results of a run that stopped.
        if (applied.stopped().isPresent()) return "stopped";
        if (done.equals(planned)) return fate;
        return done.path("folders").intValue() + done.path("sessions").intValue() + done.path("worktrees").intValue() == 0 ? "not " + fate : "in part";
    }
}
