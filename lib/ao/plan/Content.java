package ao.plan;

import ao.model.Fingerprint.FileContent;
import ao.model.Relocation;
import ao.model.Splice;
import java.nio.file.Path;
import java.util.List;

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

    /** Another file, as it was when the plan was made, but for some stretches of it; in order, apart from each other. */
    record Spliced(Path file, FileContent content, List<Splice> splices) implements Content { }

    /** Another file of JSON lines, as it was when the plan was made, but for the directories that a member of each line names. */
    record Relocated(Path file, FileContent content, String member, Relocation relocation) implements Content { }

    /** A packed file, as it was when the plan was made, but for some stretches of what it holds. */
    record Repacked(Path file, FileContent content, List<Splice> splices) implements Content { }

    /** The entries of an OpenClaw directory as one store file; made anew each time, and the same as long as they are. */
    record Gathered(Path directory) implements Content { }

    /** The document of an entry of an OpenClaw store file, by its number there; for what is too large for a plan. */
    record EntryOf(Path store, FileContent content, int number) implements Content { }

    /** A snapshot as one file: its manifest, then everything that it lists; made anew each time, and always the same. */
    record Packed(Path manifest, Path copies) implements Content { }

    /** A file within a packed snapshot. */
    record Unpacked(Path archive, String name, FileContent content) implements Content { }

    /** Nothing that could be written: the content of a change that was read without it. */
    record Unread() implements Content { }

    /** What a run kept when it replaced or removed a file. */
    record Kept(String run, long seq) implements Content { }
}
