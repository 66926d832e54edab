package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.model.Loss;
import ao.model.Note;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the mending of records says. */
final class RepairReport implements RunReport {
    private final PlanFile plan;
    private final JsonNode data;

    RepairReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
    }

    @Override public String nothing() {
        return "nothing to repair";
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        var table = new TextTable("CODE", applied.isPresent() ? "MENDED" : "TO MEND");
        data.path("fixes").properties().forEach(e -> table.add(e.getKey(), e.getValue().asText()));
        if (!table.isEmpty()) table.lines().forEach(out::println);
        var sessions = new ShortList(out, "sessions:", verbose);
        plan.read(new PlanFile.Visitor() {
            @Override public void note(Note note) {
                sessions.add(note.toString());
            }
        }, PlanFile.Kind.NOTES);
        sessions.end();
        var values = new ShortList(out, "values:", verbose);
        plan.read(new PlanFile.Visitor() {
            @Override public void loss(Loss loss) {
                values.add(loss.project() + "/" + loss.session() + " " + loss.field() + ": \"" + loss.oldValue() + "\" → \"" + loss.newValue() + "\"");
            }
        }, PlanFile.Kind.LOSSES);
        values.end();
    }

    private int records(Optional<Applied> applied) {
        return applied.map(a -> a.tally().of(Purpose.REPAIR)).orElseGet(() -> data.path("records").intValue());
    }

    private int leftovers(Optional<Applied> applied) {
        return applied.map(a -> a.tally().of(Purpose.LEFTOVER)).orElseGet(() -> data.path("leftovers").intValue());
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeNumberField("records", records(applied));
        out.writeNumberField("leftovers", leftovers(applied));
        out.writeFieldName("fixes");
        out.writeTree(data.path("fixes"));
        out.writeArrayFieldStart("notes");
        plan.read(new PlanFile.Visitor() {
            @Override public void note(Note note) {
                Streaming.write(() -> {
                    out.writeStartObject();
                    out.writeStringField("project", note.project());
                    out.writeStringField("session", note.session());
                    out.writeStringField("text", note.text());
                    out.writeEndObject();
                });
            }
        }, PlanFile.Kind.NOTES);
        out.writeEndArray();
        out.writeFieldName("problems");
        out.writeTree(data.path("problems"));
    }

    @Override public String summary(Optional<Applied> applied) {
        int failed = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        return (applied.isPresent() ? "mended " : "would mend ") + Plain.count(records(applied), "record", "records") + ", "
            + (applied.isPresent() ? "removed " : "remove ") + Plain.count(leftovers(applied), "leftover", "leftovers") + " (" + failed + " failed)";
    }
}
