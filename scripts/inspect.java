///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Looks into stores: projects, sessions, which of them resume, and what is wrong. Changes nothing.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Inspect
package scripts;

import ao.cli.Exit;
import ao.cli.IncidentInspection;
import ao.cli.InspectOptions;
import ao.cli.InspectFilters;
import ao.cli.OutputFile;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.StoreInspection;
import ao.cli.ToolkitCommand;
import ao.cli.VersionText;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Severity;
import ao.report.Bundle;
import ao.report.Envelope;
import ao.report.IncidentReport;
import ao.report.IncidentResumes;
import ao.report.InspectFilter;
import ao.report.InspectHtml;
import ao.report.InspectJson;
import ao.report.InspectText;
import ao.report.Inspected;
import ao.report.Plain;
import ao.report.SessionList;
import ao.report.SessionText;
import ao.report.StoreView;
import ao.report.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = {"Looks into stores and changes nothing: projects, sessions, which of them resume and how, and what is wrong.",
    "Without a path, every store below the home directory."},
    footer = {"  ao inspect", "  ao inspect ~/.agent-orchestrator --json", "  ao inspect --project shop --only transcript-missing --format tsv", "  ao inspect --session shop-3 --restore-plan", "  ao inspect --incident --since 12h", "  ao inspect ~/.ao/data/ao.db --fail-on error"})
class Inspect extends ToolkitCommand {
    /** From which severity on the exit code says so. */
    enum FailOn { error, warning, never }

