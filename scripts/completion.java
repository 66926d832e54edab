///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Prints what a shell needs to complete commands, options, and the ids in the stores at hand.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Completion
package scripts;

import ao.cli.Candidates;
import ao.cli.Completing;
import ao.cli.Exit;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.report.Envelope;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "completion", description = {"Prints what a shell needs to complete commands, options, and the ids of projects, sessions and runs in the stores at hand.",
    "bash:  source <(./ao completion bash)", "zsh:   source <(./ao completion zsh)"},
    footer = {"  ao completion bash", "  ao completion zsh"})
class Completion extends ToolkitCommand {
    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh; words is what their scripts ask.")
    private Completing.Shell shell;

    @Parameters(index = "1..*", arity = "0..*", hidden = true)
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override public String name() {
        return "completion";
    }

    @Override public Exit run(Session session) {
        var said = shell == Completing.Shell.words ? candidates() : Completing.script(shell).lines().toList();
        if (common.json()) json(session, said);
        // Bash on Windows takes no other line ends.
        else said.forEach(line -> session.console().out().print(line + "\n"));
        return Exit.OK;
    }

    private List<String> candidates() {
        var typed = Completing.typed(words);
        // The command line is made anew, as what its words may be depends on the places that it names.
        var line = new CommandLine(spec.root().userObject().getClass(), Candidates.of(typed.locations(System.getenv()), CommandLine.defaultFactory()));
        return typed.candidates(line);
    }

    private void json(Session session, List<String> lines) {
        Envelope.write(session.console().out(), Start.head(name(), session), "inspect", Exit.OK::code, "", g -> {
            g.writeObjectFieldStart("report");
            g.writeStringField("shell", shell.name());
            g.writeArrayFieldStart("lines");
            for (var one : lines) g.writeString(one);
            g.writeEndArray();
            g.writeEndObject();
        });
    }

    public static void main(String... args) {
        Start.script(new Completion(), args);
    }
}
