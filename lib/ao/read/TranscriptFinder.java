package ao.read;

import ao.model.Fingerprint.FileContent;
import ao.model.Transcript;
import ao.model.Transcript.Beginning;
import ao.model.Transcript.File;
import ao.model.Transcript.Found;
import ao.model.Transcript.Free;
import ao.model.Transcript.Question;
import ao.model.Transcript.Same;
import ao.model.Transcript.Standing;
import ao.model.Transcript.Taken;
import ao.model.Transcript.Unusable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the transcript of a session, and what stands where it has to go (D21, D22). */
public final class TranscriptFinder {
    private final ClaudeHome claude;

    public TranscriptFinder(ClaudeHome claude) {
        this.claude = claude;
    }

    /** What there is of a session's transcript, with its side folder. */
    public Transcript find(Question question) {
        var source = source(question);
        if (source.isEmpty()) return Transcript.MISSING;
        try {
            return usable(source.get(), question);
        } catch (IOException e) {
            return new Unusable(source.get(), Failures.sentence(e));
        }
    }

    /** By the folder of the physical path, else by name in any folder whose transcript was made in that directory. */
    private Optional<Path> source(Question question) {
        var physical = PhysicalPath.of(question.worktree());
        var expected = claude.bucket(ClaudeSlug.of(physical.toString())).resolve(question.uuid() + ".jsonl");
        if (Files.exists(expected, LinkOption.NOFOLLOW_LINKS)) return Optional.of(expected);
        return claude.transcripts(question.uuid()).stream()
            .filter(file -> ClaudeHome.madeIn(file, List.of(question.worktree(), physical))).findFirst();
    }

    private Transcript usable(Path source, Question question) throws IOException {
        if (Files.isSymbolicLink(source) && !source.toRealPath().startsWith(claude.projects().toRealPath())) {
            return new Unusable(source, "it is a link that leads out of Claude's folder");
        }
        if (!Files.isRegularFile(source)) return new Unusable(source, "it is a folder or a device, not a file");
        var bucket = claude.bucket(ClaudeSlug.of(PhysicalPath.of(question.workspace()).toString()));
        var files = new ArrayList<File>();
        var leftOut = new ArrayList<Unusable>();
        files.add(file(source, bucket.resolve(source.getFileName())));
        var side = source.resolveSibling(question.uuid());
        if (Files.isDirectory(side, LinkOption.NOFOLLOW_LINKS)) side(side, bucket.resolve(question.uuid()), files, leftOut);
        return new Found(missingFolders(files), files, leftOut);
    }

    private static void side(Path side, Path destination, List<File> files, List<Unusable> leftOut) throws IOException {
        Files.walkFileTree(side, new SimpleFileVisitor<>() {
            @Override public FileVisitResult visitFile(Path file, BasicFileAttributes at) throws IOException {
                if (at.isRegularFile()) files.add(file(file, destination.resolve(side.relativize(file))));
                else leftOut.add(new Unusable(file, "it is a link or a device"));
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult visitFileFailed(Path file, IOException e) {
                leftOut.add(new Unusable(file, Failures.sentence(e)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static File file(Path source, Path destination) throws IOException {
        var content = Hashes.content(source);
        return new File(source, content, Files.getLastModifiedTime(source).toInstant(), destination,
            source.equals(destination) ? new Same() : standing(content, source, destination));
    }

    private static Standing standing(FileContent content, Path source, Path destination) throws IOException {
        if (!Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) return new Free();
        if (!Files.isRegularFile(destination, LinkOption.NOFOLLOW_LINKS)) return new Taken("no regular file");
        var there = Hashes.content(destination);
        if (there.equals(content)) return new Same();
        boolean wentOn = there.size() > content.size() && Hashes.content(destination, content.size()).equals(content);
        if (wentOn) return new Same();
        boolean begins = there.size() < content.size() && Hashes.content(source, there.size()).equals(there);
        return begins ? new Beginning(there) : new Taken("another file of " + there.size() + " bytes");
    }

    private static List<Path> missingFolders(List<File> files) {
        var missing = new java.util.TreeSet<Path>();
        for (var file : files) {
            if (!(file.standing() instanceof Free)) continue;
            for (var folder = file.destination().getParent(); !Files.isDirectory(folder); folder = folder.getParent()) missing.add(folder);
        }
        return List.copyOf(missing);
    }

    /**
     * The conversations that were held in one of these directories, by their ids: what the legacy software would have
     * resumed for a session that has no id of its own, if there is exactly one.
     */
    public List<String> heldIn(List<Path> directories) {
        var all = new ArrayList<>(directories);
        directories.stream().map(PhysicalPath::of).filter(p -> !all.contains(p)).forEach(all::add);
        return all.stream().map(p -> ClaudeSlug.of(p.toString())).distinct().flatMap(slug -> claude.inBucket(slug).stream())
            .filter(file -> ClaudeHome.madeIn(file, all)).map(file -> {
                var name = file.getFileName().toString();
                return name.substring(0, name.length() - ".jsonl".length());
            }).distinct().toList();
    }
}
