package ao.plan;

import ao.map.OpenclawStamps;
import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.OpenclawEntry;
import ao.model.OpenclawEntry.Shape;
import ao.model.OpenclawStore;
import ao.model.Severity;
import ao.read.Hashes;
import ao.read.Json;
import ao.read.JsonEdit;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawDocuments;
import ao.read.OpenclawFile;
import ao.read.OpenclawKeys;
import ao.read.OpenclawText;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plans the way of OpenClaw's store files into directories, with a file for each entry (openclaw-store sheet, 8). A new
 * directory is made beside, and takes its name by one rename; then the store file is put aside by another one.
 */
public final class OpenclawMigrationPlanner {
    private static final int FOLDER = 0700;
    private static final int FILE = 0600;
    private static final String ANOTHER_KEYS = "its file would have the name of another key's";

    private final MigrationFacts facts;
    private final PlanSink sink;
    private final OpenclawPlans plans;
    private final Instant now;
    private final long process;
    private final BiConsumer<EntryFiles, List<OpenclawDocuments.Document>> made;

    /**
     * @param process the number by which the folder of a migration at work is known
     * @param made    is told the documents of each new directory, which whoever applies the plan at once need not make again
     */
    public OpenclawMigrationPlanner(MigrationFacts facts, PlanSink sink, Instant now, long process, BiConsumer<EntryFiles, List<OpenclawDocuments.Document>> made) {
        this.facts = facts;
        this.sink = sink;
        this.now = now;
        this.process = process;
        this.made = made;
        this.plans = new OpenclawPlans(sink, facts, "migrate", now.toEpochMilli());
    }

    /**
     * A store as it was read.
     *
     * @param file      what it holds
     * @param directory what is in the directory beside it, when that is active
     * @param shared    another store of the same plan that uses the same directory
     */
    public record Read(OpenclawStore store, OpenclawFile.Fingerprinted file, Optional<Directory> directory, Optional<Path> shared) {
        private OpenclawFile.Entries entries() {
            return (OpenclawFile.Entries) file.content();
        }
    }

    /**
     * An active directory.
     *
     * @param state   its state's file
     * @param refusal why nothing may be written into it
     */
    public record Directory(OpenclawDirectory.Read read, byte[] state, Optional<String> refusal) { }

    /** Plans what becomes of a store; says whether it is migrated. */
    public boolean store(Read read) {
        return switch (read.store().status()) {
            case MISSING -> left(read.store(), OpenclawOutcome.MISSING);
            case ALREADY_DIRECTORY -> left(read.store(), OpenclawOutcome.ALREADY_DIRECTORY);
            case EMPTY_LEGACY -> left(read.store(), OpenclawOutcome.SKIPPED_EMPTY);
            case INVALID_LEGACY -> invalid(read.store());
            case READY_TO_MIGRATE -> ready(read);
        };
    }

    private boolean left(OpenclawStore store, OpenclawOutcome outcome) {
        plans.store(store.file(), store, outcome);
        return false;
    }

    private boolean invalid(OpenclawStore store) {
        var node = plans.store(store.file(), store, OpenclawOutcome.SKIPPED_INVALID);
        store.warnings().forEach(node.withArray("warnings")::add);
        plans.problem("openclaw-invalid", store.file(), "it is no store that could be migrated: " + String.join("; ", store.warnings()));
        return false;
    }

    private boolean ready(Read read) {
        if (read.shared().isPresent()) return failed(read.store(), "it shares its sessions.d with " + read.shared().get() + ", and their sessions would be mixed");
        return read.directory().isPresent() ? merge(read, read.directory().get()) : make(read);
    }

    private boolean failed(OpenclawStore store, String why) {
        plans.store(store.file(), store, OpenclawOutcome.FAILED).withArray("warnings").add("Migration failed: Error: " + why);
        plans.problem("openclaw-migration-failed", store.file(), why);
        return false;
    }

