package ao.model;

/** Whether something runs. Unknown is not dead: what cannot be told is a reason to refuse. */
public sealed interface Liveness {

    /** It does not run. */
    record Dead() implements Liveness { }

    /** It runs; the evidence says how that is known. */
    record Live(String evidence) implements Liveness { }

    /** It cannot be told whether it runs, and why. */
    record Unknown(String why) implements Liveness { }

    Liveness DEAD = new Dead();
}
