package ao.journal;

import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.model.Severity;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a plan tells beside its changes, as JSON: the shapes that the reports use, too. */
public final class RemarkCodec {
    private RemarkCodec() { }

    public static void write(JsonGenerator out, Loss loss) throws IOException {
        out.writeStartObject();
        out.writeStringField("project", loss.project());
        out.writeStringField("session", loss.session());
        out.writeStringField("field", loss.field());
        out.writeStringField("old", loss.oldValue());
        out.writeStringField("new", loss.newValue());
        out.writeStringField("reason", loss.reason());
        out.writeEndObject();
    }

    /** Writes losses of one session: project, session, then field, old, new and reason of each. */
    static void writeTogether(JsonGenerator out, List<Loss> losses) throws IOException {
        out.writeStartArray();
        out.writeString(losses.get(0).project());
        out.writeString(losses.get(0).session());
        for (var loss : losses) {
            out.writeString(loss.field());
            out.writeString(loss.oldValue());
            out.writeString(loss.newValue());
            out.writeString(loss.reason());
        }
        out.writeEndArray();
    }

    /** The losses of a line; the inverse of {@link #writeTogether}. */
    static List<Loss> losses(JsonNode line) {
        var losses = new ArrayList<Loss>();
        for (int i = 2; i < line.size(); i += 4) {
            losses.add(new Loss(line.get(0).textValue(), line.get(1).textValue(), line.get(i).textValue(), line.get(i + 1).textValue(),
                line.get(i + 2).textValue(), line.get(i + 3).textValue()));
        }
        return losses;
    }

    public static void write(JsonGenerator out, Note note) throws IOException {
        out.writeStartObject();
        out.writeStringField("project", note.project());
        out.writeStringField("session", note.session());
        out.writeStringField("text", note.text());
        out.writeEndObject();
    }

    static Note note(JsonNode n) {
        return new Note(text(n, "project"), text(n, "session"), text(n, "text"));
    }

    public static void write(JsonGenerator out, ResumeHint hint) throws IOException {
        out.writeStartObject();
        out.writeStringField("project", hint.project());
        out.writeStringField("session", hint.session());
        out.writeStringField("command", hint.command());
        out.writeStringField("remark", hint.remark());
        out.writeEndObject();
    }

    static ResumeHint hint(JsonNode n) {
        return new ResumeHint(text(n, "project"), text(n, "session"), text(n, "command"), text(n, "remark"));
    }

    public static void write(JsonGenerator out, Finding finding) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", finding.code());
        out.writeStringField("severity", finding.severity().word());
        out.writeStringField("category", finding.category().words());
        out.writeObjectFieldStart("subject");
        out.writeStringField("kind", finding.subject().kind());
        out.writeStringField("id", finding.subject().id());
        if (!finding.subject().project().isEmpty()) out.writeStringField("project", finding.subject().project());
        if (finding.subject().path().isPresent()) out.writeStringField("path", finding.subject().path().get().toString());
        out.writeEndObject();
        out.writeStringField("message", finding.message());
        if (finding.expected().isPresent()) out.writeStringField("expected", finding.expected().get());
        if (finding.found().isPresent()) out.writeStringField("found", finding.found().get());
        if (finding.fix().isPresent()) {
            out.writeObjectFieldStart("fix");
            out.writeStringField("command", finding.fix().get().command());
            out.writeBooleanField("safe", finding.fix().get().safe());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /** A finding as it was written. */
    public static Finding finding(JsonNode n) {
        var subject = n.required("subject");
        var severity = Severity.valueOf(text(n, "severity").toUpperCase(Locale.ROOT));
        var category = optional(n, "category").map(c -> Finding.Category.valueOf(c.toUpperCase(Locale.ROOT).replace(' ', '_')));
        var fix = optional(n.path("fix"), "command").map(c -> new Finding.Fix(c, n.path("fix").path("safe").asBoolean()));
        var plain = Finding.of(text(n, "code"), severity, new Finding.Subject(text(subject, "kind"), text(subject, "id"), optional(subject, "path").map(Path::of), optional(subject, "project").orElse("")),
            text(n, "message"));
        return new Finding(plain.code(), severity, category.orElse(plain.category()), plain.subject(), plain.message(),
            optional(n, "expected"), optional(n, "found"), fix);
    }

    private static String text(JsonNode node, String name) {
        return node.required(name).textValue();
    }

    private static Optional<String> optional(JsonNode node, String name) {
        return Optional.ofNullable(node.path(name).textValue());
    }
}
