package ao.journal;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.plan.Change;
import ao.plan.PlanHeader;
import ao.read.Failures;
import ao.read.Hashes;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A complete plan file, read a line at a time. */
public final class PlanFile {
    /** Takes what stands in a plan, in order. What it does not care for it need not take. */
    public interface Visitor {
        default void change(long seq, int group, Change change) { }

        default void loss(Loss loss) { }

        default void note(Note note) { }

        default void finding(Finding finding) { }

        default void resume(ResumeHint hint) { }
    }

    private final Path path;
    private final PlanHeader header;
    private final JsonNode end;
    private final List<Long> offsets;

    private PlanFile(Path path, PlanHeader header, JsonNode end, List<Long> offsets) {
        this.path = path;
        this.header = header;
        this.end = end;
        this.offsets = offsets;
    }

    /**
     * Opens a plan, and makes sure that it is whole and as it was written.
     *
     * @throws AoException.Unreadable when it is not
     */
    public static PlanFile open(Path path) {
        var digest = Hashes.digest();
        var offsets = new ArrayList<Long>();
        byte[] first = null;
        byte[] previous = null;
        long offset = 0;
        try (var in = new java.io.BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            for (var line = Lines.next(in); Objects.nonNull(line); line = Lines.next(in)) {
                if (first == null) first = line;
                if (previous != null) {
                    if (previous != first) digest.update((byte) '\n');
                    digest.update(previous);
                }
                if (Lines.startsWith(line, "{\"seq\":")) offsets.add(offset);
                offset += line.length + 1;
                previous = line;
            }
            if (first == null || previous == first) throw broken(path, "it is no plan, or was cut off");
            var end = Json.MAPPER.readTree(previous).path("end");
            if (end.isMissingNode()) throw broken(path, "it was cut off: its end is missing");
            if (!Hashes.hex(digest).equals(end.path("sha256").asText())) throw broken(path, "it was changed after it was made");
            return new PlanFile(path, head(path, first), end, offsets);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw broken(path, "it is no plan, or was cut off");
        } catch (IOException e) {
            throw new AoException.Unreadable("plan-unreadable", path + ": " + Failures.sentence(e), "give the file that --out wrote");
        }
    }

    private static PlanHeader head(Path path, byte[] line) throws IOException {
        var node = Json.MAPPER.readTree(line);
        if (node.path("plan").intValue() != HeaderCodec.VERSION) {
            throw broken(path, "its format " + node.path("plan") + " is not known to this version");
        }
        return HeaderCodec.read(node);
    }

    private static AoException.Unreadable broken(Path path, String why) {
        return new AoException.Unreadable("plan-broken", path + ": " + why, "make the plan anew with --out");
    }

    public Path path() {
        return path;
    }

    public PlanHeader header() {
        return header;
    }

    /** How many changes stand in it; chunks of rows count as one each. */
    public int changes() {
        return offsets.size();
    }

    /** How many rows its changes hold. */
    public long rows() {
        return end.path("rows").longValue();
    }

    public long losses() {
        return end.path("losses").longValue();
    }

    /** What the command that made it had to report. */
    public JsonNode report() {
        return end.path("report");
    }

    /** Gives everything to a visitor, in order. */
    public void read(Visitor visitor) {
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); Objects.nonNull(line); line = lines.readLine()) give(Json.MAPPER.readTree(line), visitor);
        } catch (IOException e) {
            throw new AoException.Unreadable("plan-unreadable", path + ": " + Failures.sentence(e), "");
        }
    }

    private static void give(JsonNode line, Visitor visitor) {
        if (line.has("seq")) visitor.change(line.get("seq").longValue(), line.required("group").intValue(), ChangeCodec.read(line));
        else if (line.has("loss")) visitor.loss(RemarkCodec.loss(line.get("loss")));
        else if (line.has("note")) visitor.note(RemarkCodec.note(line.get("note")));
        else if (line.has("finding")) visitor.finding(RemarkCodec.finding(line.get("finding")));
        else if (line.has("resume")) visitor.resume(RemarkCodec.hint(line.get("resume")));
    }

    /** Gives the changes to a visitor, the last one first. */
    public void readBackwards(Visitor visitor) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            for (int i = offsets.size() - 1; i >= 0; i--) {
                file.seek(offsets.get(i));
                var in = new java.io.BufferedInputStream(java.nio.channels.Channels.newInputStream(file.getChannel()));
                give(Json.MAPPER.readTree(Lines.next(in)), visitor);
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("plan-unreadable", path + ": " + Failures.sentence(e), "");
        }
    }
}
