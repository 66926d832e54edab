package ao.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The eighteen statuses of a legacy session (session-manager sheet, 3). */
public enum Status {
    SPAWNING, WORKING, DETECTING, PR_OPEN, CI_FAILED, REVIEW_PENDING, CHANGES_REQUESTED, APPROVED, MERGEABLE, MERGED,
    CLEANUP, NEEDS_INPUT, STUCK, ERRORED, KILLED, IDLE, DONE, TERMINATED;

    private static final Map<String, Status> BY_WORD =
        Arrays.stream(values()).collect(Collectors.toMap(Status::word, Function.identity()));

    /** The word that the store holds, {@code pr_open} for example. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The status of a stored word; nothing for any other text. */
    public static Optional<Status> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
