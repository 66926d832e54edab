package ao.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What all commands have in common. A command fills in {@link #run}, which reads like the flow. */
@Command(sortOptions = false, exitCodeListHeading = "%nExit codes:%n", footerHeading = "%nExamples:%n",
    exitCodeList = {"0:done, or healthy: nothing left to do", "1:findings, differences, --check with work left, or a declined plan",
        "2:the command line makes no sense", "3:refused for safety; nothing was changed",
        "5:changed something and is not complete, or did not get all that was asked for",
        "6:could not read or run; nothing was changed", "130:interrupted; the journal says how to go on", "143:terminated; the journal says how to go on"})
public abstract class ToolkitCommand {
    @Mixin
    protected CommonOptions common;

    /** The name in reports and run ids. */
    public abstract String name();

    /**
     * Does it.
     *
     * @throws ao.model.AoException what the operator has to know
     */
    public abstract Exit run(Session session);

    /** The options that every command has. */
    public CommonOptions common() {
        return common;
    }
}
