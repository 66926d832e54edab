package ao.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What all commands have in common. A command fills in {@link #run}, which reads like the flow. */
@Command(sortOptions = false, footerHeading = "%nExamples:%n")
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
