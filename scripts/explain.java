///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Explains a code: what it means, how it comes about, how to check and how to mend it.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Explain
package scripts;

import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.Nearest;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.read.Explanations;
import ao.read.Explanations.Explanation;
import ao.report.Envelope;
import ao.report.ExplanationJson;
import ao.report.ExplanationText;
import ao.report.Plain;
import ao.report.TextTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = {"Explains a code of a finding or an error: what it means, how it comes about, how to check it by hand, how to mend it.",
    "Without a code, lists all."},
    footer = {"  ao explain transcript-missing", "  ao explain"})
class Explain extends ToolkitCommand {
    @Parameters(arity = "0..*", paramLabel = "CODE", completionCandidates = Candidates.Codes.class, description = "The code.")
    private List<String> codes = List.of();

    @Override public String name() {
        return "explain";
    }

    @Override public Exit run(Session session) {
        var all = Explanations.all();
        var wanted = codes.isEmpty() ? List.copyOf(all.values()) : codes.stream().map(code -> find(all, code)).toList();
        if (common.json()) json(session, wanted);
        else if (codes.isEmpty()) list(session, wanted);
        else wanted.forEach(e -> ExplanationText.print(session.console().out(), session.console().width(), e));
        return Exit.OK;
    }

    private static Explanation find(Map<String, Explanation> all, String code) {
        if (all.containsKey(code)) return all.get(code);
        throw new AoException.Usage("code-unknown", "no code is called \"" + Plain.of(code) + "\"", "the nearest: " + String.join(", ", Nearest.of(code, all.keySet())));
    }

    private static void list(Session session, List<Explanation> all) {
        var table = new TextTable("CODE", "MEANS");
        all.stream().sorted(Comparator.comparing(Explanation::code)).forEach(e -> table.add(e.code(), e.means()));
        table.lines(session.console().width()).forEach(session.console().out()::println);
    }

    private void json(Session session, List<Explanation> wanted) {
        Envelope.write(session.console().out(), Start.head(name(), session), "inspect", Exit.OK::code, "", g -> {
            g.writeObjectFieldStart("report");
            ExplanationJson.write(g, wanted);
            g.writeEndObject();
        });
    }

    public static void main(String... args) {
        Start.script(new Explain(), args);
    }
}
