package ao.cli;

import ao.model.RewriteSchema;
import ao.read.Json;
import ao.report.Version;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sqlite.SQLiteJDBCLoader;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class VersionText implements IVersionProvider {
    /** Prints it. */
    public static void print() {
        var console = new Console();
        console.out().println(new VersionText().getVersion()[0]);
        console.flush();
    }

    /** The same and more, for whoever has to find out why something went wrong. */
    public static ObjectNode versions() {
        return Json.MAPPER.createObjectNode().put("ao", Version.NUMBER).put("java", System.getProperty("java.version")).put("vendor", System.getProperty("java.vendor"))
            .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")).put("encoding", System.getProperty("sun.jnu.encoding"))
            .put("sqlite", SQLiteJDBCLoader.getVersion()).put("oldestSchema", RewriteSchema.OLDEST).put("newestSchema", RewriteSchema.NEWEST);
    }

    @Override public String[] getVersion() {
        return new String[] {"ao " + Version.NUMBER + " (Java " + System.getProperty("java.version")
            + ", SQLite " + SQLiteJDBCLoader.getVersion() + ", ao.db schemas " + RewriteSchema.OLDEST + " to " + RewriteSchema.NEWEST + ")"};
    }
}
