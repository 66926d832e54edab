package ao.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of bytes. */
final class Lines {
    private Lines() { }

    /** The next line without its end; null at the end of the stream. */
    static byte[] next(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(256);
        int c = in.read();
        if (c < 0) return null;
        for (; c >= 0 && c != '\n'; c = in.read()) line.write(c);
        return line.toByteArray();
    }

    static boolean startsWith(byte[] line, String text) {
        var start = text.getBytes(StandardCharsets.US_ASCII);
        return line.length >= start.length && java.util.Arrays.equals(line, 0, start.length, start, 0, start.length);
    }
}
