package ao.read;

import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.SessionId;
import ao.model.Severity;
import ao.model.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the records of a legacy store's folders, on every core and ahead of who takes them. Gives them in the order of
 * the folders; in each first what is no record by its name, as the locks beside records, then records in byte order.
 */
public final class LegacyRecords {
    private static final int AT_ONCE = 32;

    private final FolderListing listing;
    private final boolean detailed;

    private LegacyRecords(LegacyStore store, boolean detailed) {
        this.listing = new FolderListing(store.root().path());
        this.detailed = detailed;
    }

    /**
     * What takes records.
     *
     * @param <T> what is made of each session
     */
    public interface Sink<T> {
        /** All that follows is of this folder, until the next begins. */
        default void begin(LegacyStore.Folder folder) { }

        void session(T session);

        void finding(LegacyStore.Folder folder, Finding finding);

        /** A record that could not be read at all; its finding has been given already. */
        default void unreadable(LegacyStore.Folder folder) { }

        /** Everything of a folder has been given. */
        default void end(LegacyStore.Folder folder) { }
    }

    /** A sink for those who want nothing but the sessions. */
    public static Sink<LegacySession> only(Consumer<LegacySession> sessions) {
        return new Sink<>() {
            @Override public void session(LegacySession session) {
                sessions.accept(session);
            }

            @Override public void finding(LegacyStore.Folder folder, Finding finding) { }
        };
    }

    /** Reads the records of folders. */
    public static void sessions(LegacyStore store, List<LegacyStore.Folder> folders, Sink<LegacySession> sink) {
        new LegacyRecords(store, false).read(folders, Function.identity(), sink);
    }

    /** The same, with what tells whether each record is sound. */
    public static void detailed(LegacyStore store, List<LegacyStore.Folder> folders, Sink<LegacySession> sink) {
        new LegacyRecords(store, true).read(folders, Function.identity(), sink);
    }

    /**
     * The same, giving what was made of each session.
     *
     * @param examine makes one thing of each of some sessions, in their order; asked from several threads at once
     */
    public static <T> void examined(LegacyStore store, List<LegacyStore.Folder> folders, Function<List<LegacySession>, List<T>> examine, Sink<T> sink) {
        new LegacyRecords(store, true).read(folders, examine, sink);
    }

    /** Where the records of a folder stand. */
    public static Stream<Path> places(LegacyStore.Folder folder) {
        return folder.layout() == StoreKind.HASHED ? Stream.of(folder.sessions()) : Stream.of(folder.sessions(), standalone(folder));
    }

    private static Path standalone(LegacyStore.Folder folder) {
        return folder.path().resolve("orchestrator.json");
    }

    /** What a file in a folder would be, by its name; why it is no record. */
    private enum Kind {
        DOT_FILE("dot-file", "the name begins with a dot: no record", "records"), CORRUPT_COPY("corrupt-copy", "a preserved corrupt copy: no record", "none"),
        LOCK_FILE("lock-file", "a lock: no record", "none, while nothing is written"), TEMP_FILE("temp-file", "a temporary file: no record", "none, while nothing is written"),
        OTHER("not-a-record", "the name does not end in .json: no record", "a name that ends in .json"), NOT_ARCHIVED("not-a-record", "the name is none of an archived session", "an id, an underscore and a time"),
        RECORD, ARCHIVED, STANDALONE;

        private final String code;
        private final String message;
        private final String expected;

        Kind() {
            this("", "", "");
        }

        Kind(String code, String message, String expected) {
            this.code = code;
            this.message = message;
            this.expected = expected;
        }

        private boolean isRecord() {
            return code.isEmpty();
        }

        private static Kind ofArchive(String name) {
            return name.startsWith(".") || HashedNames.archivedSession(name).isEmpty() ? NOT_ARCHIVED : ARCHIVED;
        }

        private static Kind of(String name, StoreKind layout) {
            if (name.startsWith(".")) return DOT_FILE;
            if (name.contains(".corrupt-")) return CORRUPT_COPY;
            if (name.endsWith(".lock")) return LOCK_FILE;
            if (name.contains(".tmp")) return TEMP_FILE;
            return name.endsWith(".json") || layout == StoreKind.HASHED ? RECORD : OTHER;
        }
    }

    private record Entry(Path file, Kind kind) { }

    /**
     * Some files of a folder.
     *
     * @param first    whether they are its first ones
     * @param findings of the listing of the folder
     * @param last     whether they are its last ones
     */
    private record Chunk(LegacyStore.Folder folder, boolean first, List<Finding> findings, List<Entry> files, boolean last) { }

    /** What came of a file, or of listing a folder: what was noticed, and a session or whether it could not be read. */
    private record Outcome<T>(Optional<T> session, List<Finding> findings, boolean unreadable) {
        static <T> Outcome<T> none() {
            return new Outcome<>(Optional.empty(), List.of(), false);
        }

        static <T> Outcome<T> info(Path file, Kind kind) {
            return new Outcome<>(Optional.empty(), List.of(Finding.at(kind.code, Severity.INFO, file, kind.message).expecting(kind.expected, name(file))), false);
        }

        static <T> Outcome<T> unreadable(Path file, String code, String message, String expected, String found) {
            return new Outcome<>(Optional.empty(), List.of(Finding.at(code, Severity.ERROR, file, message).expecting(expected, found)), true);
        }

        <B> Outcome<B> with(Optional<B> made) {
            return new Outcome<>(made, findings, unreadable);
        }
    }

    /** A file after a first look. */
    private sealed interface Opened {
        Outcome<LegacySession> outcome();
    }

    /** A file of which the first look told all. */
    private record Decided(Outcome<LegacySession> outcome) implements Opened { }

