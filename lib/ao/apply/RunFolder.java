package ao.apply;

import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.plan.PlanHeader;
import ao.read.Failures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Makes the folder of a run, and keeps its state. */
public final class RunFolder {
    /** Set aside so that a run can be journaled and taken back when the disk is full. */
    private static final int RESERVE = 1 << 20;

    private RunFolder() { }

    /**
     * Files a plan as a new run that is about to be applied.
     *
     * @param command   what the run does: what made the plan, or {@link Run#REHEARSE}
     * @param temporary whether the plan's file is ours and goes anyway
     */
    public static Run create(Runs runs, String id, String command, PlanHeader header, Path plan, boolean temporary, Instant now, Disk disk) {
        var folder = runs.folder().resolve(id);
        try {
            disk.makeFolders(runs.folder());
            disk.makeFolder(folder, 0700);
        } catch (FileAlreadyExistsException e) {
            throw new AoException.Refused("run-exists", folder + ": another run has this name", "run it again: each has a name of its own");
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        try {
            disk.makeFolder(folder.resolve("kept"), 0700);
            disk.write(folder.resolve("reserve"), new ByteArrayInputStream(new byte[RESERVE]), 0600, now);
            take(plan, temporary, folder.resolve("plan.jsonl"), now, disk);
            disk.sync(List.of(folder.resolve("plan.jsonl"), folder.resolve("reserve"), folder, runs.folder()));
            var run = new Run(folder, id, command, header.argv(), now.toString(), "", RunState.APPLYING,
                System.getProperty("user.name"), command.equals(Run.REHEARSE) ? "" : header.undoes(), "", false);
            store(run, disk);
            return run;
        } catch (IOException e) {
            discard(folder, disk);
            throw unwritable(folder, e);
        }
    }

    private static AoException.Unreadable unwritable(Path folder, IOException e) {
        return new AoException.Unreadable("state-unwritable", folder + ": " + Failures.sentence(e), "nothing was changed; AO_STATE_DIR names another folder for the toolkit's own state");
    }

    /** A plan of ours, which can be large, gets a second name where that is possible; the operator's file is copied. */
    private static void take(Path plan, boolean temporary, Path file, Instant now, Disk disk) throws IOException {
        if (temporary) {
            disk.keep(plan, file);
            return;
        }
        try (var in = Files.newInputStream(plan)) {
            disk.write(file, in, 0600, now);
        }
    }

    /** Removes what there is of a run that could not be begun, as far as that works; nobody takes the rest for a run. */
    private static void discard(Path folder, Disk disk) {
        for (var name : List.of("run.json", "run.json.new", "plan.jsonl", "reserve")) {
            try {
                disk.unlinkIfThere(folder.resolve(name));
            } catch (IOException e) {
                // The next one may go all the same.
            }
        }
        for (var empty : List.of(folder.resolve("kept"), folder)) {
            try {
                if (Files.exists(empty)) disk.removeFolder(empty);
            } catch (IOException e) {
                // It stays, without a state.
            }
        }
    }

    /** Ends a run: gives up the space that was set aside, and writes its state. */
    static void finish(Run run, Disk disk) throws IOException {
        disk.unlinkIfThere(run.folder().resolve("reserve"));
        store(run, disk);
    }

    /** Writes a run's state. */
    public static void store(Run run, Disk disk) throws IOException {
        disk.replace(run.folder().resolve("run.json"), run.json());
    }

    /** Removes a run with all that it kept. */
    public static void remove(Run run, Disk disk) {
        try (var entries = Files.walk(run.folder())) {
            // The state goes last, so that what an interruption leaves is still known as a run.
            var state = run.folder().resolve("run.json");
            for (var entry : entries.sorted(java.util.Comparator.comparing((Path p) -> p.equals(state)).thenComparing(java.util.Comparator.reverseOrder())).toList()) {
                if (entry.equals(run.folder())) continue;
                if (Files.isDirectory(entry)) disk.removeFolder(entry);
                else disk.unlink(entry);
            }
            disk.removeFolder(run.folder());
        } catch (IOException e) {
            throw new AoException.Unreadable("run-not-removed", run.folder() + ": " + Failures.sentence(e), "");
        }
    }

    /** Gives up the space that was set aside, if there is hardly any other. */
    static void giveUpReserve(Run run, Disk disk) throws IOException {
        if (Files.getFileStore(run.folder()).getUsableSpace() < RESERVE) disk.unlinkIfThere(run.folder().resolve("reserve"));
    }
}
