package ao.read;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a file as bytes, with what ends them. Of a line that is too long to be held only pieces are given. */
final class ByteLines implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final InputStream source;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    private int at;
    private int end;
    private boolean within;
    private boolean whole;

    /** @param longest lines of more bytes are given in pieces */
    ByteLines(InputStream source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /** The next line, or the next piece of one; nothing at the end. */
    Optional<byte[]> next() throws IOException {
        line.reset();
        boolean began = !within;
        while (true) {
            if (at == end) {
                at = 0;
                end = source.read(buffer, 0, buffer.length);
                if (end <= 0) {
                    end = 0;
                    whole = began;
                    within = false;
                    return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
                }
            }
            int stop = at;
            while (stop < end && buffer[stop] != '\n') stop++;
            boolean ended = stop < end;
            line.write(buffer, at, (ended ? stop + 1 : stop) - at);
            at = ended ? stop + 1 : stop;
            if (!ended && line.size() < longest) continue;
            whole = began && ended;
            within = !ended;
            return Optional.of(line.toByteArray());
        }
    }

    /** Whether what was given last is a line from its beginning to its end. */
    boolean isWhole() {
        return whole;
    }

    @Override public void close() throws IOException {
        source.close();
    }
}
