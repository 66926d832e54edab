package ao.plan;

import ao.model.CellChange;
import ao.model.Fingerprint;
import ao.model.Row;
import ao.plan.Change.CreateFile;
import ao.plan.Change.CreateLink;
import ao.plan.Change.MakeEntries;
import ao.plan.Change.MakeFolder;
import ao.plan.Change.MoveEntry;
import ao.plan.Change.OfFile;
import ao.plan.Change.RemoveEmptyFolder;
import ao.plan.Change.RemoveFile;
import ao.plan.Change.RemoveLink;
import ao.plan.Change.ReplaceFile;
import ao.plan.Change.RestoreTime;
import ao.plan.Change.Rows;
import ao.read.FolderContents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plans the way back of a run: the inverse of each change that was done, given in the run's order backwards. What needed
 * all the others to be done needs them to be taken back, too, and waits for them.
 */
public final class RollbackPlanner {
    /** What the run kept, with the mode and time that it had. */
    public record KeptFile(int mode, Instant modified) { }

    /** What a way back has to know of the disk. */
    public interface Facts {
        /** What the run kept, by the number of the change; or a copy of it elsewhere. */
        KeptFile kept(long seq, Optional<Path> copy);

        /** The files in a folder of entries, which is as the run left it. */
        List<FolderContents.Named> files(MakeEntries change);

        /** What is in a folder now. */
        List<Path> entries(Path folder);

        /** In what a file differs from what the run left, in a few words. */
        String differences(OfFile change);

        /** Whether a file is what an interruption left of what was to be written, in a folder that the run itself made. */
        boolean torn(CreateFile change);

        /** For a file of which some stretches were replaced, and which was only added to since: the way back, if there is one. */
        Optional<ReplaceFile> grown(long seq, ReplaceFile change);
    }

    private final String run;
    private final boolean bootChanges;
    private final Map<String, String> rowsThatStay;
    private final Facts facts;
    private final PlanSink sink;
    private final List<String> left = new ArrayList<>();
    private final List<Path> staying = new ArrayList<>();
    private final Map<Path, Set<Path>> going = new HashMap<>();
    private final Set<String> projectsThatStay = new TreeSet<>();
    /** Where files were removed, and others stand now. */
    private final Set<Path> sourcesThatStay = new HashSet<>();
    /** What may go back only when everything else has: given behind it. */
    private final List<Held> held = new ArrayList<>();
    private int group = -1;

    /** A change that waits, and its inverse. */
    private record Held(OfFile change, Change inverse) { }

    /**
     * @param rowsThatStay rows that changed since or that others refer to, as table/id, and why
     */
    public RollbackPlanner(String run, boolean bootChanges, Map<String, String> rowsThatStay, Facts facts, PlanSink sink) {
        this.run = run;
        this.bootChanges = bootChanges;
        this.rowsThatStay = rowsThatStay;
        this.facts = facts;
        this.sink = sink;
        rowsThatStay.forEach((row, why) -> left.add(row + " stays: " + why));
    }

    /** Plans the inverse of a change of a file, whose target looks like this now. Groups follow those of the run. */
    public void inverse(long seq, int of, OfFile change, Fingerprint found) {
        // A folder that the run made can go only after what waits in it.
        if (change instanceof MakeFolder) whatWaits(held.stream().filter(one -> one.change().target().startsWith(change.target())).toList());
        if (of != group) sink.newGroup();
        group = of;
        sink.startGroup();
        var about = change.about();
        boolean database = change instanceof CreateFile create && create.after() instanceof Fingerprint.Database wanted
            && found instanceof Fingerprint.Database there && there.schema().equals(wanted.schema());
        if (found.equals(change.before())) return;
        if (projectsThatStay.contains(about.project())) {
            if (!(found instanceof Fingerprint.Absent)) staying.add(change.target());
            return;
        }
        if (change instanceof MakeFolder && hasMore(change.target())) return;
        if (!database && !found.equals(change.after())) {
            changed(seq, change, found);
        } else if (database && !rowsThatStay.isEmpty()) {
            stays(change, "it has rows that stay");
        } else if (change instanceof CreateFile create && source(create.content()).filter(sourcesThatStay::contains).isPresent()) {
            stays(change, "what it was made of cannot be put back: something else is at " + source(create.content()).get());
        } else if (rowsThatStay.containsKey("sessions/" + about.session())) {
            stays(change, "the row of its session stays");
        } else {
            goes(change);
            if (about.purpose().needsAll()) held.add(new Held(change, inverse(seq, change)));
            else if (change instanceof MakeEntries make) inverse(make);
            else sink.change(inverse(seq, change));
        }
    }

    /** Plans what goes back only when everything else does; nothing but times comes after it. */
    public void whatWaits() {
        whatWaits(List.copyOf(held));
    }

    private void whatWaits(List<Held> now) {
        held.removeAll(now);
        for (var one : now) {
            if (!projectsThatStay.isEmpty()) {
                stays(one.change(), "it goes back only together with " + String.join(", ", projectsThatStay));
                continue;
            }
            // One after the other: a copy of the registry goes only when the registry is back.
            sink.newGroup();
            sink.change(one.inverse());
            group = -1;
        }
    }

