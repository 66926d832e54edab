package ao.cli;

import ao.apply.Concerned;
import ao.apply.DatabaseWriter;
import ao.apply.Disk;
import ao.apply.EntryDocuments;
import ao.apply.Executor;
import ao.apply.Gates;
import ao.apply.OpenclawLocks;
import ao.apply.Preconditions;
import ao.apply.Rehearsal;
import ao.apply.Room;
import ao.apply.RunFolder;
import ao.apply.StoreLocks;
import ao.journal.Applied;
import ao.journal.PlanFile;
import ao.journal.PlanWriter;
import ao.journal.Run;
import ao.journal.RunState;
import ao.journal.Runs;
import ao.model.AoException;
import ao.model.Progress;
import ao.plan.Change;
import ao.plan.Gate;
import ao.plan.PlanHeader;
import ao.read.Failures;
import ao.read.Locations;
import ao.read.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The second half of the one flow: a finished plan is shown, applied, verified and reported. */
public final class PlanFlow {
    private final Session session;
    private final CommonOptions common;
    private final Locations locations;
    private final Runs runs;
    private final Progress progress;
    private final Disk disk;
    private final Gates gates = new Gates(System.getenv());
    private Supplier<Verification> verifying = () -> Verification.NONE;
    private Optional<OpenclawLocks> held = Optional.empty();
    private EntryDocuments documents = EntryDocuments.READ;

    public PlanFlow(Session session, CommonOptions common, Locations locations) {
        this.session = session;
        this.common = common;
        this.locations = locations;
        this.runs = Session.runs(locations);
        this.progress = session.progress(common);
        this.disk = session.disk(common);
    }

    /** Has a command look at its result, once everything is done and verified change by change. */
    public PlanFlow verifying(Supplier<Verification> look) {
        verifying = look;
        return this;
    }

    /** Has the documents of OpenClaw's entries from whoever read the stores a moment ago. */
    public PlanFlow knowing(EntryDocuments known) {
        documents = known;
        return this;
    }

    /** Goes on with locks that were taken before the plan was made, and gives them up where it would give up its own. */
    public PlanFlow holding(OpenclawLocks locks) {
        held = Optional.of(locks);
        return this;
    }

    /** A plan in the making: its file is private and temporary until a run takes it. */
    public interface Making {
        com.fasterxml.jackson.databind.node.ObjectNode make(PlanWriter writer);
    }

    /** Tells, once the plan is made, which gates were asked on the way. */
    public interface Asking {
        Asked ask();
    }

    /** Makes a plan, goes through the flow with it, and removes the temporary file. */
    public Exit go(PlanHeader header, PlanOptions options, Asking asking, Making making) {
        try (var folder = TemporaryFolder.of(TemporaryFolder.Purpose.PLAN)) {
            var file = folder.path().resolve("plan.jsonl");
            var fresh = new Fresh(new Room(locations.state().path()), new Concerned());
            progress.begin("planning", 0);
            try (var writer = new PlanWriter(file, header, counted(fresh::add))) {
                return go(writer.finish(making.make(writer)), options, asking.ask(), Optional.of(fresh));
            }
        } catch (IOException e) {
            throw new AoException.Unreadable("temp-unwritable", "no temporary file can be made: " + Failures.sentence(e), "mend or set TMPDIR with AO_JAVA_OPTS=-Djava.io.tmpdir=DIR");
        }
    }

    /** What is known of a plan that was made just now: the room that it needs, and what it concerns. */
    private record Fresh(Room room, Concerned concerned) {
        void add(Change change) {
            room.add(change);
            concerned.add(change);
        }
    }

    private Consumer<Change> counted(Consumer<Change> also) {
        return change -> {
            also.accept(change);
            progress.advance(change.count());
        };
    }

    /** Goes through the flow with a complete plan from a file. */
    public Exit go(PlanFile plan, PlanOptions options, Asked asked) {
        return go(plan, options, asked, Optional.empty());
    }

