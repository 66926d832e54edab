package ao.model;

/**
 * A problem whose message is meant for the operator: what is wrong and where, and what to type next. Anything thrown
 * that is not one of these is a defect of ours.
 */
public abstract sealed class AoException extends RuntimeException {
    private final String code;
    private final String hint;

    AoException(String code, String message, String hint) {
        super(message);
        this.code = code;
        this.hint = hint;
    }

    /** The stable error code, which {@code ao explain} knows. */
    public String code() {
        return code;
    }

    /** What to do next; may be empty. */
    public String hint() {
        return hint;
    }

    /** The command line makes no sense (exit 2). */
    public static final class Usage extends AoException {
        public Usage(String code, String message, String hint) {
            super(code, message, hint);
        }
    }

    /** Refused for safety, nothing was changed (exit 3). */
    public static final class Refused extends AoException {
        public Refused(String code, String message, String hint) {
            super(code, message, hint);
        }
    }

    /** Could not read or run, nothing was changed (exit 6). */
    public static final class Unreadable extends AoException {
        public Unreadable(String code, String message, String hint) {
            super(code, message, hint);
        }
    }
}
