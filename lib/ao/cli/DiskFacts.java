package ao.cli;

import ao.model.LegacySession;
import ao.model.Transcript;
import ao.model.WorktreeState;
import ao.plan.ImportFacts;
import ao.read.ClaudeHome;
import ao.read.CodexHome;
import ao.read.Git;
import ao.read.Locations;
import ao.read.MigratedRecords;
import ao.read.TranscriptFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What an import asks of the disk and of git. */
public final class DiskFacts implements ImportFacts {
    private final TranscriptFinder transcripts;
    private final CodexHome codex;
    private final MigratedRecords migrated;

    public DiskFacts(Locations locations) {
        this.transcripts = new TranscriptFinder(new ClaudeHome(locations.claude().path()));
        this.codex = new CodexHome(locations.codex().path());
        this.migrated = new MigratedRecords(locations.root().path());
    }

    @Override public String originUrl(Path repository) {
        return Git.originUrl(repository);
    }

    @Override public Transcript transcript(Transcript.Question question) {
        return transcripts.find(question);
    }

    @Override public List<String> conversations(LegacySession session) {
        var directories = new ArrayList<Path>();
        LegacySession.directory(session.worktree()).ifPresent(directories::add);
        directories.addAll(migrated.earlierWorktrees(session.project(), session.id()));
        return directories.isEmpty() ? List.of() : transcripts.heldIn(directories);
    }

    @Override public WorktreeState worktree(LegacySession session) {
        var folder = LegacySession.directory(session.worktree()).filter(Files::isDirectory);
        if (folder.isEmpty()) return WorktreeState.GONE;
        var held = Git.holder(folder.get(), session.branch().orElse(""));
        return new WorktreeState(true, held.map(h -> OptionalInt.of(h.changes())).orElse(OptionalInt.empty()));
    }

    @Override public boolean codexThread(String id) {
        return codex.rollout(id).isPresent();
    }
}
