package ao.check;

import ao.model.DatabaseHealth;
import ao.model.Finding;
import ao.model.SchemaObject;
import ao.model.SchemaObject.Kind;
import ao.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the tables and indexes of an {@code ao.db} demand of its rows, against what its version demands (rewrite-store
 * sheet, 3 and 4). A database that was made anew from its rows, as by {@code CREATE TABLE … AS SELECT}, has lost that,
 * and everything else looks sound.
 */
final class ConstraintRules {
    /** So many are named. */
    private static final int SHOWN = 5;

    private final Finding.Subject whole;
    private final Consumer<Finding> findings;

    ConstraintRules(Finding.Subject whole, Consumer<Finding> findings) {
        this.whole = whole;
        this.findings = findings;
    }

    /** Checks everything; what is missing altogether is told elsewhere. */
    void check(DatabaseHealth health, List<SchemaObject> known, int version) {
        var lost = new TreeMap<String, List<String>>();
        var untimed = new TreeMap<String, List<String>>();
        var refused = new TreeMap<String, List<String>>();
        var columns = health.objects().get(Kind.COLUMN);
        for (var object : known) {
            if (object.kind().exists() || !object.isIn(version) || health.has(object) || !columns.containsAll(object.columns())) continue;
            switch (object.kind()) {
                case INDEXING -> index(health, object, version);
                case TIMED -> add(untimed, object);
                case ADMITS -> {
                    var column = object.columns().get(0) + ":";
                    if (health.objects().get(Kind.ADMITS).stream().anyMatch(other -> other.startsWith(column))) add(refused, object);
                }
                default -> add(lost, object);
            }
        }
        lost.forEach((table, words) -> say("schema-constraint-missing", Severity.WARNING,
            "table " + table + " takes what version " + version + " refuses: rows that no daemon can read, twice what must be there once, or references to nothing", some(words), "none of that"));
        untimed.forEach((table, words) -> say("schema-type-differs", Severity.ERROR,
            "columns of table " + table + " are not declared as times: the daemon takes what is in them for no time, and with it this fails: " + Screens.of(table), some(words), "another type"));
        refused.forEach((table, words) -> say("schema-check-differs", Severity.ERROR,
            "table " + table + " refuses what daemons of version " + version + " write: " + Screens.of(table), some(words), "a check without that"));
    }

    private static void add(TreeMap<String, List<String>> byTable, SchemaObject object) {
        var column = object.columns().get(0);
        byTable.computeIfAbsent(column.substring(0, column.indexOf('.')), t -> new ArrayList<>()).add(object.words());
    }

    private static String some(List<String> words) {
        return String.join("; ", words.subList(0, Math.min(SHOWN, words.size()))) + (words.size() > SHOWN ? "; and " + (words.size() - SHOWN) + " more" : "");
    }

    private void index(DatabaseHealth health, SchemaObject object, int version) {
        var name = object.name().substring(0, object.name().indexOf('@') + 1);
        health.objects().get(Kind.INDEXING).stream().filter(other -> other.startsWith(name)).max(Comparator.comparing(String::length)).ifPresent(other ->
            say("schema-index-differs", Severity.WARNING, "an index is not the one of version " + version, object.words(), object.words(other)));
    }

    private void say(String code, Severity severity, String message, String expected, String found) {
        findings.accept(Finding.of(code, severity, whole, message).expecting(expected, found));
    }
}
