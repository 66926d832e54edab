package ao.plan;

import ao.model.LegacySession;
import ao.model.Transcript;
import ao.model.WorktreeState;
import java.nio.file.Path;
import java.util.List;

/** What an import has to know beyond the stores, asked only of what it takes. */
public interface ImportFacts {
    /** The address of a repository's remote; empty when there is none. */
    String originUrl(Path repository);

    Transcript transcript(Transcript.Question question);

    /** The conversations that were held in a session's directories. */
    List<String> conversations(LegacySession session);

    /** A session's legacy working directory. */
    WorktreeState worktree(LegacySession session);

    /** Whether Codex has the thread's transcript. */
    boolean codexThread(String id);
}
