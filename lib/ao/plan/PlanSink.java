package ao.plan;

import ao.map.Ledger;
import ao.model.Finding;
import ao.model.ResumeHint;

/** Takes a plan as it is made, piece by piece. */
public interface PlanSink extends Ledger {
    /** What comes next belongs to a new group; a group never holds changes of two projects. */
    void startGroup();

    /** What comes next is not begun before all that came before was done, journaled and made durable. */
    void newGroup();

    /** Takes a change. Rows to insert come last in the plan, whenever they are given (D26). */
    void change(Change change);

    void finding(Finding finding);

    void resume(ResumeHint hint);
}
