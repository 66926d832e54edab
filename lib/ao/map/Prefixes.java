package ao.map;

import ao.model.LegacyProject;
import java.util.Optional;

/**
 * The session prefixes of a project (D6).
 *
 * @param legacy   what named the legacy store's files: the configured one, else the derived one
 * @param inEffect what the rewrite will use once the project is imported
 * @param write    whether it must be written to the project's settings, because the rewrite would compute another
 * @param rejected the configured prefix, if it may not become part of a path (D20)
 */
public record Prefixes(String legacy, String inEffect, boolean write, Optional<String> rejected) {

    /** The prefixes of a project. */
    public static Prefixes of(LegacyProject project) {
        var configured = project.sessionPrefix().map(String::strip).filter(p -> !p.isEmpty());
        var legacy = configured.orElseGet(() -> SessionPrefix.derive(baseName(project)));
        var computed = SessionPrefix.inRewrite(project.id(), Optional.empty());
        if (!SessionPrefix.isSafe(legacy)) return new Prefixes(legacy, computed, false, Optional.of(legacy));
        return new Prefixes(legacy, legacy, !legacy.equals(computed), Optional.empty());
    }

    private static String baseName(LegacyProject project) {
        return project.path().map(p -> p.getFileName()).map(Object::toString).orElse(project.id());
    }
}
