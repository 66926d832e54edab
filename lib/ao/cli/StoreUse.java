package ao.cli;

import ao.apply.Moves;
import ao.apply.Targets;
import ao.journal.PlanFile;
import ao.plan.Change;
import ao.plan.Change.CreateFile;
import ao.plan.Change.MakeFolder;
import ao.plan.Change.OfFile;
import ao.plan.RollbackPlanner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which stores that a run changed as a whole were used since: their parts do not go back one by one. */
final class StoreUse {
    private final String run;
    private final PlanFile plan;
    private final Moves moves;
    private final RollbackPlanner.Facts facts;
    private final Map<String, String> used = new HashMap<>();

    StoreUse(String run, PlanFile plan, Moves moves, RollbackPlanner.Facts facts) {
        this.run = run;
        this.plan = plan;
        this.moves = moves;
        this.facts = facts;
    }

    /** The stores, by what their changes are about, each with what shows it. */
    Map<String, String> used() {
        var made = new HashMap<Path, String>();
        var named = new HashSet<Path>();
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (!(change instanceof OfFile file) || !file.about().purpose().wholeStore() || !moves.mayBeDone(group, file)) return;
                named.add(file.target());
                if (file instanceof MakeFolder make) made.put(make.target(), file.about().project());
                look(file);
            }
        }, PlanFile.Kind.FILES);
        made.forEach((folder, store) -> more(folder, store, named));
        return used;
    }

    private void look(OfFile file) {
        var found = moves.look(file, Targets::look);
        boolean asLeft = found.equals(file.before()) || found.equals(file.after()) || file instanceof CreateFile create && facts.torn(create);
        if (!asLeft) used.putIfAbsent(file.about().project(), "a store that was used since (" + moves.now(file.target()) + "), which 'rollback --openclaw' takes back with what is in it");
    }

    private void more(Path folder, String store, Set<Path> named) {
        var now = moves.now(folder);
        for (var entry : facts.entries(now)) {
            if (!RollbackPlanner.isStaged(run, entry) && !named.contains(folder.resolve(entry.getFileName()))) used.putIfAbsent(store, "a store that was used since (" + entry + "), which 'rollback --openclaw' takes back with what is in it");
        }
    }
}
