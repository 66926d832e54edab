package ao.map;

import java.util.Set;

/**
 * How an import maps values.
 *
 * @param harnesses   what the target's schema admits, the empty word included
 * @param holdsRules  whether the target's project settings hold prompt rules (D30)
 * @param permissions what becomes of a permission mode that nobody chose (D18)
 * @param live        whether sessions come in as live ones, not as restorable ones (D15)
 * @param legacyPaths whether rows keep the legacy worktree as their workspace (D14)
 */
public record ImportPolicy(Set<String> harnesses, boolean holdsRules, ImplicitPermissions permissions, boolean live,
                           boolean legacyPaths) {

    /** What becomes of the legacy default, which skips all permission prompts, where nobody wrote it down. */
    public enum ImplicitPermissions {
        /** It stays unset, which in the rewrite asks. */
        EXPLICIT,
        /** It is written as the bypass that it was. */
        LEGACY
    }

    /** Whether a role of a project may name this agent: the stored words but the empty and the test one. */
    public boolean selectable(String agent) {
        return harnesses.contains(agent) && !agent.isEmpty() && !agent.equals("fake");
    }
}
