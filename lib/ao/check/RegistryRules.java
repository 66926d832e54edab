package ao.check;

import ao.map.Prefixes;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.Severity;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the projects of a registry show, taken together (session-manager sheet, 1.1 and 2). */
public final class RegistryRules {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Path registry;
    private final Consumer<Finding> findings;

    public RegistryRules(Path registry, Consumer<Finding> findings) {
        this.registry = registry;
        this.findings = findings;
    }

    /** Looks at all projects. */
    public void check(List<LegacyProject> projects) {
        for (var project : projects) id(project.id());
        var byPrefix = projects.stream().collect(Collectors.groupingBy(p -> Prefixes.of(p).legacy(), LinkedHashMap::new, Collectors.mapping(LegacyProject::id, Collectors.toList())));
        byPrefix.forEach((prefix, ids) -> {
            if (ids.size() < 2) return;
            for (var id : ids) {
                say(id, "prefixes-equal", "its session prefix is another project's, too: the legacy software refuses to load its registry, and with it every project", "a prefix of its own",
                    prefix + " of " + String.join(", ", ids));
            }
        });
    }

    private void id(String id) {
        if (!LEGAL.matcher(id).matches()) {
            say(id, "project-id-unusable", "the legacy software can use no such id: whatever goes through all projects fails on it", "letters, digits, dots, underscores and hyphens, at most 128", id);
        } else if (id.indexOf('.') >= 0) {
            findings.accept(finding(id, "project-id-unusable", Severity.WARNING, "its id has a dot, which the legacy software's worktrees refuse: nothing can be spawned in it").expecting("an id without dots", id));
        }
    }

    private void say(String id, String code, String message, String expected, String found) {
        findings.accept(finding(id, code, Severity.ERROR, message).expecting(expected, found));
    }

    private Finding finding(String id, String code, Severity severity, String message) {
        return Finding.of(code, severity, new Finding.Subject("project", id, Optional.of(registry), id), message);
    }
}