    /** How a list looks. */
    enum Format { table, tsv, jsonl }

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "A legacy root, a data directory or an ao.db.")
    private List<Path> paths = List.of();

    @Mixin
    private InspectFilters filters;

    @Option(names = "--restore-plan", description = "With --session: only what the orchestrator's own restore would do.")
    private boolean restorePlan;

    @Option(names = "--incident", description = "Look for bursts of ends: who ended with whom, who survived, and how to resume them.")
    private boolean incident;

    @Option(names = "--restore-list", paramLabel = "FILE", description = "With --incident: write the commands that resume them to a new file.")
    private Path restoreList;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page for a browser that needs no network to a new file.")
    private Path html;

    @Option(names = "--bundle", paramLabel = "FILE", description = "Write an archive that can be shown to others, without names, paths and prompts, to a new file.")
    private Path bundle;

    @Option(names = "--format", paramLabel = "HOW", description = "List the sessions, or with --only or --severity the findings: table, tsv or jsonl.")
    private Format format;

    @Option(names = "--ids", description = "List only ids.")
    private boolean ids;

    @Option(names = "--no-git", description = "Do not ask git about worktrees.")
    private boolean noGit;

    @Option(names = "--fail-on", paramLabel = "SEVERITY", defaultValue = "warning", description = "error, warning (default) or never.")
    private FailOn failOn;

    @Override public String name() {
        return "inspect";
    }

    @Override public Exit run(Session session) {
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        check();
        var filter = filters.filter(session.clock().instant());
        var options = new InspectOptions(!noGit, common.json() || html != null || format == Format.jsonl, false, filters.session(), locations.environment(), (command, words) -> line(session, command, words),
            session.clock().instant(), session.progress(common));
        var stores = StoreInspection.find(locations, paths, options, System.getenv());
        filters.check(stores);
        if (incident) return incidents(session, stores);
        var all = report(session, stores, paths.isEmpty() ? StoreInspection.usual(locations, System.getenv()) : paths, filter);
        if (all.stream().allMatch(one -> one.sessions() == 0)) filters.nothing().ifPresent(session.console()::say);
        return exit(all);
    }

    private List<Inspected> report(Session session, List<StoreView> stores, List<Path> looked, InspectFilter filter) {
        var console = session.console();
        if (filters.session().isPresent()) return one(session, stores, filter);
        if (html != null || bundle != null) return written(session, stores, filter);
        if (common.json()) return InspectJson.write(stores, filter, Start.head(name(), session), console.out(), all -> exit(all).code(), explaining(session));
        if (format != null || ids) {
            var how = ids ? SessionList.Format.IDS : SessionList.Format.valueOf(format.name().toUpperCase(java.util.Locale.ROOT));
            return filters.chooseFindings() ? SessionList.findings(stores, filter, how, console.width(), console.out())
                : SessionList.sessions(stores, filter, how, console.width(), console.out());
        }
        int kept = common.verbose() ? Integer.MAX_VALUE : InspectText.PLACES;
        var all = stores.stream().map(store -> Inspected.of(store, filter, kept, s -> { }, f -> { })).toList();
        new InspectText(console.out(), new Style(common.colored(console)), console.width(), common.verbose(), common.quiet()).print(all, looked, explaining(session));
        return all;
    }

    private static BinaryOperator<String> explaining(Session session) {
        return (command, word) -> session.invocation().command(command, List.of(word));
    }

    private List<Inspected> written(Session session, List<StoreView> stores, InspectFilter filter) {
        var result = new ArrayList<Inspected>();
        var file = html != null ? html : bundle;
        OutputFile.write(file, out -> {
            if (html != null) {
                var incidents = new IncidentInspection(Optional.empty(), filter, !noGit);
                result.addAll(InspectHtml.write(stores.stream().map(s -> s.seenBy(incidents::take)).toList(), filter, Start.head(name(), session), out, all -> exit(all).code(), (g, all) -> {
                    IncidentReport.json(g, incidents.find(stores));
                    IncidentReport.unread(g, incidents.unread());
                }, explaining(session)));
            } else {
                result.addAll(new Bundle().write(stores, filter, VersionText.versions(), out));
            }
        });
        session.console().say("written: " + file.toAbsolutePath());
        return result;
    }

    private void check() {
        var reports = Stream.of(filters.session().isPresent() ? "--session" : "", incident ? "--incident" : "", html != null ? "--html" : "", bundle != null ? "--bundle" : "",
            format != null ? "--format" : "", ids ? "--ids" : "").filter(name -> !name.isEmpty()).toList();
        if (reports.size() > 1) throw new AoException.Usage("option-alone", String.join(" and ", reports) + " are different reports", "give one of them");
        boolean document = reports.isEmpty() || reports.get(0).equals("--session") || reports.get(0).equals("--incident");
        if (common.json() && !document) throw new AoException.Usage("option-alone", "--json and " + reports.get(0) + " are different reports", "give one of them");
        if (incident && filters.chooseFindings()) throw new AoException.Usage("option-alone", "--incident tells of ends, and --only and --severity choose findings", "leave them out");
        if (restorePlan && filters.session().isEmpty()) throw new AoException.Usage("option-alone", "--restore-plan goes with --session", "name the session");
        if (restoreList != null && !incident) throw new AoException.Usage("option-alone", "--restore-list goes with --incident", "");
    }

    /** Since what time: of the ends, not of the sessions. */
    private Exit incidents(Session session, List<StoreView> stores) {
        var now = session.clock().instant();
        var inspection = new IncidentInspection(filters.since(now), filters.filter(now), !noGit);
        var incidents = inspection.read(stores);
        var console = session.console();
        if (restoreList != null) {
            var resumes = IncidentResumes.of(incidents);
            var lines = resumes.lines().stream().map(c -> "(" + c + ")\n").toList();
            var left = resumes.remarks().stream().map(why -> "# " + Plain.of(why) + "\n").toList();
            OutputFile.write(restoreList, out -> out.write((String.join("", lines) + String.join("", left)).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            console.say("written: " + lines.size() + " commands to " + restoreList.toAbsolutePath());
        }
        var exit = incidents.isEmpty() && inspection.unread().isEmpty() || failOn == FailOn.never ? Exit.OK : Exit.FINDINGS;
        if (common.json()) {
            Envelope.write(console.out(), Start.head(name(), session), "inspect", exit::code, "", g -> {
                g.writeObjectFieldStart("report");
                IncidentReport.json(g, incidents);
                g.writeEndObject();
                InspectJson.findings(g, inspection.unread());
            });
        } else {
            new SessionText(console.out(), new Style(common.colored(console))).findings(inspection.unread());
            IncidentReport.text(incidents, inspection.unread().isEmpty(), common.verbose(), console.width(), new Style(common.colored(console)), console.out());
        }
        return exit;
    }

    private List<Inspected> one(Session session, List<StoreView> stores, InspectFilter filter) {
        var findings = new ArrayList<Finding>();
        var found = new ArrayList<InspectJson.Found>();
        var all = stores.stream().map(store -> Inspected.of(store, filter, 0, s -> found.add(new InspectJson.Found(store, s)), findings::add)).toList();
        var id = filters.session().get();
        boolean damaged = findings.stream().anyMatch(f -> f.subject().kind().equals("session") && f.subject().id().equals(id));
        if (found.isEmpty() && !damaged) throw new AoException.Usage("session-unknown", "no session is called \"" + Plain.of(id) + "\"", "list them with: " + line(session, name(), List.of("--ids")));
        var out = session.console().out();
        if (common.json()) {
            InspectJson.session(found, findings, Start.head(name(), session), out, exit(all).code());
            return all;
        }
        var text = new SessionText(out, new Style(common.colored(session.console())));
        found.forEach(f -> text.print(f.store(), f.session(), restorePlan));
        if (!restorePlan) text.findings(findings);
        return all;
    }

    /** A command of this toolkit for the same home. */
    private String line(Session session, String command, List<String> words) {
        var all = new ArrayList<>(words);
        common.home().ifPresent(home -> all.addAll(List.of("--home", home.toAbsolutePath().normalize().toString())));
        return session.invocation().command(command, all);
    }

    private Exit exit(List<Inspected> all) {
        boolean fails = switch (failOn) {
            case never -> false;
            case error -> saw(all, Severity.ERROR);
            case warning -> saw(all, Severity.ERROR) || saw(all, Severity.WARNING);
        };
        return fails ? Exit.FINDINGS : Exit.OK;
    }

    private static boolean saw(List<Inspected> all, Severity severity) {
        return all.stream().anyMatch(one -> one.findings().count(severity) > 0);
    }

    public static void main(String... args) {
        Start.script(new Inspect(), args);
    }
}
