package ao.report;

import ao.journal.RemarkCodec;
import ao.model.Finding;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Findings that have to wait until the sessions are written: packed, as a store may be full of them. */
final class PackedFindings {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GZIPOutputStream packed;
    private final JsonGenerator out;
    private boolean any;

    PackedFindings() throws IOException {
        packed = new GZIPOutputStream(bytes);
        out = Json.MAPPER.getFactory().createGenerator(packed);
        out.setRootValueSeparator(null);
    }

    void add(Finding finding) {
        Streaming.write(() -> RemarkCodec.write(out, finding));
        any = true;
    }

    /** Writes them all, as members of an array that is open. */
    void writeTo(JsonGenerator g) throws IOException {
        out.close();
        packed.close();
        if (!any) return;
        try (var in = Json.MAPPER.getFactory().createParser(new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())))) {
            while (in.nextToken() != null) g.copyCurrentStructure(in);
        }
    }
}
