package ao.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a planner and an inspector need to know of an {@code ao.db}: its schema, and an index of its keys.
 *
 * @param versions  numbers in the migration ledger
 * @param columns   by table
 * @param harnesses what the harness CHECK admits
 * @param maxNum    largest session number by project
 * @param madeByDaemon whether a daemon has opened it: daemons turn every database into a write-ahead-logging one
 */
public record DatabaseState(
    Path file, Set<Long> versions, Map<String, Set<String>> columns, Map<String, Set<String>> mandatory,
    Set<String> triggers, Set<String> harnesses, Map<String, ProjectKey> projects, Map<String, SessionKey> sessions,
    Map<String, Integer> maxNum, boolean madeByDaemon) {

    /** A project's row, as far as an import must know it. */
    public record ProjectKey(String id, String path, boolean archived) { }

    /** A session's row, as far as an import must know it. */
    public record SessionKey(String id, String project, int num, String kind, String harness, String agentSessionId,
                             boolean terminated, String activity) { }

    /** The largest number in the ledger, 0 for an empty one. */
    public long version() {
        return versions.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The session that holds a conversation, if one does. */
    public Optional<SessionKey> conversation(String harness, String agentSessionId) {
        return sessions.values().stream()
            .filter(s -> s.harness().equals(harness) && s.agentSessionId().equals(agentSessionId)).findFirst();
    }

    /** What differs between the ledger and the tables that exist, in the tables that an import needs. */
    public List<String> differences() {
        var differences = new java.util.ArrayList<String>();
        int version = (int) Math.min(version(), RewriteSchema.NEWEST);
        for (int known : RewriteSchema.versionsUpTo(version)) {
            if (!versions.contains((long) known)) differences.add("version " + known + " is missing in goose_db_version");
        }
        for (var table : RewriteSchema.tables()) {
            var found = columns.getOrDefault(table, Set.of());
            if (found.isEmpty()) differences.add("table " + table + " is missing");
            else RewriteSchema.columns(table, version).stream().filter(c -> !found.contains(c))
                .forEach(c -> differences.add("column " + table + "." + c + " is missing"));
        }
        if (!triggers.contains("sessions_cdc_insert")) differences.add("trigger sessions_cdc_insert is missing");
        if (harnesses.isEmpty()) differences.add("the harness check of table sessions is missing");
        return differences;
    }
}
