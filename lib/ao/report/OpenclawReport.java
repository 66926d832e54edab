package ao.report;

import ao.journal.Applied;
import ao.journal.JournalFile.Miss;
import ao.journal.PlanFile;
import ao.model.Loss;
import ao.plan.Change;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a migration of OpenClaw's stores says, and the way back. */
final class OpenclawReport implements RunReport {
    private static final List<String> COUNTED = List.of("migrated", "already_directory", "skipped_empty", "skipped_invalid", "missing", "failed");

    private final PlanFile plan;
    private final JsonNode data;
    private final boolean back;
    /** What was not done, by the stores that it is of. */
    private Map<String, List<Miss>> stores;

    OpenclawReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
        this.back = data.path("openclawStores").asText().equals("rollback");
    }

    /** The line that the original logs when it starts, as recorded; nothing without stores. */
    private static String summary(JsonNode stores, Function<JsonNode, String> outcome) {
        if (stores.isEmpty()) return "";
        var counts = new LinkedHashMap<String, Integer>();
        COUNTED.forEach(word -> counts.put(word, 0));
        var issues = new ArrayList<String>();
        for (var store : stores) {
            var became = outcome.apply(store);
            counts.merge(became, 1, Integer::sum);
            var path = store.path("storePath").asText();
            if (became.equals("skipped_invalid")) issues.add(path + " (invalid legacy store)");
            store.path("warnings").forEach(w -> issues.add(path + " (" + w.asText() + ")"));
        }
        var line = new StringBuilder("session-store migration summary: inspected=" + stores.size());
        counts.forEach((word, count) -> line.append(' ').append(word).append('=').append(count));
        return line + (issues.isEmpty() ? "" : "; issues: " + String.join("; ", issues));
    }

    @Override public String nothing() {
        return back ? "nothing to restore" : "nothing to migrate";
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    /** What was planned, unless something of the store was not done. */
    private String outcome(JsonNode store, Optional<Applied> applied) {
        boolean changed = List.of("migrated", "restored").contains(store.path("outcome").asText());
        boolean missed = changed && applied.filter(a -> a.stopped().isPresent() || !missed(store, a).isEmpty()).isPresent();
        return missed ? "failed" : store.path("outcome").asText();
    }

    /** What was not done of a store; its changes tell whose they are. */
    private List<Miss> missed(JsonNode store, Applied applied) {
        if (stores == null) {
            stores = new HashMap<>();
            var bySeq = applied.misses().stream().collect(Collectors.toMap(Miss::seq, miss -> miss, (one, other) -> one));
            if (!bySeq.isEmpty()) {
                plan.read(new PlanFile.Visitor() {
                    @Override public void change(long seq, int group, Change change) {
                        if (bySeq.containsKey(seq)) stores.computeIfAbsent(change.about().project(), k -> new ArrayList<>()).add(bySeq.get(seq));
                    }
                }, PlanFile.Kind.TARGETS);
            }
        }
        return stores.getOrDefault(store.path("storePath").asText(), List.of());
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        for (var store : data.path("stores")) {
            var outcome = outcome(store, applied);
            out.println(Plain.of(store.path("storePath").asText() + ": " + words(store, outcome, applied.isPresent())));
        }
        losses(out, verbose);
        data.path("nextStart").forEach(line -> out.println(Plain.of(line.asText())));
        if (!back && !data.path("stores").isEmpty()) out.println(Plain.of(summary(data.path("stores"), s -> outcome(s, applied))));
    }

    /** Entries that do not come along are what somebody has to know before he says yes. */
    private void losses(PrintStream out, boolean verbose) {
        var list = new ShortList(out, "losses:", verbose);
        plan.read(new PlanFile.Visitor() {
            @Override public void loss(Loss loss) {
                list.add(loss.session() + (loss.newValue().isEmpty() ? "" : " → " + loss.newValue()) + ": " + loss.reason() + " (" + loss.project() + ")");
            }
        }, PlanFile.Kind.LOSSES);
        list.end();
    }

    private String words(JsonNode store, String outcome, boolean done) {
        return switch (outcome) {
            case "migrated" -> (done ? "migrated " : "would migrate ") + store.path("legacyEntries").asText() + " entries, " + store.path("migratedEntries").asText() + " in sessions.d; the file is kept as "
                + name(store, "backupPath") + (store.has("orphanPath") ? ", the former sessions.d as " + name(store, "orphanPath") : "");
            case "already_directory" -> "a sessions.d already";
            case "skipped_empty" -> "empty: skipped";
            case "skipped_invalid" -> "invalid: skipped (" + store.path("warnings").path(0).asText() + ")";
            case "missing" -> "missing";
            case "restored" -> (done ? "restored " : "would restore ") + store.path("entries").asText() + " entries from " + name(store, "from") + (store.path("proposed").booleanValue() ? ", the fullest copy" : "")
                + (store.has("backupPath") ? "; what was there is kept as " + name(store, "backupPath") : "") + (store.has("directoryBackupPath") ? "; the directory is kept as " + name(store, "directoryBackupPath") : "") + fuller(store);
            case "skipped" -> (done ? "skipped" : "would skip") + fuller(store);
            default -> "failed" + (store.path("warnings").isEmpty() ? "" : " (" + store.path("warnings").path(0).asText() + ")");
        };
    }

    private static String fuller(JsonNode store) {
        return store.has("fullerCopy") ? "; " + name(store, "fullerCopy") + " has more entries (" + store.path("fullerCopyEntries").asText() + "): --from takes it" : "";
    }

    private static String name(JsonNode store, String member) {
        return Path.of(store.path(member).asText()).getFileName().toString();
    }

    /**
     * What became of a store. Of one that failed no copies are told that are not there, and no entries counted, unless
     * all that is left to do is to put the store file aside.
     */
    private ObjectNode became(JsonNode store, Optional<Applied> applied) {
        var outcome = outcome(store, applied);
        var told = ((ObjectNode) store.deepCopy()).put("outcome", outcome);
        if (!outcome.equals("failed") || applied.isEmpty()) return told;
        boolean stands = !back && applied.get().stopped().isEmpty() && missed(store, applied.get()).stream().allMatch(miss -> miss.what().equals(store.path("backupPath").asText()));
        for (var count : List.of("migratedEntries", "entries")) {
            if (told.has(count) && !stands) told.put(count, 0);
        }
        for (var copy : List.of("backupPath", "orphanPath", "directoryBackupPath")) {
            if (told.has(copy) && !Files.exists(Path.of(told.path(copy).asText()), LinkOption.NOFOLLOW_LINKS)) told.remove(copy);
        }
        return told;
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        out.writeArrayFieldStart("stores");
        for (var store : data.path("stores")) out.writeTree(became(store, applied));
        out.writeEndArray();
        if (!back) out.writeStringField("startupSummary", summary(data.path("stores"), s -> outcome(s, applied)));
        for (var name : back ? List.of("nextStart", "problems") : List.of("problems")) {
            out.writeFieldName(name);
            out.writeTree(data.path(name));
        }
    }

    @Override public int already() {
        return that("already_directory");
    }

    @Override public int skipped() {
        return that("skipped", "skipped_empty", "missing");
    }

    private int that(String... outcomes) {
        int count = 0;
        for (var store : data.path("stores")) {
            if (List.of(outcomes).contains(store.path("outcome").asText())) count++;
        }
        return count;
    }

    @Override public String summary(Optional<Applied> applied) {
        int entries = 0;
        int stores = 0;
        int failed = 0;
        for (var store : data.path("stores")) {
            var outcome = outcome(store, applied);
            if (outcome.equals("failed") || outcome.equals("skipped_invalid")) failed++;
            if (!outcome.equals(back ? "restored" : "migrated")) continue;
            stores++;
            entries += store.path(back ? "entries" : "migratedEntries").intValue();
        }
        var verb = back ? applied.isPresent() ? "restored " : "would restore " : applied.isPresent() ? "migrated " : "would migrate ";
        return verb + Plain.count(stores, "store", "stores") + ", " + Plain.count(entries, "entry", "entries") + " (" + (data.path("stores").size() - stores - failed) + " skipped, " + failed + " failed) · " + Plain.count(plan.losses(), "loss", "losses");
    }
}
