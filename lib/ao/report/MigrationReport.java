package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.Tally;
import ao.model.Loss;
import ao.model.Note;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a migration of hashed folders says: the original's counters, of what was verified. */
final class MigrationReport implements RunReport {
    private final PlanFile plan;
    private final JsonNode data;

    MigrationReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    /** The counters by name; planned ones for a plan that is only shown. */
    private Map<String, Integer> counts(Optional<Applied> applied) {
        var counts = new LinkedHashMap<String, Integer>();
        for (var name : List.of("projects", "sessions", "archives", "worktrees", "emptyDirsDeleted", "strayWorktreesMoved", "claudeSessionsRelinked", "codexSessionsRewritten")) {
            counts.put(name, applied.map(a -> verified(a.tally(), name)).orElseGet(() -> data.path(name).intValue()));
        }
        return counts;
    }

    private static int verified(Tally tally, String name) {
        return switch (name) {
            case "projects" -> tally.closedProjects();
            case "sessions" -> tally.of(Purpose.RECORD) + tally.of(Purpose.ARCHIVE);
            case "archives" -> tally.of(Purpose.ARCHIVE);
            case "worktrees" -> tally.of(Purpose.WORKTREE);
            case "emptyDirsDeleted" -> tally.of(Purpose.EMPTY_SOURCE);
            case "strayWorktreesMoved" -> tally.of(Purpose.STRAY);
            case "claudeSessionsRelinked" -> tally.of(Purpose.CLAUDE_HISTORY);
            default -> tally.of(Purpose.CODEX_ROLLOUT);
        };
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        var table = new TextTable("PROJECT", "RESULT", "FOLDERS", "SESSIONS", "WORKTREES");
        for (var project : ProjectOutcomes.of(data.path("projectList"), applied)) {
            var fate = project.path("fate").asText();
            table.add(project.path("id").asText(), fate.equals("migrated") && applied.isEmpty() ? "would migrate" : fate, project.path("folders").asText(),
                project.path("sessions").asText(), project.path("worktrees").asText());
        }
        if (!table.isEmpty()) table.lines().forEach(out::println);
        notes(out, verbose);
        if (verbose) losses(out);
    }

    private void notes(PrintStream out, boolean verbose) {
        var list = new ShortList(out, "renamed:", verbose);
        plan.read(new PlanFile.Visitor() {
            @Override public void note(Note note) {
                list.add(note.toString());
            }
        }, PlanFile.Kind.NOTES);
        list.end();
    }

    private void losses(PrintStream out) {
        var list = new ShortList(out, "losses:", true);
        plan.read(new PlanFile.Visitor() {
            @Override public void loss(Loss loss) {
                list.add(loss.project() + (loss.session().isEmpty() ? "" : "/" + loss.session()) + " " + loss.field()
                    + ": \"" + loss.oldValue() + "\" → \"" + loss.newValue() + "\" (" + loss.reason() + ")");
            }
        }, PlanFile.Kind.LOSSES);
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        for (var count : counts(applied).entrySet()) out.writeNumberField(count.getKey(), count.getValue());
        out.writeNumberField("already", already());
        out.writeFieldName("projectList");
        out.writeTree(ProjectOutcomes.of(data.path("projectList"), applied));
        for (var name : List.of("renamed", "problems")) {
            out.writeFieldName(name);
            out.writeTree(data.path(name));
        }
    }

    @Override public int already() {
        return data.path("already").intValue();
    }

    @Override public String summary(Optional<Applied> applied) {
        var counts = counts(applied);
        int failed = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        return (applied.isPresent() ? "migrated " : "would migrate ") + Plain.count(counts.get("projects"), "project", "projects") + ", "
            + Plain.count(counts.get("sessions"), "session", "sessions") + ", "
            + Plain.count(counts.get("worktrees") + counts.get("strayWorktreesMoved"), "worktree", "worktrees")
            + " (" + already() + " already, " + failed + " failed) · " + Plain.count(plan.losses(), "loss", "losses");
    }
}
