package ao.model;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A complete legacy lifecycle (version 2), as the legacy software would hold it after reading a record: stored where
 * the stored one was valid, synthesised from the flat keys where not (session-manager sheet, 1.7 and 1.8).
 * Times are ISO text in UTC with milliseconds.
 *
 * @param fromStore whether a stored lifecycle was used; false when all of it was synthesised
 */
public record Lifecycle(Session session, Pr pr, Runtime runtime, boolean fromStore) {

    /** The agent's part. */
    public record Session(String kind, String state, String reason, Optional<String> startedAt,
                          Optional<String> completedAt, Optional<String> terminatedAt, String lastTransitionAt) { }

    /** The pull request's part. The number is a double because that is what the legacy software computes with. */
    public record Pr(String state, String reason, OptionalDouble number, Optional<String> url,
                     Optional<String> lastObservedAt) { }

    /**
     * The runtime's part.
     *
     * @param handle the runtime handle as compact JSON text: legacy records hold values of any type here
     */
    public record Runtime(String state, String reason, Optional<String> lastObservedAt, Optional<String> handle,
                          Optional<String> tmuxName) { }
}
