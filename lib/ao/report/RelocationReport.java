package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the relocation of history says. */
final class RelocationReport implements RunReport {
    private static final Map<Purpose, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(Purpose.TRANSCRIPT, "transcripts of Claude Code");
        WORDS.put(Purpose.SIDE_FILE, "files beside them");
        WORDS.put(Purpose.PROMPTS, "list of prompts");
        WORDS.put(Purpose.SETTINGS, "trust and settings");
        WORDS.put(Purpose.CODEX_ROLLOUT, "rollouts of Codex");
        WORDS.put(Purpose.REPAIR, "session records");
        WORDS.put(Purpose.REGISTRY_PATH, "registry");
        WORDS.put(Purpose.GIT_POINTER, "pointers of git");
        WORDS.put(Purpose.CELL, "values in rows of ao.db");
        WORDS.put(Purpose.OPENCLAW, "lists of OpenClaw");
    }

    private final PlanFile plan;
    private final JsonNode data;

    RelocationReport(PlanFile plan) {
        this.plan = plan;
        this.data = plan.report();
    }

    @Override public String nothing() {
        return "nothing to do: nothing names these directories any more";
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    private int count(Purpose purpose, Optional<Applied> applied) {
        return applied.map(a -> a.tally().of(purpose)).orElseGet(() -> data.path(purpose.word()).intValue());
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        data.path("directories").forEach(d -> out.println(Plain.of(d.path("from").asText() + " → " + d.path("to").asText())));
        var table = new TextTable("WHAT", applied.isPresent() ? "CHANGED" : "TO CHANGE");
        WORDS.forEach((purpose, words) -> {
            if (count(purpose, applied) > 0) table.add(words, String.valueOf(count(purpose, applied)));
        });
        if (!table.isEmpty()) table.lines().forEach(out::println);
        if (data.path("databases").isEmpty()) return;
        out.println("\nrows of other programs' databases that name them; stop the program and make a copy before you run this:");
        data.path("databases").forEach(d -> out.println("  " + Plain.of(d.path("database").asText() + ": " + Plain.count(d.path("rows").longValue(), "row", "rows") + " of " + d.path("table").asText() + "."
            + d.path("column").asText()) + "\n    " + Plain.of(d.path("sql").asText())));
        if (data.path("codexDatabases").size() > 1) data.path("codexDatabases").forEach(d -> out.println("  " + Plain.of(d.path("database").asText() + ": " + d.path("there").asText() + " of "
            + d.path("listed").asText() + " rollouts that it lists are there" + (d.path("fits").booleanValue() ? "; it fits the files best" : ""))));
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        for (var purpose : WORDS.keySet()) out.writeNumberField(purpose.word(), count(purpose, applied));
        for (var name : List.of("directories", "databases", "codexDatabases", "problems")) {
            out.writeFieldName(name);
            out.writeTree(data.path(name));
        }
    }

    @Override public String summary(Optional<Applied> applied) {
        int failed = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        int others = WORDS.keySet().stream().filter(p -> p != Purpose.TRANSCRIPT && p != Purpose.CODEX_ROLLOUT && p != Purpose.SIDE_FILE).mapToInt(p -> count(p, applied)).sum();
        return (applied.isPresent() ? "relocated " : "would relocate ") + Plain.count(count(Purpose.TRANSCRIPT, applied), "transcript", "transcripts") + ", "
            + Plain.count(count(Purpose.CODEX_ROLLOUT, applied), "rollout", "rollouts") + ", " + Plain.count(others, "other file", "other files") + " (" + failed + " failed)";
    }
}
