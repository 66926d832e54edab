package ao.cli;

import ao.check.HarnessRules;
import ao.check.OpenclawRules;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Harness;
import ao.model.SessionRow;
import ao.model.Severity;
import ao.model.Status;
import ao.read.Explanations;
import ao.read.MetadataView;
import ao.read.RewriteStoreReader;
import ao.report.InspectFilter;
import ao.report.Plain;
import ao.report.StoreView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that choose what of an inspection is wanted. */
public final class InspectFilters {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhdw])");

    /** The words that programs write. */
    private static final List<String> STATUSES = Stream.of(Stream.of(MetadataView.UNKNOWN), Arrays.stream(Status.values()).map(Status::word), Arrays.stream(SessionRow.Activity.values()).map(SessionRow.Activity::word))
        .flatMap(words -> words).distinct().toList();
    private static final List<String> AGENTS = Stream.concat(Harness.LEGACY.stream(), HarnessRules.names().stream()).distinct().toList();

    /** From which severity on findings are wanted. */
    enum From { error, warning, info }

    @Option(names = "--project", paramLabel = "ID", completionCandidates = Candidates.Projects.class, description = "Only this project; may be given several times, like all that follow.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--session", paramLabel = "ID", completionCandidates = Candidates.Sessions.class, description = "Only this session, with all there is to know of it in every store.")
    private String session;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only sessions of this status.")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--agent", paramLabel = "AGENT", description = "Only sessions of this agent.")
    private List<String> agents = new ArrayList<>();

    @Option(names = "--severity", paramLabel = "SEVERITY", description = "Only findings from this severity on: error, warning or info.")
    private From severity;

    @Option(names = "--only", paramLabel = "CODE", completionCandidates = Candidates.Codes.class, description = "Only findings of this code.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--since", paramLabel = "TIME", description = "Only sessions that changed since: a time, or how long ago (90m, 2h, 3d).")
    private String since;

    /**
     * What is wanted.
     *
     * @throws AoException.Usage when a time cannot be read, or no finding is called so: a mistyped code would find nothing for ever
     */
    public InspectFilter filter(Instant now) {
        for (var code : only) {
            var codes = Explanations.all().keySet();
            if (!codes.contains(code)) throw new AoException.Usage("code-unknown", "no code is called \"" + Plain.of(code) + "\"", "the nearest: " + String.join(", ", Nearest.of(code, codes)));
        }
        return new InspectFilter(Set.copyOf(projects), shownIds(), Set.copyOf(statuses), Set.copyOf(agents), Optional.ofNullable(severity).map(s -> Severity.valueOf(s.name().toUpperCase(java.util.Locale.ROOT))),
            Set.copyOf(only), since(now));
    }

    /** What the session may be called in a report: one of OpenClaw is called as its key is shown there, and may be asked for by its key. */
    private Set<String> shownIds() {
        return session().stream().flatMap(id -> Stream.of(id, OpenclawRules.masked(id))).collect(Collectors.toSet());
    }

    /** The time from which on things are wanted. */
    public Optional<Instant> since(Instant now) {
        if (since == null) return Optional.empty();
        var ago = AGO.matcher(since);
        if (ago.matches()) return Optional.of(now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2))));
        return Optional.of(TimeText.parse(since).map(TimeText.Read::at)
            .orElseThrow(() -> new AoException.Usage("time-unreadable", "--since " + since + " is no time", "give one such as 2026-11-21T06:00:00Z, or how long ago: 90m, 2h, 3d")));
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    /** The one session of which everything is wanted. */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /**
     * Holds the projects, statuses and agents that are wanted against those that there are.
     *
     * @throws AoException.Usage when none is called so: a mistyped word would look like a store without such sessions for ever
     */
    public void check(List<StoreView> stores) {
        words("status", statuses, STATUSES, StoreView.SessionView::status, stores);
        words("agent", agents, AGENTS, StoreView.SessionView::agent, stores);
        if (!projects.isEmpty()) projects(stores);
    }

    /** A record may hold any word, so all of them are asked before one is called wrong that nobody knows. */
    private static void words(String name, List<String> wanted, List<String> known, Function<StoreView.SessionView, String> of, List<StoreView> stores) {
        var unknown = new TreeSet<>(wanted);
        known.forEach(unknown::remove);
        if (unknown.isEmpty()) return;
        var met = new TreeSet<>(known);
        for (var store : stores) {
            try {
                store.sessions().read(session -> met.add(of.apply(session)), finding -> { });
            } catch (AoException.Unreadable e) {
                // The inspection tells it; what such a store holds nobody knows.
                return;
            }
        }
        met.remove("");
        for (var word : unknown) {
            if (!met.contains(word)) throw new AoException.Usage("filter-unknown", "no " + name + " is called \"" + Plain.of(word) + "\", and no session has it", "the nearest: " + String.join(", ", Nearest.of(word, met)));
        }
    }

    private void projects(List<StoreView> stores) {
        var known = new TreeSet<String>();
        for (var store : stores) {
            store.projects().forEach(p -> known.add(p.id()));
            if (!store.kind().equals("rewrite")) continue;
            try {
                known.addAll(RewriteStoreReader.read(Path.of(store.path())).projects().keySet());
            } catch (AoException e) {
                // The inspection tells it; what such a database holds nobody knows.
                return;
            }
        }
        for (var project : projects) {
            if (!known.contains(project)) throw new AoException.Usage("project-unknown", "no store has a project " + Plain.of(project), known.isEmpty() ? "there is none" : "the nearest: " + String.join(", ", Nearest.of(project, known)));
        }
    }

    /** What to say where no session was found by its status or agent. */
    public Optional<String> nothing() {
        if (statuses.isEmpty() && agents.isEmpty() || since != null || !projects.isEmpty()) return Optional.empty();
        return Optional.of("no session is of " + Stream.concat(statuses.stream().map(s -> "status " + s), agents.stream().map(a -> "agent " + a)).collect(Collectors.joining(", ")));
    }

    /** Whether it is findings rather than sessions that are chosen. */
    public boolean chooseFindings() {
        return severity != null || !only.isEmpty();
    }
}
