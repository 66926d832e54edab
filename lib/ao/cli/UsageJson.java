package ao.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import picocli.CommandLine;

/** The help of a command in a report. */
final class UsageJson {
    private UsageJson() { }

    /** Writes it as members of the object that is open: the text that a reader gets, and what a program asks for. */
    static void write(JsonGenerator out, CommandLine line) throws IOException {
        out.writeStringField("topic", line.getCommandSpec().qualifiedName());
        out.writeStringField("usage", line.getUsageMessage());
        out.writeArrayFieldStart("options");
        for (var option : line.getCommandSpec().options()) {
            if (option.hidden()) continue;
            out.writeStartObject();
            out.writeArrayFieldStart("names");
            for (var name : option.names()) out.writeString(name);
            out.writeEndArray();
            out.writeStringField("value", option.arity().max() == 0 ? "" : option.paramLabel());
            out.writeStringField("description", String.join(" ", option.description()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("commands");
        for (var name : line.getSubcommands().keySet()) out.writeString(name);
        out.writeEndArray();
    }
}
