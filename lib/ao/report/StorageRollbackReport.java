package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.Tally;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the way back of a migration without a journal says. */
final class StorageRollbackReport implements RunReport {
    private final PlanFile plan;
    private final JsonNode data;

    StorageRollbackReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        var table = new TextTable("PROJECT", "RESULT", "FOLDERS", "RECORDS GONE", "WORKTREES BACK");
        for (var project : ProjectOutcomes.of(data.path("projectList"), applied)) {
            table.add(project.path("id").asText(), applied.isEmpty() ? "would be restored" : project.path("fate").asText(), project.path("folders").asText(),
                project.path("sessions").asText(), project.path("worktrees").asText());
        }
        if (!table.isEmpty()) table.lines().forEach(out::println);
    }

    private int count(Optional<Applied> applied, Purpose purpose, String planned) {
        return applied.map(Applied::tally).map((Tally t) -> t.of(purpose)).orElseGet(() -> data.path(planned).intValue());
    }

    private int projects(Optional<Applied> applied) {
        return applied.map(a -> a.tally().closedProjects()).orElseGet(() -> data.path("projects").intValue());
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeNumberField("projects", projects(applied));
        out.writeNumberField("recordsRemoved", count(applied, Purpose.RECORD, "sessions"));
        out.writeNumberField("worktrees", count(applied, Purpose.WORKTREE, "worktrees"));
        out.writeNumberField("claudeSessionsRelinked", count(applied, Purpose.CLAUDE_HISTORY, "claudeSessionsRelinked"));
        out.writeNumberField("codexSessionsRewritten", count(applied, Purpose.CODEX_ROLLOUT, "codexSessionsRewritten"));
        out.writeFieldName("projectList");
        out.writeTree(ProjectOutcomes.of(data.path("projectList"), applied));
        out.writeFieldName("problems");
        out.writeTree(data.path("problems"));
    }

    @Override public String summary(Optional<Applied> applied) {
        int left = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        return (applied.isPresent() ? "took back " : "would take back ") + "the migration of " + Plain.count(projects(applied), "project", "projects") + ": "
            + Plain.count(count(applied, Purpose.RECORD, "sessions"), "record", "records") + " removed, "
            + Plain.count(count(applied, Purpose.WORKTREE, "worktrees"), "worktree", "worktrees") + " back (" + left + " left alone)";
    }
}
