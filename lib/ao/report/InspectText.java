package ao.report;

import ao.model.Finding.Category;
import ao.model.Finding;
import ao.model.ResumeVerdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An inspection for people: a summary of each store first, then what was found, grouped, with what to type next. */
public final class InspectText {
    /** So many findings of a code are shown, unless all are. */
    public static final int PLACES = 3;

    private static final int MANY_FACTS = 12;
    private static final int SOME_FACTS = 8;
    /** More rows of projects push what was found off a screen. */
    private static final int MANY_PROJECTS = 20;

    /** A path that would be cut to less goes into a line of its own. */
    private static final int LEAST_PATH = 12;

    private final PrintStream out;
    private final Style style;
    private final int width;
    private final boolean verbose;
    private final boolean quiet;

    /** @param width of the terminal; 0 when there is none */
    public InspectText(PrintStream out, Style style, int width, boolean verbose, boolean quiet) {
        this.out = out;
        this.style = style;
        this.width = width;
        this.verbose = verbose;
        this.quiet = quiet;
    }

    /**
     * Prints what was found, and what to type next.
     *
     * @param looked   where stores were looked for
     * @param commands makes a command line of a command and a word
     */
    public void print(List<Inspected> all, List<Path> looked, java.util.function.BinaryOperator<String> commands) {
        if (all.isEmpty()) out.println("no store was found: there is none at " + looked.stream().map(Path::toString).map(Plain::of).collect(Collectors.joining(", ")));
        if (!quiet) all.forEach(this::summary);
        for (var one : all) {
            if (!quiet && !one.store().projects().isEmpty()) projects(one, all.size() > 1);
        }
        all.forEach(this::findings);
        NextStep.of(all, commands).ifPresent(command -> out.println("next: " + Plain.command(command)));
    }

    private void summary(Inspected one) {
        var store = one.store();
        var kind = store.kind() + " store ";
        out.println(style.strong(kind + TextTable.shortenPath(Plain.of(store.path()), room(kind.length()))));
        facts(store.facts());
        if (!store.kind().equals("runs")) {
            wrapped("  " + Plain.count(store.projects().size(), "project", "projects") + ", " + Plain.count(one.sessions(), "session", "sessions")
                + (one.sessions() == 0 ? "" : ": " + one.living() + " living, " + (one.sessions() - one.living()) + " over"));
            if (one.sessions() > 0) {
                wrapped("  " + java.util.Arrays.stream(ResumeVerdict.Kind.values()).map(k -> one.verdicts(k) + " " + (one.verdicts(k) == 1 || k == ResumeVerdict.Kind.BLOCKED ? k.words() : plural(k)))
                    .collect(Collectors.joining(", ")));
            }
        }
        wrapped("  " + counts(one.findings()));
        out.println();
    }

    /** A store may have facts of each of many agents. */
    private void facts(Map<String, String> facts) {
        int shown = verbose || facts.size() <= MANY_FACTS ? facts.size() : SOME_FACTS;
        facts.entrySet().stream().limit(shown).forEach(fact -> line("  " + fact.getKey() + ": " + fact.getValue()));
        if (shown < facts.size()) out.println("  … and " + (facts.size() - shown) + " more (-v shows them)");
    }

    private static String plural(ResumeVerdict.Kind kind) {
        return kind == ResumeVerdict.Kind.NATIVE ? "resume natively" : "start fresh";
    }

    private static String counts(FindingGroups findings) {
        var counts = new ArrayList<String>();
        for (var category : Category.values()) {
            if (findings.count(category) > 0) counts.add(findings.count(category) + " " + (category == Category.FIX_NOW ? "to " : "") + category.words());
        }
        return counts.isEmpty() ? "nothing found" : "findings: " + String.join(", ", counts);
    }

    /** How many columns are left behind so many; 0 when there is no limit. */
    private int room(int used) {
        return verbose || width == 0 ? 0 : Math.max(1, width - used);
    }

