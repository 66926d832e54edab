package ao.plan;

import ao.model.Fingerprint.FileContent;
import java.nio.file.Path;

/** Where the bytes of a file that a change writes come from. */
public sealed interface Content {
    /** Bytes up to this many stand in the plan itself. */
    int LARGEST_INLINE = 1 << 20;

    /** The bytes themselves. */
    record Inline(byte[] bytes) implements Content {
        public Inline {
            if (bytes.length > LARGEST_INLINE) throw new IllegalArgumentException("too large for a plan: " + bytes.length);
        }
    }

    /** Another file, as it was when the plan was made. */
    record CopyOf(Path file, FileContent content) implements Content { }

    /** What a run kept when it replaced or removed a file. */
    record Kept(String run, long seq) implements Content { }
}
