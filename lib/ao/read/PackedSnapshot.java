package ao.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The bytes of a packed snapshot, made as they are read: the same manifest and files give the same bytes. */
public final class PackedSnapshot extends InputStream {
    private static final int CHUNK = 1 << 16;

    private final ByteArrayOutputStream ready = new ByteArrayOutputStream(2 * CHUNK);
    private final ZipOutputStream zip = new ZipOutputStream(ready);
    private final Deque<Part> parts = new ArrayDeque<>();
    private final byte[] chunk = new byte[CHUNK];
    private InputStream current;
    private byte[] given = new byte[0];
    private int at;
    private boolean ended;

    /** A file that comes into the archive. */
    private record Part(String name, Path source, Instant modified) { }

    /** @param copies where copies of databases lie, each under its hash */
    public PackedSnapshot(Path manifest, Path copies) {
        zip.setLevel(Deflater.BEST_SPEED);
        List<Part> listed = new ArrayList<>();
        var head = SnapshotManifest.read(manifest.getParent(), entry -> {
            if (entry instanceof SnapshotEntry.File file) listed.add(new Part(file.at(), SnapshotWalk.source(file, copies), file.modified()));
        });
        parts.add(new Part(SnapshotManifest.NAME, manifest, head.madeAt()));
        parts.addAll(listed);
    }

    @Override public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override public int read(byte[] buffer, int offset, int length) throws IOException {
        while (at == given.length) {
            if (ended) return -1;
            advance();
            given = ready.toByteArray();
            ready.reset();
            at = 0;
        }
        int count = Math.min(length, given.length - at);
        System.arraycopy(given, at, buffer, offset, count);
        at += count;
        return count;
    }

    private void advance() throws IOException {
        if (current == null) {
            var next = parts.poll();
            if (next == null) {
                zip.finish();
                ended = true;
                return;
            }
            var entry = new ZipEntry(next.name());
            entry.setLastModifiedTime(FileTime.from(next.modified()));
            zip.putNextEntry(entry);
            current = Files.newInputStream(next.source());
        }
        int count = current.read(chunk);
        if (count >= 0) {
            zip.write(chunk, 0, count);
        } else {
            current.close();
            current = null;
            zip.closeEntry();
        }
    }

    @Override public void close() throws IOException {
        if (current != null) current.close();
    }
}
