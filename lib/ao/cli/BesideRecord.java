package ao.cli;

import ao.plan.RecordSalvage;
import ao.read.Fingerprints;
import ao.read.Folders;
import ao.read.SessionRecordReader;
import ao.read.StoreTracesReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Temporary files beside a session's record: who writes them, and what they may hold (session-manager sheet, 1.2). */
final class BesideRecord {
    /** Larger records are not mended. */
    static final long LARGEST = 64L << 20;
    private static final Pattern WRITER = Pattern.compile("\\.tmp\\.(\\d{1,9})(\\.\\d+)?$");

    private BesideRecord() { }

    /** The process that writes a temporary file, if the name tells one that runs and is not younger than the file. */
    static OptionalLong livingWriter(Path file) {
        var writer = WRITER.matcher(file.getFileName().toString());
        if (!writer.find()) return OptionalLong.empty();
        long pid = Long.parseLong(writer.group(1));
        var began = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(p -> p.info().startInstant());
        var written = StoreTracesReader.modified(file);
        boolean lives = began.isPresent() && (began.get().isEmpty() || written.isEmpty() || !began.get().get().isAfter(written.get()));
        return lives ? OptionalLong.of(pid) : OptionalLong.empty();
    }

    /** A record's members as the legacy software reads them. */
    static Optional<ObjectNode> members(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LARGEST ? SessionRecordReader.legacyView(Optional.of(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a temporary file may hold a newer state than the record. */
    static boolean mayBeNewer(Path file, Path record) {
        return members(file).isPresent() && !isOlder(file, record) && !Fingerprints.of(file).equals(Fingerprints.of(record));
    }

    /**
     * What a writer had finished and could not put in its place: the newest that is not older than the damaged record,
     * and says no less than what is left of that.
     */
    static Optional<RecordSalvage.Temporary> finished(Path record, ObjectNode left) {
        return temporaries(record).stream().filter(f -> !isOlder(f, record)).sorted(Comparator.comparing((Path f) -> StoreTracesReader.modified(f).orElse(Instant.MIN)).reversed())
            .flatMap(f -> temporary(f).stream()).filter(t -> !t.members().isEmpty() && left.properties().stream().allMatch(m -> t.members().has(m.getKey()))).findFirst();
    }

    private static Optional<RecordSalvage.Temporary> temporary(Path file) {
        try {
            var members = members(file);
            return members.isEmpty() ? Optional.empty() : Optional.of(new RecordSalvage.Temporary(file, Files.readAllBytes(file), members.get()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> temporaries(Path record) {
        try (var files = Folders.open(record.getParent(), f -> f.getFileName().toString().startsWith(record.getFileName() + ".tmp"))) {
            var found = new ArrayList<Path>();
            files.forEach(found::add);
            found.sort(null);
            return found;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isOlder(Path one, Path other) {
        var a = StoreTracesReader.modified(one);
        var b = StoreTracesReader.modified(other);
        return a.isPresent() && b.isPresent() && a.get().isBefore(b.get());
    }
}
