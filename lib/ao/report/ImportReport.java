package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.RemarkCodec;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an import says. */
final class ImportReport implements RunReport {
    private final PlanFile plan;
    private final JsonNode data;

    ImportReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        var table = new TextTable("PROJECT", "RESULT", "SESSIONS IN", "THERE", "LEFT OUT");
        for (var project : data.path("projects")) {
            var leftOut = new ArrayList<String>();
            project.path("leftOut").properties().forEach(e -> leftOut.add(e.getValue().asInt() + " × " + e.getKey()));
            table.add(project.path("id").asText(), fate(project.path("fate").asText(), applied), project.path("sessions").asText(),
                project.path("already").asText(), String.join(", ", leftOut));
        }
        if (!table.isEmpty()) table.lines().forEach(out::println);
        if (count("sessionsPlanned") > 0) {
            out.println();
            out.println("sessions come in as " + data.path("as").asText() + ": " + data.path("asReason").asText());
        }
        resumes(out, verbose);
        notes(out, verbose);
        if (verbose) losses(out);
    }

    /** What did not come in whole is not told for each project: rows come in together. */
    private String fate(String fate, Optional<Applied> applied) {
        if (!fate.equals("imported")) return fate;
        if (applied.isEmpty()) return "would import";
        if (applied.get().complete()) return fate;
        // Nobody looked at the rows of a run that stopped.
        return applied.get().stopped().isPresent() ? "stopped" : projects(applied) + sessions(applied) == 0 ? "not imported" : "in part";
    }

    private void resumes(PrintStream out, boolean verbose) {
        var list = new ShortList(out, "to go on by hand, now:", verbose);
        plan.read(new PlanFile.Visitor() {
            @Override public void resume(ResumeHint hint) {
                var name = hint.project() + "/" + hint.session() + ": ";
                if (hint.command().isEmpty()) list.add(name + hint.remark());
                else if (hint.remark().isEmpty()) list.add(name + Plain.command(hint.command()));
                else list.add(name + Plain.command(hint.command()), "    " + hint.remark());
            }
        }, PlanFile.Kind.RESUMES);
        list.end();
    }

    private void notes(PrintStream out, boolean verbose) {
        var list = new ShortList(out, "notes:", verbose);
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

    private int count(String name) {
        return data.path(name).intValue();
    }

    private int projects(Optional<Applied> applied) {
        return applied.map(a -> a.tally().of(Purpose.PROJECT)).orElse(count("projectsPlanned"));
    }

    private int sessions(Optional<Applied> applied) {
        return applied.map(a -> a.tally().of(Purpose.SESSION)).orElse(count("sessionsPlanned"));
    }

    @Override public String summary(Optional<Applied> applied) {
        int failed = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        return (applied.isPresent() ? "imported " : "would import ") + Plain.count(projects(applied), "project", "projects") + ", "
            + Plain.count(sessions(applied), "session", "sessions") + " (" + already() + " already, " + failed + " failed) · "
            + Plain.count(plan.losses(), "loss", "losses");
    }

    @Override public int skipped() {
        int left = 0;
        for (var project : data.path("projects")) {
            for (var count : project.path("leftOut")) left += count.intValue();
        }
        return left;
    }

    @Override public int already() {
        int already = count("projectsSkipped");
        for (var project : data.path("projects")) already += project.path("already").intValue();
        return already;
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeNumberField("projectsImported", projects(applied));
        out.writeNumberField("projectsSkipped", count("projectsSkipped"));
        out.writeNumberField("orchestratorsImported", applied.map(a -> a.tally().orchestrators()).orElse(count("orchestratorsPlanned")));
        out.writeNumberField("orchestratorsSkipped", count("orchestratorsSkipped"));
        out.writeNumberField("orchestratorsAbsent", count("orchestratorsAbsent"));
        out.writeNumberField("transcriptsRelocated", applied.map(a -> a.tally().of(Purpose.TRANSCRIPT)).orElse(count("transcriptsPlanned")));
        out.writeNumberField("sessionsImported", sessions(applied));
        out.writeNumberField("sessionsSkipped", count("sessionsSkipped"));
        out.writeNumberField("recordsUnreadable", count("unreadable"));
        out.writeStringField("as", data.path("as").asText());
        out.writeStringField("asReason", data.path("asReason").asText());
        out.writeNumberField("schemaVersion", count("schemaVersion"));
        out.writeFieldName("projects");
        out.writeTree(data.path("projects"));
        out.writeFieldName("problems");
        out.writeTree(data.path("problems"));
        out.writeArrayFieldStart("notes");
        plan.read(new PlanFile.Visitor() {
            @Override public void note(Note note) {
                Streaming.write(() -> out.writeString(note.toString()));
            }
        }, PlanFile.Kind.NOTES);
        out.writeEndArray();
        out.writeArrayFieldStart("resume");
        plan.read(new PlanFile.Visitor() {
            @Override public void resume(ResumeHint hint) {
                Streaming.write(() -> RemarkCodec.write(out, hint));
            }
        }, PlanFile.Kind.RESUMES);
        out.writeEndArray();
    }
}
