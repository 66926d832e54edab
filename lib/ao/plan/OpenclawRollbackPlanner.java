package ao.plan;

import ao.map.OpenclawStamps;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.model.OpenclawEntry;
import ao.model.OpenclawStore;
import ao.model.Severity;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawFile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Plans the way back of OpenClaw's stores to one file (openclaw-store sheet, 10), without the ways in which the original loses entries there. */
public final class OpenclawRollbackPlanner {
    private static final int FILE = 0600;

    private final MigrationFacts facts;
    private final PlanSink sink;
    private final OpenclawPlans plans;
    private final boolean allowShrink;

    public OpenclawRollbackPlanner(MigrationFacts facts, PlanSink sink, boolean allowShrink, Instant now) {
        this.facts = facts;
        this.sink = sink;
        this.allowShrink = allowShrink;
        this.plans = new OpenclawPlans(sink, facts, "rollback", now.toEpochMilli());
    }

    /**
     * What a store can be made of.
     *
     * @param directory whether it is a directory, not a store file
     * @param active    whether readers use it now
     * @param foreign   whether it is that of another store, as far as can be told: it is made use of only when it is named
     * @param unread    files in it that no entry can be made of
     * @param mistaken  files in it that readers take for an entry as they are
     * @param count     how many entries readers find once it is the store: keys that are one in lower case count once
     * @param result    the store file that it makes
     */
    public record Candidate(Path path, boolean directory, boolean active, boolean foreign, List<OpenclawEntry> entries, List<Path> unread, List<Path> mistaken, int count, FileContent result) { }

    /**
     * A store as it was read.
     *
     * @param current    what is in the store file
     * @param candidates everything that it could be made of
     * @param wanted     the one that the operator names
     * @param shared     another store that the active directory is of
     */
    public record Read(OpenclawStore store, OpenclawFile.Content current, List<Candidate> candidates, Optional<Path> wanted, Optional<Path> shared) { }

    /** Plans what becomes of a store. */
    public void store(Read read) {
        var store = read.store();
        if (read.shared().isPresent()) {
            plans.store(store.file(), store, OpenclawOutcome.FAILED);
            plans.problem("openclaw-directory-shared", store.file(), "its sessions.d is that of " + read.shared().get() + ", too, and their sessions would be mixed");
            return;
        }
        var chosen = chosen(read);
        if (chosen.isEmpty()) {
            fuller(read, store.kept(), plans.store(store.file(), store, OpenclawOutcome.SKIPPED));
            return;
        }
        restore(read, chosen.get());
    }

    /** Tells of a copy that holds more than the store, or than what it is made of. */
    private void fuller(Read read, int entries, ObjectNode node) {
        fullest(read.candidates(), true).filter(c -> c.count() > entries).ifPresent(c -> {
            node.put("fullerCopy", c.path().toString()).put("fullerCopyEntries", c.count());
            sink.finding(Finding.at("openclaw-fuller-copy", Severity.INFO, c.path(), "it holds more entries than the store: name it with --from to go back to it").expecting(entries + " entries", c.count() + " entries"));
        });
    }

    /** The one that is named, or the active directory; a store without any sound file gets the fullest copy proposed. */
    private Optional<Candidate> chosen(Read read) {
        if (read.wanted().isPresent()) return read.candidates().stream().filter(c -> c.path().equals(read.wanted().get())).findFirst();
        var active = read.candidates().stream().filter(Candidate::active).findFirst();
        return active.isPresent() || isSound(read) ? active : fullest(read.candidates(), false);
    }

    /** Whether the file is a store as OpenClaw writes it, also one without entries; what a crash left empty is none. */
    private boolean isSound(Read read) {
        return read.current() instanceof OpenclawFile.Entries found && (!found.entries().isEmpty() || facts.small(read.store().file()).filter(bytes -> !new String(bytes, StandardCharsets.UTF_8).isBlank()).isPresent());
    }

    private static Optional<Candidate> fullest(List<Candidate> candidates, boolean foreign) {
        return candidates.stream().filter(c -> !c.active() && (foreign || !c.foreign()) && !c.entries().isEmpty()).max(Comparator.comparingInt(Candidate::count).thenComparing(c -> c.path().getFileName().toString()));
    }

