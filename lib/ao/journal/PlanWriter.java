package ao.journal;

import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.PlanHeader;
import ao.plan.PlanSink;
import ao.read.Failures;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.OwnerOnly;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a plan file: a line for the head, one for each change and remark, and an end that makes a truncated plan
 * known as one. Rows to insert are held in a second file until the end: their commit is the commit point of a run.
 */
public final class PlanWriter implements PlanSink, AutoCloseable {
    private static final int GROUP = 4_000;
    /** A group whose new contents have so many bytes, which are held in memory with it, ends at the next occasion. */
    private static final long GROUP_BYTES = 8L << 20;
    /** A group that holds this many changes ends at the next occasion. */
    private static final int ENOUGH = 500;

    private final Path file;
    private final PlanHeader header;
    private final Consumer<Change> also;
    private final Path rowsFile;
    private final MessageDigest digest = Hashes.digest();
    private final JsonGenerator out;
    private final JsonGenerator rows;
    private long changes;
    private long steps;
    private long laterChanges;
    private long losses;
    private long findings;
    private long rowCount;
    private final List<Loss> pendingLosses = new ArrayList<>();
    private int group = 1;
    private int inGroup;
    private long bytesInGroup;
    private boolean boundary;
    private boolean barrier;
    private String project = "";

    /**
     * Starts a plan in a new file.
     *
     * @param also is told of every change of a file on its way, so that the plan need not be read again for it
     */
    public PlanWriter(Path file, PlanHeader header, Consumer<Change> also) {
        this.file = file;
        this.also = also;
        this.header = header;
        this.rowsFile = file.resolveSibling(file.getFileName() + ".rows");
        this.out = generator(new DigestOutputStream(create(file), digest));
        this.rows = generator(create(rowsFile));
        write(() -> out.writeTree(HeaderCodec.write(header)));
    }

    private static OutputStream create(Path file) {
        try {
            var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                OwnerOnly.file());
            return new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static AoException.Unreadable unwritable(Path file, IOException e) {
        return new AoException.Unreadable("plan-unwritable", file + ": " + Failures.sentence(e), "");
    }

    private static JsonGenerator generator(OutputStream stream) {
        try {
            return Json.MAPPER.getFactory().createGenerator(stream).enable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setCodec(Json.MAPPER).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that writes. */
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override public void startGroup() {
        boundary = true;
    }

    @Override public void newGroup() {
        barrier = true;
    }

    @Override public void change(Change change) {
        write(() -> {
            if (change instanceof Change.Rows some) rowCount += some.inserts().size() + some.deletes().size() + some.updates().stream().mapToLong(CellChange::rows).sum();
            if (change instanceof Change.Rows some && !(some.inserts().isEmpty() && some.updates().isEmpty())) {
                laterChanges++;
                steps++;
                rows.writeStartObject();
                ChangeCodec.write(rows, change);
                rows.writeEndObject();
                return;
            }
            also.accept(change);
            chooseGroup(change);
            out.writeStartObject();
            out.writeNumberField("seq", ++changes);
            steps += change.count();
            out.writeNumberField("group", group);
            ChangeCodec.write(out, change);
            out.writeEndObject();
        });
    }

    private void chooseGroup(Change change) {
        boolean other = !change.about().project().equals(project);
        boolean full = bytesInGroup >= GROUP_BYTES;
        // What concerns one session stands or falls together, which it can only within a group.
        boolean alone = change.about().session().isEmpty();
        if (inGroup > 0 && (barrier || boundary && (other || inGroup >= ENOUGH || full) || alone && full || inGroup >= GROUP)) {
            group++;
            inGroup = 0;
            bytesInGroup = 0;
        }
        project = change.about().project();
        boundary = false;
        barrier = false;
        inGroup++;
        bytesInGroup += bytes(change);
    }

    private static long bytes(Change change) {
        var content = change instanceof Change.CreateFile create ? create.content() : change instanceof Change.ReplaceFile replace ? replace.content() : null;
        return content instanceof Content.Inline inline ? inline.bytes().length : 0;
    }

    @Override public void loss(Loss loss) {
        losses++;
        var last = pendingLosses.isEmpty() ? loss : pendingLosses.get(0);
        if (!last.project().equals(loss.project()) || !last.session().equals(loss.session())) writeLosses();
        pendingLosses.add(loss);
    }

    /** The losses of one session share a line: they are most of a plan. */
    private void writeLosses() {
        if (pendingLosses.isEmpty()) return;
        remark("losses", () -> RemarkCodec.writeTogether(out, pendingLosses));
        pendingLosses.clear();
    }

    @Override public void note(Note note) {
        remark("note", () -> RemarkCodec.write(out, note));
    }

    @Override public void finding(Finding finding) {
        findings++;
        remark("finding", () -> RemarkCodec.write(out, finding));
    }

    @Override public void resume(ResumeHint hint) {
        remark("resume", () -> RemarkCodec.write(out, hint));
    }

    private void remark(String name, Writing writing) {
        write(() -> {
            out.writeStartObject();
            out.writeFieldName(name);
            writing.run();
            out.writeEndObject();
        });
    }

    /** Ends the plan; the report stands in it for whoever applies the file later. */
    public PlanFile finish(ObjectNode report) {
        var end = Json.MAPPER.createObjectNode();
        writeLosses();
        write(() -> {
            rows.close();
            appendRows();
            out.flush();
            end.put("changes", changes + laterChanges).put("steps", steps).put("rows", rowCount).put("losses", losses).put("findings", findings).put("sha256", Hashes.hex(Hashes.cloned(digest)));
            end.set("report", report);
            out.writeStartObject();
            out.writeObjectField("end", end);
            out.writeEndObject();
            out.writeRaw('\n');
            out.close();
            Files.delete(rowsFile);
        });
        return new PlanFile(file, header, end);
    }

    private void appendRows() throws IOException {
        long seq = changes;
        try (BufferedReader lines = Files.newBufferedReader(rowsFile, StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); Objects.nonNull(line); line = lines.readLine()) {
                out.writeRaw("\n{\"seq\":" + ++seq + ",\"group\":" + (group + 1) + "," + line.substring(1));
            }
        }
    }

    @Override public void close() {
        write(() -> {
            out.close();
            rows.close();
            Files.deleteIfExists(rowsFile);
        });
    }
}
