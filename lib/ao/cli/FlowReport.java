package ao.cli;

import ao.journal.Applied;
import ao.journal.ChangeCodec;
import ao.journal.PlanFile;
import ao.journal.RemarkCodec;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Loss;
import ao.plan.Change;
import ao.read.Locations;
import ao.report.ChangeText;
import ao.report.Envelope;
import ao.report.Plain;
import ao.report.RunReport;
import ao.report.Streaming;
import ao.report.Style;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a plan would do, or what became of it: text or JSON on standard output, the rest on standard error. */
final class FlowReport {
    private static final int PROBLEMS_SHOWN = 50;

    private final Session session;
    private final CommonOptions common;
    private final Locations locations;
    private final PlanFile plan;
    private final RunReport report;
    private final Style style;
    private Verification verified = Verification.NONE;

    FlowReport(Session session, CommonOptions common, Locations locations, PlanFile plan) {
        this.session = session;
        this.common = common;
        this.locations = locations;
        this.plan = plan;
        this.report = RunReport.of(plan);
        this.style = new Style(common.colored(session.console()));
    }

    /** The words after a command that names a run: the run, and the home that it belongs to. */
    static List<String> words(String run, CommonOptions common) {
        var words = new ArrayList<>(List.of(run));
        common.home().ifPresent(home -> words.addAll(List.of("--home", home.toAbsolutePath().normalize().toString())));
        return words;
    }

    private String command(String name, String run) {
        return session.invocation().command(name, words(run, common));
    }

    /** A plan that would change nothing. */
    Exit nothing() {
        var exit = report.problems().isEmpty() ? Exit.OK : Exit.INCOMPLETE;
        findings();
        if (common.json()) {
            json("apply", exit, Optional.empty(), List.of(), false);
        } else {
            if (!common.quiet()) report.text(session.console().out(), Optional.empty(), common.verbose());
            problems(report.problems());
            session.console().out().println(report.nothing() + (report.problems().isEmpty() ? "" : ", but for the problems above") + " (" + report.summary(Optional.empty()) + ")");
        }
        return exit;
    }

    /** A declined plan. */
    Exit declined() {
        var refusal = new AoException.Usage("declined", "declined; nothing was changed", "");
        session.console().say("ao: " + refusal.getMessage());
        if (common.json()) {
            Envelope.failure(session.console().out(), Start.head(plan.header().command(), session), Exit.FINDINGS.code(), refusal);
        }
        return Exit.FINDINGS;
    }

    /** What the operator must know before saying yes. */
    void beforeConsent() {
        findings();
        for (var line : report.problems()) session.console().say("problem: " + Plain.of(line));
        session.console().say(report.summary(Optional.empty()));
        session.console().say("it can be taken back: the run tells the command, and keeps what it replaces");
    }

    /** A plan that was rehearsed. */
    Exit rehearsed(List<? extends AoException> reasons) {
        findings();
        var exit = reasons.isEmpty() ? Exit.OK : Exit.REFUSED;
        if (common.json()) {
            json("rehearse", exit, Optional.empty(), reasons, false);
            return exit;
        }
        var out = session.console().out();
        if (!common.quiet()) report.text(out, Optional.empty(), common.verbose());
        problems(report.problems());
        if (reasons.isEmpty()) out.println(style.strong("nothing stands in the way") + " · " + report.summary(Optional.empty()) + " · " + plan.steps() + " changes rehearsed");
        else out.println(style.bad(Plain.count(reasons.size(), "thing stands", "things stand") + " in the way:"));
        for (var reason : reasons) out.println("  " + Plain.of(reason.getMessage()) + " (" + reason.code() + (reason.hint().isEmpty() ? "" : "; " + reason.hint()) + ")");
        return exit;
    }

