package ao.plan;

import ao.model.Fingerprint;
import ao.model.Fingerprint.FileContent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves entries: by a rename where they stay in their file system, else by copies whose originals go when all copies
 * are made and verified.
 */
final class EntryMoves {
    private final MigrationFacts facts;
    private final MigrationTotals sink;
    private final Map<Path, Path> sources = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final List<Change> left = new ArrayList<>();

    EntryMoves(MigrationFacts facts, MigrationTotals sink) {
        this.facts = facts;
        this.sink = sink;
    }

    /** Whether a name is taken, on disk or by this plan. */
    boolean taken(Path target) {
        return sources.containsKey(target) || folders.contains(target) || facts.exists(target);
    }

    /** Where that which stands at a path after the plan stands now. */
    Path now(Path target) {
        for (var folder = target; folder != null; folder = folder.getParent()) {
            var source = sources.get(folder);
            if (source != null) return source.resolve(folder.relativize(target));
        }
        return target;
    }

    /** Notes that the plan puts something at a path, and where that comes from. */
    void put(Path target, Path source) {
        sources.put(target, source);
    }

    /** Makes a folder, unless it is there or planned; its parent is. */
    void folder(Path folder, int mode, About about) {
        if (taken(folder)) return;
        folders.add(folder);
        sink.change(new Change.MakeFolder(folder, mode, about));
    }

    /** Moves an entry to a free name; the first of the changes carries the purpose. */
    void move(Path from, Path to, Fingerprint print, About about, Map<Path, byte[]> instead) {
        put(to, from);
        if (facts.sameFileSystem(from, to.getParent())) sink.change(new Change.MoveEntry(from, to, print, about));
        else copy(from, to, about, instead);
    }

    /** Whether {@link #move} copies. */
    boolean copies(Path from, Path to) {
        return !facts.sameFileSystem(from, to.getParent());
    }

    private void copy(Path from, Path to, About about, Map<Path, byte[]> instead) {
        var print = facts.print(from);
        var gone = new About(Purpose.LEFT_BEHIND, about.project(), "");
        var part = new About(Purpose.SIDE_FILE, about.project(), about.session());
        if (print instanceof FileContent content) {
            var at = facts.attributes(from);
            var other = Optional.ofNullable(instead.get(from));
            if (other.isPresent()) sink.change(new Change.CreateFile(to, new Content.Inline(other.get()), ao.read.Hashes.content(other.get()), at.mode(), at.modified(), about));
            else sink.change(new Change.CreateFile(to, new Content.CopyOf(from, content), content, at.mode(), at.modified(), about));
            left.add(new Change.RemoveFile(from, content, other.isPresent() ? Optional.empty() : Optional.of(to), gone));
        } else if (print instanceof Fingerprint.Link link) {
            var at = facts.attributes(from);
            sink.change(new Change.CreateLink(to, link.text(), at.modified(), about));
            left.add(new Change.RemoveLink(from, link.text(), at.modified(), gone));
        } else if (print instanceof Fingerprint.Folder || print instanceof Fingerprint.Worktree) {
            var at = facts.attributes(from);
            sink.change(new Change.MakeFolder(to, at.mode(), about));
            for (var child : facts.entries(from)) copy(child, to.resolve(child.getFileName()), part, instead);
            sink.change(new Change.RestoreTime(to, facts.listing(from), at.modified(), part));
            left.add(new Change.RemoveEmptyFolder(from, at.mode(), gone));
        } else {
            sink.problem("entry-not-movable", from, "it cannot be copied to another file system, and stays");
        }
    }

    /** Gives the originals of what was copied, which go in groups of their own. */
    void leave() {
        if (left.isEmpty()) return;
        sink.newGroup();
        left.forEach(sink::change);
        left.clear();
    }
}
