package ao.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Is told how far something long has come, from many threads. Whoever does the work does not know who looks on. */
public interface Progress {
    /**
     * Another step begins.
     *
     * @param what one word for it
     * @param of   how many things it has to do, 0 when nobody can tell
     */
    void begin(String what, long of);

    /** So many things of the step are done. */
    void advance(long things);

    /** So many bytes of the step are read or written. */
    void bytes(long count);

    /** The same stream, whose bytes are counted as they are read. */
    default InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override public int read() throws IOException {
                int read = super.read();
                if (read >= 0) bytes(1);
                return read;
            }

            @Override public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read > 0) bytes(read);
                return read;
            }
        };
    }

    /** Nobody looks on. */
    Progress NONE = new Progress() {
        @Override public void begin(String what, long of) { }

        @Override public void advance(long things) { }

        @Override public void bytes(long count) { }
    };
}
