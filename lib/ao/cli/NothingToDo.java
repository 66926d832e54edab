package ao.cli;

import ao.journal.RemarkCodec;
import ao.model.Finding;
import ao.model.Severity;
import ao.report.Envelope;
import ao.report.Plain;
import java.util.List;

/** The answer of a command that found nothing to do before there was a plan. */
public final class NothingToDo {
    private NothingToDo() { }

    /** Says so, with what was noticed on the way; that is success. */
    public static Exit say(Session session, CommonOptions common, String command, String mode, String sentence, List<Finding> findings) {
        if (common.json()) {
            Envelope.write(session.console().out(), Start.head(command, session), mode, () -> Exit.OK.code(), "", out -> {
                out.writeObjectFieldStart("report");
                out.writeStringField("message", sentence);
                out.writeEndObject();
                out.writeArrayFieldStart("findings");
                for (var finding : findings) RemarkCodec.write(out, finding);
                out.writeEndArray();
            });
            return Exit.OK;
        }
        findings.stream().filter(f -> f.severity() != Severity.INFO || common.verbose())
            .forEach(f -> session.console().say(FlowReport.line(f)));
        session.console().out().println(Plain.of(sentence));
        return Exit.OK;
    }
}
