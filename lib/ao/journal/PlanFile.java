package ao.journal;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.plan.Change;
import ao.plan.PlanHeader;
import ao.read.Ahead;
import ao.read.Failures;
import ao.read.Hashes;
import ao.read.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A complete plan file, read a line at a time. */
public final class PlanFile {
    /** Within so many bytes a line tells which change it is: after two numbers. */
    private static final int LINE_START = 80;
    /** Lines of so many bytes are parsed together. */
    private static final int TOGETHER = 1 << 19;
    private static final ObjectReader MEMBER = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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

    /** A plan that is known to be whole. */
    PlanFile(Path path, PlanHeader header, JsonNode end) {
        this.path = path;
        this.header = header;
        this.end = end;
    }

    /**
     * Opens a plan, and makes sure that it is whole and as it was written.
     *
     * @throws AoException.Unreadable when it is not
     */
    public static PlanFile open(Path path) {
        var digest = Hashes.digest();
        byte[] first = null;
        byte[] last = null;
        try (var lines = new Lines(Files.newInputStream(path))) {
            while (lines.next()) {
                if (last != null) throw broken(path, "something follows its end");
                if (lines.startsWith("{\"end\":")) {
                    last = lines.copy();
                    continue;
                }
                if (first == null) first = lines.copy();
                else digest.update((byte) '\n');
                digest.update(lines.buffer(), lines.start(), lines.length());
            }
            if (first == null || last == null) throw broken(path, "it is no plan, or was cut off");
            var end = Json.MAPPER.readTree(last).path("end");
            if (!Hashes.hex(digest).equals(end.path("sha256").asText())) throw broken(path, "it was changed after it was made");
            return new PlanFile(path, head(path, first), end);
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
        return end.path("changes").intValue();
    }

    /** How many files, folders and chunks of rows its changes concern: one can be of many files. */
    public int steps() {
        return end.path("steps").asInt(changes());
    }

    /** How many rows its changes hold. */
    public long rows() {
        return end.path("rows").longValue();
    }

    public long losses() {
        return end.path("losses").longValue();
    }

    /** Whether findings stand in it; a plan of an earlier version does not tell, and may have some. */
    public boolean hasFindings() {
        return end.path("findings").asLong(1) > 0;
    }

    /** What the command that made it had to report. */
    public JsonNode report() {
        return end.path("report");
    }

    /** What stands in the lines of a plan. */
    public enum Kind {
        /** Changes of files, those of places included. */
        FILES,
        /** Changes of files without what they write: their contents are {@link ao.plan.Content.Unread}. */
        TARGETS,
        /** Of the changes of files those by which folders come and go, and entries move; now and then others, too. */
        PLACES, ROWS, LOSSES, NOTES, FINDINGS, RESUMES;

        private static Optional<Kind> of(Lines line) {
            if (line.startsWith("{\"seq\":")) return Optional.of(ofChange(line.early(LINE_START)));
            if (line.startsWith("{\"losses\":")) return Optional.of(LOSSES);
            if (line.startsWith("{\"note\":")) return Optional.of(NOTES);
            if (line.startsWith("{\"finding\":")) return Optional.of(FINDINGS);
            return line.startsWith("{\"resume\":") ? Optional.of(RESUMES) : Optional.empty();
        }

        private static Kind ofChange(String start) {
            if (start.contains("\"change\":\"rows\"")) return ROWS;
            return start.contains("-folder\",") || start.contains("\"move-entry\"") ? PLACES : FILES;
        }
    }

    /** A line that is wanted, and whether without its content. */
    private record Line(byte[] text, boolean target) { }

    /** A change as it stands in the plan. */
    private record Entry(long seq, int group, Change change) { }

    /** The lines of changes that are wanted, some at a time. */
    private final class Changes implements Iterator<List<Line>> {
        private final Lines lines;
        private final Set<Kind> wanted;
        private List<Line> next;

        Changes(Lines lines, Kind... kinds) {
            this.lines = lines;
            this.wanted = EnumSet.copyOf(List.of(kinds));
            next = some();
        }

        private List<Line> some() {
            var some = new ArrayList<Line>();
            try {
                int bytes = 0;
                while (bytes < TOGETHER && lines.next()) {
                    var kind = Kind.of(lines).orElse(null);
                    boolean whole = isWhole(kind, wanted);
                    if (!whole && !isTarget(kind, wanted)) continue;
                    some.add(new Line(lines.copy(), !whole));
                    bytes += lines.length();
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
            return some;
        }

        @Override public boolean hasNext() {
            return !next.isEmpty();
        }

        @Override public List<Line> next() {
            var given = next;
            next = some();
            return given;
        }
    }

    private static boolean isWhole(Kind kind, Set<Kind> wanted) {
        return wanted.contains(kind) || kind == Kind.PLACES && wanted.contains(Kind.FILES);
    }

    private static boolean isTarget(Kind kind, Set<Kind> wanted) {
        return (kind == Kind.PLACES || kind == Kind.FILES) && wanted.contains(Kind.TARGETS);
    }

    private AoException.Unreadable unreadable(IOException e) {
        return new AoException.Unreadable("plan-unreadable", path + ": " + Failures.sentence(e), "");
    }

    /**
     * Gives the changes of these kinds to a visitor, in order; the next ones are read while it works on one. It may
     * throw.
     */
    public void readAhead(Visitor visitor, Kind... kinds) {
        var given = new int[1];
        try (var lines = new Lines(Files.newInputStream(path))) {
            Ahead.inOrder(new Changes(lines, kinds), some -> some.stream().map(this::entry).toList(), entries -> entries.forEach(e -> {
                given[0]++;
                visitor.change(e.seq(), e.group(), e.change());
            }));
        } catch (IOException e) {
            throw unreadable(e);
        }
        var wanted = List.of(kinds);
        boolean all = wanted.contains(Kind.ROWS) && (wanted.contains(Kind.FILES) || wanted.contains(Kind.TARGETS));
        if (all && given[0] != changes()) throw new AoException.Unreadable("plan-broken", path + ": only " + given[0] + " of its " + changes() + " changes can be read", "what was done is in the run's journal: take the run back");
    }

    private Entry entry(Line line) {
        try {
            var node = members(line.text(), 0, line.text().length, line.target());
            return new Entry(node.required("seq").longValue(), node.required("group").intValue(), ChangeCodec.read(node));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The members of a line. Plans have very many, which are mostly short texts and one long one: the bytes that are to
     * be written, which are given as such.
     *
     * @param target whether the content of a change, which is most of its line, is passed over
     */
    private static ObjectNode members(byte[] buffer, int start, int length, boolean target) throws IOException {
        try (var parser = Json.MAPPER.getFactory().createParser(buffer, start, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new IOException("a line is no object");
            return members(parser, target);
        }
    }

    private static ObjectNode members(JsonParser parser, boolean target) throws IOException {
        var node = Json.MAPPER.createObjectNode();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (target && name.equals("content")) parser.skipChildren();
            else node.set(name, value(name, token, parser));
        }
        return node;
    }

    private static JsonNode value(String name, JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_STRING) return name.equals(ContentCodec.INLINE) ? BinaryNode.valueOf(parser.getBinaryValue()) : TextNode.valueOf(parser.getText());
        return token == JsonToken.START_OBJECT ? members(parser, false) : MEMBER.readTree(parser);
    }

    /** Gives everything of these kinds to a visitor, in order; other lines are passed over unread. */
    public void read(Visitor visitor, Kind... kinds) {
        var wanted = EnumSet.copyOf(List.of(kinds));
        try (var lines = new Lines(Files.newInputStream(path))) {
            while (lines.next()) {
                var kind = Kind.of(lines).orElse(null);
                boolean whole = isWhole(kind, wanted);
                if (whole || isTarget(kind, wanted)) give(members(lines.buffer(), lines.start(), lines.length(), !whole), visitor);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void give(JsonNode line, Visitor visitor) {
        if (line.has("seq")) visitor.change(line.get("seq").longValue(), line.required("group").intValue(), ChangeCodec.read(line));
        else if (line.has("losses")) RemarkCodec.losses(line.get("losses")).forEach(visitor::loss);
        else if (line.has("note")) visitor.note(RemarkCodec.note(line.get("note")));
        else if (line.has("finding")) visitor.finding(RemarkCodec.finding(line.get("finding")));
        else if (line.has("resume")) visitor.resume(RemarkCodec.hint(line.get("resume")));
    }

    /** The same plan in another place, where it was copied or moved to. */
    public PlanFile at(Path place) {
        return new PlanFile(place, header, end);
    }

    /** Where the line of each change begins. */
    private List<Long> offsets() throws IOException {
        var offsets = new ArrayList<Long>();
        long offset = 0;
        try (var lines = new Lines(Files.newInputStream(path))) {
            while (lines.next()) {
                if (lines.startsWith("{\"seq\":")) offsets.add(offset);
                offset += lines.length() + 1;
            }
        }
        return offsets;
    }

    /** Gives the changes to a visitor, the last one first. */
    public void readBackwards(Visitor visitor) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var offsets = offsets();
            for (int i = offsets.size() - 1; i >= 0; i--) {
                file.seek(offsets.get(i));
                var lines = new Lines(Channels.newInputStream(file.getChannel()));
                if (lines.next()) give(members(lines.buffer(), lines.start(), lines.length(), false), visitor);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
