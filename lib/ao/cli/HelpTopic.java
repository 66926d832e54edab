package ao.cli;

import ao.model.AoException;
import ao.read.Explanations;
import ao.read.Explanations.Explanation;
import ao.report.Envelope;
import ao.report.ExplanationJson;
import ao.report.ExplanationText;
import ao.report.Plain;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Help on a command, or on the code of a finding or an error. */
@Command(name = "help", description = "Shows the help of a command, or explains a code of a finding or an error.",
    footer = {"  ao help import", "  ao help transcript-missing"})
public final class HelpTopic extends ToolkitCommand {
    @Parameters(arity = "0..*", paramLabel = "TOPIC", completionCandidates = Candidates.Codes.class, description = "A command, or a code.")
    private List<String> topic = List.of();

    @Spec
    private CommandSpec spec;

    @Override public String name() {
        return "help";
    }

    @Override public Exit run(Session session) {
        var line = spec.root().commandLine();
        for (int i = 0; i < topic.size(); i++) {
            var below = line.getSubcommands().get(topic.get(i));
            if (below == null && i == 0 && Explanations.all().containsKey(topic.get(0))) {
                return explain(Explanations.all().get(topic.get(0)), session);
            }
            if (below == null) throw unknown(topic.get(i), line);
            line = below;
        }
        return show(line, session);
    }

    private Exit explain(Explanation explained, Session session) {
        if (common.json()) report(session, g -> ExplanationJson.write(g, List.of(explained)));
        else ExplanationText.print(session.console().out(), session.console().width(), explained);
        return Exit.OK;
    }

    private Exit show(CommandLine line, Session session) {
        if (common.json()) report(session, g -> UsageJson.write(g, line));
        else session.console().out().print(line.getUsageMessage());
        return Exit.OK;
    }

    private void report(Session session, Envelope.Body body) {
        Envelope.write(session.console().out(), Start.head(name(), session), "inspect", Exit.OK::code, "", g -> {
            g.writeObjectFieldStart("report");
            body.write(g);
            g.writeEndObject();
        });
    }

    private static AoException unknown(String word, CommandLine line) {
        var names = new ArrayList<>(line.getSubcommands().keySet());
        names.addAll(Explanations.all().keySet());
        return new AoException.Usage("topic-unknown", "nothing is called \"" + Plain.of(word) + "\"", "the nearest: " + String.join(", ", Nearest.of(word, names)));
    }
}
