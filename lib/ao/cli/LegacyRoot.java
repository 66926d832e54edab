package ao.cli;

import ao.model.AoException;
import ao.read.Locations;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command that writes must know of the legacy root before it says that nothing is to be done. */
public final class LegacyRoot {
    private LegacyRoot() { }

    /**
     * Looks whether it can be read.
     *
     * @param given what the operator named; null for nothing
     * @throws AoException.Unreadable when what was named is no folder, or the folder cannot be listed
     */
    public static void check(Path given, Locations locations) {
        var root = locations.root().path();
        if (given != null && !Files.isDirectory(given)) throw new AoException.Unreadable("root-missing", root + " is no folder", "give the legacy store's root");
        if (Files.isDirectory(root) && !(Files.isReadable(root) && Files.isExecutable(root))) {
            throw new AoException.Unreadable("root-unreadable", root + ": permission denied", "look as its owner");
        }
    }
}
