package ao.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A planned import's summary as it stands at the end of the plan, so that whoever applies the plan later reports the same. */
public final class ImportReportData {
    private ImportReportData() { }

    /**
     * The summary as JSON.
     *
     * @param live   whether sessions come in as live ones
     * @param reason why live or restorable (D15)
     * @param schema the target's schema version
     */
    public static ObjectNode of(ImportSummary summary, boolean live, String reason, long schema) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("as", live ? "live" : "restorable").put("asReason", reason).put("schemaVersion", schema)
            .put("projectsPlanned", summary.projectsPlanned()).put("projectsSkipped", summary.projectsSkipped())
            .put("orchestratorsPlanned", summary.orchestratorsPlanned()).put("orchestratorsSkipped", summary.orchestratorsSkipped())
            .put("orchestratorsAbsent", summary.orchestratorsAbsent()).put("sessionsPlanned", summary.sessionsPlanned())
            .put("sessionsSkipped", summary.sessionsSkipped()).put("transcriptsPlanned", summary.transcriptsPlanned())
            .put("unreadable", summary.unreadable());
        var projects = node.putArray("projects");
        for (var project : summary.projects()) {
            var one = projects.addObject().put("id", project.id()).put("path", project.path()).put("fate", project.fate().word())
                .put("sessions", project.planned()).put("already", project.already());
            var leftOut = one.putObject("leftOut");
            project.leftOut().forEach(leftOut::put);
        }
        summary.problems().forEach(node.putArray("problems")::add);
        return node;
    }
}
