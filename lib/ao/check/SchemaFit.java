package ao.check;

import ao.model.DatabaseHealth;
import ao.model.RewriteSchema;
import ao.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Which versions a database can be by its tables, columns, indexes and triggers.
 *
 * @param versions those from which it differs least, the lowest first; several where what they differ in does not show
 */
record SchemaFit(List<Integer> versions) {

    static SchemaFit of(DatabaseHealth health, List<SchemaObject> known) {
        var best = new ArrayList<Integer>();
        if (known.stream().noneMatch(health::has)) return new SchemaFit(List.of());
        long fewest = Long.MAX_VALUE;
        for (int version : RewriteSchema.versionsUpTo(RewriteSchema.NEWEST)) {
            long differences = known.stream().filter(o -> health.has(o) ? o.isCertainlyAfter(version) || version > o.until() : o.isIn(version)).count();
            if (differences < fewest) best.clear();
            if (differences <= fewest) best.add(version);
            fewest = Math.min(fewest, differences);
        }
        return new SchemaFit(best);
    }

    boolean fits(long version) {
        return version <= RewriteSchema.NEWEST && versions.contains((int) version);
    }

    /** The ledger's version where that fits, else the lowest that does. */
    int near(long version) {
        return fits(version) || versions.isEmpty() ? (int) Math.min(version, RewriteSchema.NEWEST) : versions.get(0);
    }

    /** The versions in words. */
    String words() {
        if (versions.isEmpty()) return "none that is known";
        int first = versions.get(0);
        int last = versions.get(versions.size() - 1);
        return first == last ? "" + first : first + (versions.size() == 2 ? " or " : " to ") + last;
    }
}
