package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a rollback says. */
final class RollbackReport implements RunReport {
    private final PlanFile plan;

    RollbackReport(PlanFile plan) {
        this.plan = plan;
    }

    @Override public List<String> problems() {
        var left = new ArrayList<String>();
        plan.report().path("left").forEach(p -> left.add(p.asText()));
        return left;
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        plan.report().path("boot").forEach(row ->
            out.println("changed by a daemon's boot only: " + Plain.of(row.asText())));
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeStringField("undoes", plan.header().undoes());
        out.writeNumberField("changesPlanned", plan.changes());
        out.writeNumberField("rowsPlanned", plan.rows());
        if (applied.isPresent()) {
            out.writeNumberField("changesUndone", applied.get().tally().changes());
            out.writeNumberField("projectsUndone", applied.get().tally().of(Purpose.PROJECT));
            out.writeNumberField("sessionsUndone", applied.get().tally().of(Purpose.SESSION));
            out.writeNumberField("transcriptsUndone", applied.get().tally().of(Purpose.TRANSCRIPT));
        }
        out.writeArrayFieldStart("left");
        for (var line : problems()) out.writeString(line);
        out.writeEndArray();
    }

    @Override public String summary(Optional<Applied> applied) {
        int left = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        var tally = applied.map(Applied::tally);
        return (applied.isPresent() ? "took back " : "would take back ") + "run " + plan.header().undoes() + ": "
            + tally.map(t -> Plain.count(t.of(Purpose.PROJECT), "project", "projects") + ", "
                + Plain.count(t.of(Purpose.SESSION), "session", "sessions") + ", "
                + Plain.count(t.changes() - t.of(Purpose.PROJECT) - t.of(Purpose.SESSION), "file or folder", "files and folders"))
                .orElse(plan.rows() + " rows, " + plan.changes() + " changes") + " (" + left + " left alone)";
    }
}