    /** @param made what is known of the plan, if it was made just now: then nothing had the time to change */
    private Exit go(PlanFile plan, PlanOptions options, Asked asked, Optional<Fresh> made) {
        var report = new FlowReport(session, common, locations, plan);
        if (options.rehearse()) return rehearse(plan, asked, report);
        if (options.dryRun()) return dryRun(plan, options, asked, report);
        // Taking back a run that was killed before its first change changes nothing but its state.
        if (plan.changes() == 0 && plan.header().undoes().isEmpty()) return report.nothing();
        if (!asked.refusals().isEmpty()) throw asked.refusals().get(0);
        gates.check(unasked(plan, asked));
        if (options.yes() && made.isPresent()) room(plan, made.get().room());
        else looked(plan, asked);
        if (!options.yes() && !consent(plan, report)) return report.declined();
        var id = id(plan.header());
        try (var locks = StoreLocks.take(runs, plan.header().locks(), id, plan.header().undoes(), this::waysOut, disk); var openclaw = openclawLocks(plan)) {
            progress.begin("checking", plan.steps());
            Preconditions.unchanged(plan);
            if (made.isPresent()) Preconditions.files(plan, made.get().concerned(), progress);
            else Preconditions.files(plan, false, change -> progress.advance(change.count()));
            boolean untouched = Preconditions.databaseUntouched(plan);
            var database = Executor.hold(plan);
            Run run;
            try {
                if (!untouched) database.ifPresent(d -> Preconditions.rows(plan, d));
                run = RunFolder.create(runs, id, plan.header().command(), plan.header(), plan.path(), !asked.saved(), session.clock().instant(), disk);
            } catch (AoException e) {
                database.ifPresent(DatabaseWriter::close);
                throw e;
            }
            var applied = apply(run, plan.at(run.plan()), database, openclaw);
            return report.applied(applied, applied.stopped().isPresent() ? Verification.NONE : verifying.get());
        }
    }

    /** Everything that can be done without changing anything; then it is removed. */
    private Exit rehearse(PlanFile plan, Asked asked, FlowReport report) {
        var reasons = new ArrayList<AoException>(asked.refusals());
        reasons.addAll(gates.refusals(unasked(plan, asked)));
        collect(reasons, () -> looked(plan, asked));
        if (reasons.isEmpty()) collect(reasons, () -> stage(plan, reasons));
        return report.rehearsed(reasons);
    }

    private OpenclawLocks openclawLocks(PlanFile plan) {
        return held.orElseGet(() -> OpenclawLocks.take(plan.header().gates(), disk));
    }

    private static void collect(List<AoException> reasons, Runnable step) {
        try {
            step.run();
        } catch (AoException e) {
            reasons.add(e);
        }
    }

    private void stage(PlanFile plan, List<AoException> reasons) {
        var id = Runs.newId(Run.REHEARSE, session.clock().instant());
        try (var locks = StoreLocks.take(runs, plan.header().locks(), id, plan.header().undoes(), this::waysOut, disk); var openclaw = openclawLocks(plan)) {
            progress.begin("checking", plan.steps());
            Preconditions.unchanged(plan);
            Preconditions.files(plan, false, change -> progress.advance(change.count()));
            var database = Executor.hold(plan);
            Run run;
            try {
                database.ifPresent(d -> Preconditions.rows(plan, d));
                run = RunFolder.create(runs, id, Run.REHEARSE, plan.header(), plan.path(), false, session.clock().instant(), disk);
            } catch (AoException e) {
                database.ifPresent(DatabaseWriter::close);
                throw e;
            }
            var rehearsal = new Rehearsal(run, plan, database, disk);
            for (var miss : rehearsal.rehearse()) {
                reasons.add(new AoException.Refused("would-fail", miss.what() + ": " + miss.why(), ""));
            }
            if (!rehearsal.hasLeftovers()) RunFolder.remove(run, disk);
        }
    }

    /** The id that the plan's names tell, unless that run was begun before. */
    private String id(PlanHeader header) {
        return !header.run().isEmpty() && !Files.exists(runs.folder().resolve(header.run())) ? header.run()
            : Runs.newId(header.command(), session.clock().instant());
    }

    /** The gates that still have to be asked: a legacy store that the plan was made of has just been looked at. */
    private static List<Gate> unasked(PlanFile plan, Asked asked) {
        return plan.header().gates().stream().filter(g -> !asked.legacy() || !(g instanceof Gate.LegacyStopped)).toList();
    }

