package ao.plan;

import java.util.Locale;

/** What becomes of an OpenClaw store, by the recorded names; the last two are of the way back. */
public enum OpenclawOutcome {
    MIGRATED, ALREADY_DIRECTORY, SKIPPED_EMPTY, SKIPPED_INVALID, MISSING, FAILED, RESTORED, SKIPPED;

    /** The recorded word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
