package ao.report;

import ao.model.Conversation;
import ao.model.Finding;
import ao.model.ResumeVerdict;
import ao.model.Secrets;
import ao.report.SessionDetails.Event;
import ao.report.StoreView.SessionView;
import java.nio.file.Path;

/** What a store shows to any report: everything, without what looks like a credential. Ids stay, since things are found by them. */
final class SafeView {
    private SafeView() { }

    /** The same reader, of which nothing is seen that may not be shown. */
    static StoreView.Reader of(StoreView.Reader reader) {
        return (sessions, findings) -> reader.read(s -> sessions.accept(shown(s)), f -> findings.accept(shown(f)));
    }

    private static SessionView shown(SessionView s) {
        return new SessionView(s.project(), s.id(), Secrets.masked(s.kind()), Secrets.masked(s.status()), s.over(), Secrets.masked(s.agent()), s.path(), Secrets.masked(s.branch()),
            Secrets.masked(s.worktree()), s.pullRequests().stream().map(Secrets::masked).toList(), Secrets.masked(s.createdAt()), Secrets.masked(s.endedAt()), Secrets.masked(s.lostAt()), s.changed(),
            shown(s.resume()), s.details().map(SafeView::shown));
    }

    private static ResumeVerdict shown(ResumeVerdict v) {
        return new ResumeVerdict(v.kind(), v.conversation().map(SafeView::shown), v.lastTurn(), Secrets.masked(v.command()), Secrets.masked(v.reason()), v.newer().map(SafeView::shown), v.deletedOn(), v.checksOut());
    }

    private static Conversation shown(Conversation c) {
        var id = Secrets.masked(c.id());
        return id.equals(c.id()) ? c : new Conversation(c.harness(), id, Path.of(Secrets.masked(c.file().toString())), c.size(), c.modified(), c.empty());
    }

    private static SessionDetails shown(SessionDetails d) {
        return new SessionDetails(d.document(), Secrets.masked(d.git()), d.history().stream().map(e -> new Event(e.at(), Secrets.masked(e.what()), Secrets.masked(e.details()))).toList(),
            d.restore().stream().map(Secrets::masked).toList());
    }

    private static Finding shown(Finding f) {
        return new Finding(f.code(), f.severity(), f.category(), f.subject(), Secrets.masked(f.message()), f.expected(), f.found(), f.fix().map(fix -> new Finding.Fix(Secrets.masked(fix.command()), fix.safe())));
    }
}
