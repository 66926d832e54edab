package ao.plan;

import ao.map.Prefixes;
import ao.map.ProjectMapper;
import ao.model.DatabaseState;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.LegacyProject.Defaults;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ProjectId;
import ao.model.SessionKind;
import ao.model.Severity;
import ao.plan.ImportOptions.Scope;
import ao.plan.ImportSummary.Fate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Plans an import, project by project in the order given: what comes in, what is there already, what stays out and
 * why. Same input, same plan. It holds the records of one project at a time, and of all others only the keys.
 */
public final class ImportPlanner {
    private final ImportOptions options;
    private final Defaults defaults;
    private final ImportFacts facts;
    private final PlanSink sink;
    private final ImportSummary summary = new ImportSummary();
    private final ImportIndex index;
    private final ImportIntake intake;
    private final List<Deferred> deferred = new ArrayList<>();

    /** A session whose id may stop another project from spawning, kept back until all numbers are known. */
    private record Deferred(ImportSummary.Project project, Prefixes prefixes, Candidate candidate, int num, boolean wins, String rival) { }

    /** @param registered ids of all projects of the legacy store, also of those that stay out */
    public ImportPlanner(DatabaseState target, Collection<String> registered, Defaults defaults, ImportOptions options,
                         ImportFacts facts, PlanSink sink) {
        this.options = options;
        this.defaults = defaults;
        this.facts = facts;
        this.sink = sink;
        this.index = new ImportIndex(target, registered);
        this.intake = new ImportIntake(target.file(), options, facts, index, sink, summary);
    }

    /** Plans a project with its sessions. */
    public void project(ProjectInput input) {
        sink.startGroup();
        var project = input.project();
        var fate = fate(project);
        var counted = summary.project(project.id(), project.path().map(Path::toString).orElse(""), fate);
        summary.unreadable(input.unreadable());
        if (fate == Fate.IMPORTED) {
            var row = ProjectMapper.map(project, defaults, options.policy(), facts.originUrl(project.path().orElseThrow()),
                options.now(), sink);
            intake.take(row);
        }
        boolean archived = fate == Fate.ALREADY && index.project(project.id()).orElseThrow().archived();
        if (archived && !input.sessions().isEmpty() && options.scope() != Scope.NONE) {
            summary.problem(project.id() + ": the project is archived in the database, so its sessions stay out");
        }
        if (archived || fate == Fate.CONFLICT || fate == Fate.INVALID) {
            input.sessions().forEach(s -> counted.leaveOut("of a project that stays out"));
        } else {
            sessions(input, counted);
        }
        intake.flush();
    }

    private Fate fate(LegacyProject project) {
        var id = project.id();
        if (!ProjectId.isValid(id)) {
            return invalid(project, "the id is none that the rewrite accepts (a letter or digit, then letters, digits, . _ -)");
        }
        if (project.path().isEmpty()) return invalid(project, "it has no path");
        var path = project.path().get().toString();
        var known = index.project(id);
        if (known.isPresent()) {
            if (same(known.get().path(), path)) return Fate.ALREADY;
            return conflict(id, "the database has a project of this id at " + known.get().path() + ", not " + path);
        }
        var blocking = index.foreignName(id);
        if (blocking.isPresent()) {
            return conflict(id, "the session " + blocking.get() + " of another project has an id that its daemon would choose, and then it could never spawn");
        }
        var owner = index.projectAt(path);
        if (owner.isPresent()) return conflict(id, "its path " + path + " belongs to project " + owner.get() + " already");
        return Fate.IMPORTED;
    }

    private static boolean same(String stored, String path) {
        return stored.equals(path);
    }

    private Fate invalid(LegacyProject project, String why) {
        summary.problem(project.id() + ": the project is skipped with its sessions: " + why);
        sink.finding(Finding.at("project-invalid", Severity.ERROR, project.path().orElse(Path.of("")), why).about("project", project.id()));
        return Fate.INVALID;
    }

    private Fate conflict(String id, String why) {
        summary.problem(id + ": the project is left alone with its sessions: " + why);
        return Fate.CONFLICT;
    }

