package ao.plan;

import ao.map.AgentSelection;
import ao.map.OrchestratorRule;
import ao.map.SessionState;
import ao.model.Harness;
import ao.model.LegacyProject;
import ao.model.LegacyProject.Defaults;
import ao.model.LegacySession;
import ao.model.SessionKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A legacy session that may come in.
 *
 * @param id the id that its row would keep: the record's own, unless another record of that id is newer
 */
record Candidate(LegacySession session, String id, SessionKind kind, SessionState state, AgentSelection agent) {
    /** Live first, then those that tell their times, then the latest transition, then the id: which of two is preferred. */
    static final Comparator<Candidate> PREFERENCE = Comparator.comparing((Candidate c) -> c.state().terminal())
        .thenComparing(c -> c.session().archived()).thenComparing(c -> !c.state().dated())
        .thenComparing((Candidate c) -> c.state().transition(), Comparator.reverseOrder())
        .thenComparing(Candidate::id);

    static Candidate of(LegacySession session, String prefix, Collection<String> prefixes, LegacyProject project, Defaults defaults) {
        var kind = OrchestratorRule.kind(session, prefix, prefixes);
        return new Candidate(session, session.id().value(), kind, SessionState.of(session),
            AgentSelection.of(kind, project.settings(), defaults, session.agent(), Optional.empty()));
    }

    Candidate renamed(String other) {
        return new Candidate(session, other, kind, state, agent);
    }

    Harness harness() {
        return new Harness(agent.agent());
    }

    /** The order of D7 among a project's orchestrators: live, importable, exactly named, latest. */
    static Comparator<Candidate> orchestrators(String exactName) {
        return Comparator.comparing((Candidate c) -> c.state().terminal())
            .thenComparing(c -> !c.harness().resumable())
            .thenComparing(c -> !c.id().equals(exactName))
            .thenComparing((Candidate c) -> c.state().transition(), Comparator.reverseOrder())
            .thenComparing(Candidate::id);
    }
}
