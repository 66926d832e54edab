package ao.check;

import ao.model.DatabaseHealth;
import ao.model.Finding;
import ao.model.RewriteSchema;
import ao.model.SchemaObject.Kind;
import ao.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The list of harnesses that the sessions of an {@code ao.db} may have (rewrite-store sheet, 2.4 and 3.2). */
public final class HarnessRules {
    /** Every widening of the list replaces this text; spelled otherwise it is left as it is. */
    private static final String SPELLING = "CHECK \\(harness IN \\('(?:', '[a-z-]+)*'\\)\\)";
    private static final Pattern NAME = Pattern.compile("'([^']*)'");
    /** All that were ever added, in their order, each with the migration that added it. */
    private static final List<Added> ALL = List.of(
        added(1, ""), added(1, "claude-code"), added(1, "codex"), added(1, "aider"), added(1, "opencode"), added(7, "grok"), added(7, "droid"), added(7, "amp"), added(7, "agy"), added(7, "crush"),
        added(7, "cursor"), added(7, "qwen"), added(7, "copilot"), added(7, "goose"), added(7, "auggie"), added(7, "continue"), added(7, "devin"), added(7, "cline"), added(7, "kimi"), added(53, "muse"),
        added(7, "kiro"), added(7, "kilocode"), added(7, "vibe"), added(7, "pi"), added(82, "prime-agent"), added(7, "autohand"), added(26, "fake"));
    private static final Set<String> NAMES = ALL.stream().map(Added::name).filter(name -> !name.isEmpty()).collect(Collectors.toUnmodifiableSet());
    /** A build that was withdrawn had one more; daemons know that. */
    private static final String WITHDRAWN = "qm";
    /** The migration that brought it; daemons look for it at every start. */
    private static final int MUSE = 53;

    private final Finding.Subject database;
    private final Consumer<Finding> findings;

    private record Added(int since, String name) { }

    HarnessRules(Finding.Subject database, Consumer<Finding> findings) {
        this.database = database;
        this.findings = findings;
    }

    /** All that any version of the daemon knows. */
    public static Set<String> names() {
        return NAMES;
    }

    private static Added added(int since, String name) {
        return new Added(since, name);
    }

    /** Checks the list of a database of a version. */
    void check(DatabaseHealth health, int version) {
        if (!health.objects().get(Kind.TABLE).contains("sessions")) return;
        if (health.harnessCheck().isEmpty()) {
            say(Severity.ERROR, "the sessions have no check of their harness: newer daemons refuse to start", "CHECK (harness IN ('', …))", "none");
            return;
        }
        var check = health.harnessCheck().get();
        var names = NAME.matcher(check).results().map(m -> m.group(1)).toList();
        if (!check.matches(SPELLING)) {
            say(Severity.ERROR, "the check of the harness is spelled otherwise than migrations expect it: they cannot widen it" + refusal(names),
                "CHECK (harness IN ('', 'claude-code', …)) in one line", check.replaceAll("\\s+", " "));
        } else if (version >= MUSE && !names.contains("muse")) {
            say(Severity.ERROR, "the check of the harness does not know muse: daemons of this version refuse to start", "'muse'", "not in the list");
        } else if (version > 0 && health.version() <= RewriteSchema.NEWEST) {
            list(names, version);
        }
    }

    private void list(List<String> names, int version) {
        var expected = ALL.stream().filter(a -> a.since() <= version).map(Added::name).toList();
        var known = new ArrayList<>(names);
        known.remove(WITHDRAWN);
        if (known.equals(expected)) return;
        var missing = without(expected, known);
        var strange = without(known, expected);
        if (missing.isEmpty() && strange.isEmpty()) {
            say(Severity.ERROR, "the check of the harness lists them in another order than migrations expect: they cannot widen it" + refusal(names), String.join(", ", expected), String.join(", ", names));
        } else {
            say(Severity.WARNING, "the check of the harness is not that of version " + version + ": " + (missing.isEmpty() ? "migrations may not widen it" : "no session of " + String.join(", ", missing) + " can be stored"),
                String.join(", ", expected), String.join(", ", names));
        }
    }

    /** Daemons look for one word alone; a list that has it never gets what came after. */
    private static String refusal(List<String> names) {
        return names.contains("muse") ? "" : ", and newer daemons refuse to start";
    }

    private static List<String> without(List<String> all, List<String> some) {
        return all.stream().filter(name -> !some.contains(name)).toList();
    }

    private void say(Severity severity, String message, String expected, String found) {
        findings.accept(Finding.of("harness-check", severity, database, message).expecting(expected, found));
    }
}
