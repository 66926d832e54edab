package ao.check;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The findings about records that can be mended without a question: everything they take away is kept, and comes back with a rollback. */
public enum SafeFix {
    /** Key=value text becomes JSON. */
    SESSION_KEY_VALUE_IN_JSON,
    /** What is left of a damaged record is made a record again; the damaged file is kept beside it. */
    SESSION_CORRUPT,
    /** A lifecycle that is stored as a text becomes an object. */
    LIFECYCLE_AS_TEXT,
    /** A lifecycle gets the parts without which every listing fails. */
    LIFECYCLE_PARTIAL,
    /** An end that the next look would undo, because of a stored status, stays one. */
    END_WOULD_BE_UNDONE,
    /** A record gets the lifecycle that its status stands for. */
    LIFECYCLE_MISSING,
    /** The same, where its time of making is no time: every listing fails on that. */
    CREATED_AT_UNREADABLE,
    /** An orchestrator by name gets its role. */
    ROLE_MISSING,
    /** Role and kind become one. */
    KIND_CONTRADICTS_ROLE,
    /** An orchestrator gives its pull requests up. */
    ORCHESTRATOR_OWNS_PR,
    /** An orchestrator looks for none. */
    ORCHESTRATOR_DETECTS_PR,
    /** A record gets the agent that it ran, or that it would get at the next listing. */
    AGENT_MISSING,
    /** A living session loses the time of its end. */
    TERMINAL_MARK_ON_LIVING,
    /** Each pull request stands in the list once. */
    PRS_REPEATED,
    /** Left-over keys go. */
    PR_KEYS_LEFT,
    /** A restored session gives up the merged or closed pull request that would end it. */
    RESTORED_PR_KILLS,
    /** Of several owners of a pull request one stays. */
    PR_SHARED,
    /** A runtime that only one place names is named by both. */
    RUNTIME_HANDLE_ONE_SIDED,
    /** A lock that nobody holds goes. */
    LOCK_STALE,
    /** A temporary file that nobody writes, and that tells nothing newer, goes. */
    TEMP_LEFT;

    private static final Map<String, SafeFix> BY_CODE = Arrays.stream(values()).collect(Collectors.toMap(SafeFix::code, f -> f));
    private static final Pattern LOCK = Pattern.compile("[A-Za-z0-9_-]+\\.json\\.lock");
    private static final Pattern TEMPORARY = Pattern.compile("[A-Za-z0-9_-]+\\.json\\.tmp(\\.\\d{1,9}(\\.\\d+)?)?");

    /** Whether a file has a name that the fix is for: what others called their own is theirs (session-manager sheet, 1.2). */
    public boolean isFor(Path file) {
        var name = file.getFileName().toString();
        return switch (this) {
            case LOCK_STALE -> LOCK.matcher(name).matches();
            case TEMP_LEFT -> TEMPORARY.matcher(name).matches();
            default -> true;
        };
    }

    /** The code of the finding. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The fix for a finding's code, if there is one. */
    public static Optional<SafeFix> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
