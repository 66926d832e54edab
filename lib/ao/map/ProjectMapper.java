package ao.map;

import ao.model.LegacyProject;
import ao.model.LegacyProject.AgentConfig;
import ao.model.LegacyProject.Defaults;
import ao.model.LegacyProject.Role;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ProjectRow;
import ao.model.Secrets;
import ao.model.SessionKind;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a project's row and settings in the rewrite of a legacy project (import-mapping sheet, 2; D16 to D20, D27, D30). */
public final class ProjectMapper {
    private static final JsonMapper JSON = new JsonMapper();

    private final LegacyProject project;
    private final ImportPolicy policy;
    private final Ledger ledger;
    private final ObjectNode config = JSON.createObjectNode();

    private ProjectMapper(LegacyProject project, ImportPolicy policy, Ledger ledger) {
        this.project = project;
        this.policy = policy;
        this.ledger = ledger;
    }

    /**
     * The row of a project that has a path.
     *
     * @param originUrl what git says of its remote, empty when nothing
     * @param now       the last resort for the time of registration
     */
    public static ProjectRow map(LegacyProject project, Defaults defaults, ImportPolicy policy, String originUrl,
                                 Instant now, Ledger ledger) {
        var mapper = new ProjectMapper(project, policy, ledger);
        mapper.settings(defaults);
        mapper.homeless();
        var config = mapper.config.isEmpty() ? Optional.<String>empty() : Optional.of(mapper.stored("config", mapper.config.toString()));
        return new ProjectRow(project.id(), mapper.stored("path", project.path().orElseThrow().toString()),
            mapper.stored("origin", originUrl), mapper.stored("displayName", mapper.displayName()), mapper.registeredAt(now), config);
    }

    private String displayName() {
        return project.preferredName().or(project::displayName).or(project::name)
            .filter(name -> !name.equals(project.id())).orElse("");
    }

    private String registeredAt(Instant now) {
        for (var candidate : project.registeredAt()) {
            var read = TimeText.parse(candidate.text());
            if (read.isEmpty()) {
                lost("registered_at", candidate.text(), "", "no time, from " + candidate.origin() + "; the next source is used");
                continue;
            }
            var stored = TimeText.stored(read.get().at());
            if (!read.get().assumed().isEmpty()) {
                lost("registered_at", candidate.text(), stored, read.get().assumed() + ", from " + candidate.origin());
            } else if (candidate.origin().startsWith("mtime")) {
                lost("registered_at", "", stored, "guessed from the " + candidate.origin());
            }
            return stored;
        }
        var stored = TimeText.stored(now);
        lost("registered_at", "", stored, "no source tells it: the time of the import");
        return stored;
    }

    private void settings(Defaults defaults) {
        var settings = project.settings();
        project.defaultBranch().filter(b -> !b.isEmpty() && !b.equals("main")).ifPresent(b -> config.put("defaultBranch", b));
        prefix();
        if (!settings.env().isEmpty()) settings.env().forEach(config.putObject("env")::put);
        var links = settings.symlinks().stream().filter(this::staysInside).toList();
        if (!links.isEmpty()) links.forEach(config.putArray("symlinks")::add);
        if (!settings.postCreate().isEmpty()) settings.postCreate().forEach(config.putArray("postCreate")::add);
        var shared = JSON.createObjectNode();
        agentConfig("agentConfig", settings.agentConfig(), shared, true);
        if (!shared.isEmpty()) config.set("agentConfig", shared);
        role(SessionKind.WORKER, settings.worker(), defaults);
        role(SessionKind.ORCHESTRATOR, settings.orchestrator(), defaults);
        rule("agentRules", settings.agentRules());
        rule("agentRulesFile", settings.agentRulesFile().map(String::strip));
        rule("orchestratorRules", settings.orchestratorRules());
    }

    private void prefix() {
        var prefixes = Prefixes.of(project);
        prefixes.rejected().ifPresent(p -> {
            lost("sessionPrefix", p, prefixes.inEffect(), "it may not become part of a path");
            note("session prefix \"" + p + "\" is not usable; the rewrite will use \"" + prefixes.inEffect() + "\"");
        });
        if (!prefixes.write()) return;
        config.put("sessionPrefix", prefixes.inEffect());
        if (project.sessionPrefix().filter(p -> p.strip().equals(prefixes.inEffect())).isEmpty()) {
            lost("sessionPrefix", "", prefixes.inEffect(), "the legacy derivation, written down because the rewrite derives another");
        }
    }

