package ao.report;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes out of a visitor, which may not throw what writing throws. */
public final class Streaming {
    private Streaming() { }

    /** Something that writes. */
    public interface Writing {
        void run() throws IOException;
    }

    /** Writes; a failure comes out unchecked. */
    public static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
