package ao.check;

import ao.model.Finding;
import ao.model.RewriteSchema;
import ao.model.RewriteSession;
import ao.model.Severity;
import ao.model.WorktreeLook;
import ao.read.PhysicalPath;
import ao.read.WorktreeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What rows of sessions show (rewrite-store sheet, 7). */
public final class RowRules {
    /** From here on a daemon refuses a workspace outside of its own folder. */
    private static final int REFUSES_OUTSIDE = 21;

    private final Path database;
    private final int version;
    private final List<Path> managed;
    private final Consumer<Finding> findings;

    /** @param managed the folder in which the daemon keeps worktrees, by all its names */
    public RowRules(Path database, int version, List<Path> managed, Consumer<Finding> findings) {
        this.database = database;
        this.version = version;
        this.managed = managed;
        this.findings = findings;
    }

    /** Looks at a row. */
    public void check(RewriteSession row) {
        // Before that, a living row without a runtime is what can be used at all (D15).
        if (version >= RewriteSchema.RESTORES_TERMINATED && !row.terminated() && row.runtimeHandle().isEmpty()) {
            say(row, "row-live-without-runtime", "it counts as living, and nothing runs it: the daemon's next start ends it, or leaves it a zombie", "a runtime handle", "none");
        }
        if (version >= REFUSES_OUTSIDE && !row.workspacePath().isEmpty() && !isInside(row)) {
            say(row, "workspace-outside", "its workspace lies outside of the daemon's folder: restoring and ending it fails", "below " + managed.get(managed.size() - 1), row.workspacePath());
        }
        if (row.terminated() && row.branch().isEmpty()) {
            findings.accept(about(row, "row-not-restorable", Severity.INFO, "it is over and names no branch: it can't be restored").expecting("a branch", "none"));
        }
    }

    /** Whether a row's workspace lies in the daemon's folder. */
    public boolean isInside(RewriteSession row) {
        try {
            var place = Path.of(row.workspacePath()).normalize();
            return managed.stream().anyMatch(place::startsWith) || managed.stream().anyMatch(PhysicalPath.of(place)::startsWith);
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    /**
     * Looks at the workspace of a living row; one that was never started has none yet (D14).
     *
     * @param repository its project's only one; nothing for a project of several or none, whose sessions need not work in a worktree
     */
    public void worktree(RewriteSession row, WorktreeLook look, Optional<Path> repository) {
        if (row.runtimeHandle().isEmpty()) return;
        switch (look.kind()) {
            case ABSENT -> say(row, "worktree-missing", "it counts as living, and its directory is gone", row.workspacePath(), "nothing");
            case PLAIN, NOT_A_FOLDER -> {
                if (repository.isPresent() || look.kind() == WorktreeLook.Kind.NOT_A_FOLDER) say(row, "worktree-not-git", "its directory is no worktree", "a worktree", look.folder().toString());
            }
            case BROKEN -> say(row, "worktree-broken", "its worktree's HEAD is damaged: git takes it for no repository", "a branch or a commit", look.folder().toString());
            case UNKNOWN -> say(row, "worktree-unknown-to-git", "its worktree is not one that a repository knows", "a registered worktree", look.folder().toString());
            case HIDDEN -> say(row, "worktree-hidden", "its directory, or what git keeps of it, may not be looked into, so nothing can be said of it", "a directory that may be read", look.folder().toString());
            case CUT_OFF -> findings.accept(WorktreeRules.repaired(look, about(row, "worktree-cut-off", Severity.ERROR, "its repository was moved, and it still names the old place: git takes it for no worktree")
                .expecting("a worktree of " + look.repository().map(Path::toString).orElse(""), "one of a repository that is gone")));
            case MOVED -> findings.accept(WorktreeRules.repaired(look, about(row, "worktree-moved", Severity.ERROR, "its worktree was moved, and its repository does not know: the next prune unregisters it")
                .expecting("registered at " + look.folder(), "registered at a place where nothing is")));
            case LINKED -> {
                if (repository.isPresent() && look.repository().filter(r -> WorktreeReader.isSameRepository(r, repository.get())).isEmpty()) {
                    say(row, "worktree-foreign", "its worktree belongs to another repository than its project", repository.get().toString(), look.repository().map(Path::toString).orElse(""));
                }
                elsewhere(row, look);
            }
            default -> elsewhere(row, look);
        }
    }

    private void elsewhere(RewriteSession row, WorktreeLook look) {
        look.elsewhere().ifPresent(other -> say(row, "branch-elsewhere", "another worktree has its branch checked out: a restore of its own would fail", row.branch() + " at " + look.folder(), "at " + other));
    }

    private void say(RewriteSession row, String code, String message, String expected, String found) {
        findings.accept(about(row, code, Severity.WARNING, message).expecting(expected, found));
    }

    private Finding about(RewriteSession row, String code, Severity severity, String message) {
        return Finding.of(code, severity, new Finding.Subject("session", row.id(), Optional.of(database), row.project()), message);
    }
}
