package ao.cli;

import ao.check.ResumeRules.Place;
import ao.model.ResumeVerdict.Checkout;
import ao.model.ShellWord;
import ao.model.WorktreeLook.Kind;
import ao.read.BranchName;
import ao.read.WorktreeReader;
import java.nio.file.Path;
import java.util.Optional;

/** How the directories of sessions can be had: they are there, or git can make them again, or why neither. */
final class ResumePlaces {
    private final WorktreeReader worktrees;

    ResumePlaces(WorktreeReader worktrees) {
        this.worktrees = worktrees;
    }

    /**
     * A directory that is gone can be made again from its branch, unless another worktree holds that.
     *
     * @param base the branch at which it begins anew where its own is gone; nothing where it does not
     */
    Place of(Path directory, Kind kind, Optional<String> branch, Optional<Path> repository, Optional<String> base) {
        if (kind == Kind.NOT_A_FOLDER) return Place.none("a file stands where its directory should: " + directory);
        if (kind == Kind.HIDDEN) return Place.none("its directory may not be looked into: " + directory);
        if (kind != Kind.ABSENT) return Place.THERE;
        var gone = "its directory " + directory + " is gone";
        if (repository.isPresent() && worktrees.isClosedRepository(repository.get())) return Place.none(gone + ", and its repository may not be looked into");
        if (branch.isEmpty() || repository.isEmpty() || !worktrees.isRepository(repository.get())) {
            return Place.none(gone + ", and no branch and repository to make it from are known");
        }
        if (!BranchName.isPossible(branch.get())) return Place.none(gone + ", and no branch can be called " + branch.get());
        var holders = worktrees.checkedOut(repository.get(), branch.get());
        var holder = worktrees.holder(repository.get(), branch.get(), directory);
        if (holder.isPresent()) return Place.none(gone + ", and its branch " + branch.get() + " is checked out at " + holder.get());
        boolean local = worktrees.hasBranch(repository.get(), branch.get());
        boolean remote = !local && worktrees.hasRemoteBranch(repository.get(), branch.get());
        var beginning = local || remote ? Optional.<String>empty() : base.flatMap(b -> beginning(repository.get(), b));
        if (!local && !remote && beginning.isEmpty()) return Place.none(gone + ", and its branch " + branch.get() + ", too");
        var beside = local ? Optional.<String>empty() : worktrees.inTheWay(repository.get(), branch.get());
        if (beside.isPresent()) return Place.none(gone + ", and its branch " + branch.get() + " cannot be made beside " + beside.get());
        var registered = worktrees.registration(repository.get(), directory);
        if (registered.filter(WorktreeReader.Registered::locked).isPresent()) {
            return Place.none(gone + ", and git keeps it locked: it may be on a disk that is not plugged in");
        }
        // git makes nothing again at a place, or of a branch, that it still believes to be in use; nobody uses them, as was just seen.
        var again = registered.isPresent() || !holders.isEmpty() ? " worktree add --force " : " worktree add ";
        var name = ShellWord.quote(branch.get());
        var place = ShellWord.quote(directory.toString());
        // As the legacy software does where only the remote still has the branch, or nobody (session-manager sheet, 7.1).
        var from = remote ? "--track -b " + name + " " + place + " " + ShellWord.quote("origin/" + branch.get())
            : beginning.map(b -> "-b " + name + " " + place + " " + ShellWord.quote(b)).orElse(place + " " + name);
        return new Place("git -C " + ShellWord.quote(repository.get().toString()) + again + from + " && ",
            beginning.map(b -> "; its branch " + branch.get() + " is gone, too, and begins anew at " + b).orElse(""), Optional.of(new Checkout(repository.get(), branch.get())), "");
    }

    private Optional<String> beginning(Path repository, String base) {
        if (worktrees.hasRemoteBranch(repository, base)) return Optional.of("origin/" + base);
        return worktrees.hasBranch(repository, base) ? Optional.of(base) : Optional.empty();
    }
}
