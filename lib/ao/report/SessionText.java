package ao.report;

import ao.model.Conversation;
import ao.model.Finding;
import ao.model.Harness;
import ao.report.StoreView.SessionView;
import java.io.PrintStream;
import java.util.List;

/** One session in one store, for people. */
public final class SessionText {
    private final PrintStream out;
    private final Style style;

    public SessionText(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /**
     * Prints all there is to know of a session.
     *
     * @param plan whether only what a restore would do is wanted
     */
    public void print(StoreView store, SessionView session, boolean plan) {
        out.println(style.strong(Plain.of(session.project() + "/" + session.id())) + " in the " + store.kind() + " store " + Plain.of(store.path()));
        if (!plan) facts(session);
        session.details().ifPresent(details -> details(details, plan));
        out.println();
    }

    private void facts(SessionView session) {
        fact("kind", session.kind() + ", " + session.status() + (session.over() ? " (over)" : ""));
        fact("agent", session.agent());
        fact("record", session.path());
        fact("created", session.createdAt());
        fact("changed", session.changed().toString());
        fact("worktree", session.worktree() + session.details().map(SessionDetails::git).filter(g -> !g.isEmpty()).map(g -> " (" + g + ")").orElse(""));
        fact("branch", session.branch());
        session.pullRequests().forEach(address -> fact("pull request", address));
        var resume = session.resume();
        fact("resume", style.strong(resume.kind().words()) + (resume.reason().isEmpty() ? "" : ": " + Plain.of(resume.reason())));
        resume.conversation().ifPresent(c -> conversation("transcript", c, resume.lastTurn().map(t -> ", last turn " + t).orElse("")));
        resume.newer().ifPresent(c -> conversation("a later one", c, ""));
        resume.deletedOn().ifPresent(on -> fact("deleted on", on + " by the agent, unless it is used before"));
        fact("command", Plain.command(resume.command()));
    }

    private void conversation(String name, Conversation c, String more) {
        fact(name, c.file() + " (" + (c.harness().equals(Harness.OPENCODE) ? "" : c.size() + " bytes, ") + "written " + c.modified() + more + ")");
    }

    private void fact(String name, String value) {
        if (!value.isBlank()) out.printf("  %-12s %s%n", name, name.equals("resume") ? value : Plain.of(value));
    }

    private void details(SessionDetails details, boolean plan) {
        if (!plan) {
            out.println("  as it is stored:");
            details.document().toPrettyString().lines().forEach(line -> out.println("    " + Plain.of(line)));
            if (!details.history().isEmpty()) out.println("  what happened:");
            details.history().forEach(e -> out.println("    " + Plain.of(e.at() + "  " + e.what() + "  " + e.details())));
        }
        out.println("  what the orchestrator's own restore would do:");
        int step = 0;
        for (var line : details.restore()) out.println("    " + ++step + ". " + Plain.of(line));
    }

    /** Prints what was found about it. */
    public void findings(List<Finding> findings) {
        for (var f : findings) {
            out.println(style.of(f.severity(), f.severity().word()) + " " + style.strong(f.code()) + ": " + Plain.of(f.message()));
            f.expected().ifPresent(e -> out.println("    expected " + Plain.of(e) + f.found().map(x -> ", found " + Plain.of(x)).orElse("")));
            f.fix().ifPresent(fix -> out.println("    " + (fix.safe() ? "mend it: " : "perhaps: ") + Plain.command(fix.command())));
        }
    }
}
