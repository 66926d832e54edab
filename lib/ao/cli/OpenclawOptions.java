package ao.cli;

import ao.model.AoException;
import ao.read.Locations;
import ao.read.OpenclawPlaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which commands are told that they are meant for OpenClaw's stores, and for which. */
public final class OpenclawOptions {
    @Option(names = "--openclaw", description = "The stores of OpenClaw: those of all agents, and the configured one.")
    private boolean openclaw;

    @Option(names = "--store", paramLabel = "PATH", description = "With --openclaw: only this store file, or the folder that it is in; may be given several times.")
    private List<Path> stores = new ArrayList<>();

    /** Whether OpenClaw's stores are meant. */
    public boolean given() {
        if (!openclaw && !stores.isEmpty()) throw new AoException.Usage("store-without-openclaw", "--store goes with --openclaw", "see: --help");
        return openclaw;
    }

    /** Where OpenClaw keeps what is its own. */
    public OpenclawPlaces places(Locations locations, CommonOptions common) {
        return OpenclawPlaces.of(locations.home().path(), common.home().isPresent() ? Map.of() : System.getenv());
    }

    /** The store files, whether or not they are there. */
    public List<Path> files(OpenclawPlaces places) {
        if (!stores.isEmpty()) return OpenclawPlaces.distinct(stores.stream().map(OpenclawOptions::file).toList());
        places.closed().ifPresent(folder -> {
            throw new AoException.Unreadable("openclaw-store-unreadable", folder + ": permission denied, so that the stores in it cannot be told", "look as its owner, or name a store with --store");
        });
        return places.stores();
    }

    private static Path file(Path given) {
        var path = given.toAbsolutePath().normalize();
        if (path.endsWith("sessions.d")) return path.resolveSibling("sessions.json");
        // A folder of the store's own name is no folder of stores.
        if (Files.isDirectory(path) && !path.getFileName().toString().endsWith(".json")) {
            if (Files.isDirectory(path.resolve("agents"))) throw new AoException.Usage("store-unknown", path + " is OpenClaw's folder, not a store in it", "leave --store out for all of them");
            return path.resolve("sessions.json");
        }
        boolean named = path.getFileName().toString().endsWith(".json");
        if (!Files.isDirectory(path.getParent()) || !named) throw new AoException.Unreadable("path-missing", path + " is not there", "give a sessions.json, or the folder that it is in");
        return path;
    }
}