    /** What is no longer as the run left it stays, and of a project whose folder cannot come back everything does. */
    private void changed(long seq, OfFile change, Fingerprint found) {
        var grown = change instanceof ReplaceFile replace ? facts.grown(seq, replace) : Optional.<ReplaceFile>empty();
        if (grown.isPresent()) {
            sink.change(grown.get());
            return;
        }
        if (change instanceof CreateFile create && facts.torn(create)) {
            goes(change);
            sink.change(new RemoveFile(change.target(), found, Optional.empty(), change.about()));
            return;
        }
        if (change.about().purpose() == Purpose.SOURCE || change.about().purpose().wholeStore()) {
            projectsThatStay.add(change.about().project());
            stays(change, "there is " + describe(found) + ", so nothing of " + (change.about().purpose() == Purpose.SOURCE ? "the project " : "") + change.about().project() + " goes back");
        } else {
            if (change instanceof RemoveFile) sourcesThatStay.add(change.target());
            stays(change, found instanceof Fingerprint.FileContent ? "it changed since" + facts.differences(change)
                : found instanceof Fingerprint.Absent ? "it is gone" : "there is " + describe(found));
        }
    }

    private static String describe(Fingerprint found) {
        return found instanceof Fingerprint.Other other ? other.what() : found instanceof Fingerprint.Absent ? "nothing" : "something else";
    }

    /** The file of which another one was made. */
    private static Optional<Path> source(Content content) {
        if (content instanceof Content.CopyOf copy) return Optional.of(copy.file());
        if (content instanceof Content.Relocated relocated) return Optional.of(relocated.file());
        return Optional.empty();
    }

    private void goes(OfFile change) {
        if (change.before() instanceof Fingerprint.Absent && change.target().getParent() != null) {
            going.computeIfAbsent(change.target().getParent(), k -> new HashSet<>()).add(change.target().getFileName());
        }
    }

    /** What SQLite leaves beside a database goes with it. */
    private static boolean isLogOf(Set<Path> names, Path entry) {
        var name = entry.getFileName().toString();
        return names.contains(Path.of(name.replaceFirst("-(wal|shm|journal)$", ""))) && name.matches(".*-(wal|shm|journal)");
    }

    /** Whether something was staged by a run: what an interrupted one left so is nobody's, and goes first. */
    public static boolean isStaged(String run, Path entry) {
        return entry.getFileName().toString().startsWith(".ao-" + run + "-");
    }

    /** Whether a folder that the run made holds something that does not go; what nobody named yet is named here. */
    private boolean hasMore(Path folder) {
        var names = going.getOrDefault(folder, Set.of());
        boolean more = staying.stream().anyMatch(path -> path.startsWith(folder));
        for (var entry : facts.entries(folder)) {
            if (isStaged(run, entry) || isLogOf(names, entry)) continue;
            if (names.contains(entry.getFileName()) || staying.stream().anyMatch(path -> path.startsWith(entry))) continue;
            staying.add(entry);
            left.add(entry + " stays: it was put there since");
            more = true;
        }
        going.remove(folder);
        return more;
    }

    /** The folders above it stay with it, which goes without saying. */
    private void stays(OfFile change, String why) {
        staying.add(change.target());
        left.add(change.target() + " stays: " + why);
    }

    /** Each file goes by itself, so that the run keeps it with its mode and time. */
    private void inverse(MakeEntries make) {
        for (var file : facts.files(make)) sink.change(new RemoveFile(make.target().resolve(file.name()), file.content(), Optional.empty(), make.about()));
        sink.change(new RemoveEmptyFolder(make.target(), make.files().mode(), make.about()));
    }

    private Change inverse(long seq, OfFile change) {
        var about = change.about();
        if (change instanceof MakeFolder make) return new RemoveEmptyFolder(make.target(), make.mode(), about);
        if (change instanceof RemoveEmptyFolder folder) return new MakeFolder(folder.target(), folder.mode(), about);
        if (change instanceof CreateFile create) return new RemoveFile(create.target(), create.after(), Optional.empty(), about);
        if (change instanceof MoveEntry move) return new MoveEntry(move.target(), move.from(), move.entry(), about);
        if (change instanceof CreateLink link) return new RemoveLink(link.target(), link.text(), link.modified(), about);
        if (change instanceof RemoveLink link) return new CreateLink(link.target(), link.text(), link.modified(), about);
        var copy = change instanceof RemoveFile remove ? remove.copy() : Optional.<Path>empty();
        var was = facts.kept(seq, copy);
        var content = new Content.Kept(run, seq);
        if (change instanceof ReplaceFile replace) {
            return new ReplaceFile(replace.target(), content, replace.after(), replace.before(), was.mode(), was.modified(), about);
        }
        var remove = (RemoveFile) change;
        var from = remove.before() instanceof Fingerprint.FileContent file ? copy.map(path -> (Content) new Content.CopyOf(path, file)).orElse(content) : content;
        return new CreateFile(remove.target(), from, remove.before(), was.mode(), was.modified(), about);
    }

    /** Plans the inverse of a change of rows; {@code present} are those of its inserted rows that are there. */
    public void inverse(Rows change, List<Row> present) {
        var going = present.stream().filter(r -> !rowsThatStay.containsKey(r.table().word() + "/" + r.id())).toList();
        if (!going.isEmpty()) sink.change(new Rows(change.target(), List.of(), going, bootChanges, change.about()));
        if (!change.updates().isEmpty()) {
            sink.change(new Rows(change.target(), List.of(), List.of(), change.updates().stream().map(CellChange::reversed).toList(), false, change.about()));
        }
        if (!change.deletes().isEmpty()) sink.change(new Rows(change.target(), change.deletes(), List.of(), false, change.about()));
    }

    /** Plans that a folder which was there before the run gets its time back. */
    public void restoreTime(Path folder, String listing, Instant modified) {
        sink.startGroup();
        sink.change(new RestoreTime(folder, listing, modified, new About(Purpose.FOLDER, "", "")));
    }

    /** What stays as it is now, one line each: it is no longer as the run left it. */
    public List<String> left() {
        return left;
    }
}
