package ao.report;

import ao.journal.RemarkCodec;
import ao.model.Finding;
import ao.model.OpenclawPreflight;
import ao.model.Severity;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is said before an upgrade of OpenClaw's stores. */
public final class PreflightReport {
    /** So many findings of a code are shown, unless all are. */
    public static final int SHOWN = 5;

    private PreflightReport() { }

    /**
     * Writes the text.
     *
     * @param mending tells of a code how it is mended
     */
    public static void text(PrintStream out, Path state, List<OpenclawPreflight> stores, FindingGroups findings, UnaryOperator<String> mending) {
        if (stores.isEmpty()) out.println("no store of OpenClaw was found (looked at " + Plain.of(state.toString()) + ")");
        var table = new TextTable("STORE", "IS", "ENTRIES", "TRANSCRIPTS");
        for (var store : stores) {
            table.add(store.file().toString(), store.form().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), String.valueOf(store.entries().size()), String.valueOf(store.transcripts().size()));
        }
        if (!table.isEmpty()) table.lines().forEach(out::println);
        for (var group : findings.inOrder()) {
            var any = group.first().get(0);
            out.println();
            out.println(any.severity().word() + " " + group.code() + " (" + group.count() + "): " + Plain.of(any.message()));
            group.first().forEach(f -> out.println("  " + Plain.of(line(f))));
            if (group.count() > group.first().size()) out.println("  … and " + (group.count() - group.first().size()) + " more (-v shows them)");
            out.println("  how to mend it: " + mending.apply(group.code()));
        }
        int all = findings.count(Severity.ERROR) + findings.count(Severity.WARNING);
        if (!stores.isEmpty()) out.println("\n" + (all == 0 ? "nothing stands in the way of the upgrade" : Plain.count(all, "thing", "things") + " to see to before the upgrade"));
    }

    private static String line(Finding finding) {
        var subject = finding.subject().kind().equals("entry") ? finding.subject().id() : finding.subject().path().map(Path::toString).orElse("");
        return subject + finding.expected().map(e -> " (expected " + e + finding.found().map(f -> ", found " + f).orElse("") + ")").orElse("");
    }

    /** Writes the document. */
    public static void json(PrintStream out, Envelope.Head head, int exit, List<OpenclawPreflight> stores, FindingGroups findings) {
        Envelope.write(out, head, "inspect", () -> exit, "", json -> {
            json.writeObjectFieldStart("report");
            json.writeArrayFieldStart("stores");
            for (var store : stores) {
                json.writeStartObject();
                json.writeStringField("path", store.file().toString());
                json.writeStringField("form", store.form().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
                json.writeNumberField("entries", store.entries().size());
                json.writeNumberField("transcripts", store.transcripts().size());
                json.writeBooleanField("directory", store.directory());
                if (store.database().isPresent()) json.writeStringField("database", store.database().get().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeArrayFieldStart("findings");
            for (var group : findings.inOrder()) {
                for (var finding : group.first()) RemarkCodec.write(json, finding);
            }
            json.writeEndArray();
        });
    }
}
