package ao.report;

import ao.journal.PlanFile;
import ao.plan.Change;
import java.io.PrintStream;

/** A plan's changes as lines for people. */
public final class ChangeText {
    private static final int SHOWN = 40;

    private ChangeText() { }

    /** Prints the changes, rows one by one; unless verbose, so many of them that a screen holds them. */
    public static void print(PlanFile plan, PrintStream out, boolean verbose) {
        var printed = new long[2];
        plan.read(new PlanFile.Visitor() {
            @Override public void change(long seq, int group, Change change) {
                if (change instanceof Change.Rows rows) {
                    rows.inserts().forEach(row -> line("+ row " + row.table().word() + "/" + row.id()));
                    rows.updates().forEach(cell -> line("~ " + cell.rows() + " × " + cell.name()));
                    rows.deletes().forEach(row -> line("- row " + row.table().word() + "/" + row.id()));
                } else {
                    line(describe(change));
                }
            }

            private void line(String text) {
                if (verbose || printed[0] < SHOWN) {
                    out.println(Plain.of(text));
                    printed[0]++;
                } else {
                    printed[1]++;
                }
            }
        }, PlanFile.Kind.FILES, PlanFile.Kind.ROWS);
        if (printed[1] > 0) out.println("… and " + printed[1] + " more (-v shows them, --out FILE saves the plan)");
    }

    private static String describe(Change change) {
        if (change instanceof Change.MakeFolder) return "+ folder " + change.target();
        if (change instanceof Change.RemoveEmptyFolder) return "- folder " + change.target() + " (if it is empty)";
        if (change instanceof Change.CreateFile create) {
            return "+ " + create.about().purpose().word() + " " + create.target()
                + (create.content() instanceof ao.plan.Content.CopyOf copy ? "  ← " + copy.file() : "");
        }
        if (change instanceof Change.MakeEntries make) return "+ " + make.count() + " × " + make.about().purpose().word() + " in " + make.target() + "  ← " + make.files().store();
        if (change instanceof Change.MoveEntry move) return "> " + move.about().purpose().word() + " " + move.from() + "  → " + move.target();
        if (change instanceof Change.CreateLink link) return "+ link " + link.target() + "  → " + link.text();
        if (change instanceof Change.RemoveLink) return "- link " + change.target();
        if (change instanceof Change.ReplaceFile) return "~ " + change.about().purpose().word() + " " + change.target();
        if (change instanceof Change.RemoveFile) return "- " + change.about().purpose().word() + " " + change.target();
        return "  time of " + change.target();
    }
}
