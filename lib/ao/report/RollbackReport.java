package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.Tally;
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
        later().forEach(id -> out.println("run " + Plain.of(id) + " came later in the same store; it may have to be taken back first"));
    }

    /** Runs that may be the reason why something stays; none of them is a thing that stays. */
    private List<String> later() {
        var later = new ArrayList<String>();
        plan.report().path("later").forEach(id -> later.add(id.asText()));
        return later;
    }

    private static int projects(Tally tally) {
        return tally.of(Purpose.PROJECT) + tally.closedProjects();
    }

    private static int sessions(Tally tally) {
        return tally.of(Purpose.SESSION) + tally.of(Purpose.RECORD) + tally.of(Purpose.ARCHIVE);
    }

    private static int worktrees(Tally tally) {
        return tally.of(Purpose.WORKTREE) + tally.of(Purpose.STRAY);
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeStringField("undoes", plan.header().undoes());
        out.writeNumberField("changesPlanned", plan.steps());
        out.writeNumberField("rowsPlanned", plan.rows());
        if (applied.isPresent()) {
            out.writeNumberField("changesUndone", applied.get().tally().changes());
            out.writeNumberField("projectsUndone", projects(applied.get().tally()));
            out.writeNumberField("sessionsUndone", sessions(applied.get().tally()));
            out.writeNumberField("worktreesUndone", worktrees(applied.get().tally()));
            out.writeNumberField("transcriptsUndone", applied.get().tally().of(Purpose.TRANSCRIPT));
        }
        out.writeArrayFieldStart("left");
        for (var line : problems()) out.writeString(line);
        out.writeEndArray();
        out.writeArrayFieldStart("later");
        for (var id : later()) out.writeString(id);
        out.writeEndArray();
    }

    @Override public String summary(Optional<Applied> applied) {
        int left = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        var tally = applied.map(Applied::tally);
        return (applied.isPresent() ? "took back " : "would take back ") + "run " + plan.header().undoes() + ": "
            + tally.map(t -> Plain.count(projects(t), "project", "projects") + ", " + Plain.count(sessions(t), "session", "sessions") + ", "
                + (worktrees(t) > 0 ? Plain.count(worktrees(t), "worktree", "worktrees") + ", " : "")
                + Plain.count(t.changes() - projects(t) - sessions(t) - worktrees(t), "file or folder", "files and folders"))
                .orElse(plan.rows() + " rows, " + plan.steps() + " changes") + " (" + left + " left alone)";
    }
}