    /**
     * Which gates were asked while the plan was made.
     *
     * @param legacy   whether the legacy store's was
     * @param refusals what would refuse
     * @param saved    whether the plan is an older one from a file
     */
    public record Asked(boolean legacy, List<AoException.Refused> refusals, boolean saved) {
        public static final Asked NOTHING = new Asked(false, List.of(), false);

        /** The same for a plan from a file. */
        public Asked ofFile() {
            return new Asked(legacy, refusals, true);
        }
    }

    /** Goes on with a run where it stands. */
    public Exit resume(Run run, PlanFile plan) {
        gates.check(plan.header().gates().stream().filter(g -> !(g instanceof Gate.Schema)).toList());
        try (var locks = StoreLocks.take(runs, plan.header().locks(), run.id(), plan.header().undoes(), this::waysOut, disk); var openclaw = openclawLocks(plan)) {
            Preconditions.nothingAdded(plan);
            return new FlowReport(session, common, locations, plan).applied(apply(run, plan, Executor.hold(plan), openclaw), Verification.NONE);
        }
    }

    private Applied apply(Run run, PlanFile plan, Optional<DatabaseWriter> database, OpenclawLocks locks) {
        var hook = new Thread(() -> session.console().say("ao: interrupted; " + waysOut(run.id())));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Executor(runs, run, plan, database, locks, documents, disk, session.clock()).apply();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // We are going down already, and the hook has told how to go on.
            }
        }
    }

    /** The commands that finish or take back an interrupted run. */
    private String waysOut(String run) {
        var words = FlowReport.words(run, common);
        return "finish it with: " + session.invocation().command("resume", words) + "\n  or take it back with: "
            + session.invocation().command("rollback", words);
    }

    /** Everything that a plan touches is as it was, and there is room for it. */
    private void looked(PlanFile plan, Asked asked) {
        var room = new Room(locations.state().path());
        progress.begin("checking", plan.steps());
        Preconditions.unchanged(plan);
        Preconditions.files(plan, asked.saved(), counted(room::add));
        room(plan, room);
    }

    private void room(PlanFile plan, Room room) {
        room.addRows(locations.database(), plan.rows());
        try {
            room.addState(2 * Files.size(plan.path()) + (2 << 20));
            var database = plan.header().gates().stream().filter(Gate.DaemonStopped.class::isInstance)
                .map(g -> ((Gate.DaemonStopped) g).database()).filter(Files::exists).findFirst();
            if (database.isPresent()) room.addState(Files.size(database.get()));
        } catch (IOException e) {
            throw new AoException.Unreadable("room-unknown", "the needed space cannot be told: " + Failures.sentence(e), "");
        }
        room.check();
    }

    private boolean consent(PlanFile plan, FlowReport report) {
        if (!session.console().canAsk()) {
            throw new AoException.Usage("consent-needed", "this changes something, and there is no terminal to ask on",
                "look at it with --dry-run, then give --yes");
        }
        report.beforeConsent();
        return session.console().confirm("Apply " + (plan.rows() + plan.steps()) + " changes?");
    }

    private Exit dryRun(PlanFile plan, PlanOptions options, Asked asked, FlowReport report) {
        var refusals = new ArrayList<>(asked.refusals());
        refusals.addAll(gates.refusals(unasked(plan, asked)));
        options.out().ifPresent(file -> OutputFile.write(file, out -> Files.copy(plan.path(), out)));
        var exit = options.check() && plan.changes() > 0 ? Exit.FINDINGS : Exit.OK;
        report.planned(exit, refusals, options.out());
        return exit;
    }

    /** What a finished or failed run amounts to. */
    static Exit exit(Applied applied, List<String> problems) {
        if (applied.complete()) return problems.isEmpty() ? Exit.OK : Exit.INCOMPLETE;
        boolean nothingDone = applied.changed() == 0 && applied.stopped().isPresent();
        return nothingDone && applied.run().state() != RunState.DONE && applied.stopped().get() instanceof AoException.Refused
            ? Exit.REFUSED : Exit.INCOMPLETE;
    }
}
