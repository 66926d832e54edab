///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Compares two stores, or a store and a saved inspection, session by session and field by field.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Diff
package scripts;

import ao.cli.Candidates;
import ao.cli.Exit;
import ao.cli.InspectOptions;
import ao.cli.Nearest;
import ao.cli.SavedInspection;
import ao.cli.Session;
import ao.cli.Start;
import ao.cli.StoreInspection;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.read.PhysicalPath;
import ao.report.Envelope;
import ao.report.Plain;
import ao.report.SessionDifferences;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "diff", description = {"Compares two stores of any kinds, or a store and what 'inspect --json' wrote, session by session and field by field.",
    "Exits 1 when they differ. Changes nothing."},
    footer = {"  ao diff before.json ~/.agent-orchestrator", "  ao diff ~/.agent-orchestrator ~/.ao/data/ao.db --json"})
class Diff extends ToolkitCommand {
    @Parameters(index = "0", paramLabel = "A", description = "A legacy root, a data directory, an ao.db or a saved inspection.")
    private Path one;

    @Parameters(index = "1", paramLabel = "B", description = "The other one.")
    private Path other;

    @Option(names = "--all-fields", description = "Compare places, sizes and times, too.")
    private boolean everything;

    @Option(names = "--project", paramLabel = "ID", completionCandidates = Candidates.Projects.class, description = "Only this project; may be given several times.")
    private List<String> projects = List.of();

    private final Set<String> known = new TreeSet<>();

    @Override public String name() {
        return "diff";
    }

    @Override public Exit run(Session session) {
        var differences = new SessionDifferences(everything);
        var stores = List.of(stores(one), stores(other));
        read(session, one, chosen(one, stores.get(0), stores.get(1)), true, differences);
        read(session, other, chosen(other, stores.get(1), stores.get(0)), false, differences);
        check();
        var found = differences.find();
        var exit = found.isEmpty() ? Exit.OK : Exit.FINDINGS;
        var out = session.console().out();
        if (common.json()) {
            Envelope.write(out, Start.head(name(), session), "inspect", exit::code, "", g -> {
                g.writeObjectFieldStart("report");
                g.writeNumberField("sessionsInOne", differences.sessions(true));
                g.writeNumberField("sessionsInOther", differences.sessions(false));
                SessionDifferences.json(found, g);
                g.writeEndObject();
            });
            return exit;
        }
        SessionDifferences.text(found, out);
        if (!common.quiet()) {
            session.console().say(Plain.count(found.size(), "session differs", "sessions differ") + " of " + differences.sessions(true) + " and " + differences.sessions(false)
                + (differences.byRecords() ? "" : ", by what an inspection tells of each; their records were not compared"));
        }
        return exit;
    }

    private void known(String project) {
        if (!project.isEmpty()) known.add(project);
    }

    /** A mistyped project would be the same in all stores for ever. */
    private void check() {
        for (var project : projects) {
            if (!known.contains(project)) throw new AoException.Usage("project-unknown", "neither has a project " + Plain.of(project), known.isEmpty() ? "there is none" : "the nearest: " + String.join(", ", Nearest.of(project, known)));
        }
    }

    /** The stores that one side holds. */
    private static Set<String> stores(Path path) {
        if (Files.isRegularFile(path) && SavedInspection.is(path)) return SavedInspection.stores(path);
        var place = path.toAbsolutePath().normalize();
        return Set.of((Files.isRegularFile(place.resolve("ao.db")) ? place.resolve("ao.db") : place).toString());
    }

    /** A store by its own name, whatever links lead to it; a text that can be no path stays what it is. */
    private static String physical(String store) {
        try {
            return PhysicalPath.of(Path.of(store)).toString();
        } catch (InvalidPathException e) {
            return store;
        }
    }

    /** Of several stores in a saved inspection the one that the other side is. */
    private static String chosen(Path path, Set<String> stores, Set<String> others) {
        if (stores.size() <= 1 || stores.equals(others)) return "";
        var wanted = others.stream().map(Diff::physical).toList();
        return stores.stream().filter(s -> wanted.size() == 1 && wanted.contains(physical(s))).findFirst()
            .orElseThrow(() -> new AoException.Usage("stores-several", path + " holds several stores: " + String.join(", ", stores), "compare it with one of them, or save an inspection of one alone"));
    }

    private void read(Session session, Path path, String store, boolean first, SessionDifferences differences) {
        if (Files.isRegularFile(path) && SavedInspection.is(path)) {
            SavedInspection.read(path, node -> {
                if (!store.isEmpty() && !node.path("store").asText().equals(store)) return;
                known(node.path("project").asText());
                if (isWanted(node.path("project").asText())) differences.take(first, node);
            }, finding -> {
                if (isWanted(finding.subject().project())) differences.unreadable(first, finding);
            });
            return;
        }
        var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
        var options = new InspectOptions(false, false, documents(), Optional.empty(), "", (command, words) -> session.invocation().command(command, words), session.clock().instant(), session.progress(common));
        for (var view : StoreInspection.find(locations, List.of(path), options, System.getenv())) {
            view.sessions().read(s -> {
                known(s.project());
                if (isWanted(s.project())) differences.take(first, view, s);
            }, finding -> {
                if (SavedInspection.isUnreadable(finding) && isWanted(finding.subject().project())) differences.unreadable(first, finding);
            });
            view.projects().forEach(p -> known(p.id()));
        }
    }

    /** A saved inspection has no records to compare with. */
    private boolean documents() {
        return Stream.of(one, other).noneMatch(path -> Files.isRegularFile(path) && SavedInspection.is(path));
    }

    private boolean isWanted(String project) {
        return projects.isEmpty() || projects.contains(project);
    }

    public static void main(String... args) {
        Start.script(new Diff(), args);
    }
}
