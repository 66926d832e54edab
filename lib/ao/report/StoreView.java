package ao.report;

import ao.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A store as an inspection found it. The sessions are read when they are asked for, once.
 *
 * @param facts    what else is known of it: its schema, whether a daemon lives
 * @param sessions gives the sessions of each project, one after the other, and what was noticed
 */
public record StoreView(String kind, String path, Map<String, String> facts, List<ProjectView> projects, Reader sessions) {

    /** A project; counts are filled in while its sessions are read. */
    public record ProjectView(String id, String path, boolean registered) { }

    /** A session, as reports show it. */
    public record SessionView(String project, String id, String kind, String status, String agent, String path) { }

    /** Reads the sessions. */
    public interface Reader {
        void read(Consumer<SessionView> sessions, Consumer<Finding> findings);
    }
}
