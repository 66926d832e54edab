package ao.plan;

import ao.model.ShellWord;
import ao.map.Permissions;
import ao.map.ResumeLine;
import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.ResumeHint;
import ao.model.SessionRow;
import ao.model.Transcript;
import ao.model.WorktreeState;
import java.util.ArrayList;
import java.util.Optional;

/** The command that goes on with a conversation by hand, where the legacy software left it (D38). */
final class ResumeCommands {
    private ResumeCommands() { }

    /** How an imported session can be resumed, or why not; the environment goes before the agent's name. */
    static ResumeHint of(Candidate candidate, SessionRow row, Transcript transcript, ImportFacts facts, String environment) {
        var session = candidate.session();
        var worktree = facts.worktree(session);
        var remarks = new ArrayList<String>();
        var missing = missing(session, row, transcript, worktree, facts);
        if (missing.isPresent()) {
            remarks.add(missing.get());
            return hint(row, "", remarks);
        }
        var permissions = Permissions.inLegacy(candidate.agent().config().permissions());
        if (permissions.isEmpty()) remarks.add(ResumeLine.NO_FLAG);
        held(session, worktree).ifPresent(remarks::add);
        return hint(row, "cd " + ShellWord.quote(session.worktree().orElseThrow()) + " && " + environment
            + ResumeLine.legacy(row.harness(), row.agentSessionId(), permissions.orElse(""), candidate.agent().config().model()), remarks);
    }

    private static ResumeHint hint(SessionRow row, String command, java.util.List<String> remarks) {
        return new ResumeHint(row.project(), row.id(), command, String.join("; ", remarks));
    }

    private static Optional<String> missing(LegacySession session, SessionRow row, Transcript transcript,
                                            WorktreeState worktree, ImportFacts facts) {
        if (!row.harness().resumable()) return Optional.of("starts fresh: no known way to resume " + name(row.harness()));
        if (row.agentSessionId().isEmpty()) return Optional.of("starts fresh: the record names no conversation" + proposal(session, row, facts));
        if (transcript instanceof Transcript.Unusable unusable) return Optional.of("blocked: " + unusable.file() + ": " + unusable.why());
        if (row.harness().equals(Harness.CLAUDE_CODE) && transcript instanceof Transcript.Missing) {
            return Optional.of("starts fresh: Claude has no transcript " + row.agentSessionId() + " of that directory");
        }
        if (row.harness().equals(Harness.CODEX) && !facts.codexThread(row.agentSessionId())) {
            return Optional.of("starts fresh: Codex has no transcript of thread " + row.agentSessionId());
        }
        if (!worktree.exists()) {
            return Optional.of("its directory " + session.worktree().orElse("(none)")
                + " is gone; the daemon makes a new one when it restores the session");
        }
        return Optional.empty();
    }

    private static String name(Harness harness) {
        return harness.equals(Harness.NONE) ? "an unknown agent" : harness.name();
    }

    private static String proposal(LegacySession session, SessionRow row, ImportFacts facts) {
        if (!row.harness().equals(Harness.CLAUDE_CODE)) return "";
        var held = facts.conversations(session);
        if (held.size() == 1) return "; the only one held there is " + held.get(0) + " (--recover-resume-ids takes it)";
        return held.isEmpty() ? "" : "; " + held.size() + " were held there";
    }

    private static Optional<String> held(LegacySession session, WorktreeState worktree) {
        if (worktree.changes().isEmpty()) return Optional.empty();
        int changes = worktree.changes().getAsInt();
        var folder = ShellWord.quote(session.worktree().orElseThrow());
        return Optional.of("branch " + session.branch().orElse("") + " is checked out there ("
            + (changes == 0 ? "clean" : changes + " uncommitted changes") + "), so the daemon cannot restore it yet; freed by: "
            + (changes == 0 ? "" : "git -C " + folder + " stash -u && ") + "git -C " + folder + " switch --detach");
    }
}
