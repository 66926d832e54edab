package ao.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What of a legacy record tells whether it is sound, and no import needs: how it says things, rather than what.
 *
 * @param project        the record's own project key
 * @param pr             the primary pull request's address
 * @param prs            the addresses in {@code prs}, as they stand
 * @param lifecyclePr    the address inside the lifecycle
 * @param indexedKeys    left-over keys such as {@code prEnrichment_2}
 * @param prAutoDetect   whether pull requests are looked for by branch; nothing when the record does not say
 * @param topHandle      whether a runtime handle or tmux name stands at top level
 * @param innerHandle    whether one stands inside the lifecycle
 * @param form           how the lifecycle is stored
 * @param unknownWords   words of the lifecycle that the legacy software does not know, as {@code session.state=odd}
 * @param wrongKinds     values of the lifecycle that are of another kind than the legacy software takes, as {@code pr.number="7"}
 * @param missingParts   parts without which the legacy software fails on the lifecycle
 * @param detectingSince when the session began to be looked for, as text
 * @param opencodeCleaned whether OpenCode's conversation was deleted
 * @param codexModel     the model that Codex ran last
 * @param credentials    names of keys that hold what looks like a credential, below others as {@code env.API_TOKEN}
 */
public record RecordDetails(
    Optional<String> project, Optional<String> pr, List<String> prs, Optional<String> lifecyclePr, List<String> indexedKeys,
    Optional<Boolean> prAutoDetect, boolean topHandle, boolean innerHandle, Form form, List<String> unknownWords, List<String> wrongKinds,
    List<String> missingParts, Optional<String> detectingSince, boolean opencodeCleaned, Optional<String> codexModel, List<String> credentials) {

    /** Nobody looked. */
    public static final RecordDetails UNKNOWN = new RecordDetails(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), Optional.empty(), false, false, Form.NONE,
        List.of(), List.of(), List.of(), Optional.empty(), false, Optional.empty(), List.of());

    /** The addresses of pull requests, each once. */
    public List<String> addresses() {
        if (pr.isEmpty() && lifecyclePr.isEmpty() && prs.isEmpty()) return List.of();
        var all = new LinkedHashSet<String>(4);
        if (pr.isPresent()) all.add(pr.get());
        if (lifecyclePr.isPresent()) all.add(lifecyclePr.get());
        all.addAll(prs);
        return List.copyOf(all);
    }

    /** How a lifecycle is stored: not at all, as an object, as JSON in a text, in the old {@code statePayload}, or as what is none. */
    public enum Form { NONE, OBJECT, TEXT, PAYLOAD, ODD }
}