    /** A plan that is only shown. */
    void planned(Exit exit, List<AoException.Refused> refusals, Optional<Path> saved) {
        findings();
        if (common.json()) {
            json("plan", exit, Optional.empty(), refusals, true);
        } else {
            var out = session.console().out();
            if (!common.quiet()) {
                ChangeText.print(plan, out, common.verbose());
                report.text(out, Optional.empty(), common.verbose());
            }
            problems(report.problems());
            out.println(plan.changes() == 0 ? report.nothing().replaceFirst(":.*", "") + " (" + report.summary(Optional.empty()) + ")" : report.summary(Optional.empty()));
        }
        for (var refusal : refusals) session.console().say("it would be refused now: " + refusal.getMessage() + " (" + refusal.code() + "; " + refusal.hint() + ")");
        saved.ifPresent(file -> session.console().say("saved; apply it with: " + session.invocation().command("apply", words(file.toAbsolutePath().toString(), common))));
    }

    private void problems(List<String> problems) {
        if (problems.isEmpty()) return;
        var out = session.console().out();
        out.println();
        out.println(style.bad("problems:"));
        problems.stream().limit(common.verbose() ? Long.MAX_VALUE : PROBLEMS_SHOWN).forEach(p -> out.println("  " + Plain.of(p)));
        if (!common.verbose() && problems.size() > PROBLEMS_SHOWN) out.println("  … and " + (problems.size() - PROBLEMS_SHOWN) + " more (-v shows them)");
    }

    /** A run that came to its end, or stopped. */
    Exit applied(Applied applied, Verification verification) {
        findings();
        verified = verification;
        var problems = new ArrayList<>(report.problems());
        problems.addAll(verification.left());
        var exit = PlanFlow.exit(applied, problems);
        var id = applied.run().id();
        session.console().changed("  what was done is in run " + id + "; take it back with: " + command("rollback", id));
        if (common.json()) {
            json("apply", exit, Optional.of(applied), List.of(), false);
        } else {
            var out = session.console().out();
            if (!common.quiet()) report.text(out, Optional.of(applied), common.verbose());
            if (!common.quiet() && !verification.line().isEmpty()) out.println(verification.line());
            applied.misses().forEach(m -> problems.add(m.what() + ": " + m.why()));
            problems(problems);
            if (!common.quiet() || !problems.isEmpty()) out.println();
            out.println(style.strong(report.summary(Optional.of(applied))) + " · run " + id + " · undo: " + command("rollback", id));
        }
        applied.stopped().ifPresent(e -> {
            session.console().say("ao: " + e.getMessage() + (e.hint().isEmpty() ? "" : "\n  " + e.hint()));
            session.console().say("  the run is incomplete; finish it with: " + command("resume", id) + "\n  or take it back with: " + command("rollback", id));
        });
        next(applied).ifPresent(line -> {
            if (!common.quiet()) session.console().say(line);
        });
        return exit;
    }

    private Optional<String> next(Applied applied) {
        if (!applied.misses().isEmpty() && applied.stopped().isEmpty()) {
            var id = applied.run().id();
            return Optional.of("not everything was done; when what is in the way is mended, finish it with: " + command("resume", id) + "\n  or take it back with: " + command("rollback", id));
        }
        if (!plan.header().command().equals("import") || !applied.complete()) return Optional.empty();
        return Optional.of("next: look at it with " + inspectCommand() + ", then start the daemon");
    }

    private String inspectCommand() {
        return session.invocation().command("inspect", words(locations.database().toString(), common));
    }

    /** Errors and warnings go to the screen at once; JSON has them all. */
    private void findings() {
        if (common.quiet() || common.json() || !plan.hasFindings()) return;
        plan.read(new PlanFile.Visitor() {
            @Override public void finding(Finding finding) {
                if (finding.severity() == ao.model.Severity.INFO && !common.verbose()) return;
                session.console().say(line(finding));
            }
        }, PlanFile.Kind.FINDINGS);
    }

    /** A finding as a line for a screen. */
    static String line(Finding finding) {
        return finding.severity().word() + ": " + Plain.of(text(finding));
    }