    /** A store without a directory that counts. */
    private boolean make(Read read) {
        var store = read.store();
        var file = store.file();
        var folder = file.getParent();
        var directory = OpenclawDirectory.of(file);
        var there = facts.print(directory);
        if (there instanceof Fingerprint.Link) {
            return failed(store, "refusing to use symlinked directory session store path: " + directory);
        }
        if (facts.print(directory.resolve("entries")) instanceof Fingerprint.Link) {
            return failed(store, "refusing to use symlinked directory session store path: " + directory.resolve("entries"));
        }
        if (!(there instanceof Fingerprint.Absent || there instanceof Fingerprint.Folder || there instanceof FileContent)) {
            return failed(store, "what is called sessions.d is neither a folder nor a file: " + directory);
        }
        var documents = documents(file, read.entries());
        if (documents.isEmpty()) {
            return failed(store, "none of its values can be carried over, and a directory of none would hide them");
        }
        sink.startGroup();
        var source = source(read);
        var about = OpenclawPlans.about(file, Purpose.OPENCLAW_STATE);
        var staging = plans.free(folder, "sessions.d.staging-" + process + "-");
        sink.change(new Change.MakeFolder(staging, FOLDER, about));
        sink.change(new Change.MakeEntries(staging.resolve("entries"), files(source, read.entries(), documents), OpenclawPlans.about(file, Purpose.OPENCLAW_ENTRY)));
        var state = state();
        sink.change(new Change.CreateFile(staging.resolve("state.json"), new Content.Inline(state), Hashes.content(state), FILE, source.modified(), about));
        var last = OpenclawPlans.about(file, Purpose.OPENCLAW_SWITCH);
        var node = plans.store(file, store, OpenclawOutcome.MIGRATED).put("legacyEntries", store.entries()).put("migratedEntries", documents.size());
        if (!(there instanceof Fingerprint.Absent)) {
            var orphan = plans.free(folder, "sessions.d.orphan.");
            sink.newGroup();
            sink.change(new Change.MoveEntry(directory, orphan, there, last));
            node.put("orphanPath", orphan.toString());
        }
        sink.newGroup();
        sink.change(new Change.MoveEntry(staging, directory, Fingerprint.FOLDER, last));
        aside(source, node);
        return true;
    }

    private EntryFiles files(Source source, OpenclawFile.Entries found, Map<String, Numbered> kept) {
        var numbers = new BitSet();
        kept.values().forEach(numbered -> numbers.set(numbered.number()));
        var without = IntStream.range(0, found.entries().size()).filter(number -> !numbers.get(number)).boxed().collect(Collectors.toCollection(TreeSet::new));
        var all = kept.entrySet().stream().map(one -> new OpenclawDocuments.Document(one.getKey(), one.getValue().entry())).toList();
        var files = new EntryFiles(source.file(), source.print(), without, OpenclawDocuments.print(all), FOLDER, FILE, source.modified());
        made.accept(files, all);
        return files;
    }

    /** The store file goes last, when what was in it stands elsewhere. */
    private void aside(Source source, ObjectNode node) {
        var file = source.file();
        var backup = plans.free(file.getParent(), file.getFileName() + ".bak.");
        sink.newGroup();
        sink.change(new Change.MoveEntry(file, backup, source.print(), OpenclawPlans.about(file, Purpose.OPENCLAW_SWITCH)));
        node.put("backupPath", backup.toString());
    }

    /** A store file, with what stands in it and since when. */
    private record Source(Path file, FileContent print, Instant modified) { }

    private Source source(Read read) {
        var file = read.store().file();
        return new Source(file, read.file().print().orElseThrow(), facts.attributes(file).modified());
    }

    /** An entry and its number in the store file. */
    private record Numbered(OpenclawEntry entry, int number) { }

    /** The entries that are carried over by the names of their files; what is not goes into the ledger. */
    private Map<String, Numbered> documents(Path file, OpenclawFile.Entries found) {
        var kept = OpenclawStamps.carried(found.entries());
        found.repeated().forEach(key -> plans.loss(file, key, "entry", "", "", "the key stands more than once; the last value counts"));
        var documents = new LinkedHashMap<String, Numbered>();
        for (int number = 0; number < found.entries().size(); number++) {
            var entry = found.entries().get(number);
            var key = OpenclawKeys.normalized(entry.key());
            var dropped = dropped(entry, key, kept);
            if (dropped.isPresent()) {
                plans.loss(file, entry.key(), "entry", entry.session().orElse(""), "", dropped.get());
                continue;
            }
            if (!entry.key().equals(key)) plans.loss(file, entry.key(), "key", OpenclawPlans.shown(entry.key()), OpenclawPlans.shown(key), "keys are filed in lower case; releases from 2026.5.20 on look rooms of Matrix and groups of Signal up by their case");
            if (OpenclawKeys.isBlocked(key)) plans.loss(file, entry.key(), "entry", "", "", "no reader takes an entry of this key; it is carried along");
            file(file, new Numbered(entry.called(key), number), documents);
        }
        return documents;
    }

