package ao.cli;

import ao.check.ResumeRules.Place;
import ao.model.ShellWord;
import ao.model.WorktreeLook.Kind;
import ao.read.WorktreeReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How the directories of sessions can be had: they are there, or git can make them again, or why neither. */
final class ResumePlaces {
    private final WorktreeReader worktrees;

    ResumePlaces(WorktreeReader worktrees) {
        this.worktrees = worktrees;
    }

    /** A directory that is gone can be made again from its branch, unless another worktree holds that. */
    Place of(Path directory, Kind kind, Optional<String> branch, Optional<Path> repository) {
        if (kind == Kind.NOT_A_FOLDER) return new Place("", "a file stands where its directory should: " + directory);
        if (kind != Kind.ABSENT) return Place.THERE;
        var gone = "its directory " + directory + " is gone";
        if (branch.isEmpty() || repository.isEmpty() || !worktrees.isRepository(repository.get())) {
            return new Place("", gone + ", and no branch and repository to make it from are known");
        }
        var holders = worktrees.checkedOut(repository.get(), branch.get());
        var holder = holders.stream().filter(Files::isDirectory).findFirst();
        if (holder.isPresent()) return new Place("", gone + ", and its branch " + branch.get() + " is checked out at " + holder.get());
        boolean remote = !worktrees.hasBranch(repository.get(), branch.get());
        if (remote && !worktrees.hasRemoteBranch(repository.get(), branch.get())) return new Place("", gone + ", and its branch " + branch.get() + ", too");
        var registered = worktrees.registration(repository.get(), directory);
        if (registered.filter(WorktreeReader.Registered::locked).isPresent()) {
            return new Place("", gone + ", and git keeps it locked: it may be on a disk that is not plugged in");
        }
        // git makes nothing again at a place, or of a branch, that it still believes to be in use; nobody uses them, as was just seen.
        var again = registered.isPresent() || !holders.isEmpty() ? " worktree add --force " : " worktree add ";
        var name = ShellWord.quote(branch.get());
        var place = ShellWord.quote(directory.toString());
        // As the legacy software does where only the remote still has the branch (session-manager sheet, 7.1).
        var from = remote ? "--track -b " + name + " " + place + " " + ShellWord.quote("origin/" + branch.get()) : place + " " + name;
        return new Place("git -C " + ShellWord.quote(repository.get().toString()) + again + from + " && ", "");
    }
}
