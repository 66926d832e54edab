package ao.plan;

import ao.check.OpenclawRules;
import ao.model.Finding;
import ao.model.Loss;
import ao.model.OpenclawStore;
import ao.model.Severity;
import ao.read.OpenclawKeys;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** What the plans of both ways between OpenClaw's layouts have in common: the report of each store, and free names. */
final class OpenclawPlans {
    private final PlanSink sink;
    private final MigrationFacts facts;
    private final long millis;
    private final ObjectNode report = JsonNodeFactory.instance.objectNode();

    /** @param millis the time of the run, as names tell it */
    OpenclawPlans(PlanSink sink, MigrationFacts facts, String what, long millis) {
        this.sink = sink;
        this.facts = facts;
        this.millis = millis;
        report.put("openclawStores", what).putArray("stores");
        report.putArray("problems");
    }

    /** What becomes of a store, by the recorded names. */
    ObjectNode store(Path file, OpenclawStore store, OpenclawOutcome outcome) {
        var node = report.withArray("stores").addObject().put("storePath", file.toString()).put("status", store.status().word()).put("outcome", outcome.word())
            .put("legacyEntries", 0).put("migratedEntries", 0);
        node.putArray("warnings");
        return node;
    }

    /** Something that keeps a store from being changed, or that the operator will not get as asked. */
    void problem(String code, Path path, String message) {
        sink.finding(Finding.at(code, Severity.ERROR, path, message));
        report.withArray("problems").add(path + ": " + message);
    }

    /** Something about an entry that is not carried over as it was. */
    void loss(Path file, String key, String field, String old, String now, String why) {
        sink.loss(new Loss(file.toString(), shown(key), field, old, now, why));
    }

    /** A key as reports may have it. */
    static String shown(String key) {
        return OpenclawRules.masked(OpenclawKeys.shown(key));
    }

    /** A name with the time of the run, or the next time at which nothing has it. */
    Path free(Path folder, String name) {
        long at = millis;
        while (facts.exists(folder.resolve(name + at))) at++;
        return folder.resolve(name + at);
    }

    static About about(Path file, Purpose purpose) {
        return new About(purpose, file.toString(), "");
    }

    ObjectNode report() {
        return report;
    }
}
