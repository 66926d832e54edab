package ao.plan;

import ao.map.ImportPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the operator asked an import for.
 *
 * @param managedRoot physical folder below which the daemon keeps its worktrees
 * @param prefixes    the session prefixes of all projects
 * @param agentEnvironment what an agent has to be told so that it looks into this home, as words before a command
 */
public record ImportOptions(Scope scope, ImportPolicy policy, boolean recoverResumeIds, Path managedRoot,
                            List<String> prefixes, String agentEnvironment, Instant now) {

    /** Which sessions come in (D10). */
    public enum Scope {
        NONE, ORCHESTRATORS, ACTIVE, ALL;

        /** The word of the option. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
