package ao.report;

import ao.model.AoException;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;

/** The one JSON document of a command: what every command's has, around what is its own. Streams. */
public final class Envelope {
    /** The version of this form; names are only ever added. */
    private static final int SCHEMA = 1;

    /** What a report says of the use that made it. */
    public record Head(String command, List<String> argv, Instant startedAt, Instant finishedAt) { }

    /** Writes members into the open document. */
    public interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private Envelope() { }

    /**
     * Writes the document.
     *
     * @param mode plan, apply, inspect or rollback
     * @param exitCode asked for once the body is written, since that may decide it
     * @param run      the run's id; empty for none
     */
    public static void write(OutputStream stream, Head head, String mode, IntSupplier exitCode, String run, Body body) {
        try {
            var out = Json.MAPPER.getFactory().createGenerator(stream).useDefaultPrettyPrinter().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).setCharacterEscapes(new TerminalEscapes());
            begin(out, head, mode, run);
            try {
                body.write(out);
            } catch (RuntimeException e) {
                while (!out.getOutputContext().getParent().inRoot()) {
                    if (out.getOutputContext().inArray()) out.writeEndArray();
                    else out.writeEndObject();
                }
                throw new Torn(out, e);
            }
            end(out, exitCode.getAsInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something went wrong when a part of the document was written: whoever knows the exit code ends it. */
    public static final class Torn extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient JsonGenerator out;

        Torn(JsonGenerator out, RuntimeException cause) {
            super(cause);
            this.out = out;
        }

        /** Ends the document with what went wrong. */
        public void end(int exitCode, AoException e) {
            try {
                error(out, e);
                Envelope.end(out, exitCode);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private static void begin(JsonGenerator out, Head head, String mode, String run) throws IOException {
        out.writeStartObject();
        out.writeNumberField("schemaVersion", SCHEMA);
        out.writeStringField("tool", "ao");
        out.writeStringField("version", Version.NUMBER);
        out.writeStringField("command", head.command());
        out.writeStringField("mode", mode);
        if (run.isEmpty()) out.writeNullField("run");
        else out.writeStringField("run", run);
        out.writeStringField("host", host());
        out.writeStringField("user", System.getProperty("user.name"));
        out.writeArrayFieldStart("argv");
        for (var word : head.argv()) out.writeString(word);
        out.writeEndArray();
        out.writeStringField("startedAt", head.startedAt().toString());
        out.writeStringField("finishedAt", head.finishedAt().toString());
    }

    private static void end(JsonGenerator out, int exitCode) throws IOException {
        out.writeNumberField("exitCode", exitCode);
        out.writeBooleanField("ok", exitCode == 0);
        out.writeEndObject();
        out.writeRaw('\n');
        out.close();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** Writes the document of a command that failed. */
    public static void failure(OutputStream stream, Head head, int exitCode, AoException e) {
        write(stream, head, "failed", () -> exitCode, "", out -> error(out, e));
    }

    /** Writes the member that tells of a failure. */
    public static void error(JsonGenerator out, AoException e) throws IOException {
        out.writeObjectFieldStart("error");
        out.writeStringField("code", e.code());
        out.writeStringField("message", e.getMessage());
        out.writeStringField("hint", e.hint());
        out.writeEndObject();
    }
}
