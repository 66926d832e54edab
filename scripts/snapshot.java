///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Makes a verified backup of every store, checks it, and restores it to a new place.
//SOURCES ../lib/Toolkit.java
//MAIN scripts.Snapshot
package scripts;

import ao.cli.Exit;
import ao.cli.PlanFlow;
import ao.cli.PlanOptions;
import ao.cli.Session;
import ao.cli.SnapshotMaking;
import ao.cli.SnapshotRestoring;
import ao.cli.SnapshotText;
import ao.cli.Start;
import ao.cli.ToolkitCommand;
import ao.model.AoException;
import ao.model.StoreKind;
import ao.plan.PlanHeader;
import ao.read.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "snapshot", description = {"Makes a backup of every store that can be trusted, checks one, or restores one to a new place.",
    "Databases are kept with their logs brought in, worktrees by reference with their git state."},
    subcommands = {Snapshot.Make.class, Snapshot.Verify.class, Snapshot.Restore.class},
    footer = {"  ao snapshot make --to before-upgrade", "  ao snapshot verify before-upgrade", "  ao snapshot restore before-upgrade --to tryout"})
class Snapshot extends ToolkitCommand {
    @Override public String name() {
        return "snapshot";
    }

    @Override public Exit run(Session session) {
        throw new AoException.Usage("command-missing", "make, verify or restore?", session.invocation().command("snapshot", List.of("make", "--to", "DIR")));
    }

    @Command(name = "make", description = {"Copies every store that is there; run it again to go on with one that was interrupted.",
        "A place whose name ends in .zip becomes one file."})
    static class Make extends ToolkitCommand {
        @Option(names = "--store", paramLabel = "PATH", description = "Only this store; may be given several times.")
        private List<Path> stores = new ArrayList<>();

        @Option(names = "--to", paramLabel = "FILE|DIR", required = true, description = "Where it goes: a new folder, or a file called *.zip.")
        private Path to;

        @Option(names = "--worktrees", description = "Copy the contents of worktrees, too.")
        private boolean worktrees;

        @Mixin
        private PlanOptions plan;

        @Override public String name() {
            return "snapshot";
        }

        @Override public Exit run(Session session) {
            var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
            if (plan.out().isPresent()) throw new AoException.Usage("snapshot-out", "a snapshot is made at once: its plan holds copies of databases that go with it", "leave --out away");
            try (var making = new SnapshotMaking(locations, stores, to, worktrees, session.clock().instant(), session.progress(common))) {
                if (!common.quiet()) making.stores().forEach(store -> session.console().say("from: " + store));
                if (!common.quiet()) session.console().say("to: " + to.toAbsolutePath().normalize());
                var header = new PlanHeader(name(), session.argv(), session.clock().instant(),
                    List.of(new PlanHeader.Store(StoreKind.SNAPSHOT, to.toAbsolutePath().normalize())), List.of(to.toAbsolutePath().normalize()), List.of(), "");
                return new PlanFlow(session, common, locations).go(header, plan, () -> PlanFlow.Asked.NOTHING, making::make);
            }
        }
    }

    @Command(name = "verify", description = "Reads all of a snapshot back and compares it with its manifest; exits 1 when something is not as it says, or could not be kept when it was made.")
    static class Verify extends ToolkitCommand {
        @Parameters(paramLabel = "SNAPSHOT", description = "The folder or the file.")
        private Path snapshot;

        @Override public String name() {
            return "snapshot verify";
        }

        @Override public Exit run(Session session) {
            return SnapshotText.verify(session, common, name(), snapshot);
        }
    }

    @Command(name = "restore", description = {"Brings all of a snapshot to a new place, which then serves as a home, and tells what has changed since at the old one.",
        "Nothing that stands anywhere is overwritten."})
    static class Restore extends ToolkitCommand {
        @Parameters(paramLabel = "SNAPSHOT", description = "The folder or the file.")
        private Path snapshot;

        @Option(names = "--to", paramLabel = "NEW", required = true, description = "A folder that is not there yet, or an empty one.")
        private Path to;

        @Mixin
        private PlanOptions plan;

        @Override public String name() {
            return "snapshot";
        }

        @Override public Exit run(Session session) {
            var locations = common.locations(session.console(), Optional.empty(), Optional.empty());
            var place = to.toAbsolutePath().normalize();
            if (Files.exists(place) && (!Files.isDirectory(place) || !isEmpty(place))) {
                throw new AoException.Usage("place-taken", place + " is there, and is not empty", "a snapshot is restored to a new place only");
            }
            if (!common.quiet()) session.console().say("from: " + snapshot.toAbsolutePath().normalize() + " → to: " + place);
            var header = new PlanHeader(name(), session.argv(), session.clock().instant(), List.of(new PlanHeader.Store(StoreKind.SNAPSHOT, snapshot.toAbsolutePath().normalize())),
                List.of(place), List.of(), "");
            return new PlanFlow(session, common, locations).go(header, plan, () -> PlanFlow.Asked.NOTHING, sink -> new SnapshotRestoring(snapshot).make(sink, place));
        }

        private static boolean isEmpty(Path folder) {
            try (var entries = Folders.list(folder)) {
                return entries.findAny().isEmpty();
            } catch (java.io.IOException e) {
                return false;
            }
        }
    }

    public static void main(String... args) {
        Start.script(new Snapshot(), args);
    }
}
