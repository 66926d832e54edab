package ao.check;

import ao.model.DatabaseHealth;
import ao.model.Finding;
import ao.model.SchemaObject;
import ao.model.SchemaObject.Kind;
import ao.model.Severity;
import java.util.ArrayList;
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
        for (var object : known) {
            if (object.kind().exists() || !object.isIn(version) || health.has(object) || !health.objects().get(Kind.COLUMN).containsAll(object.columns())) continue;
            if (object.kind() == Kind.INDEXING) index(health, object, version);
            else lost.computeIfAbsent(object.columns().get(0).substring(0, object.columns().get(0).indexOf('.')), t -> new ArrayList<>()).add(object.words());
        }
        lost.forEach((table, words) -> findings.accept(Finding.of("schema-constraint-missing", Severity.WARNING, whole,
                "table " + table + " takes what version " + version + " refuses: rows that no daemon can read, twice what must be there once, or references to nothing")
            .expecting(String.join("; ", words.subList(0, Math.min(SHOWN, words.size()))) + (words.size() > SHOWN ? "; and " + (words.size() - SHOWN) + " more" : ""), "none of that")));
    }

    private void index(DatabaseHealth health, SchemaObject object, int version) {
        var name = object.name().substring(0, object.name().indexOf('('));
        health.objects().get(Kind.INDEXING).stream().filter(other -> other.startsWith(name + "(")).findFirst().ifPresent(other -> findings.accept(
            Finding.of("schema-index-differs", Severity.WARNING, whole, "an index is not the one of version " + version).expecting(object.words(), object.words(other))));
    }
}
