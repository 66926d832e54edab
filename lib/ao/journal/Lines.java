package ao.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a stream of bytes, one after the other and without a copy: plans have millions. */
final class Lines implements Closeable {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int end;
    private int filled;
    private boolean over;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false when there is none. A last line without an end is one, too. */
    boolean next() throws IOException {
        start = filled == 0 ? 0 : end + 1;
        if (start > filled) return false;
        int searched = start;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    end = i;
                    return true;
                }
            }
            searched = filled;
            if (over) {
                end = filled;
                return filled > start;
            }
            searched -= start;
            fill();
        }
    }

    /** Reads on; what is left of the buffer moves to its beginning. */
    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        start = 0;
        if (filled == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) over = true;
        else filled += read;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the line begins in the buffer. */
    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, end);
    }

    /** Whether the line begins with this ASCII text. */
    boolean startsWith(String text) {
        if (length() < text.length()) return false;
        for (int i = 0; i < text.length(); i++) {
            if (buffer[start + i] != text.charAt(i)) return false;
        }
        return true;
    }

    /** The first bytes of the line, at most so many, as ASCII text. */
    String early(int most) {
        return new String(buffer, start, Math.min(most, length()), StandardCharsets.ISO_8859_1);
    }

    @Override public void close() throws IOException {
        in.close();
    }
}
