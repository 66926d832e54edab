package ao.cli;

import ao.apply.Contents;
import ao.apply.Moves;
import ao.journal.PlanFile;
import ao.journal.Run;
import ao.model.AoException;
import ao.model.Fingerprint.FileContent;
import ao.model.Splice;
import ao.plan.Change;
import ao.plan.Content;
import ao.plan.Purpose;
import ao.plan.RollbackPlanner;
import ao.read.Failures;
import ao.read.FileMode;
import ao.read.FolderContents;
import ao.read.Hashes;
import ao.read.HashedFolderReader;
import ao.read.Json;
import ao.read.SplicedInput;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What a way back asks of the disk and of the run. */
final class RollbackFacts implements RollbackPlanner.Facts {
    private static final int LARGEST_COMPARED = 4 << 20;
    private static final int NAMED = 8;

    private final Run run;
    private final PlanFile plan;
    private final Moves moves;
    private Map<Path, Path> kept;

    RollbackFacts(Run run, PlanFile plan, Moves moves) {
        this.run = run;
        this.plan = plan;
        this.moves = moves;
    }

    @Override public RollbackPlanner.KeptFile kept(long seq, Optional<Path> copy) {
        var file = copy.orElse(run.kept(seq));
        try {
            return new RollbackPlanner.KeptFile(FileMode.of(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new AoException.Refused("kept-missing", file + ": " + Failures.sentence(e), "the run cannot be taken back without it");
        }
    }

    @Override public List<FolderContents.Named> files(Change.MakeEntries change) {
        var folder = moves.now(change.target());
        try {
            var files = FolderContents.files(folder);
            // Each file that is listed here goes: only those that were compared may be among them.
            if (!FolderContents.of(files).equals(change.after())) throw new AoException.Refused("precondition-changed", folder + " changed while it was looked at", "run this again");
            return files;
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", folder + ": " + Failures.sentence(e), "nothing was changed; run this again");
        }
    }

    @Override public List<Path> entries(Path folder) {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? HashedFolderReader.entries(folder) : List.of();
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", folder + ": " + Failures.sentence(e), "nothing was changed; run this again");
        }
    }

    @Override public String differences(Change.OfFile change) {
        try {
            var left = left(change);
            if (left.isEmpty() || Files.size(change.target()) > LARGEST_COMPARED) return "";
            var was = Json.parse(new String(left.get(), StandardCharsets.UTF_8));
            var is = Json.parse(Files.readString(change.target()));
            if (was.isEmpty() || is.isEmpty() || !was.get().isObject() || !is.get().isObject()) return "";
            var names = different(was.get(), is.get());
            return names.isEmpty() ? " (in its spelling only)" : " (in " + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "") + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> different(JsonNode was, JsonNode is) {
        var names = new TreeSet<String>();
        was.fieldNames().forEachRemaining(names::add);
        is.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> was.has(name) && is.has(name) && was.get(name).equals(is.get(name)));
        return List.copyOf(names);
    }

    /** What the run wrote, if it is not large; its sources may have been moved by the same run. */
    private Optional<byte[]> left(Change.OfFile change) throws IOException {
        var content = change instanceof Change.CreateFile create ? create.content() : change instanceof Change.ReplaceFile replace ? replace.content() : null;
        if (content instanceof Content.Inline inline) return Optional.of(inline.bytes());
        if (content instanceof Content.CopyOf copy) return small(Files.newInputStream(now(copy.file())));
        if (content instanceof Content.Spliced spliced) return small(new SplicedInput(Files.newInputStream(now(spliced.file())), spliced.splices()));
        return Optional.empty();
    }

    private static Optional<byte[]> small(InputStream in) throws IOException {
        try (in) {
            var bytes = in.readNBytes(LARGEST_COMPARED + 1);
            return bytes.length > LARGEST_COMPARED ? Optional.empty() : Optional.of(bytes);
        }
    }

    /** Where a file is now that lay in a folder which the run keeps under another name. */
    private Path now(Path file) {
        if (kept == null) {
            kept = new LinkedHashMap<>();
            plan.read(new PlanFile.Visitor() {
                @Override public void change(long seq, int group, Change change) {
                    if (change instanceof Change.MoveEntry move && move.about().purpose() == Purpose.SOURCE) kept.put(move.from(), move.target());
                }
            }, PlanFile.Kind.PLACES);
        }
        for (var moved : kept.entrySet()) {
            if (file.startsWith(moved.getKey()) && !Files.exists(file)) return moved.getValue().resolve(moved.getKey().relativize(file));
        }
        return file;
    }

    @Override public boolean torn(Change.CreateFile change) {
        if (!run.open() || !moves.hasMade(change.target().getParent())) return false;
        try (var contents = new Contents(run)) {
            return contents.isTorn(change.target(), change.content());
        } catch (IOException e) {
            return false;
        }
    }

    @Override public Optional<Change.ReplaceFile> grown(long seq, Change.ReplaceFile change) {
        if (!(change.content() instanceof Content.Spliced spliced)) return Optional.empty();
        try {
            if (!Files.isRegularFile(change.target(), LinkOption.NOFOLLOW_LINKS) || Files.size(change.target()) <= change.after().size()
                || !Hashes.content(change.target(), change.after().size()).equals(change.after())) return Optional.empty();
            var now = Hashes.content(change.target());
            var back = back(spliced.splices(), run.kept(seq));
            FileContent then;
            try (var in = new SplicedInput(Files.newInputStream(change.target()), back)) {
                then = Hashes.content(in);
            }
            return Optional.of(new Change.ReplaceFile(change.target(), new Content.Spliced(change.target(), now, back), now, then, FileMode.of(change.target()),
                Files.getLastModifiedTime(change.target()).toInstant(), change.about()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The splices that put back what others replaced. */
    private static List<Splice> back(List<Splice> splices, Path original) throws IOException {
        var back = new ArrayList<Splice>();
        long shift = 0;
        try (var file = new RandomAccessFile(original.toFile(), "r")) {
            for (var splice : splices) {
                var bytes = new byte[splice.length()];
                file.seek(splice.at());
                file.readFully(bytes);
                back.add(new Splice(splice.at() + shift, splice.bytes().length, bytes));
                shift += splice.bytes().length - splice.length();
            }
        }
        return back;
    }
}
