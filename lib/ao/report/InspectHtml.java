package ao.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.ToIntFunction;

/** An inspection as one page for a browser, which needs no network: the JSON document, and a script that shows it. */
public final class InspectHtml {
    private static final String DATA = "@DATA@";

    private InspectHtml() { }

    /** Something that is written next to what an inspection has. */
    public interface More {
        void write(com.fasterxml.jackson.core.JsonGenerator g, List<Inspected> all) throws IOException;
    }

    /**
     * Reads the stores and writes the page.
     *
     * @param commands makes a command line of a command and a word
     */
    public static List<Inspected> write(List<StoreView> stores, InspectFilter filter, Envelope.Head head, OutputStream out, ToIntFunction<List<Inspected>> exit, More more, BinaryOperator<String> commands) throws IOException {
        var page = page();
        int at = page.indexOf(DATA);
        out.write(page.substring(0, at).getBytes(StandardCharsets.UTF_8));
        List<Inspected> all;
        try (var safe = new PrintStream(new ScriptSafe(out), false, StandardCharsets.UTF_8)) {
            all = InspectJson.write(stores, filter, head, safe, exit, more, commands);
        }
        out.write(page.substring(at + DATA.length()).getBytes(StandardCharsets.UTF_8));
        return all;
    }

    private static String page() {
        try (var in = Objects.requireNonNull(InspectHtml.class.getResourceAsStream("/res/report.html"), "res/report.html is not in the build")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON inside a script element: whatever somebody's file says, it cannot end the element. */
    private static final class ScriptSafe extends OutputStream {
        private static final byte[] LESS = "\\u003c".getBytes(StandardCharsets.US_ASCII);

        private final OutputStream out;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 13);

        ScriptSafe(OutputStream out) {
            this.out = out;
        }

        @Override public void write(int b) throws IOException {
            if (b == '<') buffer.write(LESS);
            else buffer.write(b);
            if (buffer.size() >= 1 << 13) flush();
        }

        @Override public void write(byte[] bytes, int from, int length) throws IOException {
            for (int i = from; i < from + length; i++) write(bytes[i]);
        }

        @Override public void flush() throws IOException {
            buffer.writeTo(out);
            buffer.reset();
        }
    }
}
