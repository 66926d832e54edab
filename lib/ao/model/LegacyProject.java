package ao.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One project of a legacy registry with its settings in effect (D2).
 *
 * @param id           the registry's key, or the folder's name for a project that no registry names
 * @param path         the repository, expanded and cleaned lexically; empty when the entry has none
 * @param registered   whether a registry names it
 * @param registeredAt candidates for the time of registration, best first, each with its origin (D17)
 * @param droppedGroups settings that have no place in the rewrite, by the group's name
 * @param unmapped     other keys that have no place in the rewrite, with their values as text
 */
public record LegacyProject(
    String id, Optional<Path> path, boolean registered,
    Optional<String> preferredName, Optional<String> displayName, Optional<String> name,
    Optional<String> defaultBranch, Optional<String> sessionPrefix,
    Settings settings, List<TimeCandidate> registeredAt, Optional<Path> repoConfig,
    List<SettingValue> droppedGroups, List<SettingValue> unmapped) {

    /** A text that may tell the time of registration, and where it stands. */
    public record TimeCandidate(String text, String origin) { }

    /** A setting by its name, with its value as text. */
    public record SettingValue(String name, String value) { }

    /** Models and permission mode for an agent, each verbatim. */
    public record AgentConfig(Optional<String> model, Optional<String> permissions, Optional<String> orchestratorModel) {
        public static final AgentConfig NONE = new AgentConfig(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A role's own agent and agent settings. */
    public record Role(Optional<String> agent, AgentConfig agentConfig) {
        public static final Role NONE = new Role(Optional.empty(), AgentConfig.NONE);
    }

    /**
     * Behaviour in effect for a project.
     *
     * @param env values are secrets by rule: they are never shown
     */
    public record Settings(
        java.util.SortedMap<String, String> env, List<String> symlinks, List<String> postCreate,
        Optional<String> agent, AgentConfig agentConfig, Role worker, Role orchestrator,
        Optional<String> agentRules, Optional<String> agentRulesFile, Optional<String> orchestratorRules) { }

    /** The registry's {@code defaults}: the last resort of the agent's choice. */
    public record Defaults(Optional<String> agent, Optional<String> workerAgent, Optional<String> orchestratorAgent) {
        public static final Defaults NONE = new Defaults(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
