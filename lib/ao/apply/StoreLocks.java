package ao.apply;

import ao.journal.Runs;
import ao.model.AoException;
import ao.read.Failures;
import ao.read.Hashes;
import ao.read.PhysicalPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run at a time per store: an operating-system lock, which a kill frees, on a file that names the run. So the next
 * command that would write there finds an unfinished run.
 */
public final class StoreLocks implements AutoCloseable {
    private static final int LONGEST_ID = 200;

    private final List<FileChannel> channels = new ArrayList<>();

    private StoreLocks() { }

    /**
     * Takes the locks of all stores, in path order.
     *
     * @param run   the run that may go on in them, or is to begin
     * @param taken the run that it takes back, which may have been interrupted; empty for none
     * @throws AoException.Refused when another run is at work, or was interrupted there
     */
    public static StoreLocks take(Runs runs, List<Path> stores, String run, String taken, Disk disk) {
        var locks = new StoreLocks();
        try {
            disk.makeFolders(runs.locks());
            for (var store : stores.stream().map(PhysicalPath::of).distinct().sorted().toList()) locks.take(runs, store, run, taken);
            return locks;
        } catch (IOException e) {
            locks.close();
            throw new AoException.Unreadable("state-unwritable", runs.locks() + ": " + Failures.sentence(e),
                "AO_STATE_DIR names another folder for the toolkit's own state");
        } catch (AoException e) {
            locks.close();
            throw e;
        }
    }

    private void take(Runs runs, Path store, String run, String taken) throws IOException {
        var channel = FileChannel.open(runs.locks().resolve(Hashes.of(store.toString())),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        channels.add(channel);
        var lock = lock(channel);
        var holder = holder(channel);
        if (lock.isEmpty()) {
            throw new AoException.Refused("store-locked", "run " + holder.orElse("(unknown)") + " is at work in " + store,
                "wait until it is done");
        }
        var unfinished = holder.filter(id -> !id.equals(run) && !id.equals(taken)).flatMap(runs::get).filter(r -> r.state() == ao.journal.RunState.APPLYING);
        if (unfinished.isPresent()) {
            throw new AoException.Refused("run-unfinished", "run " + unfinished.get().id() + " was interrupted in " + store,
                "finish it with: resume " + unfinished.get().id() + ", or take it back with: rollback " + unfinished.get().id());
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(run.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST_ID);
        channel.read(bytes, 0);
        return Optional.of(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)).filter(t -> !t.isEmpty());
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
