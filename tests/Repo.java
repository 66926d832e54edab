package tests;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that is being tested. */
final class Repo {
    private static final Path ROOT = find();

    private Repo() { }

    static Path root() {
        return ROOT;
    }

    private static Path find() {
        var given = System.getProperty("ao.repo");
        if (given != null) return Path.of(given).toAbsolutePath();
        var here = Path.of("").toAbsolutePath();
        for (var folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("jbang-catalog.json"))) return folder;
        }
        throw new IllegalStateException("run the tests inside the checkout, or give -Dao.repo=DIR; looked in " + here);
    }
}
