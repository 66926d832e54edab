package ao.check;

import ao.map.LegacyEnd;
import ao.model.Harness;
import ao.model.LegacySession;
import ao.model.ResumeVerdict;
import ao.model.RewriteSession;
import ao.model.RuntimeHandle;
import ao.model.Secrets;
import ao.model.SessionKind;
import ao.model.WorktreeLook;
import ao.read.LegacyLiveness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the orchestrator's own restore would do with a session, step by step, and where it would fail or lose something. */
public final class RestorePlan {
    /** What the legacy software takes for an id of OpenCode (session-manager sheet, 5.11). */
    private static final Pattern OPENCODE_ID = Pattern.compile("ses_[A-Za-z0-9_-]+");
    /** Agents whose conversations are found by their own ids or searches (session-manager sheet, 6.3). */
    private static final Set<String> OWN_MEANS = Set.of("grok", "kimicode");
    /** From here on a restore uses the workspace that the row names, and refuses one outside of its folder (rewrite-store sheet, 7.3). */
    public static final int USES_WORKSPACE = 21;

    private RestorePlan() { }

    /**
     * What a restore would start.
     *
     * @param permissions the permission mode that it would give the agent; empty for none
     * @param model       the model that it would be given
     */
    public record Start(String agent, String permissions, Optional<String> model) { }

    /**
     * What a restore would meet around a record.
     *
     * @param registered whether a registry names the session's project
     * @param runtime    what the runtime says that the record names
     * @param place      how a directory that is gone can be had again
     * @param prompt     whether the prompt file of the session is there, which a spawn writes
     */
    public record Around(boolean registered, LegacyLiveness.Answer runtime, ResumeRules.Place place, boolean prompt) { }

    /** A legacy restore (session-manager sheet, 5.4). */
    public static List<String> legacy(LegacySession session, SessionKind kind, Start start, Optional<WorktreeLook> look, ResumeVerdict verdict, Around around) {
        var steps = new ArrayList<String>();
        if (!around.registered()) {
            steps.add("fails: no registry names project " + session.project() + ", so the session is not found");
            return steps;
        }
        if (session.archived()) {
            steps.add("fails: the record is an archive, where nobody looks for sessions");
            return steps;
        }
        if (!LegacyEnd.terminal(session)) {
            var status = Secrets.masked(session.shownStatus());
            // Of one that is starting the runtime is not asked (session-manager sheet, 4.4).
            if (session.shownStatus().equals("spawning")) {
                steps.add("refuses: the session counts as going on (spawning)");
                return steps;
            }
            if (around.runtime() != LegacyLiveness.Answer.GONE) {
                steps.add("refuses: the session counts as going on (" + status + (around.runtime() == LegacyLiveness.Answer.RUNS ? ", and its runtime lives)"
                    : around.runtime() == LegacyLiveness.Answer.UNKNOWN ? "), unless its runtime is gone, which cannot be told here" : "), and nothing names a runtime that could be asked"));
                return steps;
            }
            steps.add("finds that its runtime is gone, and takes it for over, although it is " + status + " by its record");
        }
        var agent = start.agent();
        if (!Harness.LEGACY.contains(agent)) {
            steps.add("fails: the legacy software has no agent " + Secrets.masked(agent));
            return steps;
        }
        if (session.agent().isEmpty()) steps.add("writes agent " + agent + " into the record: today's default, whatever it ran");
        steps.add("agent: " + agent + (start.permissions().isEmpty() ? ", asking for permissions as it likes" : ", permissions " + start.permissions()) + start.model().map(m -> ", model " + m).orElse(""));
        // OpenCode is asked for its conversation before anything else is done.
        boolean named = session.opencodeSessionId().filter(id -> OPENCODE_ID.matcher(id).matches()).isPresent();
        boolean unknown = agent.equals("opencode") && !named && verdict.conversation().isEmpty();
        var obstacle = unknown ? Optional.of(verdict.reason()) : look.flatMap(l -> obstacle(session, l, around.place()));
        if (obstacle.isPresent()) {
            steps.add("fails: " + obstacle.get());
            return steps;
        }
        look.ifPresent(l -> steps.add(workspace(session, l)));
        if (agent.equals("opencode") && around.prompt()) {
            steps.add(kind == SessionKind.ORCHESTRATOR ? "writes the orchestrator's block into the worktree's AGENTS.md anew, from its prompt file" : "writes its OpenCode configuration anew, which names its prompt file");
        }
        session.runtime().map(RestorePlan::words).ifPresent(runtime -> steps.add("ends its old runtime, also if it still lives: " + runtime));
        boolean another = agent.equals("opencode") && named && verdict.conversation().filter(c -> !c.id().equals(session.opencodeSessionId().get())).isPresent();
        if (another) {
            steps.add("starts opencode with the id that the record names, of which there is no conversation: it fails");
        } else if (verdict.kind() == ResumeVerdict.Kind.NATIVE) {
            steps.add("goes on with conversation " + verdict.conversation().get().id() + "; it gets no system prompt and no hooks anew");
        } else if (verdict.kind() == ResumeVerdict.Kind.FRESH) {
            boolean file = kind == SessionKind.ORCHESTRATOR && around.prompt();
            steps.add((OWN_MEANS.contains(agent) ? "goes on with what " + agent + " finds by itself, which nobody looked into, or starts it afresh, " : "starts " + agent + " afresh, ") + (file ? "with the orchestrator's prompt file" : "without any prompt") + ": " + verdict.reason());
        } else {
            steps.add("fails or starts a command that fails: " + verdict.reason());
        }
        pullRequest(session).ifPresent(steps::add);
        steps.add("sets the record to working, and forgets when it ended");
        return steps;
    }

