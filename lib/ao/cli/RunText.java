package ao.cli;

import ao.journal.ChangeCodec;
import ao.journal.JournalFile;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.model.AoException;
import ao.model.Row;
import ao.plan.Change;
import ao.read.Failures;
import ao.report.ChangeText;
import ao.report.Envelope;
import ao.report.Plain;
import ao.report.Streaming;
import ao.report.TextTable;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** Runs as text and JSON. */
public final class RunText {
    private static final int LATEST = 5;

    private RunText() { }

    /** The last runs in one line, for whoever forgot to name one. */
    public static String latest(List<Run> runs) {
        return runs.isEmpty() ? "there is none yet" : "the last ones: "
            + runs.stream().limit(LATEST).map(r -> r.id() + " (" + r.state().word() + ")").collect(Collectors.joining(", "));
    }

    /**
     * Lists runs.
     *
     * @param width how many columns there are; 0 for as many as it likes
     */
    public static void list(List<Run> runs, Envelope.Head head, PrintStream out, int width, boolean json) {
        if (json) {
            Envelope.write(out, head, "inspect", () -> 0, "", g -> {
                g.writeObjectFieldStart("report");
                g.writeArrayFieldStart("runs");
                for (var run : runs) one(g, run);
                g.writeEndArray();
                g.writeEndObject();
            });
            return;
        }
        if (runs.isEmpty()) {
            out.println("no runs");
            return;
        }
        // The id tells the time, too.
        var table = new TextTable("RUN", "STATE", "STARTED", "SIZE", "COMMAND").sparing("STARTED", "SIZE");
        for (var run : runs) {
            table.add(run.id(), run.state().word() + (run.undoneBy().isEmpty() ? "" : " by " + run.undoneBy()),
                run.startedAt().replaceFirst("\\.\\d+Z$", "Z"), Plain.size(bytes(run)), String.join(" ", run.argv()));
        }
        table.lines(width).forEach(out::println);
    }

    private static void one(JsonGenerator g, Run run) throws IOException {
        g.writeStartObject();
        g.writeStringField("id", run.id());
        g.writeStringField("command", run.command());
        g.writeStringField("state", run.state().word());
        g.writeStringField("startedAt", run.startedAt());
        g.writeStringField("finishedAt", run.finishedAt());
        g.writeStringField("undoes", run.undoes());
        g.writeStringField("undoneBy", run.undoneBy());
        g.writeStringField("path", run.folder().toString());
        g.writeNumberField("bytes", bytes(run));
        g.writeArrayFieldStart("argv");
        for (var word : run.argv()) g.writeString(word);
        g.writeEndArray();
        g.writeEndObject();
    }

    private static long bytes(Run run) {
        try (var files = Files.walk(run.folder())) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        } catch (IOException e) {
            throw new AoException.Unreadable("run-unreadable", run.folder() + ": " + Failures.sentence(e), "");
        }
    }

    /** Shows one run. */
    public static void show(Run run, Envelope.Head head, PrintStream out, boolean json, boolean verbose, boolean diff) {
        var plan = PlanFile.open(run.plan());
        if (json) {
            Envelope.write(out, head, "inspect", () -> 0, run.id(), g -> {
                g.writeFieldName("report");
                one(g, run);
                changes(g, plan);
            });
            return;
        }
        out.println("run " + run.id() + " · " + run.state().word() + " · " + run.folder());
        out.println("command: " + Plain.of(String.join(" ", run.argv())));
        plan.header().stores().forEach(s -> out.println("store: " + s.kind().word() + " " + Plain.of(s.path().toString())));
        if (!diff) ChangeText.print(plan, out, verbose);
        else values(plan, out);
        missed(run, out);
    }

    private static void changes(JsonGenerator g, PlanFile plan) throws IOException {
        g.writeArrayFieldStart("changes");
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                Streaming.write(() -> {
                    g.writeStartObject();
                    g.writeNumberField("seq", seq);
                    ChangeCodec.show(g, change);
                    g.writeEndObject();
                });
            }
        }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
        g.writeEndArray();
    }

    private static void values(PlanFile plan, PrintStream out) {
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.Rows rows) {
                    rows.inserts().forEach(row -> values("+", ChangeCodec.masked(row), out));
                    rows.updates().forEach(cell -> out.println("~ " + cell.rows() + " × " + Plain.of(cell.name())));
                    rows.deletes().forEach(row -> values("-", ChangeCodec.masked(row), out));
                } else {
                    out.println(ChangeCodec.word(change) + " " + Plain.of(change.target().toString()));
                }
            }
        }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
    }

    private static void values(String sign, Row row, PrintStream out) {
        out.println(sign + " " + row.table().word() + "/" + Plain.of(row.id()));
        var values = row.values();
        for (int i = 1; i < values.size(); i++) {
            out.println(sign + "   " + row.table().columns().get(i) + " = " + Plain.of(String.valueOf(values.get(i))));
        }
    }

    private static void missed(Run run, PrintStream out) {
        try {
            for (var miss : JournalFile.read(run.journal()).missedRows()) out.println("! " + Plain.of(miss.what()) + ": " + Plain.of(miss.why()));
        } catch (IOException e) {
            throw new AoException.Unreadable("run-unreadable", run.journal() + ": " + Failures.sentence(e), "");
        }
    }
}
