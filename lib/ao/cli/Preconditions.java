package ao.cli;

import ao.journal.PlanFile;
import ao.model.AoException;
import ao.plan.Change;
import ao.plan.Content;
import ao.read.Fingerprints;
import java.nio.file.Files;

/** Whether everything that a saved plan touches is still as it was when the plan was made. */
public final class Preconditions {
    private Preconditions() { }

    /** Refuses with the first thing that is not. */
    public static void check(PlanFile plan) {
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.OfFile file) target(file);
                if (change instanceof Change.CreateFile create) source(create.content());
                if (change instanceof Change.ReplaceFile replace) source(replace.content());
            }
        }, PlanFile.Kind.FILES);
    }

    private static void target(Change.OfFile change) {
        var found = Fingerprints.like(change.telling(), change.target());
        if (!found.equals(change.before())) {
            throw new AoException.Refused("precondition-changed", change.target() + " is not as it was when the plan was made", "plan again with --out");
        }
    }

    private static void source(Content content) {
        if (!(content instanceof Content.CopyOf copy)) return;
        if (!Files.exists(copy.file()) || !Fingerprints.of(copy.file()).equals(copy.content())) {
            throw new AoException.Refused("precondition-changed", copy.file() + ", which is to be copied, changed since the plan was made", "plan again with --out");
        }
    }
}
