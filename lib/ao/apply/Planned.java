package ao.apply;

import ao.plan.Change;

/** A change of a file with its number in the plan. */
record Planned(long seq, Change change) { }
