package ao.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output that remembers why it failed: a reader that has seen enough is no failure. */
final class StandardOutput extends FilterOutputStream {
    /** What the system says of a pipe whose reader is gone, in words that Java does not translate. */
    private static final String NO_READER = "Broken pipe";

    private boolean unread;

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** Whether whoever reads it, {@code head} for one, has stopped reading. */
    boolean isUnread() {
        return unread;
    }

    @Override public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            unread |= NO_READER.equals(e.getMessage());
            throw e;
        }
    }
}
