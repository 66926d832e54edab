package ao.apply;

import ao.model.Fingerprint.FileContent;
import ao.model.Progress;
import ao.read.FileMode;
import ao.read.FileSystems;
import ao.read.HashedFolderReader;
import ao.read.Hashes;
import ao.read.OwnerOnly;
import ao.read.Pieces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Every operation by which the toolkit changes a file system, each one announced before it is done. */
public final class Disk {
    private static final boolean POSIX = java.nio.file.FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    /** Below this many places a force for each is cheaper than syncing the whole file system. */
    private static final int FEW = 8;
    private static final int OWN = 0600;
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** The kinds of operation. */
    public enum Operation { MAKE_FOLDER, REMOVE_FOLDER, WRITE, APPEND, LINK, RENAME, UNLINK, SET_TIME, SYNC, BEGIN, COMMIT }

    /** Is told of every operation before it is done; a test stops the disk by throwing. */
    public interface Watcher {
        void before(Operation operation, Path path) throws IOException;

        /** The same of an entry that is moved with all that is in it. */
        default void beforeMove(Path from, Path to) throws IOException {
            before(Operation.RENAME, to);
        }

        Watcher NONE = (operation, path) -> { };
    }

    private final Watcher watcher;
    private final Progress progress;
    /** Whether a file that is made for its owner has that mode; null until one was looked at. */
    private volatile Boolean madeAsAsked;
    /** Syncs of file systems for which nobody has waited yet. */
    private final Queue<Process> hurried = new ConcurrentLinkedQueue<>();
    /** Whether syncing a file system failed once; from then on each place is forced. */
    private boolean failed;

    public Disk(Watcher watcher, Progress progress) {
        this.watcher = watcher;
        this.progress = progress;
    }

    /** A disk as it is, that tells how far it has come. */
    public Disk(Progress progress) {
        this(Watcher.NONE, progress);
    }

    /** Whoever looks on. */
    Progress progress() {
        return progress;
    }

    /** Announces an operation that somebody else does. */
    void announce(Operation operation, Path path) throws IOException {
        watcher.before(operation, path);
    }

