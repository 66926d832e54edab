package ao.plan;

import ao.check.SafeFix;
import ao.model.Finding;
import ao.model.Fingerprint.FileContent;
import ao.model.Loss;
import ao.model.Note;
import ao.model.Secrets;
import ao.model.SessionId;
import ao.model.Splice;
import ao.model.Severity;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.JsonEdit;
import ao.read.KeyValueConversion;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Plans the mending of records and the removal of what was left behind. A record keeps its time: nothing happened to its session. */
public final class RepairPlanner {
    private final PlanSink sink;
    private final Map<SafeFix, Integer> counts = new EnumMap<>(SafeFix.class);
    private final Map<Path, Set<SafeFix>> planned = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int records;
    private int leftovers;
    private String project = "";

    public RepairPlanner(PlanSink sink) {
        this.sink = sink;
    }

    /**
     * A record as it was read.
     *
     * @param quarantine where its damaged file is kept
     */
    public record Read(String project, SessionId id, Path file, byte[] bytes, int mode, Instant modified, Path quarantine) {
        FileContent before() {
            return Hashes.content(bytes);
        }
    }

    /**
     * What the rules say, and what is wanted of it.
     *
     * @param judged what the rules say of a record of these members
     */
    public record Judging(Set<SafeFix> wanted, Function<ObjectNode, Set<SafeFix>> judged) { }

