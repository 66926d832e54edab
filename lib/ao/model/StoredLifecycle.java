package ao.model;

import java.util.Optional;

/**
 * The lifecycle as it stands in a record, value by value and without judging it: an unknown word in one field costs
 * that field, never the others (D3). Texts are verbatim; a value of another type is given as its JSON text.
 */
public record StoredLifecycle(
    Optional<String> kind, Optional<String> state, Optional<String> reason,
    Optional<String> startedAt, Optional<String> completedAt, Optional<String> terminatedAt,
    Optional<String> lastTransitionAt,
    Optional<String> prState, Optional<String> prReason,
    Optional<String> runtimeState, Optional<String> runtimeReason, Optional<String> runtimeLastObservedAt) {

    /** When the session ended, by what it says of its end or else of its completion. */
    public Optional<String> endedAt() {
        return terminatedAt.isPresent() ? terminatedAt : completedAt;
    }
}
