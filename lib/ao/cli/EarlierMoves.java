package ao.cli;

import ao.journal.PlanFile;
import ao.journal.RunState;
import ao.model.AoException;
import ao.model.LegacySession;
import ao.plan.Change;
import ao.plan.Purpose;
import ao.read.Failures;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.MigratedFolders;
import ao.read.SessionRecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Directories that earlier runs moved, or migrations by the original software: those that are gone where they were, and are where they should be. */
public final class EarlierMoves {
    private final Locations locations;
    private final Map<Path, Set<Path>> moves = new TreeMap<>();

    private EarlierMoves(Locations locations) {
        this.locations = locations;
    }

    /** The moves that can be told for certain; a directory that may have gone to two places is not among them. */
    public static List<MovedDirectory> find(Locations locations) {
        var found = new EarlierMoves(locations);
        found.ofRuns();
        found.ofMigrations();
        return found.moves.entrySet().stream().filter(m -> m.getValue().size() == 1).map(m -> MovedDirectory.of(m.getKey(), m.getValue().iterator().next())).toList();
    }

    private void add(Path from, Path to) {
        if (!Files.exists(from) && Files.isDirectory(to)) moves.computeIfAbsent(from, k -> new TreeSet<>()).add(to);
    }

    private void ofRuns() {
        for (var run : Session.runs(locations).list()) {
            if (!run.command().equals("migrate-storage") || run.state() != RunState.DONE && run.state() != RunState.PARTLY) continue;
            PlanFile.open(run.plan()).read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    var purpose = change.about().purpose();
                    if (change instanceof Change.MoveEntry move && (purpose == Purpose.WORKTREE || purpose == Purpose.STRAY)) add(move.from(), move.target());
                }
            }, PlanFile.Kind.FILES);
        }
    }

    private void ofMigrations() {
        MigratedFolders.Found found;
        try {
            found = MigratedFolders.find(locations);
        } catch (IOException e) {
            throw new AoException.Unreadable("root-unreadable", locations.root().path() + ": " + Failures.sentence(e), "");
        }
        if (found.folders().isEmpty()) return;
        var store = LegacyStoreReader.open(locations);
        for (var kept : found.folders()) {
            var project = locations.root().path().resolve("projects").resolve(kept.folder().project());
            LegacyRecords.sessions(store, List.of(kept.folder()), LegacyRecords.only(session -> compare(session, project.resolve("sessions").resolve(session.id() + ".json"), kept.folder())));
        }
    }

    private void compare(LegacySession before, Path record, LegacyStore.Folder folder) {
        if (before.archived() || !Files.isRegularFile(record)) return;
        try {
            var place = new SessionRecordReader.Place(folder.project(), before.id(), record, Files.getLastModifiedTime(record).toInstant(), Files.size(record), false);
            var from = LegacySession.directory(before.worktree());
            var to = SessionRecordReader.read(place).session().flatMap(now -> LegacySession.directory(now.worktree()));
            if (from.isPresent() && to.isPresent() && !from.equals(to)) add(from.get(), to.get());
        } catch (IOException e) {
            // A record that cannot be read tells of no move.
        }
    }
}
