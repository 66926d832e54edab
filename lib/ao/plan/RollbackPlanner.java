package ao.plan;

import ao.model.Fingerprint;
import ao.model.Row;
import ao.plan.Change.CreateFile;
import ao.plan.Change.MakeFolder;
import ao.plan.Change.OfFile;
import ao.plan.Change.RemoveEmptyFolder;
import ao.plan.Change.RemoveFile;
import ao.plan.Change.ReplaceFile;
import ao.plan.Change.RestoreTime;
import ao.plan.Change.Rows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Plans the way back of a run: the inverse of each change that was done, given in the run's order backwards. */
public final class RollbackPlanner {
    /** What the run kept, with the mode and time that it had. */
    public record KeptFile(int mode, Instant modified) { }

    private final String run;
    private final boolean bootChanges;
    private final Map<String, String> rowsThatStay;
    private final LongFunction<KeptFile> kept;
    private final PlanSink sink;
    private final List<String> left = new ArrayList<>();
    private final List<Path> staying = new ArrayList<>();

    /**
     * @param rowsThatStay rows that changed since or that others refer to, as table/id, and why
     * @param kept         what the run kept, by the number of the change
     */
    public RollbackPlanner(String run, boolean bootChanges, Map<String, String> rowsThatStay, LongFunction<KeptFile> kept, PlanSink sink) {
        this.run = run;
        this.bootChanges = bootChanges;
        this.rowsThatStay = rowsThatStay;
        this.kept = kept;
        this.sink = sink;
        rowsThatStay.forEach((row, why) -> left.add(row + " stays: " + why));
    }

    /** Plans the inverse of a change of a file, whose target looks like this now. */
    public void inverse(long seq, OfFile change, Fingerprint found) {
        sink.startGroup();
        var about = change.about();
        boolean database = change instanceof CreateFile create && create.after() instanceof Fingerprint.Database wanted
            && found instanceof Fingerprint.Database there && there.schema().equals(wanted.schema());
        if (found.equals(change.before())) return;
        if (change instanceof MakeFolder && staying.stream().anyMatch(path -> path.startsWith(change.target()))) return;
        if (!database && !found.equals(change.after())) {
            stays(change, "it changed since");
        } else if (database && !rowsThatStay.isEmpty()) {
            stays(change, "it has rows that stay");
        } else if (rowsThatStay.containsKey("sessions/" + about.session())) {
            stays(change, "the row of its session stays");
        } else {
            sink.change(inverse(seq, change));
        }
    }

    /** The folders above it stay with it, which goes without saying. */
    private void stays(OfFile change, String why) {
        staying.add(change.target());
        left.add(change.target() + " stays: " + why);
    }

    private Change inverse(long seq, OfFile change) {
        var about = change.about();
        if (change instanceof MakeFolder make) return new RemoveEmptyFolder(make.target(), make.mode(), about);
        if (change instanceof RemoveEmptyFolder folder) return new MakeFolder(folder.target(), folder.mode(), about);
        if (change instanceof CreateFile create) return new RemoveFile(create.target(), create.after(), about);
        var was = kept.apply(seq);
        var content = new Content.Kept(run, seq);
        if (change instanceof ReplaceFile replace) {
            return new ReplaceFile(replace.target(), content, replace.after(), replace.before(), was.mode(), was.modified(), about);
        }
        var remove = (RemoveFile) change;
        return new CreateFile(remove.target(), content, remove.before(), was.mode(), was.modified(), about);
    }

    /** Plans the inverse of a change of rows; {@code present} are those of its inserted rows that are there. */
    public void inverse(Rows change, List<Row> present) {
        var going = present.stream().filter(r -> !rowsThatStay.containsKey(r.table().word() + "/" + r.id())).toList();
        if (!going.isEmpty()) sink.change(new Rows(change.target(), List.of(), going, bootChanges, change.about()));
        if (!change.deletes().isEmpty()) sink.change(new Rows(change.target(), change.deletes(), List.of(), false, change.about()));
    }

    /** Plans that a folder which was there before the run gets its time back. */
    public void restoreTime(Path folder, String listing, Instant modified) {
        sink.startGroup();
        sink.change(new RestoreTime(folder, listing, modified, new About(Purpose.FOLDER, "", "")));
    }

    /** What stays as it is now, one line each: it is no longer as the run left it. */
    public List<String> left() {
        return left;
    }
}
