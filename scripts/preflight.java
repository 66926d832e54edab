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
import ao.model.Liveness;
import ao.model.OpenclawPreflight;
import ao.model.Severity;
import ao.read.Explanations;
import ao.read.OpenclawGateways;
import ao.read.OpenclawPlaces;
import ao.read.OpenclawPreflightReader;
import ao.report.FindingGroups;
import ao.report.PreflightReport;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
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
        var places = openclaw.places(locations, common);
        var files = openclaw.files(places);
        var found = new FindingGroups(common.verbose() || common.json() ? Integer.MAX_VALUE : PreflightReport.SHOWN);
        var read = new ArrayList<OpenclawPreflight>();
        var rules = new OpenclawRules(Files::exists, found::add);
        var states = files.stream().map(file -> OpenclawPlaces.stateOf(file).orElse(places.state())).distinct().toList();
        for (var state : states) {
            if (OpenclawGateways.running(state) instanceof Liveness.Live live) rules.gateway(state, live.evidence());
        }
        for (var file : files) {
            var store = OpenclawPreflightReader.read(file);
            read.add(store);
            rules.check(store);
        }
        var exit = found.count(Severity.ERROR) + found.count(Severity.WARNING) > 0 ? Exit.FINDINGS : Exit.OK;
        if (common.json()) PreflightReport.json(session.console().out(), Start.head(name(), session), exit.code(), read, found);
        else PreflightReport.text(session.console().out(), places.state(), read, found, code -> mending(code, session));
        return exit;
    }

    private static String mending(String code, Session session) {
        var fix = Explanations.all().get(code).fix();
        return fix.isEmpty() ? session.invocation().command("explain", List.of(code)) : fix;
    }

    public static void main(String... args) {
        Start.script(new Preflight(), args);
    }
}
