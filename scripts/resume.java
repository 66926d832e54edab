///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Finishes a run that was interrupted or that was done in part.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Resume
package scripts;

import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.NothingToDo;
import ao.cli.PlanFlow;
import ao.cli.RunText;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.model.AoException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = {"Finishes a run that was interrupted, or that was done in part.",
    "It carries out exactly the run's plan: what is done already is left, what somebody else did meanwhile is reported."},
    footer = {"  ao resume 20261121-060735-import-2znc"})
class Resume extends ToolkitCommand {
    @Parameters(arity = "0..1", paramLabel = "RUN", completionCandidates = Candidates.RunIds.class, description = "The run, or a unique beginning or ending of its id.")
    private String text;

    @Override public String name() {
        return "resume";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var runs = Session.runs(locations);
        if (text == null) throw new AoException.Usage("run-missing", "which run?", RunText.latest(runs.list()));
        var run = runs.find(text);
        if (!run.open()) {
            return NothingToDo.say(session, common, name(), "apply", "nothing to do: run " + run.id() + " is " + run.state().word(), List.of());
        }
        if (run.command().equals(Run.REHEARSE)) {
            throw new AoException.Refused("rehearsal", "run " + run.id() + " is a rehearsal that was interrupted; it is never carried out",
                "remove what it left with: " + session.invocation().command("rollback", List.of(run.id())));
        }
        return new PlanFlow(session, common, locations).resume(run, PlanFile.open(run.plan()));
    }

    public static void main(String... args) {
        Start.script(new Resume(), args);
    }
}
