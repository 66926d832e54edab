package ao.report;

import ao.read.Explanations.Explanation;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Explained codes in a report. */
public final class ExplanationJson {
    private ExplanationJson() { }

    /** Writes them as the member {@code codes} of the object that is open. */
    public static void write(JsonGenerator out, List<Explanation> explained) throws IOException {
        out.writeArrayFieldStart("codes");
        for (var e : explained) {
            out.writeStartObject();
            out.writeStringField("code", e.code());
            out.writeStringField("means", e.means());
            out.writeStringField("comes", e.comes());
            out.writeStringField("check", e.check());
            out.writeStringField("fix", e.fix());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