    private void sessions(ProjectInput input, ImportSummary.Project counted) {
        var prefixes = Prefixes.of(input.project());
        var candidates = distinct(input.sessions().stream()
            .map(s -> Candidate.of(s, prefixes.legacy(), options.prefixes(), input.project(), defaults)).toList(), counted);
        var winner = candidates.stream().filter(c -> c.kind() == SessionKind.ORCHESTRATOR)
            .min(Candidate.orchestrators(prefixes.legacy() + "-orchestrator"));
        if (options.scope() == Scope.NONE) {
            candidates.forEach(c -> counted.leaveOut("session (--sessions orchestrators, active or all takes them)"));
            return;
        }
        if (winner.isEmpty()) summary.absentOrchestrator();
        boolean found = winner.filter(w -> !w.state().terminal() && w.harness().resumable()).isPresent();
        boolean asked = options.scope() != Scope.ORCHESTRATORS || !found;
        if (asked && input.unreadable() > 0) {
            summary.problem(input.project().id() + ": " + input.unreadable() + " records could not be read");
        }
        if (options.scope() == Scope.ORCHESTRATORS) orchestrator(input.project().id(), candidates, winner, prefixes, counted);
        else several(input.project().id(), candidates, winner, prefixes, counted);
    }

    /** One record per id: an archived one gives way, and a live one of another folder gets an id of its own (D9). */
    private List<Candidate> distinct(List<Candidate> candidates, ImportSummary.Project counted) {
        var byId = new HashMap<String, Candidate>();
        var result = new ArrayList<Candidate>();
        for (var candidate : candidates.stream().sorted(Candidate.PREFERENCE).toList()) {
            var first = byId.putIfAbsent(candidate.id(), candidate);
            var alias = first == null ? Optional.of(candidate.id()) : alias(candidate);
            if (alias.isEmpty() || first != null && byId.putIfAbsent(alias.get(), candidate) != null) {
                counted.leaveOut("earlier record of an id that comes in (kept where it is)");
                note(candidate, "an earlier record of the same id stays out: " + candidate.session().file());
                continue;
            }
            if (first != null) lost(candidate, "id", candidate.id(), alias.get(), "two folders hold a session of this id");
            result.add(candidate.renamed(alias.get()));
        }
        result.sort(Comparator.comparing(Candidate::id));
        return result;
    }

    private static Optional<String> alias(Candidate candidate) {
        if (candidate.session().archived()) return Optional.empty();
        var folder = candidate.session().file().getParent().getParent().getFileName().toString();
        boolean hashed = folder.matches("[0-9a-f]{12}(-.*)?");
        return hashed ? Optional.of(candidate.id() + "__from-" + folder.substring(0, 12)) : Optional.empty();
    }

    private void orchestrator(String project, List<Candidate> candidates, Optional<Candidate> winner, Prefixes prefixes,
                              ImportSummary.Project counted) {
        for (var other : candidates) {
            if (winner.filter(other::equals).isEmpty()) counted.leaveOut(leftOut(other));
        }
        if (winner.isEmpty()) return;
        var chosen = winner.get();
        if (chosen.state().terminal() || !chosen.harness().resumable()) {
            summary.skippedOrchestrator();
            counted.leaveOut(leftOut(chosen));
            note(chosen, chosen.state().terminal() ? "the orchestrator is over (" + chosen.state().word() + ") and stays out"
                : "the orchestrator runs " + chosen.agent().agent() + ", which cannot be resumed, and stays out (--sessions active takes it)");
            return;
        }
        var id = prefixes.inEffect() + "-orchestrator";
        if (isThere(chosen.renamed(id), true, prefixes, counted)) return;
        var taken = index.numbers(project);
        int num = taken.contains(0) ? SessionNumbers.next(taken) : 0;
        if (num != 0) note(chosen, "number 0 is taken in the database; it gets " + num);
        intake.take(counted, prefixes, chosen.renamed(id), num, true);
    }

    private static String leftOut(Candidate candidate) {
        if (candidate.state().terminal()) return "session that is over (--sessions all takes it)";
        return candidate.kind() == SessionKind.WORKER ? "worker (--sessions active takes it)" : "other orchestrator (--sessions active takes it)";
    }

