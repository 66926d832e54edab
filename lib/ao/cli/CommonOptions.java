package ao.cli;

import ao.model.AoException;
import ao.read.Locations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class CommonOptions {
    @Option(names = "--home", paramLabel = "DIR", description = "Stands in for $$HOME in every default path.")
    private Path home;

    @Option(names = "--json", description = "Write one JSON document to standard output, and nothing else.")
    private boolean json;

    @Option(names = {"-q", "--quiet"}, description = "Say only what is needed.")
    private boolean quiet;

    @Option(names = {"-v", "--verbose"}, description = "Say everything; show where failures come from.")
    private boolean verbose;

    @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never (default: auto; NO_COLOR counts).", defaultValue = "auto")
    private Color color;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    /** When output is coloured. */
    enum Color { auto, always, never }

    public Optional<Path> home() {
        return Optional.ofNullable(home);
    }

    public boolean json() {
        return json;
    }

    public boolean quiet() {
        return quiet;
    }

    public boolean verbose() {
        return verbose;
    }

    /** Whether data on standard output is to be coloured. */
    public boolean colored(Console console) {
        if (color != Color.auto) return color == Color.always && !json;
        var no = System.getenv("NO_COLOR");
        return !json && console.outIsTerminal() && (no == null || no.isEmpty()) && !Console.isDumb();
    }

    /** Every place, with the variables that an explicit home switches off named on standard error. */
    public Locations locations(Console console, Optional<Path> root, Optional<Path> dataDir) {
        if (home().filter(h -> !Files.isDirectory(h)).isPresent()) throw new AoException.Unreadable("home-missing", home().get() + " is no folder", "give --home the folder that stands in for $HOME");
        var locations = Locations.resolve(new Locations.Given(home(), root, dataDir), System.getenv());
        if (!locations.ignoredVariables().isEmpty() && !quiet) {
            console.say("note: --home is given, so these variables are ignored: " + String.join(", ", locations.ignoredVariables()));
        }
        return locations;
    }
}
