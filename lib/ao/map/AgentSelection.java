package ao.map;

import ao.model.LegacyProject.AgentConfig;
import ao.model.LegacyProject.Defaults;
import ao.model.LegacyProject.Settings;
import ao.model.SessionKind;
import java.util.Optional;

/**
 * Which agent a legacy session runs, with which settings (session-manager sheet, 6.0; golden set h).
 *
 * @param guessed whether the record itself does not say it
 */
public record AgentSelection(String agent, AgentConfig config, boolean guessed) {
    private static final String LAST_RESORT = "claude-code";

    /**
     * Chooses by the recorded precedence: the record's own agent, an override, the project's role, the project, the
     * registry's defaults for the role, its defaults.
     */
    public static AgentSelection of(SessionKind kind, Settings project, Defaults defaults,
                                    Optional<String> persisted, Optional<String> override) {
        boolean worker = kind == SessionKind.WORKER;
        var role = worker ? project.worker() : project.orchestrator();
        var config = merge(kind, project.agentConfig(), role.agentConfig());
        if (filled(persisted).isPresent()) return new AgentSelection(persisted.get(), config, false);
        var agent = (worker ? filled(override) : Optional.<String>empty()).or(() -> configured(kind, project, defaults)).orElse(LAST_RESORT);
        return new AgentSelection(agent, config, true);
    }

    /** The agent that the project's settings name for a role, without any record; {@code claude-code} when none does. */
    public static String forRole(SessionKind kind, Settings project, Defaults defaults) {
        return configured(kind, project, defaults).orElse(LAST_RESORT);
    }

    /** The agent that the registry's defaults name for a role of a project that it does not know. */
    public static String forRole(SessionKind kind, Defaults defaults) {
        return ofDefaults(kind, defaults).orElse(LAST_RESORT);
    }

    private static Optional<String> ofDefaults(SessionKind kind, Defaults defaults) {
        return filled(kind == SessionKind.WORKER ? defaults.workerAgent() : defaults.orchestratorAgent()).or(() -> filled(defaults.agent()));
    }

    private static Optional<String> configured(SessionKind kind, Settings project, Defaults defaults) {
        boolean worker = kind == SessionKind.WORKER;
        var role = worker ? project.worker() : project.orchestrator();
        return filled(role.agent()).or(() -> filled(project.agent())).or(() -> ofDefaults(kind, defaults));
    }

    private static AgentConfig merge(SessionKind kind, AgentConfig shared, AgentConfig role) {
        var model = kind == SessionKind.ORCHESTRATOR ? first(first(role.orchestratorModel(), role.model()), first(shared.orchestratorModel(), shared.model()))
            : first(role.model(), shared.model());
        return new AgentConfig(model, first(role.permissions(), shared.permissions()), first(role.orchestratorModel(), shared.orchestratorModel()));
    }

    private static Optional<String> first(Optional<String> one, Optional<String> other) {
        return one.isPresent() ? one : other;
    }

    private static Optional<String> filled(Optional<String> text) {
        return text.filter(t -> !t.isEmpty());
    }
}
