package ao.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an {@code ao.db} really is, whatever its ledger says.
 *
 * @param ledger     numbers in the migration ledger; nothing when there is no ledger
 * @param unapplied  those of them that are marked as not applied
 * @param ledgerFaults why no daemon can read the ledger
 * @param objects    names by kind, columns with their table before them
 * @param triggerTables the table of each trigger
 * @param brokenWrites why nothing can be written to a table, by table
 * @param harnessCheck the text of the harness check, as it stands; nothing without one
 * @param damages    what SQLite's own check complains of
 * @param orphans    rows that refer to nothing, as {@code sessions row 7 → projects}
 * @param badTimes   times that no daemon can read
 * @param badValues  numbers that are none, and ids that are nothing
 * @param triggers   the texts of the triggers, by name
 * @param badConfigs project settings that count as empty, with the reason
 * @param wedged     projects in which nothing can be spawned any more, with the id that stands in the way
 * @param unread     parts that could not be asked, because of what is missing
 */
public record DatabaseHealth(
    Optional<Set<Long>> ledger, Set<Long> unapplied, List<String> ledgerFaults, Map<SchemaObject.Kind, Set<String>> objects, Map<String, String> triggerTables, Map<String, String> brokenWrites, Optional<String> harnessCheck,
    List<String> damages, List<String> orphans, List<BadTime> badTimes, List<BadValue> badValues, Map<String, String> triggers, List<BadConfig> badConfigs, List<Wedge> wedged, List<String> unread) {

    /** The largest number in the ledger, 0 without any. */
    public long version() {
        return ledger.stream().flatMap(Set::stream).mapToLong(Long::longValue).max().orElse(0);
    }

    /** Whether it has an object of such a kind and name. */
    public boolean has(SchemaObject object) {
        return objects.get(object.kind()).contains(object.name());
    }

    /**
     * A time that the daemon's driver does not parse: every query that selects the row fails.
     *
     * @param owner the session whose row it is; nothing for a row of another table
     */
    public record BadTime(String table, String column, String key, String text, Optional<Owner> owner) { }

    /**
     * A value of a kind that the daemon cannot take: every query that selects the row fails.
     *
     * @param kind what SQLite stores it as
     */
    public record BadValue(String table, String column, String key, String text, String kind) { }

    /** A session by its project and id. */
    public record Owner(String project, String session) { }

    /** Settings of a project that the daemon takes for empty, and overwrites with the next save. */
    public record BadConfig(String project, String why) { }

    /**
     * A project whose next session id is taken.
     *
     * @param max the largest number of the project
     * @param id  the id that a later number leads to
     */
    public record Wedge(String project, long max, String id, long number) {
        /** Whether the very next spawn fails. */
        public boolean now() {
            return number == max + 1;
        }
    }
}
