package ao.plan;

import ao.model.AoException;
import ao.model.CellChange;
import ao.model.Harness;
import ao.model.Relocation;
import ao.model.Splice;
import ao.read.ClaudeBuckets;
import ao.read.GitPointers;
import ao.read.HashedRecord;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.JsonEdit;
import ao.read.PackedLines;
import ao.read.RegistryPaths;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Plans that everything which names a moved directory finds it again. */
public final class RelocationPlanner {
    private static final Pattern WORKTREE_LINE = Pattern.compile("(?:^|\n)worktree=([^\r\n]*)");

    /** Members that name files and folders; others only mention them. */
    private static final Pattern PLACE = Pattern.compile("(?i).*(file|dir|path|cwd|workspace|root|folder)");

    private final MigrationFacts facts;
    private final MigrationTotals sink;
    private final Relocation relocation;
    private final RelocationOptions options;
    private final Moved moved;
    private final ClaudeRelocation claude;
    private long rows;

    /** Is told of each conversation and of the directory to which it belongs now. */
    public interface Moved {
        void conversation(Harness harness, String id, String directory);
    }

    public RelocationPlanner(MigrationFacts facts, Relocation relocation, RelocationOptions options, Moved moved, PlanSink sink) {
        this.facts = facts;
        this.sink = new MigrationTotals(sink);
        this.relocation = relocation;
        this.options = options;
        this.moved = moved;
        this.claude = new ClaudeRelocation(facts, this.sink, new EntryMoves(facts, this.sink), relocation, options, moved);
    }

    /** A folder of Claude Code's history. */
    public void claude(ClaudeBuckets.Bucket bucket) {
        claude.bucket(bucket);
    }

    /** Plans what the folders of history need, when all of them are known. */
    public void planClaude() {
        claude.plan();
    }

    /** Claude Code's list of all prompts, {@code history.jsonl}, which names the directory of each. */
    public void prompts(Path history) {
        var edited = facts.relocated(history, "project", relocation);
        if (edited.before().equals(edited.after())) return;
        sink.newGroup();
        sink.change(new Change.ReplaceFile(history, new Content.Relocated(history, edited.before(), "project", relocation), edited.before(), edited.after(),
            edited.mode(), edited.modified(), About.shared(Purpose.PROMPTS)));
    }

    /** What Claude Code keeps of each project in {@code .claude.json}: trust, tools, servers. What the new directory has already stays. */
    public void settings(Path file, byte[] bytes) {
        if (!(Json.parse(new String(bytes, StandardCharsets.UTF_8)).orElse(null) instanceof ObjectNode settings) || !(settings.get("projects") instanceof ObjectNode projects)) return;
        // Two old names may become one: the first takes it, and of the second comes what the first does not have.
        var taken = new HashMap<String, String>();
        projects.fieldNames().forEachRemaining(name -> taken.put(name, name));
        edit(file, bytes, Purpose.SETTINGS, edit -> projects.properties().forEach(project -> relocation.moved(project.getKey()).ifPresent(now -> {
            var there = taken.putIfAbsent(now, project.getKey());
            if (there == null && !options.copy()) edit.rename(now, "projects", project.getKey());
            else if (there == null) edit.set(project.getValue(), "projects", now);
            else if (project.getValue() instanceof ObjectNode old && projects.get(there) instanceof ObjectNode one && !there.equals(project.getKey())) merge(edit, old, one, there);
        })));
    }

    /** Trust that was given to what is in the directory goes with it. */
    private static void merge(JsonEdit edit, ObjectNode old, ObjectNode there, String now) {
        old.properties().forEach(member -> {
            boolean given = member.getValue().isBoolean() && member.getValue().booleanValue() && there.path(member.getKey()).isBoolean() && !there.path(member.getKey()).booleanValue();
            if (!there.has(member.getKey()) || given && member.getKey().startsWith("has")) edit.set(member.getValue(), "projects", now, member.getKey());
        });
    }

    /** Codex's rollouts of a directory. */
    public void rollouts(String directory, List<Path> files) {
        var now = relocation.moved(directory);
        if (now.isEmpty() || options.copy()) return;
        for (var file : files) {
            rollout(file, now.get());
        }
    }

    private void rollout(Path file, String now) {
        try {
            var splice = facts.codexMoved(file, now);
            if (splice.isEmpty()) return;
            var splices = List.of(splice.get());
            var edited = facts.edited(file, splices);
            sink.startGroup();
            var content = PackedLines.isPacked(file) ? new Content.Repacked(file, edited.before(), splices) : new Content.Spliced(file, edited.before(), splices);
            sink.change(new Change.ReplaceFile(file, content, edited.before(), edited.after(), edited.mode(), edited.modified(), About.shared(Purpose.CODEX_ROLLOUT)));
            moved.conversation(Harness.CODEX, file.toString(), now);
        } catch (AoException.Unreadable e) {
            sink.problem("file-unreadable", file, "the rollout cannot be read whole, and stays as it is");
        }
    }

