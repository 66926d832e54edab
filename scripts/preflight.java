///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Tells what an upgrade will choke on, before it is made. Changes nothing.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Preflight
package scripts;

import ao.check.OpenclawRules;
import ao.cli.Exit;
import ao.cli.OpenclawOptions;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.model.OpenclawPreflight;
import ao.model.Severity;
import ao.read.OpenclawPreflightReader;
import ao.report.FindingGroups;
import ao.report.PreflightReport;
import java.util.List;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "preflight", description = {"Tells what the upgrade of OpenClaw's session stores to a database will choke on, and how to mend it. Changes nothing.",
    "Exits 1 when there is something to see to."},
    footer = {"  ao preflight --openclaw", "  ao preflight --openclaw --store ~/.openclaw/agents/main/sessions/sessions.json --json"})
class Preflight extends ToolkitCommand {
    @Mixin
    private OpenclawOptions openclaw;

    @Override public String name() {
        return "preflight";
    }

    @Override public Exit run(Session session) {
        if (!openclaw.given()) throw new AoException.Usage("openclaw-missing", "what is to be upgraded?", "--openclaw is the only answer so far");
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var state = openclaw.state(locations, common);
        var files = openclaw.files(state);
        var found = new FindingGroups(common.verbose() || common.json() ? Integer.MAX_VALUE : PreflightReport.SHOWN);
        var read = new ArrayList<OpenclawPreflight>();
        for (var file : files) {
            var store = OpenclawPreflightReader.read(file);
            read.add(store);
            new OpenclawRules(Files::exists, found::add).check(store);
        }
        var exit = found.count(Severity.ERROR) + found.count(Severity.WARNING) > 0 ? Exit.FINDINGS : Exit.OK;
        if (common.json()) PreflightReport.json(session.console().out(), Start.head(name(), session), exit.code(), read, found);
        else PreflightReport.text(session.console().out(), state, read, found, code -> session.invocation().command("explain", List.of(code)));
        return exit;
    }

    public static void main(String... args) {
        Start.script(new Preflight(), args);
    }
}
