package ao.read;

import ao.model.Splice;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rollouts that Codex has packed with Zstandard. */
public final class PackedLines {
    private static final int BUFFER = 1 << 16;

    private PackedLines() { }

    /** Whether a file's name says that it is packed. */
    public static boolean isPacked(Path file) {
        return file.getFileName().toString().endsWith(".zst");
    }

    /** What a file holds, unpacked if it is packed. */
    public static InputStream open(Path file) throws IOException {
        var in = Files.newInputStream(file);
        try {
            return isPacked(file) ? new ZstdInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        } catch (LinkageError e) {
            in.close();
            throw new IOException("nothing here can unpack it: " + e.getMessage(), e);
        }
    }

    /**
     * A packed file with some stretches of what it holds replaced, packed again; the same each time.
     *
     * @param source the packed bytes
     */
    public static InputStream spliced(InputStream source, List<Splice> splices) throws IOException {
        return new Repacked(new SplicedInput(new ZstdInputStream(source), splices));
    }

    /** Packs what it reads, a piece at a time. */
    private static final class Repacked extends InputStream {
        private final InputStream plain;
        private final ByteArrayOutputStream packed = new ByteArrayOutputStream(BUFFER);
        private final ZstdOutputStream packing;
        private final byte[] piece = new byte[BUFFER];
        private byte[] ready = new byte[0];
        private int at;
        private boolean ended;

        Repacked(InputStream plain) throws IOException {
            this.plain = plain;
            this.packing = new ZstdOutputStream(packed);
        }

        private boolean fill() throws IOException {
            while (at == ready.length) {
                if (ended) return false;
                int count = plain.read(piece);
                if (count < 0) {
                    ended = true;
                    packing.close();
                } else {
                    packing.write(piece, 0, count);
                }
                ready = packed.toByteArray();
                packed.reset();
                at = 0;
            }
            return true;
        }

        @Override public int read() throws IOException {
            return fill() ? ready[at++] & 0xFF : -1;
        }

        @Override public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (!fill()) return -1;
            int count = Math.min(length, ready.length - at);
            System.arraycopy(ready, at, buffer, offset, count);
            at += count;
            return count;
        }

        @Override public void close() throws IOException {
            plain.close();
        }
    }
}
