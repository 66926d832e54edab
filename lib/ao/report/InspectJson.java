package ao.report;

import ao.journal.RemarkCodec;
import ao.model.Conversation;
import ao.model.Finding;
import ao.model.ResumeVerdict;
import ao.report.StoreView.SessionView;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.ToIntFunction;

/** An inspection as one JSON document, which streams session by session. */
public final class InspectJson {
    private InspectJson() { }

    /**
     * Reads the stores and writes them.
     *
     * @param commands makes a command line of a command and a word
     */
    public static List<Inspected> write(List<StoreView> stores, InspectFilter filter, Envelope.Head head, PrintStream out, ToIntFunction<List<Inspected>> exit, BinaryOperator<String> commands) {
        return write(stores, filter, head, out, exit, (g, all) -> { }, commands);
    }

    /**
     * The same, with more in it.
     *
     * @param more what is written into the report
     */
    static List<Inspected> write(List<StoreView> stores, InspectFilter filter, Envelope.Head head, PrintStream out, ToIntFunction<List<Inspected>> exit, InspectHtml.More more, BinaryOperator<String> commands) {
        var all = new ArrayList<Inspected>();
        Envelope.write(out, head, "inspect", () -> exit.applyAsInt(all), "", g -> {
            g.writeObjectFieldStart("report");
            var findings = new PackedFindings();
            g.writeArrayFieldStart("sessions");
            for (var store : stores) {
                all.add(Inspected.of(store, filter, 1, session -> Streaming.write(() -> session(g, store, session)), findings::add));
            }
            g.writeEndArray();
            projects(g, all);
            stores(g, all);
            more.write(g, all);
            g.writeEndObject();
            g.writeArrayFieldStart("findings");
            findings.writeTo(g);
            g.writeEndArray();
            g.writeArrayFieldStart("next");
            var next = NextStep.of(all, commands);
            if (next.isPresent()) g.writeString(next.get());
            g.writeEndArray();
        });
        return all;
    }

    /** A session with the store that it was found in. */
    public record Found(StoreView store, SessionView session) { }

    /** Writes what was found of one session in all stores. */
    public static void session(List<Found> found, List<Finding> findings, Envelope.Head head, PrintStream out, int exitCode) {
        Envelope.write(out, head, "inspect", () -> exitCode, "", g -> {
            g.writeObjectFieldStart("report");
            g.writeArrayFieldStart("sessions");
            for (var one : found) session(g, one.store(), one.session());
            g.writeEndArray();
            g.writeEndObject();
            findings(g, findings);
        });
    }

    /** Writes the member that tells what was found. */
    public static void findings(JsonGenerator g, List<Finding> findings) throws IOException {
        g.writeArrayFieldStart("findings");
        for (var finding : findings) RemarkCodec.write(g, finding);
        g.writeEndArray();
    }

    /** Writes a session as an object. */
    static void session(JsonGenerator g, StoreView store, SessionView session) throws IOException {
        g.writeStartObject();
        g.writeStringField("store", store.path());
        g.writeStringField("project", session.project());
        g.writeStringField("id", session.id());
        g.writeStringField("kind", session.kind());
        g.writeStringField("status", session.status());
        g.writeBooleanField("over", session.over());
        g.writeStringField("agent", session.agent());
        g.writeStringField("path", session.path());
        g.writeStringField("branch", session.branch());
        g.writeStringField("worktree", session.worktree());
        g.writeArrayFieldStart("pullRequests");
        for (var address : session.pullRequests()) g.writeString(address);
        g.writeEndArray();
        if (!session.createdAt().isEmpty()) g.writeStringField("createdAt", session.createdAt());
        if (!session.endedAt().isEmpty()) g.writeStringField("endedAt", session.endedAt());
        g.writeStringField("changedAt", session.changed().toString());
        g.writeFieldName("resume");
        verdict(g, session.resume());
        if (session.details().isPresent()) details(g, session.details().get());
        g.writeEndObject();
    }

    private static void details(JsonGenerator g, SessionDetails details) throws IOException {
        g.writeStringField("git", details.git());
        g.writeObjectField("document", details.document());
        g.writeArrayFieldStart("history");
        for (var event : details.history()) {
            g.writeStartObject();
            g.writeStringField("at", event.at());
            g.writeStringField("what", event.what());
            g.writeStringField("details", event.details());
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeArrayFieldStart("restorePlan");
        for (var step : details.restore()) g.writeString(step);
        g.writeEndArray();
    }

    private static void verdict(JsonGenerator g, ResumeVerdict verdict) throws IOException {
        g.writeStartObject();
        g.writeStringField("verdict", verdict.kind().words());
        if (!verdict.reason().isEmpty()) g.writeStringField("reason", verdict.reason());
        if (!verdict.command().isEmpty()) g.writeStringField("command", verdict.command());
        if (verdict.conversation().isPresent()) conversation(g, "transcript", verdict.conversation().get());
        if (verdict.lastTurn().isPresent()) g.writeStringField("lastTurn", verdict.lastTurn().get().toString());
        if (verdict.newer().isPresent()) conversation(g, "newer", verdict.newer().get());
        if (verdict.deletedOn().isPresent()) g.writeStringField("deletedOn", verdict.deletedOn().get().toString());
        g.writeEndObject();
    }

    private static void conversation(JsonGenerator g, String name, Conversation conversation) throws IOException {
        g.writeObjectFieldStart(name);
        g.writeStringField("id", conversation.id());
        g.writeStringField("path", conversation.file().toString());
        g.writeNumberField("size", conversation.size());
        g.writeStringField("modified", conversation.modified().toString());
        g.writeEndObject();
    }

    private static void projects(JsonGenerator g, List<Inspected> all) throws IOException {
        g.writeArrayFieldStart("projects");
        for (var one : all) {
            for (var project : one.store().projects()) {
                g.writeStartObject();
                g.writeStringField("store", one.store().path());
                g.writeStringField("id", project.id());
                g.writeStringField("path", project.path());
                g.writeBooleanField("registered", project.registered());
                g.writeNumberField("sessions", one.sessions(project.id()));
                g.writeNumberField("living", one.living(project.id()));
                g.writeObjectField("byStatus", one.statuses(project.id()));
                g.writeObjectFieldStart("resume");
                for (var kind : ResumeVerdict.Kind.values()) g.writeNumberField(kind.words(), one.verdicts(project.id(), kind));
                g.writeEndObject();
                g.writeEndObject();
            }
        }
        g.writeEndArray();
    }

    private static void stores(JsonGenerator g, List<Inspected> all) throws IOException {
        g.writeArrayFieldStart("stores");
        for (var one : all) {
            g.writeStartObject();
            g.writeStringField("kind", one.store().kind());
            g.writeStringField("path", one.store().path());
            g.writeObjectField("facts", one.store().facts());
            g.writeNumberField("sessions", one.sessions());
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
