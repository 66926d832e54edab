package ao.plan;

import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import ao.read.SnapshotEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Plans how a snapshot comes to its place, and how its files come to a new place. */
public final class SnapshotPlanner {
    private static final int PRIVATE_FOLDER = 0700;
    private static final int PRIVATE_FILE = 0600;

    private final Path to;
    private final PlanSink sink;
    private final Function<Path, Fingerprint> print;
    private final Set<Path> folders = new HashSet<>();
    private final List<Change> times = new ArrayList<>();
    private int already;
    private long alreadyBytes;

    /** @param print what stands at a path now */
    public SnapshotPlanner(Path to, Function<Path, Fingerprint> print, PlanSink sink) {
        this.to = to;
        this.print = print;
        this.sink = sink;
    }

    private static About about(Purpose purpose) {
        return About.shared(purpose);
    }

    /** Makes a folder with those above it, up to one that is there. */
    private void folder(Path folder, int mode) {
        if (folder == null || folders.contains(folder) || !(print.apply(folder) instanceof Fingerprint.Absent)) return;
        folder(folder.getParent(), PRIVATE_FOLDER);
        folders.add(folder);
        sink.change(new Change.MakeFolder(folder, mode, about(Purpose.FOLDER)));
    }

    /** A file of the snapshot; what an earlier try has copied already is not copied again. */
    public void keep(SnapshotEntry.File file, Path source) {
        sink.startGroup();
        var target = to.resolve(file.at());
        folder(target.getParent(), PRIVATE_FOLDER);
        var there = print.apply(target);
        var content = new Content.CopyOf(source, file.content());
        if (there.equals(file.content())) {
            already++;
            alreadyBytes += file.content().size();
        } else if (there instanceof FileContent old) sink.change(new Change.ReplaceFile(target, content, old, file.content(), file.mode(), file.modified(), about(Purpose.COPY)));
        else sink.change(new Change.CreateFile(target, content, file.content(), file.mode(), file.modified(), about(Purpose.COPY)));
    }

    /** The manifest comes last: a snapshot without one is known as unfinished. */
    public void manifest(Path manifest, FileContent content, String name, Instant now) {
        sink.newGroup();
        folder(to, PRIVATE_FOLDER);
        sink.change(new Change.CreateFile(to.resolve(name), new Content.CopyOf(manifest, content), content, PRIVATE_FILE, now, about(Purpose.REGISTRY)));
    }

    /** All of it as one file. */
    public void packed(Content.Packed content, FileContent bytes, Instant now) {
        folder(to.getParent(), PRIVATE_FOLDER);
        sink.change(new Change.CreateFile(to, content, bytes, PRIVATE_FILE, now, about(Purpose.COPY)));
    }

    /** How many files an earlier try has copied. */
    public int already() {
        return already;
    }

    /** How many bytes these have. */
    public long alreadyBytes() {
        return alreadyBytes;
    }

    /** Brings an entry to its new place. */
    public void restore(SnapshotEntry entry, Path target, Content content) {
        sink.startGroup();
        if (entry instanceof SnapshotEntry.Folder folder) {
            // Who may not write into a folder of the snapshot's owner still has to fill it.
            folder(target, folder.mode() | PRIVATE_FOLDER);
        } else if (entry instanceof SnapshotEntry.Link link) {
            folder(target.getParent(), PRIVATE_FOLDER);
            sink.change(new Change.CreateLink(target, link.text(), link.modified(), about(Purpose.COPY)));
        } else if (entry instanceof SnapshotEntry.File file) {
            folder(target.getParent(), PRIVATE_FOLDER);
            sink.change(new Change.CreateFile(target, content, file.content(), file.mode(), file.modified(), about(Purpose.COPY)));
        }
    }

    /** Folders get the times that they had, the deepest first; in what order they were given does not matter. */
    public void times(List<SnapshotEntry.Folder> all, Function<SnapshotEntry.Folder, Path> place, Function<Path, String> listing) {
        Deque<SnapshotEntry.Folder> deepest = new ArrayDeque<>();
        all.stream().sorted(java.util.Comparator.comparingInt(f -> f.path().getNameCount())).forEach(deepest::push);
        deepest.forEach(f -> times.add(new Change.RestoreTime(place.apply(f), listing.apply(f.path()), f.modified(), about(Purpose.FOLDER))));
        times.forEach(sink::change);
    }
}
