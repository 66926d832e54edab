package ao.apply;

import ao.journal.JournalFile.Touched;
import ao.journal.Outcome;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Appends to a run's journal. */
final class JournalWriter implements AutoCloseable {
    private final Path file;
    private final Disk disk;
    private final FileChannel channel;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final JsonGenerator out;
    /** Whether something was written, by an earlier attempt perhaps, that is not known to be durable. */
    private boolean written;

    JournalWriter(Path file, Disk disk) throws IOException {
        this.file = file;
        this.disk = disk;
        begin();
        this.channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.READ));
        this.out = Json.MAPPER.getFactory().createGenerator(pending).setCodec(Json.MAPPER).setPrettyPrinter(new MinimalPrettyPrinter(""));
        startOnNewLine();
    }

    /** The file is durable before anything is done that it has to tell of. */
    private void begin() throws IOException {
        if (Files.exists(file)) return;
        disk.write(file, InputStream.nullInputStream(), 0600, Instant.now());
        disk.sync(List.of(file, file.getParent()));
    }

    /** A crash may have cut the last line off, which must not swallow the next one; and others may be in memory only. */
    private void startOnNewLine() throws IOException {
        channel.position(channel.size());
        if (channel.size() == 0) return;
        written = true;
        var last = ByteBuffer.allocate(1);
        channel.read(last, channel.size() - 1);
        if (last.get(0) != '\n') out.writeRaw('\n');
    }

    private static ObjectNode line() {
        return Json.MAPPER.createObjectNode();
    }

    private void add(ObjectNode line) throws IOException {
        out.writeTree(line);
        out.writeRaw('\n');
    }

    void group(int group, boolean ended) throws IOException {
        add(line().put("group", group).put("state", ended ? "ended" : "begun"));
    }

    /** What became of a change: most lines are such, so that they are written without a tree. */
    void outcome(long seq, Outcome outcome, String what, String why) throws IOException {
        out.writeStartObject();
        out.writeNumberField("seq", seq);
        out.writeStringField("outcome", outcome.word());
        if (!why.isEmpty()) {
            out.writeStringField("what", what);
            out.writeStringField("why", why);
        }
        out.writeEndObject();
        out.writeRaw('\n');
    }

    void touched(Touched touched) throws IOException {
        add(touched.named(line()).put("modified", touched.modified().toString()).put("listing", touched.listing()));
    }

    void rowsBegun(OptionalLong log, String marker) throws IOException {
        var line = line().put("rows", "begun").put("marker", marker);
        if (log.isPresent()) line.put("log", log.getAsLong());
        add(line);
    }

    void row(String row, Outcome outcome, String why) throws IOException {
        add(line().put("row", row).put("outcome", outcome.word()).put("why", why));
    }

    void rowsDone() throws IOException {
        add(line().put("rows", "done"));
    }

    /** Writes what was added: it outlives this process, and a power failure once something later was synced. */
    void write() throws IOException {
        out.flush();
        if (pending.size() == 0) return;
        disk.announce(Disk.Operation.APPEND, file);
        var bytes = ByteBuffer.wrap(pending.toByteArray());
        while (bytes.hasRemaining()) channel.write(bytes);
        pending.reset();
        written = true;
    }

    /** Writes what was added, and makes it durable with all that was written before. */
    void sync() throws IOException {
        write();
        if (!written) return;
        disk.announce(Disk.Operation.SYNC, file);
        channel.force(false);
        written = false;
    }

    @Override public void close() throws IOException {
        channel.close();
    }
}
