package ao.report;

import ao.model.AoException;
import ao.model.Finding;
import ao.model.ResumeVerdict;
import ao.model.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store as an inspection found it. The sessions are read when they are asked for, once.
 *
 * @param facts    what else is known of it: its schema, whether a daemon lives; some only after the sessions were read
 * @param sessions gives the sessions of each project, one after the other, and what was noticed
 */
public record StoreView(String kind, String path, Map<String, String> facts, List<ProjectView> projects, Reader sessions) {
    public StoreView {
        sessions = SafeView.of(sessions);
    }

    /** Reads the sessions; that a store cannot be read is then one of the findings. */
    public void read(Consumer<SessionView> each, Consumer<Finding> findings) {
        try {
            sessions.read(each, findings);
        } catch (AoException.Unreadable e) {
            findings.accept(unread(e));
        }
    }

    /** The same store, of which somebody else is given every session, too, whichever are wanted. */
    public StoreView seenBy(BiConsumer<StoreView, SessionView> also) {
        return new StoreView(kind, path, facts, projects, (each, findings) -> sessions.read(session -> {
            also.accept(this, session);
            each.accept(session);
        }, findings));
    }

    /** That it cannot be read, and why. */
    public Finding unread(AoException.Unreadable e) {
        var finding = Finding.at(e.code(), Severity.ERROR, Path.of(path), e.getMessage() + (e.hint().isEmpty() ? "" : "; " + e.hint())).expecting("a store that can be read", e.getMessage());
        return kind.equals("rewrite") ? finding.about("database", finding.subject().id()) : finding;
    }

    /** A project; counts are filled in while its sessions are read. */
    public record ProjectView(String id, String path, boolean registered) { }

    /**
     * A session, as reports show it. Texts that are not known are empty.
     *
     * @param over      whether it has ended
     * @param createdAt as its record tells it
     * @param endedAt   when it ended, as its record tells it
     * @param lostAt    since when its record has its runtime for lost, while it has not ended
     * @param changed   when its record was last written
     * @param details   all there is to know of it, where it was asked for
     */
    public record SessionView(String project, String id, String kind, String status, boolean over, String agent, String path, String branch,
                              String worktree, List<String> pullRequests, String createdAt, String endedAt, String lostAt, Instant changed, ResumeVerdict resume, Optional<SessionDetails> details) { }

    /** Reads the sessions. */
    public interface Reader {
        /** @throws AoException.Unreadable when the store cannot be read; what was given before that is not all of it */
        void read(Consumer<SessionView> sessions, Consumer<Finding> findings);
    }
}
