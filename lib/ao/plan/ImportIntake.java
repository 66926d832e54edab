package ao.plan;

import ao.map.ImportPolicy;
import ao.map.Prefixes;
import ao.map.SessionMapper;
import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ProjectRow;
import ao.model.Row;
import ao.model.SessionKind;
import ao.model.SessionRow;
import ao.model.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings chosen projects and sessions in: their rows, their transcripts, and how to go on with them. */
final class ImportIntake {
    private static final int ROWS_IN_A_CHANGE = 1_000;

    private final Path database;
    private final ImportOptions options;
    private final ImportFacts facts;
    private final ImportIndex index;
    private final PlanSink sink;
    private final ImportSummary summary;
    private final TranscriptChanges transcripts;
    private final List<Row> rows = new ArrayList<>();

    ImportIntake(Path database, ImportOptions options, ImportFacts facts, ImportIndex index, PlanSink sink, ImportSummary summary) {
        this.database = database;
        this.options = options;
        this.facts = facts;
        this.index = index;
        this.sink = sink;
        this.summary = summary;
        this.transcripts = new TranscriptChanges(sink, summary);
    }

    /** Brings a project in. */
    void take(ProjectRow row) {
        index.add(row);
        rows.add(row);
    }

    /** Brings a session in; {@code winner} says that it is the orchestrator of its project (D7, D34). */
    void take(ImportSummary.Project counted, Prefixes prefixes, Candidate candidate, int num, boolean winner) {
        var harness = admitted(candidate);
        if (harness.equals(Harness.NONE)) {
            lost(candidate, "agent", candidate.agent().agent(), "", "this schema admits no such agent");
            note(candidate, "agent \"" + candidate.agent().agent() + "\" is unknown to this schema and was left empty");
        } else if (candidate.agent().guessed()) {
            lost(candidate, "agent", "", harness.name(), "guessed from the project's settings, as the legacy software does");
        }
        boolean second = candidate.kind() == SessionKind.ORCHESTRATOR && !winner;
        var workspace = workspace(counted.id(), prefixes, candidate, winner);
        var recovered = recovered(candidate, harness);
        var decision = new SessionMapper.Decision(candidate.id(), num, candidate.kind(), workspace.toString(), harness, recovered);
        var policy = options.policy();
        if (second && policy.live() && !candidate.state().terminal()) {
            note(candidate, "another live orchestrator of the project is preferred; this one comes in as restorable, without a transcript");
            policy = new ImportPolicy(policy.harnesses(), policy.holdsRules(), policy.permissions(), false, policy.legacyPaths());
        }
        var row = SessionMapper.map(candidate.session(), candidate.state(), decision, policy, sink);
        index.add(row);
        rows.add(row);
        if (rows.size() >= ROWS_IN_A_CHANGE) flush();
        summary.planned(counted, row.kind() == SessionKind.ORCHESTRATOR);
        var transcript = transcript(candidate, row, workspace);
        sink.startGroup();
        if (!second) transcripts.plan(counted.id(), row.id(), transcript);
        sink.resume(ResumeCommands.of(candidate, row, transcript, facts, options.agentEnvironment()));
    }

    private Path workspace(String project, Prefixes prefixes, Candidate candidate, boolean winner) {
        var own = options.managedRoot().resolve(project);
        return winner && candidate.kind() == SessionKind.ORCHESTRATOR
            ? own.resolve("orchestrator").resolve(prefixes.inEffect() + "-orchestrator") : own.resolve(candidate.id());
    }

    private Optional<String> recovered(Candidate candidate, Harness harness) {
        if (!options.recoverResumeIds() || !harness.equals(Harness.CLAUDE_CODE) || resumeId(candidate).isPresent()) return Optional.empty();
        var held = facts.conversations(candidate.session());
        return held.size() == 1 && index.holder(harness, held.get(0)).isEmpty() && !index.isReserved(harness, held.get(0)) ? Optional.of(held.get(0)) : Optional.empty();
    }

    private Transcript transcript(Candidate candidate, SessionRow row, Path workspace) {
        if (!row.harness().equals(Harness.CLAUDE_CODE) || row.agentSessionId().isEmpty()) return Transcript.MISSING;
        return worktree(candidate).map(w -> facts.transcript(new Transcript.Question(row.agentSessionId(), w, workspace)))
            .orElse(Transcript.MISSING);
    }

    private Optional<Path> worktree(Candidate candidate) {
        return LegacySession.directory(candidate.session().worktree());
    }

    /** An earlier run may have been stopped before it had filed the transcript. */
    void completeTranscript(Candidate candidate, boolean winner, Prefixes prefixes, ImportIndex.Known known) {
        var id = resumeId(candidate).filter(i -> known.conversation().equals(ImportIndex.conversation(Harness.CLAUDE_CODE.name(), i)));
        var worktree = worktree(candidate);
        if (id.isEmpty() || worktree.isEmpty()) return;
        var workspace = workspace(candidate.session().project(), prefixes, candidate, winner);
        sink.startGroup();
        transcripts.plan(candidate.session().project(), candidate.id(),
            facts.transcript(new Transcript.Question(id.get(), worktree.get(), workspace)));
    }

    /** Gives away the rows that were collected: a project's before those of the next. */
    void flush() {
        if (rows.isEmpty()) return;
        sink.change(new Change.Rows(database, List.copyOf(rows), List.of(), false,
            new About(Purpose.SESSION, rows.get(0).project(), "")));
        rows.clear();
    }

    /** The conversation that the record names, as its agent knows it. */
    Optional<String> resumeId(Candidate candidate) {
        return SessionMapper.resumeId(candidate.session(), admitted(candidate));
    }

    /** The harness as the schema admits it; unknown ones become the empty word (D11). */
    Harness admitted(Candidate candidate) {
        return options.policy().harnesses().contains(candidate.agent().agent()) ? candidate.harness() : Harness.NONE;
    }

    private void note(Candidate candidate, String text) {
        sink.note(new Note(candidate.session().project(), candidate.session().id().value(), text));
    }

    private void lost(Candidate candidate, String field, String old, String now, String reason) {
        sink.loss(new Loss(candidate.session().project(), candidate.session().id().value(), field, old, now, reason));
    }
}