    private static String words(RuntimeHandle handle) {
        return handle.runtimeName().orElse("unknown runtime") + " " + handle.id().or(() -> handle.pid().isPresent() ? Optional.of("process " + handle.pid().getAsLong()) : Optional.empty()).orElse("");
    }

    /** Why its worktree cannot be had; nothing where it is there or can be made again. */
    private static Optional<String> obstacle(LegacySession session, WorktreeLook look, ResumeRules.Place place) {
        return switch (look.kind()) {
            // Git takes it for none, and a folder that its repository lists is not removed (session-manager sheet, 7.1).
            case CUT_OFF, BROKEN -> Optional.of("git takes its worktree " + look.folder() + " for none, and its repository still lists it, so that none can be made in its place");
            case HIDDEN -> Optional.of("its worktree may not be looked into");
            case NOT_A_FOLDER -> Optional.of("a file stands where its worktree should");
            case ABSENT -> session.branch().isEmpty() ? Optional.of("its worktree is gone, and no branch to make it from is known")
                : look.elsewhere().map(other -> "its worktree is gone, and branch " + session.branch().get() + " is checked out at " + other).or(() -> Optional.of(place.missing()).filter(missing -> !missing.isEmpty()));
            default -> Optional.empty();
        };
    }

    private static String workspace(LegacySession session, WorktreeLook look) {
        return switch (look.kind()) {
            case LINKED, MAIN -> "works in " + look.folder() + look.branch().map(b -> " on " + b).orElse("");
            case MOVED -> "works in " + look.folder() + ", of which git does not know: a prune on the way unregisters it, and the restore after that REMOVES it with all uncommitted work";
            case UNKNOWN -> "takes " + look.folder() + " for its worktree if git can still work in it (git rev-parse --is-inside-work-tree); else REMOVES the folder and makes a worktree there";
            case PLAIN -> "takes " + look.folder() + " for its worktree if it lies in any repository; else REMOVES the folder and makes a worktree there";
            case ABSENT -> "makes its worktree again from branch " + session.branch().orElse("") + ", or from the default branch if that is gone";
            case NOT_A_FOLDER, HIDDEN, CUT_OFF, BROKEN -> throw new IllegalStateException("an obstacle");
        };
    }

    private static Optional<String> pullRequest(LegacySession session) {
        // Without a lifecycle the status makes one (session-manager sheet, 1.8).
        var state = session.lifecycle().isPresent() ? session.lifecycle().get().prState().orElse("") : session.shownStatus().equals("merged") ? "merged" : "";
        if (!state.equals("merged") && !state.equals("closed")) return Optional.empty();
        return Optional.of("forgets its " + state + " pull request" + (session.details().prs().isEmpty() ? ""
            : ", but not the list prs: the next poll sees it " + state + (state.equals("merged") ? ", ENDS the session again and REMOVES its worktree" : "")));
    }

    /**
     * A restore by the rewrite (rewrite-store sheet, 7.3 and 7.4).
     *
     * @param version of the schema, by which daemons differ
     * @param inside  whether the workspace lies in the daemon's folder
     * @param obstacle why no worktree can be made of its branch, or taken
     */
    public static List<String> rewrite(RewriteSession row, int version, boolean inside, Optional<String> obstacle, ResumeVerdict verdict) {
        var steps = new ArrayList<String>();
        if (!row.terminated()) {
            steps.add("refuses: the session counts as living");
            return steps;
        }
        if (row.workspacePath().isEmpty() || row.branch().isEmpty()) {
            steps.add("refuses: the row names no " + (row.branch().isEmpty() ? "branch" : "workspace"));
            return steps;
        }
        var unsafe = Optional.of("the workspace " + row.workspacePath() + " lies outside of the daemon's folder, which is no safe path").filter(u -> version >= USES_WORKSPACE && !inside);
        var failure = unsafe.or(() -> obstacle);
        if (failure.isPresent()) {
            steps.add("fails: " + failure.get());
            return steps;
        }
        steps.add(version < USES_WORKSPACE ? "makes a worktree on " + row.branch() + " in the daemon's own folder, whatever workspace the row names"
            : "makes or takes the worktree " + row.workspacePath() + " on " + row.branch());
        steps.add("agent: " + row.harness() + (row.permissions().isEmpty() ? ", no permission mode" : ", permission mode " + row.permissions()) + " (as the project's settings are now)");
        steps.add(verdict.kind() == ResumeVerdict.Kind.NATIVE ? "goes on with conversation " + verdict.conversation().get().id()
            : (verdict.kind() == ResumeVerdict.Kind.FRESH ? "starts afresh" + (row.hasPrompt() ? " with the prompt of the row" : "") : "fails") + ": " + verdict.reason());
        return steps;
    }
}
