package ao.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that makes a plan. */
public final class PlanOptions {
    @Option(names = {"-n", "--dry-run"}, description = "Show the plan and stop.")
    private boolean dryRun;

    @Option(names = "--check", description = "A dry run that exits 1 when there is something to do.")
    private boolean check;

    @Option(names = "--rehearse", description = "Do the first half of everything, tell what would stand in the way, and remove it again.")
    private boolean rehearse;

    @Option(names = {"-y", "--yes"}, description = "Apply without asking. Overrides no gate.")
    private boolean yes;

    @Option(names = "--out", paramLabel = "FILE", description = "Save the plan for 'apply FILE' and stop.")
    private Path out;

    /** Whether the plan is shown or saved only. */
    public boolean dryRun() {
        return dryRun || check || out != null;
    }

    public boolean rehearse() {
        return rehearse;
    }

    public boolean check() {
        return check;
    }

    public boolean yes() {
        return yes;
    }

    public Optional<Path> out() {
        return Optional.ofNullable(out);
    }
}
