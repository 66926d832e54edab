package ao.cli;

import ao.model.RewriteSchema;
import ao.report.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class VersionText implements IVersionProvider {
    /** Prints it. */
    public static void print() {
        var console = new Console();
        console.out().println(new VersionText().getVersion()[0]);
        console.flush();
    }

    @Override public String[] getVersion() {
        return new String[] {"ao " + Version.NUMBER + " (Java " + System.getProperty("java.version")
            + ", ao.db schemas " + RewriteSchema.OLDEST + " to " + RewriteSchema.NEWEST + ")"};
    }
}
