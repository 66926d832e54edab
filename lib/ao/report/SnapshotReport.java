package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.Tally;
import ao.plan.Purpose;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the making and the restoring of a snapshot say. */
final class SnapshotReport implements RunReport {
    /** Members of the plan's report that are told as they came out, or not at all. */
    private static final Set<String> COUNTED = Set.of("files", "bytes", "alreadyBytes", "packed");

    private final JsonNode data;

    SnapshotReport(PlanFile plan) {
        this.data = plan.report();
    }

    private boolean restores() {
        return data.path("snapshot").asText().equals("restore");
    }

    @Override public List<String> problems() {
        var problems = new ArrayList<String>();
        data.path("problems").forEach(p -> problems.add(p.asText()));
        return problems;
    }

    @Override public void text(PrintStream out, Optional<Applied> applied, boolean verbose) {
        var list = new ShortList(out, restores() ? "worktrees that it names, and does not hold:" : "worktrees:", verbose);
        for (var worktree : data.path("worktrees")) {
            int changes = worktree.path("changes").asInt(-1);
            int unpushed = worktree.path("unpushed").asInt(-1);
            list.add(worktree.path("path").asText() + " on " + worktree.path("branch").asText() + (worktree.path("contents").asBoolean() ? ", with its contents" : "")
                + (changes > 0 ? ", " + Plain.count(changes, "uncommitted change", "uncommitted changes") : "") + (unpushed > 0 ? ", " + Plain.count(unpushed, "unpushed commit", "unpushed commits") : "")
                + (!restores() && (changes < 0 || unpushed < 0) ? ": git cannot tell all of its state" : ""));
        }
        list.end();
        if (!restores()) return;
        var since = data.path("since");
        out.println("compared with what stands there now: " + since.path("same") + " files as they were, " + since.path("changed") + " changed, " + since.path("gone")
            + " gone, " + since.path("added") + " new" + (since.path("databases").intValue() > 0 ? "; " + since.path("databases") + " databases were written to, or only folded their logs in" : ""));
        for (var name : List.of("changed", "gone", "added")) {
            var paths = new ShortList(out, name + " since:", verbose);
            since.path(name + "Paths").forEach(p -> paths.add(p.asText()));
            paths.end();
        }
    }

    @Override public void json(JsonGenerator out, Optional<Applied> applied) throws IOException {
        out.writeBooleanField("dryRun", applied.isEmpty());
        var there = there(applied);
        for (var member : data.properties()) {
            if (COUNTED.contains(member.getKey())) continue;
            out.writeFieldName(member.getKey());
            out.writeTree(member.getValue());
        }
        out.writeNumberField("files", there.files());
        out.writeNumberField("bytes", there.bytes());
    }

    /** The files that are at their place: the planned ones, or those that were seen there. */
    private Tally.Written there(Optional<Applied> applied) {
        var planned = new Tally.Written(data.path("files").intValue(), data.path("bytes").longValue());
        if (applied.isEmpty()) return planned;
        var written = applied.get().tally().written(Purpose.COPY);
        if (data.path("packed").booleanValue()) return written.files() > 0 ? planned : written;
        return new Tally.Written(already() + written.files(), data.path("alreadyBytes").longValue() + written.bytes());
    }

    @Override public int already() {
        return data.path("already").intValue();
    }

    @Override public String summary(Optional<Applied> applied) {
        var verb = restores() ? (applied.isPresent() ? "restored " : "would restore ") : applied.isPresent() ? "kept " : "would keep ";
        var there = there(applied);
        int failed = problems().size() + applied.map(a -> a.misses().size()).orElse(0);
        return verb + Plain.count(there.files(), "file", "files") + ", " + Plain.size(there.bytes()) + " in " + data.path("place").asText()
            + " (" + already() + " already, " + failed + " failed)";
    }
}