    private static String text(Finding finding) {
        return finding.subject().path().map(p -> p + ": ").orElse(finding.subject().id() + ": ") + finding.message()
            + finding.expected().map(e -> " (expected " + e + finding.found().map(f -> ", found " + f).orElse("") + ")").orElse("");
    }

    private void json(String mode, Exit exit, Optional<Applied> applied, List<? extends AoException> refusals, boolean changes) {
        var run = applied.map(a -> a.run().id()).orElse("");
        var shown = plan.header().command().equals("rollback") && mode.equals("apply") ? "rollback" : mode;
        Envelope.write(session.console().out(), Start.head(plan.header().command(), session), shown, exit::code, run,
            out -> body(out, applied, refusals, changes));
    }

    private void body(JsonGenerator out, Optional<Applied> applied, List<? extends AoException> refusals, boolean changes) throws IOException {
        out.writeArrayFieldStart("next");
        if (applied.isPresent()) {
            out.writeString(command("rollback", applied.get().run().id()));
            if (applied.get().run().open()) out.writeString(command("resume", applied.get().run().id()));
            else if (plan.header().command().equals("import")) out.writeString(inspectCommand());
        }
        out.writeEndArray();
        out.writeArrayFieldStart("stores");
        for (var store : plan.header().stores()) {
            out.writeStartObject();
            out.writeStringField("kind", store.kind().word());
            out.writeStringField("path", store.path().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
        long attempted = plan.rows() + plan.steps();
        out.writeObjectFieldStart("summary");
        out.writeNumberField("attempted", applied.isPresent() ? attempted : 0);
        out.writeNumberField("changed", applied.map(Applied::changed).orElse(0));
        out.writeNumberField("already", report.already());
        out.writeNumberField("skipped", report.skipped());
        out.writeNumberField("refused", refusals.size());
        out.writeNumberField("failed", report.problems().size() + verified.left().size() + applied.map(a -> a.misses().size()).orElse(0));
        out.writeEndObject();
        out.writeObjectFieldStart("report");
        report.json(out, applied);
        if (!verified.report().isEmpty()) {
            out.writeFieldName("verified");
            var found = verified.report().deepCopy();
            var left = found.putArray("left");
            verified.left().forEach(left::add);
            out.writeTree(found);
        }
        if (applied.isPresent()) {
            out.writeArrayFieldStart("missed");
            for (var miss : applied.get().misses()) {
                out.writeStartObject();
                out.writeStringField("what", miss.what());
                out.writeStringField("outcome", miss.outcome().word());
                out.writeStringField("why", miss.why());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        if (!refusals.isEmpty()) {
            out.writeArrayFieldStart("refusals");
            for (var refusal : refusals) {
                out.writeStartObject();
                out.writeStringField("code", refusal.code());
                out.writeStringField("message", refusal.getMessage());
                out.writeStringField("hint", refusal.hint());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
        remarks(out);
        if (changes) changes(out);
        if (applied.flatMap(Applied::stopped).isPresent()) Envelope.error(out, applied.get().stopped().get());
    }

    private void remarks(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("losses");
        plan.read(new PlanFile.Visitor() {
            @Override public void loss(Loss loss) {
                Streaming.write(() -> RemarkCodec.write(out, loss));
            }
        }, PlanFile.Kind.LOSSES);
        out.writeEndArray();
        out.writeArrayFieldStart("findings");
        plan.read(new PlanFile.Visitor() {
            @Override public void finding(Finding finding) {
                Streaming.write(() -> RemarkCodec.write(out, finding));
            }
        }, PlanFile.Kind.FINDINGS);
        out.writeEndArray();
    }

    private void changes(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("changes");
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                Streaming.write(() -> {
                    out.writeStartObject();
                    out.writeNumberField("seq", seq);
                    ChangeCodec.show(out, change);
                    out.writeEndObject();
                });
            }
        }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
        out.writeEndArray();
    }
}
