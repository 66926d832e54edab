package ao.report;

import ao.journal.RemarkCodec;
import ao.model.Finding;
import ao.model.Severity;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** What an inspection says. */
public final class InspectReport {
    private static final int SHOWN = 40;

    private InspectReport() { }

    /** Which severities were seen. */
    public static final class Worst {
        private final Set<Severity> seen = EnumSet.noneOf(Severity.class);

        public boolean seen(Severity severity) {
            return seen.contains(severity);
        }

        private void add(Finding finding) {
            seen.add(finding.severity());
        }
    }

    private static final class Counts {
        private final Map<String, Map<String, Integer>> byProject = new TreeMap<>();

        void add(SessionView session) {
            byProject.computeIfAbsent(session.project(), p -> new TreeMap<>()).merge(session.status(), 1, Integer::sum);
        }

        Map<String, Integer> of(String project) {
            return byProject.getOrDefault(project, Map.of());
        }

        int total(String project) {
            return of(project).values().stream().mapToInt(Integer::intValue).sum();
        }

        int total() {
            return byProject.keySet().stream().mapToInt(this::total).sum();
        }
    }

    /** Prints the stores. */
    public static Worst text(List<StoreView> stores, PrintStream out, Style style, boolean verbose, boolean quiet) {
        var worst = new Worst();
        if (stores.isEmpty()) out.println("no store was found");
        for (var store : stores) {
            var counts = new Counts();
            var findings = new ArrayList<Finding>();
            store.sessions().read(counts::add, finding -> {
                worst.add(finding);
                findings.add(finding);
            });
            out.println(style.strong(store.kind() + " store " + Plain.of(store.path())));
            store.facts().forEach((name, value) -> out.println("  " + name + ": " + Plain.of(value)));
            out.println("  " + Plain.count(store.projects().size(), "project", "projects") + ", "
                + Plain.count(counts.total(), "session", "sessions"));
            if (!quiet) projects(store, counts, out);
            findings(findings, out, style, verbose);
            out.println();
        }
        return worst;
    }

    private static void projects(StoreView store, Counts counts, PrintStream out) {
        var table = new TextTable("  PROJECT", "SESSIONS", "BY STATUS");
        for (var project : store.projects()) {
            table.add("  " + project.id() + (project.registered() ? "" : " (not registered)"), String.valueOf(counts.total(project.id())),
                String.join(", ", counts.of(project.id()).entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList()));
        }
        if (!table.isEmpty()) table.lines().forEach(out::println);
    }

    private static void findings(List<Finding> findings, PrintStream out, Style style, boolean verbose) {
        var shown = findings.stream().filter(f -> verbose || f.severity() != Severity.INFO)
            .sorted(java.util.Comparator.comparing(Finding::severity)).toList();
        shown.stream().limit(verbose ? Long.MAX_VALUE : SHOWN).forEach(f -> {
            out.println("  " + style.of(f.severity()) + " " + f.code() + ": " + Plain.of(f.subject().path().map(p -> p + ": ").orElse("") + f.message()));
            f.expected().ifPresent(e -> out.println("      expected " + Plain.of(e) + f.found().map(x -> ", found " + Plain.of(x)).orElse("")));
        });
        if (!verbose && shown.size() > SHOWN) out.println("  … and " + (shown.size() - SHOWN) + " more (-v shows them)");
        long infos = findings.size() - shown.size();
        if (infos > 0) out.println("  " + Plain.count(infos, "remark", "remarks") + " (-v shows them)");
    }

    /** Writes the stores as one document, session by session. */
    public static Worst json(List<StoreView> stores, Envelope.Head head, PrintStream out, ToIntFunction<Worst> exit) {
        var worst = new Worst();
        Envelope.write(out, head, "inspect", () -> exit.applyAsInt(worst), "", g -> {
            g.writeObjectFieldStart("report");
            var counts = new ArrayList<Counts>();
            var findings = new ArrayList<Finding>();
            g.writeArrayFieldStart("sessions");
            for (var store : stores) counts.add(sessions(g, store, findings));
            g.writeEndArray();
            findings.forEach(worst::add);
            projects(g, stores, counts);
            g.writeEndObject();
            g.writeArrayFieldStart("findings");
            for (var finding : findings) RemarkCodec.write(g, finding);
            g.writeEndArray();
        });
        return worst;
    }

    private static Counts sessions(JsonGenerator g, StoreView store, List<Finding> findings) {
        var counts = new Counts();
        store.sessions().read(session -> {
            counts.add(session);
            Streaming.write(() -> {
                g.writeStartObject();
                g.writeStringField("store", store.path());
                g.writeStringField("project", session.project());
                g.writeStringField("id", session.id());
                g.writeStringField("kind", session.kind());
                g.writeStringField("status", session.status());
                g.writeStringField("agent", session.agent());
                g.writeStringField("path", session.path());
                g.writeEndObject();
            });
        }, findings::add);
        return counts;
    }

    private static void projects(JsonGenerator g, List<StoreView> stores, List<Counts> counts) throws IOException {
        g.writeArrayFieldStart("projects");
        for (int i = 0; i < stores.size(); i++) {
            for (var project : stores.get(i).projects()) {
                g.writeStartObject();
                g.writeStringField("store", stores.get(i).path());
                g.writeStringField("id", project.id());
                g.writeStringField("path", project.path());
                g.writeBooleanField("registered", project.registered());
                g.writeNumberField("sessions", counts.get(i).total(project.id()));
                g.writeObjectField("byStatus", counts.get(i).of(project.id()));
                g.writeEndObject();
            }
        }
        g.writeEndArray();
        g.writeArrayFieldStart("stores");
        for (int i = 0; i < stores.size(); i++) {
            g.writeStartObject();
            g.writeStringField("kind", stores.get(i).kind());
            g.writeStringField("path", stores.get(i).path());
            g.writeObjectField("facts", stores.get(i).facts());
            g.writeNumberField("sessions", counts.get(i).total());
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
