///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Applies a plan that was saved with --out: exactly it, or nothing.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Apply
package scripts;

import ao.cli.Exit;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.journal.PlanFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "apply", description = {"Applies a plan that was saved with --out.",
    "Exactly the plan is applied, or it is refused with the first thing that is no longer as it was."},
    footer = {"  ao import --out plan.jsonl", "  ao apply plan.jsonl --yes"})
class Apply extends ToolkitCommand {
    @Parameters(paramLabel = "FILE", description = "The plan.")
    private Path file;

    @Mixin
    private PlanOptions options;

    @Override public String name() {
        return "apply";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var plan = PlanFile.open(file);
        plan.header().stores().forEach(store -> session.console().say(store.kind().word() + ": " + store.path()));
        return new PlanFlow(session, common, locations).go(plan, options, PlanFlow.Asked.NOTHING.ofFile());
    }

    public static void main(String... args) {
        Start.script(new Apply(), args);
    }
}
