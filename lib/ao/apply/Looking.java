package ao.apply;

import ao.model.Fingerprint;
import ao.plan.Change;

/** Looks at the target of a change: a database through whoever holds it, everything else on the disk. */
public interface Looking {
    /** What stands there now. */
    Fingerprint look(Change.OfFile change);
}
