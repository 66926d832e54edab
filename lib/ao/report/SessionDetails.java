package ao.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * All there is to know of one session in one store.
 *
 * @param document the record or the row, without what looks like a credential
 * @param git      the state of its directory; empty when there is nothing to tell
 * @param history  what happened to it, oldest first
 * @param restore  what the orchestrator's own restore would do, step by step
 */
public record SessionDetails(ObjectNode document, String git, List<Event> history, List<String> restore) {

    /** Nothing but the record or the row. */
    public static SessionDetails only(ObjectNode document) {
        return new SessionDetails(document, "", List.of(), List.of());
    }

    /** Something that happened. */
    public record Event(String at, String what, String details) { }
}
