///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Tells what an upgrade will choke on, before it is made. Changes nothing.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Preflight
package scripts;

import ao.check.OpenclawRules;
import ao.cli.Exit;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.model.OpenclawPreflight;
import ao.model.Severity;
import ao.read.OpenclawPlaces;
import ao.read.OpenclawPreflightReader;
import ao.report.FindingGroups;
import ao.report.PreflightReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "preflight", description = {"Tells what the upgrade of OpenClaw's session stores to a database will choke on, and how to mend it. Changes nothing.",
    "Exits 1 when there is something to see to."},
    footer = {"  ao preflight --openclaw", "  ao preflight --openclaw --store ~/.openclaw/agents/main/sessions/sessions.json --json"})
class Preflight extends ToolkitCommand {
    @Option(names = "--openclaw", required = true, description = "The stores of OpenClaw: those of all agents, and the configured one.")
    private boolean openclaw;

    @Option(names = "--store", paramLabel = "PATH", description = "Only this store file, or the folder that it is in; may be given several times.")
    private List<Path> stores = new ArrayList<>();

    @Override public String name() {
        return "preflight";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var state = OpenclawPlaces.state(locations.home().path(), common.home().isPresent() ? Map.of() : System.getenv());
        var files = stores.isEmpty() ? OpenclawPlaces.stores(state) : stores.stream().map(Preflight::file).toList();
        var found = new FindingGroups(common.verbose() || common.json() ? Integer.MAX_VALUE : PreflightReport.SHOWN);
        var read = new ArrayList<OpenclawPreflight>();
        for (var file : files) {
            var store = OpenclawPreflightReader.read(file);
            read.add(store);
            new OpenclawRules(Files::exists, found::add).check(store);
        }
        var exit = found.count(Severity.ERROR) + found.count(Severity.WARNING) > 0 ? Exit.FINDINGS : Exit.OK;
        if (common.json()) PreflightReport.json(session.console().out(), Start.head(name(), session), exit.code(), read, found);
        else PreflightReport.text(session.console().out(), state, read, found);
        return exit;
    }

    private static Path file(Path given) {
        var path = given.toAbsolutePath().normalize();
        if (Files.isDirectory(path)) return path.endsWith("sessions.d") ? path.resolveSibling("sessions.json") : path.resolve("sessions.json");
        if (!Files.isDirectory(path.getParent())) throw new AoException.Unreadable("path-missing", path + " is not there", "give a sessions.json, or the folder that it is in");
        return path;
    }

    public static void main(String... args) {
        Start.script(new Preflight(), args);
    }
}