    private void several(String project, List<Candidate> candidates, Optional<Candidate> winner, Prefixes prefixes,
                         ImportSummary.Project counted) {
        var wanted = new ArrayList<Candidate>();
        for (var candidate : candidates) {
            if (candidate.state().terminal() && options.scope() == Scope.ACTIVE) {
                if (winner.filter(candidate::equals).isPresent()) summary.skippedOrchestrator();
                counted.leaveOut(leftOut(candidate));
            } else {
                wanted.add(candidate);
            }
        }
        // The preferred record of a conversation is asked for first, so that it is the one that comes in (D34).
        var held = new HashSet<String>();
        wanted.sort(Comparator.comparing((Candidate c) -> winner.filter(c::equals).isEmpty()).thenComparing(Candidate.PREFERENCE));
        wanted.removeIf(c -> isThere(c, winner.filter(c::equals).isPresent(), prefixes, counted) || isHeld(c, held, counted));
        held.forEach(index::reserve);
        var numbers = SessionNumbers.assign(wanted, new TreeSet<>(index.numbers(project)));
        wanted.sort(Comparator.comparing(Candidate::id));
        for (var candidate : wanted) {
            int num = numbers.get(candidate);
            numberNote(candidate, num);
            var rival = index.rival(candidate.id(), project);
            boolean wins = winner.filter(w -> w.session() == candidate.session()).isPresent();
            if (rival.isPresent()) deferred.add(new Deferred(counted, prefixes, candidate, num, wins, rival.get()));
            else intake.take(counted, prefixes, candidate, num, wins);
        }
    }

    private void numberNote(Candidate candidate, int num) {
        var wanted = SessionNumbers.wanted(candidate);
        if (wanted.isPresent() && wanted.getAsInt() == num) return;
        lost(candidate, "num", wanted.isPresent() ? String.valueOf(wanted.getAsInt()) : "", String.valueOf(num),
            wanted.isPresent() ? "another session has the number" : "the id ends in no number");
        if (wanted.isPresent()) note(candidate, "number " + wanted.getAsInt() + " is taken; it gets " + num);
    }

    /** Whether the id or the conversation is there; what is there is never changed (D13, D34). */
    private boolean isThere(Candidate candidate, boolean winner, Prefixes prefixes, ImportSummary.Project counted) {
        boolean orchestrator = candidate.kind() == SessionKind.ORCHESTRATOR;
        var known = index.session(candidate.id());
        if (known.isPresent()) {
            boolean same = known.get().inDatabase() && known.get().project().equals(counted.id()) && known.get().kind() == candidate.kind();
            if (same) {
                summary.already(counted, orchestrator);
                if (winner || !orchestrator) intake.completeTranscript(candidate, winner, prefixes, known.get());
            } else {
                conflict(candidate, counted, "a session of this id belongs to project " + known.get().project()
                    + " as " + known.get().kind().word() + (known.get().inDatabase() ? " already" : ", from earlier in the registry"));
            }
            return true;
        }
        var holder = intake.resumeId(candidate).flatMap(id -> index.holder(intake.admitted(candidate), id));
        holder.ifPresent(id -> {
            summary.already(counted, orchestrator);
            note(candidate, "already present as " + id + ": it is the same conversation");
        });
        return holder.isPresent();
    }

    private boolean isHeld(Candidate candidate, HashSet<String> held, ImportSummary.Project counted) {
        var conversation = intake.resumeId(candidate).map(id -> ImportIndex.conversation(intake.admitted(candidate).name(), id));
        if (conversation.isEmpty() || held.add(conversation.get())) return false;
        summary.already(counted, candidate.kind() == SessionKind.ORCHESTRATOR);
        note(candidate, "stays out: another session of this import is the same conversation");
        return true;
    }

    private void conflict(Candidate candidate, ImportSummary.Project counted, String why) {
        summary.skippedSession();
        counted.leaveOut("conflict");
        summary.problem(candidate.session().project() + "/" + candidate.id() + ": left alone: " + why);
    }

    /** Ends the plan, and tells what it leaves out. */
    public ImportSummary finish() {
        boolean progress = true;
        while (progress) {
            var ready = deferred.stream().filter(d -> !index.wedges(d.candidate().id(), d.rival())).toList();
            progress = !ready.isEmpty();
            deferred.removeAll(ready);
            ready.forEach(d -> intake.take(d.project(), d.prefixes(), d.candidate(), d.num(), d.wins()));
        }
        intake.flush();
        deferred.forEach(d -> conflict(d.candidate(), d.project(),
            "project " + d.rival() + " would choose this id for its next session, and then never spawn again"));
        return summary;
    }

    private void note(Candidate candidate, String text) {
        sink.note(new Note(candidate.session().project(), candidate.session().id().value(), text));
    }

    private void lost(Candidate candidate, String field, String old, String now, String reason) {
        sink.loss(new Loss(candidate.session().project(), candidate.session().id().value(), field, old, now, reason));
    }
}