    /** Plans the mending of a record that is a JSON object. */
    public void json(Read read, RecordRepair.Record of, Judging judging) {
        var before = Json.parse(ao.read.JavaScript.trim(new String(read.bytes(), StandardCharsets.UTF_8)));
        if (before.isEmpty() || !(before.get() instanceof ObjectNode object)) return;
        var after = object.deepCopy();
        var result = RecordRepair.repair(after, of, judging.wanted(), judging.judged());
        left(read, result);
        var fixes = result.done();
        if (fixes.isEmpty() || after.equals(object)) return;
        try {
            var splices = splices(read.bytes(), object, after);
            var bytes = new SplicedInput(new ByteArrayInputStream(read.bytes()), splices).readAllBytes();
            begin(read, of, fixes);
            losses(read, object, after, fixes);
            sink.change(new Change.ReplaceFile(read.file(), new Content.Spliced(read.file(), read.before(), splices), read.before(), Hashes.content(bytes),
                read.mode(), read.modified(), about(read, Purpose.REPAIR)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plans that a record of key=value text becomes JSON, and is mended on the way. */
    public void keyValue(Read read, ObjectNode members, RecordRepair.Record of, Judging judging) {
        var fixes = EnumSet.of(SafeFix.SESSION_KEY_VALUE_IN_JSON);
        var result = RecordRepair.repair(members, of, judging.wanted(), judging.judged());
        left(read, result);
        fixes.addAll(result.done());
        rewritten(read, of, fixes, KeyValueConversion.bytes(members).getBytes(StandardCharsets.UTF_8));
    }

    /** Plans that a damaged record is kept beside, and made again of what can be proven. */
    public void salvage(Read read, RecordSalvage.Evidence evidence, RecordRepair.Record of, Judging judging) {
        if (evidence.isNone()) {
            problem("session-corrupt", read.file(), "nothing can be proven about its session: no member of it is whole, and no worktree or temporary file of its name is there");
            return;
        }
        var rebuilt = RecordSalvage.rebuild(read.project(), read.id().value(), evidence, sink::note);
        var fixes = EnumSet.of(SafeFix.SESSION_CORRUPT);
        var result = RecordRepair.repair(rebuilt.after(), of, judging.wanted(), judging.judged());
        left(read, result);
        fixes.addAll(result.done());
        try {
            rewritten(read, of, fixes, new SplicedInput(new ByteArrayInputStream(rebuilt.document()), splices(rebuilt.document(), rebuilt.before(), rebuilt.after())).readAllBytes());
            // What it was made of is needed no more, once the record stands.
            evidence.temporary().ifPresent(t -> sink.change(new Change.RemoveFile(t.file(), Hashes.content(t.bytes()), Optional.empty(), about(read, Purpose.LEFTOVER))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Splice> splices(byte[] document, ObjectNode before, ObjectNode after) throws IOException {
        var edit = new JsonEdit(document);
        edit.become(before, after);
        return edit.splices();
    }

    /** A rule that applies and does not help is told. */
    private void left(Read read, RecordRepair.Result result) {
        result.left().forEach(fix -> problem(fix.code(), read.file(), "it is written in a way that this rule cannot mend"));
    }

    private void rewritten(Read read, RecordRepair.Record of, Set<SafeFix> fixes, byte[] bytes) {
        if (bytes.length > Content.LARGEST_INLINE) {
            problem("session-too-large", read.file(), "it is too large to be written anew");
            return;
        }
        begin(read, of, fixes);
        sink.change(new Change.CreateFile(read.quarantine(), new Content.CopyOf(read.file(), read.before()), read.before(), read.mode(), read.modified(), about(read, Purpose.QUARANTINE)));
        sink.change(new Change.ReplaceFile(read.file(), new Content.Inline(bytes), read.before(), Hashes.content(bytes), read.mode(), read.modified(), about(read, Purpose.REPAIR)));
    }

    private void begin(Read read, RecordRepair.Record of, Set<SafeFix> fixes) {
        ofProject(read.project());
        sink.startGroup();
        records++;
        fixes.forEach(f -> counts.merge(f, 1, Integer::sum));
        planned.put(read.file(), fixes);
        sink.note(new Note(read.project(), read.id().value(), fixes.stream().map(SafeFix::code).collect(Collectors.joining(", "))));
        if (fixes.contains(SafeFix.AGENT_MISSING) && of.guessed()) sink.note(new Note(read.project(), read.id().value(), "agent: nothing tells it; " + of.agent() + " is what the next listing would write"));
    }

    private void ofProject(String id) {
        if (!id.equals(project)) sink.newGroup();
        project = id;
    }

    private static About about(Read read, Purpose purpose) {
        return new About(purpose, read.project(), read.id().value());
    }

    /** Every value that goes or changes is told. */
    private void losses(Read read, ObjectNode before, ObjectNode after, Set<SafeFix> fixes) {
        var why = fixes.stream().map(SafeFix::code).collect(Collectors.joining(", "));
        differences("", before, after, (field, was, is) -> sink.loss(new Loss(read.project(), read.id().value(), field, was, is, why)));
    }

    private interface Difference {
        void take(String field, String was, String is);
    }

    private static void differences(String path, ObjectNode before, ObjectNode after, Difference sink) {
        before.properties().forEach(e -> {
            var is = Optional.ofNullable(after.get(e.getKey()));
            var name = path + e.getKey();
            if (is.filter(e.getValue()::equals).isPresent()) return;
            if (is.isPresent() && is.get() instanceof ObjectNode other && e.getValue() instanceof ObjectNode one) differences(name + ".", one, other, sink);
            else sink.take(name, text(e.getValue()), is.map(RepairPlanner::text).orElse(""));
        });
        after.properties().forEach(e -> {
            if (!before.has(e.getKey()) && e.getValue().isValueNode()) sink.take(path + e.getKey(), "", text(e.getValue()));
        });
    }

    private static String text(JsonNode node) {
        return Secrets.masked(node.isTextual() ? node.textValue() : node.toString());
    }

    /** Plans that a file which was left behind goes. */
    public void leftover(String of, Path file, FileContent content, SafeFix fix) {
        ofProject(of);
        sink.startGroup();
        leftovers++;
        counts.merge(fix, 1, Integer::sum);
        planned.put(file, Set.of(fix));
        sink.note(new Note(of, "", fix.code() + ": " + file.getFileName()));
        sink.change(new Change.RemoveFile(file, content, Optional.empty(), new About(Purpose.LEFTOVER, of, "")));
    }

    /** Something that was asked for and is not done. */
    public void problem(String code, Path file, String message) {
        sink.finding(Finding.at(code, Severity.WARNING, file, message));
        problems.add(file + ": " + message);
    }

    /** What is planned for each file. */
    public Map<Path, Set<SafeFix>> planned() {
        return planned;
    }

    /** What the report needs. */
    public ObjectNode finish() {
        var report = JsonNodeFactory.instance.objectNode().put("records", records).put("leftovers", leftovers);
        var fixes = report.putObject("fixes");
        counts.forEach((fix, count) -> fixes.put(fix.code(), count));
        problems.forEach(report.putArray("problems")::add);
        return report;
    }
}
