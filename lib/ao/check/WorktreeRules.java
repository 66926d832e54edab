package ao.check;

import ao.map.LegacyEnd;
import ao.model.Finding;
import ao.model.LegacySession;
import ao.model.Severity;
import ao.model.ShellWord;
import ao.model.Unsaved;
import ao.model.WorktreeLook;
import ao.read.WorktreeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the directories of sessions show (session-manager sheet, 10.1). */
public final class WorktreeRules {
    private final Set<Path> managed;
    private final Consumer<Finding> findings;

    /** @param managed the folders in which the orchestrator keeps worktrees */
    public WorktreeRules(Set<Path> managed, Consumer<Finding> findings) {
        this.managed = managed;
        this.findings = findings;
    }

    /**
     * Looks at a session's directory.
     *
     * @param project the names of its project's repository, with and without links; none where no registry tells
     */
    public void check(LegacySession session, WorktreeLook look, List<Path> project) {
        var folder = look.folder();
        if (managed.contains(folder)) {
            say(session, "worktree-is-root", Severity.ERROR, "its worktree is the folder of all worktrees: a kill would remove them all", "a folder in it", folder.toString());
            return;
        }
        switch (look.kind()) {
            case ABSENT -> absent(session, folder);
            case HIDDEN -> say(session, "worktree-hidden", Severity.WARNING, "its directory, or what git keeps of it, may not be looked into, so nothing can be said of it", "a directory that may be read", folder.toString());
            case CUT_OFF -> findings.accept(repaired(look, RecordRules.about(session, "worktree-cut-off", Severity.ERROR, "its repository was moved, and it still names the old place: git takes it for no worktree")
                .expecting("a worktree of " + look.repository().map(Path::toString).orElse(""), "one of a repository that is gone")));
            case NOT_A_FOLDER -> say(session, "worktree-not-git", Severity.WARNING, "a file stands where its worktree should", "a worktree", "a file");
            case PLAIN -> {
                if (!project.contains(folder)) {
                    say(session, "worktree-not-git", Severity.WARNING, "its worktree is a folder like any other; inside another repository the agent would work on that", "a worktree", folder.toString());
                }
            }
            case MAIN -> {
                if (!project.contains(folder)) {
                    say(session, "worktree-is-repository", Severity.WARNING, "its worktree is the main folder of a repository: some ways of cleaning up remove it whole", "a linked worktree", folder.toString());
                }
            }
            case BROKEN -> say(session, "worktree-broken", Severity.ERROR, "its worktree's HEAD is damaged: git takes it for no repository", "a branch or a commit", folder.toString());
            case MOVED -> moved(session, look);
            case UNKNOWN -> say(session, "worktree-unknown-to-git", Severity.WARNING, "its worktree is not one that a repository knows", "a registered worktree", folder.toString());
            case LINKED -> linked(session, look, project);
        }
        look.elsewhere().ifPresent(other -> say(session, "branch-elsewhere", Severity.WARNING, "another worktree has its branch checked out: a restore of its own would fail",
            session.branch().orElse("") + " at " + folder, "at " + other));
    }

    /** A worktree that is no absolute path, which the legacy software takes as it stands (trap T-02). */
    public void unusable(LegacySession session, String worktree) {
        if (!LegacyEnd.terminal(session)) say(session, "worktree-missing", Severity.WARNING, "it counts as going on, and its worktree is no absolute path: it is looked for in whatever folder the software was started", "an absolute path", worktree);
    }

    private void absent(LegacySession session, Path folder) {
        if (LegacyEnd.terminal(session)) return;
        say(session, "worktree-missing", Severity.WARNING, "it counts as going on, and its directory is gone", folder.toString(), "nothing");
    }

    private void moved(LegacySession session, WorktreeLook look) {
        findings.accept(repaired(look, RecordRules.about(session, "worktree-moved", Severity.ERROR,
                "its worktree was moved, and its repository does not know: the next prune unregisters it, and the restore after that removes it with all work in it")
            .expecting("registered at " + look.folder(), "registered at a place where nothing is")));
    }

    /** Git itself makes a worktree and its repository name each other again. */
    static Finding repaired(WorktreeLook look, Finding finding) {
        return look.repository().map(r -> finding.fixedBy("git -C " + ShellWord.quote(r.toString()) + " worktree repair " + ShellWord.quote(look.folder().toString()))).orElse(finding);
    }

    private void linked(LegacySession session, WorktreeLook look, List<Path> project) {
        if (!project.isEmpty() && look.repository().filter(r -> project.contains(r) || WorktreeReader.isSameRepository(r, project.get(0))).isEmpty()) {
            say(session, "worktree-foreign", Severity.WARNING, "its worktree belongs to another repository than its project", project.get(0).toString(), look.repository().map(Path::toString).orElse(""));
        }
        if (session.branch().isPresent() && !LegacyEnd.ended(session) && !look.branch().equals(session.branch())) {
            findings.accept(RecordRules.about(session, "branch-differs", Severity.INFO, "its worktree has another branch checked out than the record says").in(Finding.Category.RECOMMENDED)
                .expecting(session.branch().get(), look.branch().orElse("a detached commit")));
        }
    }

    /** What the directory of a session that is over still holds. */
    public void unsaved(LegacySession session, Path folder, Unsaved unsaved) {
        unsaved(new Finding.Subject("session", session.id().value(), Optional.of(session.file()), session.project()), folder, unsaved).ifPresent(findings);
    }

    /** The same for a session of any store: a cleanup removes the directory without looking, and leaves its branch (session-manager sheet, 7.1). */
    static Optional<Finding> unsaved(Finding.Subject subject, Path folder, Unsaved unsaved) {
        if (!unsaved.any() && unsaved.isKnown()) return Optional.empty();
        var message = unsaved.isLost() ? "it is over, and its worktree holds what nothing else has; a cleanup removes it without looking"
            : unsaved.any() ? "it is over, and no branch of a remote that is known here has this: only this repository may" : "it is over, and git cannot tell what its worktree holds";
        return Optional.of(Finding.of("worktree-unsaved", unsaved.any() ? Severity.WARNING : Severity.INFO, subject, message).in(Finding.Category.RECOMMENDED)
            .expecting("clean and pushed", unsaved.words() + " in " + folder));
    }

    private void say(LegacySession session, String code, Severity severity, String message, String expected, String found) {
        findings.accept(RecordRules.about(session, code, severity, message).expecting(expected, found));
    }
}