    /** Goes on in further lines where one has no room: of numbers none may be cut off. */
    private void wrapped(String text) {
        var rest = text;
        while (width > 0 && CellWidth.of(rest) > width) {
            int at = rest.lastIndexOf(' ', CellWidth.fitting(rest, width));
            if (rest.substring(0, Math.max(at, 0)).isBlank()) break;
            out.println(rest.substring(0, at));
            rest = "    " + rest.substring(at + 1);
        }
        out.println(rest);
    }

    private void line(String text) {
        out.println(TextTable.shorten(Plain.of(text), verbose ? 0 : width));
    }

    private void projects(Inspected one, boolean named) {
        if (named) out.println(style.strong(TextTable.shortenPath(Plain.of(one.store().path()), room(0))));
        var table = new TextTable("PROJECT", "SESSIONS", "LIVING", "RESUME", "FRESH", "BLOCKED", "BY STATUS").sparing("BY STATUS", "BLOCKED", "FRESH", "LIVING");
        int shown = verbose || width == 0 || one.store().projects().size() <= MANY_PROJECTS ? one.store().projects().size() : MANY_PROJECTS;
        for (var project : one.store().projects().subList(0, shown)) {
            table.add(project.id() + (project.registered() ? "" : " (not registered)"), String.valueOf(one.sessions(project.id())), String.valueOf(one.living(project.id())),
                String.valueOf(one.verdicts(project.id(), ResumeVerdict.Kind.NATIVE)), String.valueOf(one.verdicts(project.id(), ResumeVerdict.Kind.FRESH)),
                String.valueOf(one.verdicts(project.id(), ResumeVerdict.Kind.BLOCKED)),
                one.statuses(project.id()).entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", ")));
        }
        table.lines(width).forEach(out::println);
        if (shown < one.store().projects().size()) out.println("… and " + (one.store().projects().size() - shown) + " more (-v shows them)");
        out.println();
    }

    private void findings(Inspected one) {
        int rest = 0;
        for (var group : one.findings().inOrder()) {
            if (verbose || group.first().get(0).category() != Category.HISTORICAL) group(group);
            else rest += group.count();
        }
        if (rest > 0) wrapped(Plain.count(rest, "trace", "traces") + " of what happened once (-v shows them)");
        if (!one.findings().inOrder().isEmpty()) out.println();
    }

    private void group(FindingGroups.Group group) {
        var first = group.first().get(0);
        var number = group.count() > 1 ? " × " + group.count() : "";
        var category = first.category().words();
        boolean fits = width == 0 || first.severity().word().length() + 1 + first.code().length() + number.length() + 2 + category.length() <= width;
        out.println(style.of(first.severity(), first.severity().word()) + " " + style.strong(first.code()) + number + (fits ? "  " : "\n    ") + category);
        line("  " + first.message());
        for (var finding : group.first()) place(finding, first);
        int more = group.count() - group.first().size();
        if (more > 0) wrapped("  … and " + more + " more (-v, or --only " + first.code() + " --format tsv)");
    }

    private void place(Finding finding, Finding first) {
        var subject = finding.subject();
        var name = subject.kind().equals("file") || subject.kind().equals("database") ? "" : (subject.project().isEmpty() || subject.kind().equals("project") ? "" : subject.project() + "/") + subject.id();
        var where = subject.path().map(Path::toString).orElse("");
        var item = "  - " + Plain.of(name);
        int behind = CellWidth.of(item) + (name.isEmpty() ? 0 : 2);
        boolean fits = where.isEmpty() || verbose || width == 0 || width - behind >= LEAST_PATH;
        if (fits) out.println(item + (name.isEmpty() || where.isEmpty() ? "" : "  ") + TextTable.shortenPath(Plain.of(where), room(behind)));
        else out.println(TextTable.shorten(item, width) + "\n      " + TextTable.shortenPath(Plain.of(where), room(6)));
        if (!finding.message().equals(first.message())) line("      " + finding.message());
        finding.expected().ifPresent(e -> line("      expected " + e + finding.found().map(x -> ", found " + x).orElse("")));
        finding.fix().ifPresent(fix -> out.println("      " + (fix.safe() ? "mend it: " : "perhaps: ") + Plain.command(fix.command())));
    }
}
