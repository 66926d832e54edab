package ao.read;

import java.io.IOException;
import java.io.InputStream;

/** Reads a stream piece by piece, in a buffer that becomes large only where there is much: most files are small. */
public final class Pieces {
    private static final int FIRST = 1 << 13;
    private static final int FURTHER = 1 << 16;

    private Pieces() { }

    /** What takes the pieces. */
    public interface Taker {
        /** The first bytes of the buffer, which is used again for the next ones. */
        void take(byte[] buffer, int length) throws IOException;
    }

    /**
     * Reads at most so many bytes.
     *
     * @return how many there were
     */
    public static long read(InputStream in, long most, Taker taker) throws IOException {
        int ready = in.available();
        // One byte more than there are tells the end.
        var buffer = new byte[(int) Math.min(ready > 0 ? Math.min(FIRST, ready + 1L) : FIRST, most)];
        long size = 0;
        while (size < most) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - size));
            if (read < 0) break;
            taker.take(buffer, read);
            size += read;
            if (read == buffer.length && buffer.length < FURTHER) buffer = new byte[FURTHER];
        }
        return size;
    }
}