    private static Optional<String> dropped(OpenclawEntry entry, String key, Map<String, OpenclawEntry> kept) {
        if (entry.shape() == Shape.OTHER) return Optional.of("its value is no entry");
        // Readers take the whole document of such an entry for the entry (golden 011).
        if (entry.shape() == Shape.ARRAY) return Optional.of("its value is a list, which readers mistake");
        if (key.isEmpty()) return Optional.of("its key is blank");
        return kept.get(key) == entry ? Optional.empty() : Optional.of("another key is the same in lower case, and its entry is newer or later");
    }

    /** Halves of surrogate pairs become one character in names, so that keys can collide: a sound one has the right of way. */
    private void file(Path file, Numbered numbered, Map<String, Numbered> documents) {
        var key = numbered.entry().key();
        var name = OpenclawKeys.fileName(key).orElseThrow();
        var other = documents.containsKey(name) ? documents.get(name).entry().key() : null;
        if (other == null || OpenclawKeys.isSound(key) && !OpenclawKeys.isSound(other)) {
            if (other != null) plans.loss(file, other, "entry", "", "", ANOTHER_KEYS);
            documents.put(name, numbered);
        } else {
            plans.loss(file, key, "entry", "", "", ANOTHER_KEYS);
        }
        if (!OpenclawKeys.isSound(key)) plans.loss(file, key, "entry", "", "", "half of a surrogate pair is in its key: readers may not find it");
    }

    private static Change created(Path target, Source source, Numbered numbered) {
        var bytes = OpenclawText.document(numbered.entry().key(), numbered.entry().value());
        return new Change.CreateFile(target, content(source, numbered, bytes), Hashes.content(bytes), FILE, source.modified(), OpenclawPlans.about(source.file(), Purpose.OPENCLAW_ENTRY));
    }

    private static Content content(Source source, Numbered numbered, byte[] bytes) {
        return bytes.length <= Content.LARGEST_INLINE ? new Content.Inline(bytes) : new Content.EntryOf(source.file(), source.print(), numbered.number());
    }

    private byte[] state() {
        return ("{\n  \"kind\": \"" + OpenclawDirectory.KIND + "\",\n  \"layoutVersion\": 1,\n  \"version\": 1,\n  \"updatedAt\": " + now.toEpochMilli() + "\n}").getBytes(StandardCharsets.UTF_8);
    }

    /** A store of which both layouts are there: the newer entry counts, and of two equal ones the directory's. */
    private boolean merge(Read read, Directory directory) {
        var store = read.store();
        var file = store.file();
        if (directory.refusal().isPresent()) return failed(store, directory.refusal().get());
        var there = new HashMap<String, OpenclawEntry>();
        directory.read().all().forEach(e -> there.put(OpenclawKeys.fileName(e.key()).orElse(e.key()), e));
        sink.startGroup();
        var source = source(read);
        int changed = 0;
        boolean blocked = false;
        for (var one : documents(file, read.entries()).entrySet()) {
            var changes = merged(source, one.getKey(), one.getValue(), there);
            blocked |= changes.isEmpty();
            if (changes.filter(all -> !all.isEmpty()).isPresent()) sink.startGroup();
            changes.ifPresent(all -> all.forEach(sink::change));
            changed += changes.map(List::size).orElse(0);
        }
        if (changed > 0) {
            sink.newGroup();
            sink.change(raised(OpenclawDirectory.of(file).resolve("state.json"), directory.state(), file));
        }
        var node = plans.store(file, store, blocked ? OpenclawOutcome.FAILED : OpenclawOutcome.MIGRATED).put("legacyEntries", store.entries()).put("migratedEntries", there.size());
        if (!blocked) aside(source, node);
        return !blocked;
    }

