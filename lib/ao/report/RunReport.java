package ao.report;

import ao.journal.Applied;
import ao.journal.PlanFile;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What a command says of its plan and of its run; the plan itself tells all that it needs. */
public interface RunReport {
    /** The report for a plan, by the command that made it. */
    static RunReport of(PlanFile plan) {
        if (plan.report().has("openclawStores")) return new OpenclawReport(plan);
        return switch (plan.header().command()) {
            case "import" -> new ImportReport(plan);
            case "migrate-storage" -> new MigrationReport(plan);
            case "relocate-transcripts" -> new RelocationReport(plan);
            case "repair-metadata" -> new RepairReport(plan);
            case "snapshot" -> new SnapshotReport(plan);
            default -> plan.report().has("storage") ? new StorageRollbackReport(plan) : new RollbackReport(plan);
        };
    }

    /** What is said of a plan in which nothing is to be done. */
    default String nothing() {
        return "nothing to do: everything is there already";
    }

    /** What stays undone whatever becomes of the plan: conflicts, unreadable records, things that changed since. */
    List<String> problems();

    /** Writes the text; {@code applied} is empty for a plan that is only shown. */
    void text(PrintStream out, Optional<Applied> applied, boolean verbose);

    /** Writes the members of the JSON report. */
    void json(JsonGenerator out, Optional<Applied> applied) throws IOException;

    /** How many of the things that the command is about were found as they should be before anything was planned. */
    default int already() {
        return 0;
    }

    /** How many of them stay out because nobody asked for them, or because there is nothing in them. */
    default int skipped() {
        return 0;
    }

    /** What was done, in a few words; the first part of the summary line. */
    String summary(Optional<Applied> applied);
}
