package ao.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What was found of a Claude transcript that an import has to file under the session's new directory (D21). */
public sealed interface Transcript {

    /** Where the conversation was and where it is to be. */
    record Question(String uuid, Path worktree, Path workspace) { }

    /** No transcript of that name was made in that directory. */
    record Missing() implements Transcript { }

    /** It is there and cannot be used. */
    record Unusable(Path file, String why) implements Transcript { }

    /**
     * It can be filed.
     *
     * @param folders that have to be made, outermost first
     * @param files   the transcript first, then its side folder's files
     */
    record Found(List<Path> folders, List<File> files, List<Unusable> leftOut) implements Transcript { }

    /** A file to be filed, and what stands at its destination. */
    record File(Path source, Fingerprint.FileContent content, Instant modified, Path destination, Standing standing) { }

    /** What stands at a destination. */
    sealed interface Standing { }

    /** Nothing. */
    record Free() implements Standing { }

    /** The same content, or more of it: the agent went on there. */
    record Same() implements Standing { }

    /** The beginning of it, as an interrupted copy leaves it. */
    record Beginning(Fingerprint.FileContent content) implements Standing { }

    /** Something else, which stays (D21). */
    record Taken(String what) implements Standing { }

    Transcript MISSING = new Missing();
}
