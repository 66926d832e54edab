///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Looks into stores: projects, sessions by status, and what could not be read. Changes nothing.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Inspect
package scripts;

import ao.cli.Exit;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.StoreInspection;
import ao.cli.ToolkitCommand;
import ao.model.Severity;
import ao.report.InspectReport;
import ao.report.Style;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = {"Looks into stores and changes nothing: projects, sessions by derived status, what could not be read.",
    "Without a path, every store below the home directory."},
    footer = {"  ao inspect", "  ao inspect ~/.agent-orchestrator --json", "  ao inspect ~/.ao/data/ao.db --fail-on error"})
class Inspect extends ToolkitCommand {
    /** From which severity on the exit code says so. */
    enum FailOn { error, warning, never }

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "A legacy root, a data directory or an ao.db.")
    private List<Path> paths = List.of();

    @Option(names = "--fail-on", paramLabel = "SEVERITY", defaultValue = "warning", description = "error, warning (default) or never.")
    private FailOn failOn;

    @Override public String name() {
        return "inspect";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var stores = StoreInspection.find(locations, paths, System.getenv());
        var out = session.console().out();
        var counted = common.json() ? InspectReport.json(stores, Start.head(name(), session), out, s -> exit(s).code())
            : InspectReport.text(stores, out, new Style(common.colored(session.console())), common.verbose(), common.quiet());
        return exit(counted);
    }

    private Exit exit(InspectReport.Worst worst) {
        boolean fails = switch (failOn) {
            case never -> false;
            case error -> worst.seen(Severity.ERROR);
            case warning -> worst.seen(Severity.ERROR) || worst.seen(Severity.WARNING);
        };
        return fails ? Exit.FINDINGS : Exit.OK;
    }

    public static void main(String... args) {
        Start.script(new Inspect(), args);
    }
}
