package ao.cli;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.PhysicalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A directory that was moved, as the operator names it: absolute and clean.
 *
 * @param line where it was given, for messages; empty for the command line
 */
public record MovedDirectory(Path from, Path to, String line) {

    /** The one of a command line. */
    public static MovedDirectory of(Path from, Path to) {
        return new MovedDirectory(from.toAbsolutePath().normalize(), to.toAbsolutePath().normalize(), "");
    }

    /**
     * Reads pairs from a file: old and new directory on a line, with a tab between them, or blanks where neither holds
     * any; empty lines and those that begin with # say nothing. The file {@code -} is standard input.
     */
    public static List<MovedDirectory> read(Path file) {
        var directories = new ArrayList<MovedDirectory>();
        var problems = new ArrayList<String>();
        try {
            var lines = file.toString().equals("-") ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).lines().toList() : Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                var line = (i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i)).strip();
                if (line.isEmpty() || line.startsWith("#")) continue;
                var words = line.split(line.indexOf('\t') >= 0 ? "\t+" : " +");
                if (words.length != 2) problems.add("line " + (i + 1) + ": expected an old and a new directory with a tab between them");
                else if (line.indexOf('\0') >= 0) problems.add("line " + (i + 1) + ": no directory has such a name");
                else if (!words[0].startsWith("/") || !words[1].startsWith("/")) problems.add("line " + (i + 1) + ": both directories have to be absolute");
                else directories.add(new MovedDirectory(Path.of(words[0]).normalize(), Path.of(words[1]).normalize(), "line " + (i + 1) + ": "));
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("file-unreadable", file + ": " + Failures.sentence(e), "give a file of pairs");
        }
        complain(problems);
        return directories;
    }

    /** Looks at all of them before anything begins; tells everything that is wrong at once. */
    public static void check(List<MovedDirectory> directories) {
        var problems = new ArrayList<String>();
        var seen = new HashMap<Path, MovedDirectory>();
        for (var directory : directories) {
            var where = directory.line();
            if (directory.from().equals(directory.to())) problems.add(where + directory.from() + " is both the old and the new directory");
            else if (directory.to().startsWith(directory.from())) problems.add(where + directory.to() + " lies in " + directory.from() + ": the next run could not tell what it has moved already");
            else if (directory.from().getParent() == null) problems.add(where + "/ cannot have been moved");
            else if (directory.to().getParent() == null) problems.add(where + "/ is no place for a moved directory");
            else if (isWithin(directory)) problems.add(where + directory.to() + " leads into " + directory.from() + ": the next run could not tell what it has moved already");
            if (!Files.isDirectory(directory.to())) problems.add(where + directory.to() + " is no directory: move the folder first, then its history");
            var other = seen.putIfAbsent(directory.from(), directory);
            if (other != null) problems.add(where + directory.from() + " is named twice" + (other.line().isEmpty() ? "" : ", first on " + other.line().replace(": ", "")));
        }
        for (var one : directories) {
            for (var other : directories) {
                if (one != other && one.to().startsWith(other.from())) problems.add(one.line() + one.to() + " lies in " + other.from() + ", which moves, too; give each directory's last place");
            }
        }
        complain(problems);
    }

    private static boolean isWithin(MovedDirectory directory) {
        var from = PhysicalPath.of(directory.from());
        var to = PhysicalPath.of(directory.to());
        return !to.equals(from) && to.startsWith(from);
    }

    private static void complain(List<String> problems) {
        if (problems.isEmpty()) return;
        throw new AoException.Usage("pairs-invalid", problems.size() == 1 ? problems.get(0) : problems.size() + " things are wrong, and nothing was begun:\n  " + problems.stream().collect(Collectors.joining("\n  ")),
            "see: relocate-transcripts --help");
    }
}
