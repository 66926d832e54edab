///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Makes the history of agents follow a folder that was moved, and everything else that names it.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.RelocateTranscripts
package scripts;

import ao.check.Whereabouts;
import ao.cli.EarlierMoves;
import ao.cli.Exit;
import ao.cli.LostDirectories;
import ao.cli.MovedDirectory;
import ao.cli.NothingToDo;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.RelocationSource;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.Harness;
import ao.model.StoreKind;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import ao.plan.RelocationOptions;
import ao.read.Locations;
import ao.report.LostReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "relocate-transcripts", description = {"Makes the history of Claude Code and Codex follow a folder that was moved, with what is below it;",
    "and session records, the registry, git's pointers to worktrees and OpenClaw's lists, as one plan.",
    "Rows of other programs' databases are reported with the SQL that would mend them."},
    footer = {"  ao relocate-transcripts ~/old/shop ~/src/shop --dry-run", "  ao relocate-transcripts --find", "  ao relocate-transcripts --all-moved"})
class RelocateTranscripts extends ToolkitCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "OLD", description = "Where the folder was.")
    private Path old;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NEW", description = "Where it is now.")
    private Path now;

    @Option(names = "--agent", paramLabel = "AGENT", description = "Only the history of claude, codex or opencode, and nothing else; may be given several times.")
    private Set<Agent> agents = new LinkedHashSet<>();

    @Option(names = "--copy", description = "Leave everything where it is, too: only Claude Code's history is copied.")
    private boolean copy;

    @Option(names = "--keep-cwd", description = "Leave the directories that Claude Code's transcripts tell: their bytes stay as they are.")
    private boolean keepCwd;

    @Option(names = "--all-moved", description = "What earlier runs and the original software's migrations moved.")
    private boolean allMoved;

    @Option(names = "--find", description = "List history whose directory is gone, with where that may be now; changes nothing.")
    private boolean find;

    @Option(names = "--batch", paramLabel = "FILE", description = "Pairs of old and new folders, one a line with a tab between them; - is standard input.")
    private Path batch;

    @Option(names = "--root", paramLabel = "DIR", description = "The legacy store's root (default: ~/.agent-orchestrator).")
    private Path root;

    @Option(names = "--assume-stopped", description = "Go on although it cannot be told where Claude Code runs.")
    private boolean assumeStopped;

    @Mixin
    private PlanOptions plan;

    /** Agents as the operator calls them. */
    enum Agent {
        claude(Harness.CLAUDE_CODE), codex(Harness.CODEX), opencode(Harness.OPENCODE);

        private final Harness harness;

        Agent(Harness harness) {
            this.harness = harness;
        }
    }

    @Override public String name() {
        return "relocate-transcripts";
    }

    @Override public Exit run(Session session) {
        if ((old != null ? 1 : 0) + (allMoved ? 1 : 0) + (find ? 1 : 0) + (batch != null ? 1 : 0) != 1 || old != null && now == null) {
            throw new AoException.Usage("usage", "give OLD and NEW, or one of --find, --all-moved and --batch FILE", "see: --help");
        }
        var locations = common.locations(session.console(), Optional.ofNullable(root), Optional.empty());
        if (find) return find(session, locations);
        var directories = directories(locations);
        if (directories.isEmpty()) {
            return NothingToDo.say(session, common, name(), plan.dryRun() ? "plan" : "apply", allMoved ? "nothing to do: no earlier run and no migration moved a directory" : "nothing to do: no directories are named", List.of());
        }
        MovedDirectory.check(directories);
        var run = Runs.newId(name(), session.clock().instant());
        var harnesses = new LinkedHashSet<Harness>();
        agents.forEach(a -> harnesses.add(a.harness));
        var source = new RelocationSource(locations, directories, harnesses, new RelocationOptions(copy, keepCwd, run));
        if (!common.quiet()) session.console().say("from: " + some(directories, true) + " → to: " + some(directories, false));
        var gates = new ArrayList<Gate>(List.of(new Gate.Owner(locations.home().path()), source.gate(assumeStopped)));
        gates.addAll(source.databaseGates(assumeStopped));
        var header = new PlanHeader(name(), session.argv(), session.clock().instant(), List.of(new PlanHeader.Store(StoreKind.TRANSCRIPTS, locations.claude().path())), source.locks(),
            gates, "", run);
        return new PlanFlow(session, common, locations).verifying(source::verify).go(header, plan, () -> PlanFlow.Asked.NOTHING, source::make);
    }

    private Exit find(Session session, Locations locations) {
        var lines = new LostDirectories(locations).find().stream().map(f -> new LostReport.Line(f.lost(), f.proposals(),
            Whereabouts.choice(f.proposals()).map(p -> command(session, f.lost().directory(), p.directory().toString())).orElse(""))).toList();
        if (common.json()) LostReport.json(session.console().out(), Start.head(name(), session), lines);
        else LostReport.text(session.console().out(), lines);
        return Exit.OK;
    }

    private List<MovedDirectory> directories(Locations locations) {
        if (allMoved) return EarlierMoves.find(locations);
        return batch != null ? MovedDirectory.read(batch) : List.of(MovedDirectory.of(old, now));
    }

    private static String some(List<MovedDirectory> directories, boolean from) {
        return (from ? directories.get(0).from() : directories.get(0).to()) + (directories.size() > 1 ? " and " + (directories.size() - 1) + " more" : "");
    }

    private String command(Session session, String from, String to) {
        var words = new ArrayList<>(List.of(from, to));
        common.home().ifPresent(home -> words.addAll(List.of("--home", home.toAbsolutePath().normalize().toString())));
        return session.invocation().command(name(), words);
    }

    public static void main(String... args) {
        Start.script(new RelocateTranscripts(), args);
    }
}
