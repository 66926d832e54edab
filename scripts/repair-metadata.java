///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Mends session records: the fixes that inspect calls safe, each of which can be taken back.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.RepairMetadata
package scripts;

import ao.check.SafeFix;
import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.LegacyRoot;
import ao.cli.Nearest;
import ao.cli.NothingToDo;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.RepairSource;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.model.StoreKind;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "repair-metadata", description = {"Mends session records of the project layout: the fixes that 'inspect' calls safe.",
    "Records keep their times, and everything that is not mended its bytes. A running orchestrator's locks are honoured.",
    "Every run can be taken back with 'rollback'."},
    footer = {"  ao repair-metadata --dry-run", "  ao repair-metadata --only role-missing --session shop-orchestrator --yes", "  ao explain pr-shared"})
class RepairMetadata extends ToolkitCommand {
    @Option(names = "--root", paramLabel = "DIR", description = "The legacy store's root (default: ~/.agent-orchestrator).")
    private Path root;

    @Option(names = "--project", paramLabel = "ID", completionCandidates = Candidates.Projects.class, description = "Only this project; may be given several times.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--session", paramLabel = "ID", completionCandidates = Candidates.Sessions.class, description = "Only this session; may be given several times.")
    private List<String> sessions = new ArrayList<>();

    @Option(names = "--only", paramLabel = "CODE", completionCandidates = Candidates.Codes.class, description = "Only this fix; may be given several times.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "CODE", completionCandidates = Candidates.Codes.class, description = "All but this fix; may be given several times.")
    private List<String> skip = new ArrayList<>();

    @Mixin
    private PlanOptions plan;

    @Override public String name() {
        return "repair-metadata";
    }

    @Override public Exit run(Session session) {
        var wanted = wanted();
        var locations = common.locations(session.console(), Optional.ofNullable(root), Optional.empty());
        LegacyRoot.check(root, locations);
        var place = locations.root().path();
        if (!common.quiet()) session.console().say("from: session records in " + locations.root() + " → to: the same");
        if (!Files.isDirectory(place.resolve("projects"))) {
            return NothingToDo.say(session, common, name(), plan.dryRun() ? "plan" : "apply", "nothing to repair: there is no project layout (looked at " + locations.root() + ")", List.of());
        }
        var source = new RepairSource(locations, new RepairSource.Wanted(wanted, projects, sessions), session.clock().instant());
        for (var project : projects) known("project-unknown", "project", project, source.projects());
        for (var id : sessions) {
            if (!source.knows(id)) throw new AoException.Usage("session-unknown", "no project has a session " + id, "see: inspect --ids");
        }
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), List.of(new PlanHeader.Store(StoreKind.PROJECT, place)), List.of(place),
            List.of(new Gate.Owner(locations.home().path()), new Gate.Owner(place)), "");
        return new PlanFlow(session, common, locations).verifying(source::verify).go(header, plan, () -> PlanFlow.Asked.NOTHING, source::make);
    }

    private static void known(String code, String what, String name, List<String> all) {
        if (all.contains(name)) return;
        throw new AoException.Usage(code, "there is no " + what + " " + name, all.stream().min(Comparator.comparingInt(n -> Nearest.distance(name, n))).map(n -> "did you mean " + n + "?").orElse(""));
    }

    private Set<SafeFix> wanted() {
        var wanted = only.isEmpty() ? EnumSet.allOf(SafeFix.class) : EnumSet.noneOf(SafeFix.class);
        only.forEach(code -> wanted.add(fix(code)));
        skip.forEach(code -> wanted.remove(fix(code)));
        return wanted;
    }

    private static SafeFix fix(String code) {
        var codes = Arrays.stream(SafeFix.values()).map(SafeFix::code).toList();
        return SafeFix.of(code).orElseThrow(() -> new AoException.Usage("code-unknown", "no fix has the code " + code,
            codes.stream().min(Comparator.comparingInt(c -> Nearest.distance(code, c))).map(n -> "did you mean " + n + "?").orElse("")));
    }

    public static void main(String... args) {
        Start.script(new RepairMetadata(), args);
    }
}
