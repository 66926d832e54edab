package ao.read;

import java.util.regex.Pattern;

/** Which texts can be the name of a branch: others a command takes for an option, or for something else than a branch. */
public final class BranchName {
    /** What git refuses anywhere in a reference's name, a beginning that is an option, and what it takes for a commit (git-check-ref-format). */
    private static final Pattern WRONG = Pattern.compile("^-|[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|^/|/$|\\.$|(^|/)\\.|\\.lock(/|$)|^@$|^HEAD$|^[0-9a-f]{40}$");

    private BranchName() { }

    /** Whether a branch can be called so. */
    public static boolean isPossible(String name) {
        return !name.isEmpty() && !WRONG.matcher(name).find();
    }
}
