package ao.apply;

import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.read.Failures;
import ao.read.Hashes;
import ao.read.OwnerOnly;
import ao.read.PhysicalPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One run at a time per store: an operating-system lock, which a kill frees, on a file that names the run. So the next
 * command that would write there finds an unfinished run. The file names the interrupted runs, too, that the run takes
 * back: they stay known when it never gets to its first change.
 */
public final class StoreLocks implements AutoCloseable {
    private static final int LONGEST = 4_096;

    private final List<FileChannel> channels = new ArrayList<>();
    private final Runs runs;
    private final Set<String> own;
    private final UnaryOperator<String> waysOut;
    private final Disk disk;

    /** @param own the run, and those that it takes back */
    private StoreLocks(Runs runs, Set<String> own, UnaryOperator<String> waysOut, Disk disk) {
        this.runs = runs;
        this.own = own;
        this.waysOut = waysOut;
        this.disk = disk;
    }

    /**
     * Takes the locks of all stores, in path order.
     *
     * @param run   the run that may go on in them, or is to begin
     * @param taken the run that it takes back, which may have been interrupted; empty for none
     * @param waysOut the commands that finish or take back an interrupted run, by its id
     * @throws AoException.Refused when another run is at work, or was interrupted there
     */
    public static StoreLocks take(Runs runs, List<Path> stores, String run, String taken, UnaryOperator<String> waysOut, Disk disk) {
        var locks = new StoreLocks(runs, own(runs, run, taken), waysOut, disk);
        try {
            disk.makeFolders(runs.locks());
            for (var store : stores.stream().map(PhysicalPath::of).distinct().sorted().toList()) locks.take(store);
            disk.sync(List.of(runs.locks()));
            return locks;
        } catch (IOException e) {
            locks.close();
            throw new AoException.Unreadable("state-unwritable", runs.locks() + ": " + Failures.sentence(e),
                "AO_STATE_DIR names another folder for the toolkit's own state");
        } catch (RuntimeException | Error e) {
            locks.close();
            throw e;
        }
    }

    private static Set<String> own(Runs runs, String run, String taken) {
        var own = new LinkedHashSet<>(List.of(run));
        for (var id = taken; !id.isEmpty() && own.add(id); ) id = runs.get(id).map(Run::undoes).orElse("");
        return own;
    }

    private void take(Path store) throws IOException {
        var file = runs.locks().resolve(Hashes.of(store.toString()));
        var channel = FileChannel.open(file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OwnerOnly.file());
        channels.add(channel);
        var lock = lock(channel);
        var named = named(channel);
        if (lock.isEmpty()) {
            throw new AoException.Refused("store-locked", holder(named) + " is at work in " + store,
                "wait until it is done");
        }
        var unfinished = named.stream().filter(id -> !own.contains(id)).flatMap(id -> runs.get(id).stream()).filter(StoreLocks::interrupted).findFirst();
        if (unfinished.isPresent()) {
            throw new AoException.Refused("run-unfinished", "run " + unfinished.get().id() + " was interrupted in " + store,
                waysOut.apply(unfinished.get().id()));
        }
        write(channel, file);
    }

    /** Who has the lock says so only after it got it, and begins its run later still: until then the name of an earlier one is there. */
    private String holder(List<String> named) {
        return named.stream().findFirst().filter(id -> runs.get(id).filter(Run::open).isPresent()).map(id -> "run " + id).orElse("another run");
    }

    private static boolean interrupted(Run run) {
        return run.state() == RunState.APPLYING;
    }

    /** Over what is there, and cut off behind: at no moment is there nothing. */
    private void write(FileChannel channel, Path file) throws IOException {
        var names = new StringBuilder();
        for (var id : own) {
            if (names.isEmpty() || runs.get(id).filter(StoreLocks::interrupted).isPresent()) names.append(id).append('\n');
        }
        disk.announce(Disk.Operation.WRITE, file);
        var bytes = ByteBuffer.wrap(names.toString().getBytes(StandardCharsets.UTF_8));
        channel.write(bytes, 0);
        channel.truncate(bytes.limit());
        disk.announce(Disk.Operation.SYNC, file);
        channel.force(true);
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static List<String> named(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().filter(id -> !id.isBlank()).toList();
    }

    @Override public void close() {
        for (var channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with this process at the latest.
            }
        }
    }
}
