package ao.report;

import ao.model.Proposal;
import ao.read.LostHistory.Lost;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** What is said of directories that are gone and have history. */
public final class LostReport {
    private LostReport() { }

    /**
     * One of them.
     *
     * @param command what makes its history follow it; empty where nothing can be picked
     */
    public record Line(Lost lost, List<Proposal> proposals, String command) { }

    /** Writes the text. */
    public static void text(PrintStream out, List<Line> lines) {
        for (var line : lines) {
            out.println(Plain.of(line.lost().directory()) + "  " + Plain.count(line.lost().conversations().size(), "conversation", "conversations")
                + (line.lost().last().equals(Instant.MIN) ? "" : ", last " + line.lost().last()));
            if (line.proposals().isEmpty()) out.println("  nothing speaks for any place");
            for (var proposal : line.proposals()) out.println("  " + proposal.score() + "  " + Plain.of(proposal.directory().toString()) + "  (" + Plain.of(String.join("; ", proposal.evidence())) + ")");
            if (!line.command().isEmpty()) out.println("  → " + Plain.command(line.command()));
            else if (!line.proposals().isEmpty()) out.println("  → look at them: more than one fits, or too little speaks for it");
        }
        out.println(lines.isEmpty() ? "nothing is lost: every directory with history is there" : Plain.count(lines.size(), "directory with history is", "directories with history are") + " gone");
    }

    /** Writes the document. */
    public static void json(PrintStream out, Envelope.Head head, List<Line> lines) {
        Envelope.write(out, head, "inspect", () -> 0, "", json -> {
            json.writeObjectFieldStart("report");
            json.writeArrayFieldStart("lost");
            for (var line : lines) {
                json.writeStartObject();
                json.writeStringField("directory", line.lost().directory());
                json.writeNumberField("conversations", line.lost().conversations().size());
                if (!line.lost().last().equals(Instant.MIN)) json.writeStringField("last", line.lost().last().toString());
                json.writeArrayFieldStart("proposals");
                for (var proposal : line.proposals()) {
                    json.writeStartObject();
                    json.writeStringField("directory", proposal.directory().toString());
                    json.writeNumberField("score", proposal.score());
                    json.writeArrayFieldStart("evidence");
                    for (var words : proposal.evidence()) json.writeString(words);
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeStringField("command", line.command());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