    private void restore(Read read, Candidate from) {
        var store = read.store();
        var file = store.file();
        check(read, from);
        from.unread().forEach(f -> plans.problem("openclaw-entry-unread", f, "it cannot be read as an entry, and is not in the store file; it stays in the directory"));
        from.mistaken().forEach(f -> sink.finding(Finding.at("openclaw-entry-mistaken", Severity.WARNING, f, "it is no entry's document, and all of it becomes one, as readers take it").expecting("sessionKey and entry", "another object")));
        var before = facts.print(file);
        if (!(before instanceof Fingerprint.Absent || before instanceof FileContent)) {
            plans.store(file, store, OpenclawOutcome.FAILED);
            plans.problem("openclaw-not-a-file", file, before instanceof Fingerprint.Unreadable ? "it cannot be read, and is not replaced" : "it is no regular file, and is not replaced");
            return;
        }
        sink.startGroup();
        var node = plans.store(file, store, OpenclawOutcome.RESTORED).put("from", from.path().toString()).put("entries", from.entries().size()).put("proposed", read.wanted().isEmpty() && !from.active());
        fuller(read, from.count(), node);
        var content = from.directory() ? new Content.Gathered(from.path()) : new Content.CopyOf(from.path(), from.result());
        var about = OpenclawPlans.about(file, Purpose.OPENCLAW_STORE);
        // The store was written when its state was.
        var modified = facts.attributes(from.directory() && facts.exists(from.path().resolve("state.json")) ? from.path().resolve("state.json") : from.path()).modified();
        if (before instanceof FileContent was && !was.equals(from.result())) {
            var backup = plans.free(file.getParent(), file.getFileName() + ".bak.");
            var at = facts.attributes(file);
            sink.change(new Change.CreateFile(backup, new Content.CopyOf(file, was), was, at.mode(), at.modified(), OpenclawPlans.about(file, Purpose.OPENCLAW_STATE)));
            sink.newGroup();
            sink.change(new Change.ReplaceFile(file, content, was, from.result(), FILE, modified, about));
            node.put("backupPath", backup.toString());
            if (read.current() instanceof OpenclawFile.Entries found) differences(file, found.entries(), from, "the store file that is replaced");
        } else if (before instanceof Fingerprint.Absent) {
            sink.change(new Change.CreateFile(file, content, from.result(), FILE, modified, about));
        }
        read.candidates().stream().filter(Candidate::active).findFirst().ifPresent(active -> {
            var aside = plans.free(file.getParent(), "sessions.d.bak.");
            sink.newGroup();
            sink.change(new Change.MoveEntry(active.path(), aside, Fingerprint.FOLDER, OpenclawPlans.about(file, Purpose.OPENCLAW_SWITCH)));
            node.put("directoryBackupPath", aside.toString());
            if (active != from) differences(file, active.entries(), from, "the directory that is put aside");
        });
    }

    /** Refuses what would leave fewer entries than there are. */
    private void check(Read read, Candidate from) {
        var file = read.store().file();
        if (from.entries().isEmpty() && !from.unread().isEmpty()) {
            throw new AoException.Refused("openclaw-nothing-readable", from.path() + ": none of its " + from.unread().size() + " files can be read as an entry, so the store file would be empty", "look at it with inspect; --from names another copy");
        }
        int inFile = read.current() instanceof OpenclawFile.Entries found ? OpenclawStamps.carried(found.entries()).size() : 0;
        if (read.current() instanceof OpenclawFile.Invalid && facts.print(file) instanceof FileContent large && large.size() > OpenclawFile.LARGEST_READ && !allowShrink) {
            throw new AoException.Refused("openclaw-shrink", file + " has " + large.size() + " bytes, which are too many to count its entries", "--allow-shrink goes on all the same, keeping what is there under another name");
        }
        int inDirectory = read.candidates().stream().filter(Candidate::active).mapToInt(Candidate::count).findFirst().orElse(0);
        int there = Math.max(inFile, inDirectory);
        if (from.count() < there && !allowShrink) {
            throw new AoException.Refused("openclaw-shrink", file + " would have " + from.count() + " entries, made of " + from.path() + ", and " + (inDirectory > inFile ? OpenclawDirectory.of(file) : file) + " has " + there,
                "--allow-shrink does it all the same, keeping what is there under another name");
        }
    }

    /** What was read until now and is newer than in what counts from now on, or is not in it. */
    private void differences(Path file, List<OpenclawEntry> replaced, Candidate from, String where) {
        var there = new HashMap<String, OpenclawEntry>();
        from.entries().forEach(e -> there.put(e.key(), e));
        OpenclawStamps.carried(replaced).forEach((key, entry) -> {
            var other = Optional.ofNullable(there.get(key)).or(() -> Optional.ofNullable(there.get(entry.key())));
            if (other.isEmpty() || OpenclawStamps.isLater(entry, other.get())) {
                plans.loss(file, entry.key(), "entry", entry.session().orElse(""), other.flatMap(OpenclawEntry::session).orElse(""), other.isEmpty() ? "it is only in " + where : "its entry in " + where + " is newer");
            }
        });
    }

    /** What the report needs. */
    public ObjectNode finish() {
        return plans.report();
    }
}