    /** What an entry changes in an active directory, of which {@code there} are the entries as they will be, by the names of their files; nothing when it cannot be. */
    private Optional<List<Change>> merged(Source source, String name, Numbered numbered, Map<String, OpenclawEntry> there) {
        var file = source.file();
        var entry = numbered.entry();
        var present = there.get(name);
        if (present != null && !present.key().equals(entry.key())) {
            if (OpenclawKeys.isSound(present.key()) || !OpenclawKeys.isSound(entry.key())) {
                plans.loss(file, entry.key(), "entry", "", "", ANOTHER_KEYS);
                return Optional.of(List.of());
            }
            present = null;
        }
        var target = OpenclawDirectory.of(file).resolve("entries").resolve(name);
        if (present != null && !OpenclawStamps.isLater(entry, present)) {
            if (!isSame(entry, present)) plans.loss(file, entry.key(), "entry", entry.session().orElse(""), present.session().orElse(""), "the directory's entry is as new or newer");
            return Optional.of(List.of());
        }
        if (present != null && isSame(entry, present)) return Optional.of(List.of());
        var before = facts.print(target);
        if (before instanceof Fingerprint.Absent) {
            there.put(name, entry);
            return Optional.of(List.of(created(target, source, numbered)));
        }
        if (!(before instanceof FileContent was)) {
            plans.problem("openclaw-entry-blocked", target, "something that is no file has the name of an entry, which stays in the store file, so that this is not put aside");
            return Optional.empty();
        }
        there.put(name, entry);
        var bytes = OpenclawText.document(entry.key(), entry.value());
        var about = new About(Purpose.OPENCLAW_ENTRY, file.toString(), name);
        var replaced = new Change.ReplaceFile(target, content(source, numbered, bytes), was, Hashes.content(bytes), FILE, source.modified(), about);
        if (present == null) return Optional.of(List.of(keptBeside(target, was, file), replaced));
        plans.loss(file, entry.key(), "entry", present.session().orElse(""), entry.session().orElse(""), "the store file's entry is newer");
        return Optional.of(List.of(replaced));
    }

    /** What cannot be read as an entry is kept under a name that readers pass over; the entry that takes its place does so together with that, or not at all. */
    private Change keptBeside(Path damaged, FileContent was, Path store) {
        var copy = plans.free(damaged.getParent(), damaged.getFileName() + ".damaged.");
        var at = facts.attributes(damaged);
        sink.finding(Finding.at("openclaw-entry-unread", Severity.WARNING, damaged, "readers pass over it; the store file's entry takes its place, and it is kept as " + copy.getFileName())
            .expecting("an entry's document under its own name", "something else"));
        return new Change.CreateFile(copy, new Content.CopyOf(damaged, was), was, at.mode(), at.modified(), new About(Purpose.OPENCLAW_STATE, store.toString(), damaged.getFileName().toString()));
    }

    private static boolean isSame(OpenclawEntry one, OpenclawEntry two) {
        // Also for halves of surrogate pairs in names, which our JSON library does not take, and for what is nested very deep.
        if (Arrays.equals(OpenclawText.document("", one.value()), OpenclawText.document("", two.value()))) return true;
        var first = Json.parse(one.json());
        return first.isPresent() && first.equals(Json.parse(two.json()));
    }

    /** A directory that was changed says so. */
    private Change raised(Path file, byte[] bytes, Path store) {
        try {
            var edit = new JsonEdit(bytes);
            var version = Json.parse(new String(bytes, StandardCharsets.UTF_8)).orElseThrow().path("version").decimalValue().toBigInteger();
            edit.set(JsonNodeFactory.instance.numberNode(version.add(java.math.BigInteger.ONE)), "version");
            edit.set(JsonNodeFactory.instance.numberNode(now.toEpochMilli()), "updatedAt");
            var splices = edit.splices();
            var after = new SplicedInput(new ByteArrayInputStream(bytes), splices).readAllBytes();
            return new Change.ReplaceFile(file, new Content.Spliced(file, Hashes.content(bytes), splices), Hashes.content(bytes), Hashes.content(after), FILE, facts.attributes(store).modified(), OpenclawPlans.about(store, Purpose.OPENCLAW_STATE));
        } catch (IOException e) {
            throw new UncheckedIOException("the state was read a moment ago", e);
        }
    }

    /** Tells of a directory that is put aside although entries are in it. */
    public void hidden(OpenclawStore store, OpenclawDirectory.Read inside, OpenclawFile.Entries found) {
        var kept = OpenclawStamps.carried(found.entries());
        long missed = inside.entries().stream().filter(e -> !kept.containsKey(e.key()) || OpenclawStamps.isLater(e, kept.get(e.key()))).count();
        if (missed == 0) return;
        var message = missed + " entries of a sessions.d whose state is damaged are newer than the store file's, or are only there; it is put aside as it is";
        sink.finding(Finding.at("openclaw-directory-hidden", Severity.WARNING, OpenclawDirectory.of(store.file()), message));
        plans.report().withArray("problems").add(OpenclawDirectory.of(store.file()) + ": " + message);
    }

    /** What the report needs. */
    public ObjectNode finish() {
        return plans.report();
    }
}
