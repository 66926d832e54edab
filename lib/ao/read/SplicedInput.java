package ao.read;

import ao.model.Splice;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** A stream's bytes with some stretches replaced, without holding any of it. */
public final class SplicedInput extends InputStream {
    private final InputStream source;
    private final Iterator<Splice> splices;
    private Splice next;
    private InputStream inserted = InputStream.nullInputStream();
    private long at;

    /** @param splices in order, apart from each other, within the source */
    public SplicedInput(InputStream source, List<Splice> splices) {
        this.source = source;
        this.splices = splices.iterator();
        advance();
    }

    private void advance() {
        next = splices.hasNext() ? splices.next() : null;
    }

    @Override public int read() throws IOException {
        var one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) return 0;
        int fromInserted = inserted.read(buffer, offset, length);
        if (fromInserted > 0) return fromInserted;
        while (next != null && at == next.at()) {
            skip(next.length());
            inserted = new ByteArrayInputStream(next.bytes());
            advance();
            int count = inserted.read(buffer, offset, length);
            if (count > 0) return count;
        }
        int most = next == null ? length : (int) Math.min(length, next.at() - at);
        int count = source.read(buffer, offset, most);
        if (count > 0) at += count;
        else if (next != null) throw new EOFException("the file is shorter than it was");
        return count;
    }

    private void skip(int length) throws IOException {
        source.skipNBytes(length);
        at += length;
    }

    @Override public void close() throws IOException {
        source.close();
    }
}
