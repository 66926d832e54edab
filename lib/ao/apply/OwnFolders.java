package ao.apply;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folders that a run makes, into which new files are written under their own names at once. Others may write into
 * one as soon as it is there, also between two attempts.
 */
final class OwnFolders {
    private final Set<Path> all = ConcurrentHashMap.newKeySet();
    private final Set<Path> fresh = ConcurrentHashMap.newKeySet();

    /** One that an earlier attempt made or, if the run was ended just then, found there. */
    void madeEarlier(Path folder) {
        all.add(folder);
    }

    /** One that this attempt has just made. */
    void made(Path folder) {
        all.add(folder);
        fresh.add(folder);
    }

    boolean contains(Path folder) {
        return all.contains(folder);
    }

    /** Whether this attempt made it, so that whatever stands in it now is hardly old. */
    boolean isFresh(Path folder) {
        return fresh.contains(folder);
    }
}