    /** A session's record of either layout that names its directory. */
    public void record(String project, String session, HashedRecord record) {
        UnaryOperator<String> now = path -> relocation.moved(path).orElse(path);
        var about = new About(Purpose.REPAIR, project, session);
        if (record.body() instanceof HashedRecord.Json) {
            var converted = RecordConversion.live(record, project, session, now, loss -> { });
            if (converted.after().equals(record.content())) return;
            sink.startGroup();
            sink.change(new Change.ReplaceFile(record.file(), converted.content(), record.content(), converted.after(), record.mode(), record.modified(), about));
        } else if (record.body() instanceof HashedRecord.KeyValue) {
            facts.small(record.file()).ifPresent(bytes -> keyValue(record, bytes, about));
        }
    }

    private void keyValue(HashedRecord record, byte[] bytes, About about) {
        // A character for each byte, so that places are told in bytes.
        var line = WORKTREE_LINE.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!line.find()) return;
        relocation.moved(new String(line.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).ifPresent(now -> {
            var splices = List.of(new Splice(line.start(1), line.group(1).length(), now.getBytes(StandardCharsets.UTF_8)));
            var edited = facts.edited(record.file(), splices);
            sink.startGroup();
            sink.change(new Change.ReplaceFile(record.file(), new Content.Spliced(record.file(), edited.before(), splices), edited.before(), edited.after(), record.mode(), record.modified(), about));
        });
    }

    /** The registry with its projects' new paths. */
    public void registry(RegistryPaths.Changed registry) {
        sink.newGroup();
        sink.change(new Change.ReplaceFile(registry.file(), new Content.Inline(registry.after()), registry.before(), Hashes.content(registry.after()),
            registry.mode(), registry.modified(), About.shared(Purpose.REGISTRY_PATH)));
    }

    /** What tells a repository where its worktrees are, and the other way round. */
    public void pointers(List<GitPointers.Pointer> pointers) {
        if (!pointers.isEmpty()) sink.newGroup();
        for (var pointer : pointers) {
            sink.startGroup();
            sink.change(new Change.ReplaceFile(pointer.file(), new Content.Inline(pointer.after()), pointer.before(), Hashes.content(pointer.after()),
                pointer.mode(), pointer.modified(), About.shared(Purpose.GIT_POINTER)));
        }
    }

    /** OpenClaw's list of sessions, whose entries may name files by their absolute paths. */
    public void openclaw(Path file, byte[] bytes) {
        if (!(Json.parse(new String(bytes, StandardCharsets.UTF_8)).orElse(null) instanceof ObjectNode sessions)) return;
        edit(file, bytes, Purpose.OPENCLAW, edit -> sessions.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode members) paths(edit, members, List.of(entry.getKey()));
        }));
    }

    private void paths(JsonEdit edit, ObjectNode object, List<String> path) {
        object.properties().forEach(member -> {
            var here = new ArrayList<>(path);
            here.add(member.getKey());
            if (member.getValue() instanceof ObjectNode inner) paths(edit, inner, here);
            else if (member.getValue().isTextual() && PLACE.matcher(member.getKey()).matches()) relocation.moved(member.getValue().textValue()).ifPresent(now -> edit.set(TextNode.valueOf(now), here.toArray(String[]::new)));
        });
    }

    private interface Editing {
        void edit(JsonEdit edit);
    }

    private void edit(Path file, byte[] bytes, Purpose purpose, Editing editing) {
        try {
            var edit = new JsonEdit(bytes);
            editing.edit(edit);
            var splices = edit.splices();
            if (splices.isEmpty()) return;
            var at = facts.attributes(file);
            var before = Hashes.content(bytes);
            var after = Hashes.content(new SplicedInput(new ByteArrayInputStream(bytes), splices).readAllBytes());
            sink.newGroup();
            sink.change(new Change.ReplaceFile(file, new Content.Spliced(file, before, splices), before, after, at.mode(), at.modified(), About.shared(purpose)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows of the rewrite's database. */
    public void cells(Path database, List<CellChange> cells) {
        if (cells.isEmpty()) return;
        rows = cells.stream().mapToLong(CellChange::rows).sum();
        sink.change(new Change.Rows(database, List.of(), List.of(), cells, false, About.shared(Purpose.CELL)));
    }

    /** Something that stays undone. */
    public void problem(String code, Path path, String message) {
        sink.problem(code, path, message);
    }

    /** What the report needs: counts by purpose, and the problems. */
    public ObjectNode finish() {
        var report = sink.report();
        report.remove(List.of("projectList", "renamed"));
        for (var purpose : List.of(Purpose.TRANSCRIPT, Purpose.SIDE_FILE, Purpose.PROMPTS, Purpose.SETTINGS, Purpose.CODEX_ROLLOUT, Purpose.REPAIR, Purpose.REGISTRY_PATH, Purpose.GIT_POINTER, Purpose.OPENCLAW)) {
            report.put(purpose.word(), sink.of(purpose));
        }
        report.put(Purpose.CELL.word(), rows);
        var renamings = report.putArray("directories");
        relocation.renamings().forEach(r -> renamings.addObject().put("from", r.from()).put("to", r.to()));
        return report;
    }
}