    /** Makes one folder; its parent exists. */
    void makeFolder(Path folder, int mode) throws IOException {
        watcher.before(Operation.MAKE_FOLDER, folder);
        // Never wider than wanted, also when it ends here: nobody mends the mode of a folder that is there.
        if (posix(folder)) Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FileMode.permissions(mode)));
        else Files.createDirectory(folder);
        setMode(folder, mode);
    }

    /** Makes a folder with those above it, private and durable, unless they are there. */
    void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        if (folder.getParent() != null) makeFolders(folder.getParent());
        try {
            makeFolder(folder, 0700);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) throw e;
        }
        sync(List.of(folder.getParent()));
    }

    void removeFolder(Path folder) throws IOException {
        watcher.before(Operation.REMOVE_FOLDER, folder);
        Files.delete(folder);
    }

    /**
     * Writes a new file and says what it wrote; what cannot be written whole goes again.
     *
     * @throws FileAlreadyExistsException when there is something, which is left alone
     */
    FileContent write(Path file, InputStream content, int mode, Instant modified) throws IOException {
        var digest = Hashes.digest();
        var size = new long[1];
        write(file, mode, modified, channel -> size[0] = Pieces.read(content, Long.MAX_VALUE, (buffer, read) -> {
            digest.update(buffer, 0, read);
            put(channel, ByteBuffer.wrap(buffer, 0, read));
        }));
        return new FileContent(Hashes.hex(digest), size[0]);
    }

    /** The same of bytes that are known. */
    void write(Path file, byte[] content, int mode, Instant modified) throws IOException {
        write(file, mode, modified, channel -> put(channel, ByteBuffer.wrap(content)));
    }

    private void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        progress.bytes(bytes.remaining());
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** What is written into a new file. */
    private interface Filling {
        void fill(FileChannel channel) throws IOException;
    }

    private void write(Path file, int mode, Instant modified, Filling filling) throws IOException {
        watcher.before(Operation.WRITE, file);
        var made = FileChannel.open(file, NEW, OwnerOnly.file());
        try {
            try (var channel = made) {
                filling.fill(channel);
            }
            watcher.before(Operation.SET_TIME, file);
            if (mode != OWN || !isMadeAsAsked(file)) setMode(file, mode);
            // Both times: one alone is set only after the other was asked for.
            Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(FileTime.from(modified), FileTime.from(modified), null);
        } catch (IOException e) {
            cleaning(e, () -> unlinkIfThere(file));
            throw e;
        }
    }

    /** Whether files that are made for their owner have just the mode that was asked for; a umask that takes even that is asked about once. */
    private boolean isMadeAsAsked(Path file) throws IOException {
        if (madeAsAsked == null) madeAsAsked = FileMode.of(file) == OWN;
        return madeAsAsked;
    }

    /** Gives a file whose content is right the mode and time that it should have. */
    void complete(Path file, int mode, Instant modified) throws IOException {
        if (FileMode.of(file) == mode && Files.getLastModifiedTime(file).toInstant().equals(modified)) return;
        watcher.before(Operation.SET_TIME, file);
        setMode(file, mode);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    /** Writes a small file of ours anew: beside it, then in its place. */
    void replace(Path file, byte[] bytes) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        unlinkIfThere(temporary);
        write(temporary, new java.io.ByteArrayInputStream(bytes), 0600, Instant.now());
        sync(List.of(temporary));
        rename(temporary, file);
        sync(List.of(file.getParent()));
    }

    /**
     * Gives a file a second name, which fails when the name is taken; the first one is the caller's to remove. Moves
     * the file where the system has no hard links.
     */
    void publish(Path temporary, Path target) throws IOException {
        watcher.before(Operation.LINK, target);
        try {
            Files.createLink(target, temporary);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, target);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (java.nio.file.FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) throw new FileAlreadyExistsException(target.toString());
            Files.move(temporary, target);
        }
    }

    void rename(Path from, Path to) throws IOException {
        watcher.before(Operation.RENAME, to);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Moves an entry within a file system to a name that is free; the caller holds the lock under which it stays free. */
    void move(Path from, Path to) throws IOException {
        watcher.beforeMove(from, to);
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) throw new FileAlreadyExistsException(to.toString());
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    void makeLink(Path link, Path text, Instant modified) throws IOException {
        watcher.before(Operation.LINK, link);
        Files.createSymbolicLink(link, text);
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(FileTime.from(modified), null, null);
    }

    void unlink(Path file) throws IOException {
        watcher.before(Operation.UNLINK, file);
        Files.delete(file);
    }

    /** Removes a file of ours that need not be there. */
    void unlinkIfThere(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) unlink(file);
    }

    /** Removes what was staged, or an interrupted run left, under a name of ours: a file, or a folder of files. */
    void removeIfThere(Path staged) throws IOException {
        if (!Files.isDirectory(staged, LinkOption.NOFOLLOW_LINKS)) {
            unlinkIfThere(staged);
            return;
        }
        for (var file : HashedFolderReader.entries(staged)) unlink(file);
        removeFolder(staged);
    }

    /** A step back. */
    interface Cleaning {
        void clean() throws IOException;
    }

    /** Cleans up after a failure, which is told all the same. */
    static void cleaning(IOException failure, Cleaning step) {
        try {
            step.clean();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Keeps a file under a second name: a hard link on the same file system, else a copy with mode and times. */
    void keep(Path file, Path kept) throws IOException {
        unlinkIfThere(kept);
        watcher.before(Operation.LINK, kept);
        try {
            Files.createLink(kept, file);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            Files.deleteIfExists(kept);
            Files.copy(file, kept, new CopyOption[] {StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS});
            // A copy has the time to the microsecond only.
            if (!Files.isSymbolicLink(kept)) Files.setLastModifiedTime(kept, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        }
    }

    void setTime(Path path, Instant modified) throws IOException {
        watcher.before(Operation.SET_TIME, path);
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    /** Gives a file the owner of another one: whoever may write other people's files must leave them theirs. */
    void sameOwner(Path file, Path like) throws IOException {
        if (!POSIX) return;
        for (var attribute : List.of("unix:gid", "unix:uid")) {
            var wanted = Files.getAttribute(like, attribute, LinkOption.NOFOLLOW_LINKS);
            if (!wanted.equals(Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS))) Files.setAttribute(file, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void setMode(Path path, int mode) throws IOException {
        if (posix(path)) Files.setPosixFilePermissions(path, FileMode.permissions(mode));
    }

    private static boolean posix(Path path) {
        return POSIX || path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Places that are on their way to being durable. */
    interface Syncing {
        /** Waits until they are. */
        void finish() throws IOException;
    }

    /** Makes everything at these places durable. */
    void sync(Collection<Path> places) throws IOException {
        startSync(places, List.of()).finish();
    }

    /**
     * Begins to make everything at these places durable: with one {@code sync -f} where they are many, else one by one.
     *
     * @param whole folders that are so with all files in them
     */
    Syncing startSync(Collection<Path> places, List<Path> whole) throws IOException {
        var process = places.size() > FEW || !whole.isEmpty() ? syncFileSystems(Stream.concat(places.stream(), whole.stream().map(folder -> folder.resolve("any"))).toList()) : Optional.<Process>empty();
        return () -> {
            if (watcher != Watcher.NONE) {
                for (var place : all(places, whole)) watcher.before(Operation.SYNC, place);
            }
            // The system tells an error once, and may have told it to a sync that was not for what it struck.
            for (var before = hurried.poll(); before != null; before = hurried.poll()) failed |= !succeeds(before);
            if (process.isPresent() && succeeds(process.get()) && !failed) return;
            failed |= process.isPresent();
            for (var place : all(places, whole)) force(place);
        };
    }

    private static Collection<Path> all(Collection<Path> places, List<Path> whole) throws IOException {
        if (whole.isEmpty()) return places;
        var all = new ArrayList<>(places);
        for (var folder : whole) {
            all.addAll(HashedFolderReader.entries(folder));
            all.add(folder);
        }
        return all;
    }

    /** Has the system begin to write what is new in a folder, so that less is left when a sync is waited for. */
    void hurry(Path folder) throws IOException {
        syncFileSystems(List.of(folder.resolve("any"))).ifPresent(hurried::add);
    }

    private static void force(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) return;
        // Windows keeps a journal of its folders, and opens none; a file it syncs only for who opened it for writing.
        if (!POSIX && Files.isDirectory(place)) return;
        try (var channel = FileChannel.open(place, POSIX ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static Optional<Process> syncFileSystems(Collection<Path> places) throws IOException {
        var command = new java.util.ArrayList<>(List.of("sync", "-f"));
        var folders = new java.util.HashSet<Path>();
        var stores = new java.util.HashSet<Object>();
        Path last = null;
        for (var place : places) {
            // Places that follow one another are mostly in one folder, and to compare is cheaper than to look up.
            var folder = place.getParent();
            if (folder.equals(last)) continue;
            last = folder;
            if (folders.add(folder) && Files.exists(folder) && stores.add(FileSystems.of(folder))) command.add(folder.toString());
        }
        try {
            return Optional.of(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            // A system without this command.
            return Optional.empty();
        }
    }

    private static boolean succeeds(Process process) {
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