    /** A record, of which its reader tells once it has read it. */
    private record Reading(SessionRecordReader reader) implements Opened {
        @Override public Outcome<LegacySession> outcome() {
            var read = reader.outcome();
            return new Outcome<>(read.session(), read.findings(), read.session().isEmpty());
        }
    }

    private record Done<T>(Chunk chunk, List<Outcome<T>> outcomes) { }

    private <T> void read(List<LegacyStore.Folder> folders, Function<List<LegacySession>, List<T>> examine, Sink<T> sink) {
        Ahead.inOrder(new Chunks(folders.iterator()), chunk -> read(chunk, examine), done -> give(done, sink));
    }

    private <T> Done<T> read(Chunk chunk, Function<List<LegacySession>, List<T>> examine) {
        var opened = chunk.files().stream().map(file -> open(chunk.folder(), file)).toList();
        SessionRecordReader.readAll(opened.stream().filter(Reading.class::isInstance).map(one -> ((Reading) one).reader()).toList());
        var outcomes = opened.stream().map(Opened::outcome).toList();
        var made = examine.apply(outcomes.stream().flatMap(o -> o.session().stream()).toList()).iterator();
        var examined = new ArrayList<Outcome<T>>(outcomes.size());
        for (var outcome : outcomes) examined.add(outcome.with(outcome.session().isPresent() ? Optional.of(made.next()) : Optional.empty()));
        return new Done<>(chunk, examined);
    }

    private static <T> void give(Done<T> done, Sink<T> sink) {
        var folder = done.chunk().folder();
        if (done.chunk().first()) sink.begin(folder);
        for (var finding : done.chunk().findings()) {
            sink.finding(folder, finding);
            sink.unreadable(folder);
        }
        for (var outcome : done.outcomes()) {
            for (var finding : outcome.findings()) sink.finding(folder, finding);
            if (outcome.session().isPresent()) sink.session(outcome.session().get());
            if (outcome.unreadable()) sink.unreadable(folder);
        }
        if (done.chunk().last()) sink.end(folder);
    }

    /** Lists a folder when its files are wanted. */
    private final class Chunks implements Iterator<Chunk> {
        private final Iterator<LegacyStore.Folder> folders;
        private LegacyStore.Folder folder;
        private List<Entry> files = List.of();
        private List<Finding> findings = List.of();
        private int next;

        Chunks(Iterator<LegacyStore.Folder> folders) {
            this.folders = folders;
        }

        @Override public boolean hasNext() {
            return next < files.size() || folders.hasNext();
        }

        @Override public Chunk next() {
            if (next >= files.size()) list(folders.next());
            int from = next;
            next = Math.min(files.size(), from + AT_ONCE);
            var chunk = new Chunk(folder, from == 0, findings, files.subList(from, next), next == files.size());
            findings = List.of();
            return chunk;
        }

        private void list(LegacyStore.Folder listed) {
            folder = listed;
            findings = new ArrayList<>(0);
            files = new ArrayList<>();
            next = 0;
            listing.list(folder.sessions(), "sessions-unreadable", findings::add).forEach(file -> files.add(new Entry(file, Kind.of(name(file), folder.layout()))));
            if (folder.layout() == StoreKind.HASHED) {
                listing.list(folder.sessions().resolve("archive"), "sessions-unreadable", findings::add).forEach(file -> files.add(new Entry(file, Kind.ofArchive(name(file)))));
            } else {
                var standalone = standalone(folder);
                if (Files.exists(standalone, LinkOption.NOFOLLOW_LINKS)) files.add(new Entry(standalone, Kind.STANDALONE));
            }
            files.sort(Comparator.comparing(entry -> entry.kind().isRecord()));
        }
    }

    private Opened open(LegacyStore.Folder folder, Entry entry) {
        var kind = entry.kind();
        if (!kind.isRecord()) return new Decided(Outcome.info(entry.file(), kind));
        var name = name(entry.file());
        return switch (kind) {
            case STANDALONE -> record(folder, "orchestrator", entry);
            case ARCHIVED -> record(folder, HashedNames.archivedSession(name).orElseThrow(), entry);
            default -> record(folder, name.endsWith(".json") ? name.substring(0, name.length() - 5) : name, entry);
        };
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Opened record(LegacyStore.Folder folder, String text, Entry entry) {
        var file = entry.file();
        var id = SessionId.parse(text);
        if (id.isEmpty()) return unreadable(file, "session-id-invalid", "no system can read a record of this name", "letters, digits, _ and -", text);
        try {
            var at = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (at.isSymbolicLink()) {
                if (!listing.staysInside(file)) return unreadable(file, "session-link-outside", "the record is a link that leads out of the store", "a record in the store", "a link to " + PhysicalPath.of(file));
                at = Files.readAttributes(file, BasicFileAttributes.class);
            }
            if (at.isDirectory()) {
                return name(file).endsWith(".json") ? unreadable(file, "session-is-folder", "a folder stands where a record should", "a file", "a folder") : new Decided(Outcome.none());
            }
            if (!at.isRegularFile()) return unreadable(file, "session-not-a-file", "the record is no regular file", "a regular file", "a pipe, a socket or a device");
            var place = new SessionRecordReader.Place(folder.project(), id.get(), file, at.lastModifiedTime().toInstant(), at.size(), entry.kind() == Kind.ARCHIVED);
            return new Reading(new SessionRecordReader(place, detailed));
        } catch (IOException e) {
            return unreadable(file, "session-unreadable", "the record cannot be read", "a file that can be read", Failures.sentence(e));
        }
    }

    private static Opened unreadable(Path file, String code, String message, String expected, String found) {
        return new Decided(Outcome.unreadable(file, code, message, expected, found));
    }
}