    /** Links are repository-relative in the rewrite (rewrite-store sheet, 6.1). */
    private boolean staysInside(String link) {
        var normal = link.replace('\\', '/');
        boolean inside = !normal.isBlank() && !normal.startsWith("/") && !normal.equals(".")
            && !List.of(normal.split("/")).contains("..");
        if (!inside) lost("symlinks", link, "", "it leads out of the repository");
        return inside;
    }

    private void agentConfig(String where, AgentConfig from, ObjectNode to, boolean shared) {
        from.model().filter(m -> !m.isEmpty()).ifPresent(m -> to.put("model", m));
        var word = from.permissions().orElse("");
        var mapped = Permissions.map(word);
        mapped.ifPresent(m -> {
            to.put("permissions", m.mode());
            if (!m.mode().equals(word)) lost(where + ".permissions", word, m.mode(), m.lossy() ? "no such mode in the rewrite" : "the rewrite's word for it");
            if (m.lossy()) note(where + ".permissions \"" + word + "\" became \"" + m.mode() + "\", which is not the same");
        });
        if (mapped.isPresent() || !shared) return;
        if (policy.permissions() == ImportPolicy.ImplicitPermissions.LEGACY) {
            to.put("permissions", "bypass-permissions");
            lost(where + ".permissions", "", "bypass-permissions", "the legacy default, taken over by --permissions legacy");
        } else {
            lost(where + ".permissions", "", "", "the legacy default skipped all permission prompts, and nobody chose it: left unset");
            note("sessions may stop at permission prompts now: nobody chose the legacy default, which skipped them (--permissions legacy keeps it)");
        }
    }

    private void role(SessionKind kind, Role role, Defaults defaults) {
        var name = kind.word();
        var target = JSON.createObjectNode();
        var agent = AgentSelection.forRole(kind, project.settings(), defaults);
        if (policy.selectable(agent)) {
            target.put("agent", agent);
            if (role.agent().filter(agent::equals).isEmpty()) {
                lost(name + ".agent", "", agent, "folded from the legacy precedence, since the rewrite spawns nothing without it");
            }
        } else {
            lost(name + ".agent", agent, "", "the rewrite has no such agent");
            note(name + ".agent \"" + agent + "\" has no counterpart; choose one before the project can spawn");
        }
        var settings = JSON.createObjectNode();
        agentConfig(name + ".agentConfig", role.agentConfig(), settings, false);
        if (!settings.isEmpty()) target.set("agentConfig", settings);
        if (!target.isEmpty()) config.set(name, target);
    }

    private void rule(String key, Optional<String> value) {
        value.filter(v -> !v.isEmpty()).ifPresent(v -> {
            if (policy.holdsRules()) config.put(key, v);
            else lost(key, v, "", "this schema's project settings hold no prompt rules");
        });
    }

    private void homeless() {
        var groups = new ArrayList<String>();
        for (var group : project.droppedGroups()) {
            groups.add(group.name());
            lost(group.name(), group.value(), "", "the rewrite has no such setting");
        }
        var settings = project.settings();
        boolean rules = settings.agentRules().isPresent() || settings.agentRulesFile().isPresent() || settings.orchestratorRules().isPresent();
        int place = (int) groups.stream().filter(g -> g.equals("tracker") || g.equals("scm")).count();
        if (rules && !policy.holdsRules()) groups.add(place, "rules");
        if (!groups.isEmpty()) note("no place in the rewrite for: " + String.join(", ", groups));
        for (var value : project.unmapped()) lost(value.name(), value.value(), "", "the rewrite has no such setting");
    }

    private String stored(String field, String text) {
        var stored = WellFormed.of(text);
        if (!stored.equals(text)) lost(field, text, stored, "half a letter has no bytes");
        return stored;
    }

    private void lost(String field, String old, String now, String reason) {
        ledger.loss(new Loss(project.id(), "", field, Secrets.shown(field, old), Secrets.shown(field, now), reason));
    }

    private void note(String text) {
        ledger.note(new Note(project.id(), "", text));
    }
}
