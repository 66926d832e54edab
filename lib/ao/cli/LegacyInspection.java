package ao.cli;

import ao.check.LeftoverRules;
import ao.check.RecordRules;
import ao.check.RestorePlan;
import ao.check.ResumeRules;
import ao.check.StoreRules;
import ao.check.WorktreeRules;
import ao.map.AgentSelection;
import ao.map.LegacyEnd;
import ao.map.OrchestratorRule;
import ao.map.Permissions;
import ao.map.Prefixes;
import ao.map.ResumeLine;
import ao.model.Finding;
import ao.model.Harness;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.ResumeVerdict;
import ao.model.SessionKind;
import ao.model.WorktreeLook;
import ao.model.WorktreeLook.Kind;
import ao.read.ActivityEvents;
import ao.read.Conversations;
import ao.read.Git;
import ao.read.LegacyLiveness;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.PhysicalPath;
import ao.read.SafeDocument;
import ao.read.StoreTracesReader;
import ao.read.WorktreeReader;
import ao.report.SessionDetails;
import ao.report.StoreView.SessionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a legacy store and examines every session of it: its record, its directory, its conversation. */
final class LegacyInspection {
    /** So many sessions are examined side by side. */
    private static final int BATCH = 1_000;

    private final Locations locations;
    private final LegacyStore store;
    private final InspectOptions options;
    private final Map<String, String> facts;
    private final Map<String, LegacyProject> registered = new HashMap<>();
    private final Map<String, List<Path>> repositories = new HashMap<>();
    private final List<String> prefixes;
    private final Set<Path> managed;
    private final LegacyLiveness liveness;
    private final Conversations conversations;
    private final ResumeRules resumes;
    private final WorktreeReader worktrees = new WorktreeReader();
    private final ResumePlaces places = new ResumePlaces(worktrees);
    private final GitQuestions git;
    private int unreadable;

    LegacyInspection(Locations locations, LegacyStore store, InspectOptions options, Map<String, String> facts, Map<String, String> environment) {
        this.locations = locations;
        this.store = store;
        this.options = options;
        this.facts = facts;
        store.registry().projects().forEach(p -> {
            registered.put(p.id(), p);
            repositories.put(p.id(), p.path().map(path -> Stream.of(path, PhysicalPath.of(path)).distinct().toList()).orElse(List.of()));
        });
        prefixes = registered.values().stream().map(p -> Prefixes.of(p).legacy()).distinct().toList();
        managed = managed();
        liveness = new LegacyLiveness(environment, store.folders().stream().flatMap(f -> f.hash().stream()).collect(Collectors.toSet()));
        conversations = new Conversations(locations);
        resumes = new ResumeRules(options.now(), conversations.claudeKeepsDays(), options.environment());
        git = new GitQuestions(options.git());
    }

    /** The folders in which the orchestrator keeps worktrees (session-manager sheet, 5.2). */
    private Set<Path> managed() {
        var folders = new LinkedHashSet<Path>();
        folders.add(locations.worktrees().path());
        store.folders().forEach(f -> folders.add(f.path().resolve("worktrees")));
        registered.values().forEach(p -> {
            folders.add(locations.worktrees().path().resolve(p.id()));
            p.path().map(Path::getFileName).ifPresent(name -> folders.add(locations.worktrees().path().resolve(name.toString())));
        });
        return folders;
    }

    /** A session with what was found out about it. */
    private record Examined(LegacySession session, SessionKind kind, Optional<WorktreeLook> look, ResumeRules.Question question, ResumeVerdict verdict, List<Finding> findings) { }

    /** Reads and examines everything. */
    void read(Consumer<SessionView> sessions, Consumer<Finding> findings) {
        store.registry().findings().forEach(findings);
        store.findings().forEach(findings);
        var leftovers = new LeftoverRules(options.now(), options.commands(), findings);
        leftovers.store(StoreTracesReader.store(store));
        var together = new StoreRules(findings);
        var claimed = new HashSet<Path>();
        options.progress().begin("reading", 0);
        for (var folder : store.folders()) {
            var batch = new ArrayList<LegacySession>(BATCH);
            Runnable examine = () -> {
                examine(batch, together, claimed, sessions, findings);
                batch.clear();
            };
            LegacyStoreReader.sessions(store, folder, new LegacyStoreReader.Sink() {
                @Override public void session(LegacySession session) {
                    batch.add(session);
                    if (batch.size() == BATCH) examine.run();
                }

                @Override public void finding(Finding finding) {
                    leftovers.file(finding.subject().project().isEmpty() ? finding.ofProject(folder.project()) : finding, finding.subject().path().flatMap(StoreTracesReader::modified));
                }

                @Override public void unreadable() {
                    unreadable++;
                }
            });
            examine.run();
            leftovers.folder(StoreTracesReader.folder(folder));
        }
        together.finish();
        if (options.git()) leftovers.worktrees(StoreTracesReader.unclaimed(managed, claimed),
            StoreTracesReader.dangling(repositories.values(), managed).stream().map(WorktreeReader.Registered::folder).toList());
        tell();
    }

    private void examine(List<LegacySession> batch, StoreRules together, Set<Path> claimed, Consumer<SessionView> sessions, Consumer<Finding> findings) {
        var examined = IntStream.range(0, batch.size()).parallel().mapToObj(i -> examine(batch.get(i))).toList();
        var unsaved = git.unsaved(examined.stream().filter(e -> LegacyEnd.ended(e.session())).flatMap(e -> e.look().stream())
            .filter(l -> l.kind() == Kind.LINKED || l.kind() == Kind.MOVED).map(WorktreeLook::folder).distinct().toList());
        for (var one : examined) {
            liveness.look(one.session());
            one.findings().forEach(findings);
            together.look(one.session(), one.kind());
            one.look().ifPresent(look -> {
                if (look.kind() != Kind.ABSENT) claimed.add(look.folder());
                Optional.ofNullable(unsaved.get(look.folder())).filter(u -> LegacyEnd.ended(one.session()))
                    .ifPresent(u -> new WorktreeRules(managed, findings).unsaved(one.session(), look.folder(), u));
            });
            sessions.accept(view(one));
        }
        options.progress().advance(batch.size());
    }

    private Examined examine(LegacySession session) {
        var findings = new ArrayList<Finding>(2);
        var project = Optional.ofNullable(registered.get(session.project()));
        var prefix = project.map(p -> Prefixes.of(p).legacy()).orElse("");
        var kind = OrchestratorRule.kind(session, prefix, prefixes);
        new RecordRules(options.now(), prefixes, findings::add).check(session, kind, prefix);
        var names = repositories.getOrDefault(session.project(), List.of());
        var folder = LegacySession.directory(session.worktree());
        var look = folder.map(f -> worktrees.look(f, session.branch()));
        look.ifPresent(l -> new WorktreeRules(managed, findings::add).check(session, l, names));
        var question = question(session, kind, project, folder, look, names);
        var held = conversations.held(question.harness(), question.conversation(), question.directory());
        var verdict = resumes.verdict(question, held);
        boolean restorable = LegacyEnd.terminal(session) && verdict.kind() == ResumeVerdict.Kind.NATIVE;
        if ((options.lastTurns() || restorable || options.wantsAllOf(session.id().value())) && verdict.conversation().isPresent()) {
            var end = Conversations.end(verdict.conversation().get().file());
            verdict = verdict.at(end.lastTurn());
            if (restorable) end.permissionMode().ifPresent(mode -> new RecordRules(options.now(), prefixes, findings::add).permissions(session, question.harness(), question.permissions(), mode));
        }
        if (kind == SessionKind.ORCHESTRATOR && !LegacyEnd.ended(session) && isInProjectLayout(session) && !Files.exists(prompt(session))) {
            new RecordRules(options.now(), prefixes, findings::add).promptMissing(session, prompt(session));
        }
        if (!LegacyEnd.ended(session)) {
            resumes.findings(question, held, verdict, new Finding.Subject("session", session.id().value(), Optional.of(session.file()), session.project()), options.commands(), findings::add);
        }
        return new Examined(session, kind, look, question, verdict, findings);
    }

    private ResumeRules.Question question(LegacySession session, SessionKind kind, Optional<LegacyProject> project, Optional<Path> folder, Optional<WorktreeLook> look, List<Path> names) {
        var agent = project.map(p -> AgentSelection.of(kind, p.settings(), store.registry().defaults(), session.agent(), Optional.empty()));
        var harness = new Harness(agent.map(AgentSelection::agent).or(session::agent).orElse("claude-code"));
        // The legacy software starts every orchestrator without asking (session-manager sheet, 5.9).
        var permissions = kind == SessionKind.ORCHESTRATOR ? "permissionless" : agent.flatMap(a -> Permissions.inLegacy(a.config().permissions())).orElse("");
        var directory = folder.or(() -> session.worktree().isEmpty() ? names.stream().findFirst() : Optional.empty());
        return new ResumeRules.Question(ResumeRules.Generation.LEGACY, harness, session.resumeId(harness), directory,
            directory.map(d -> places.of(d, look.map(WorktreeLook::kind).orElseGet(() -> Files.isDirectory(d) ? Kind.PLAIN : Kind.ABSENT), session.branch(), names.stream().findFirst()))
                .orElse(ResumeRules.Place.THERE), permissions, id -> ResumeLine.legacy(harness, id, permissions), true);
    }

    private SessionView view(Examined one) {
        var session = one.session();
        var details = session.details();
        var addresses = Stream.concat(Stream.of(details.pr(), details.lifecyclePr()).flatMap(Optional::stream), details.prs().stream()).distinct().toList();
        return new SessionView(session.project(), session.id().value(), one.kind().word(), session.shownStatus(), LegacyEnd.ended(session), session.agent().orElse(""),
            session.file().toString(), session.branch().orElse(""), session.worktree().orElse(""), addresses,
            session.createdAt().orElse(""), ended(session), session.modified(), one.verdict(),
            options.wantsAllOf(session.id().value()) ? Optional.of(details(one)) : Optional.empty());
    }

    private static boolean isInProjectLayout(LegacySession session) {
        return session.file().getParent().endsWith("sessions") && session.file().getFileName().toString().endsWith(".json") && session.file().getNameCount() > 3
            && session.file().getParent().getParent().getParent().endsWith("projects");
    }

    /** Where an orchestrator's prompt lies, which a restore needs when it starts afresh. */
    private static Path prompt(LegacySession session) {
        return session.file().getParent().resolveSibling("orchestrator-prompt-" + session.id() + ".md");
    }

    private static String ended(LegacySession session) {
        return session.lifecycle().flatMap(l -> l.terminatedAt().or(l::completedAt)).or(session::terminatedAt).orElse("");
    }

    private SessionDetails details(Examined one) {
        var session = one.session();
        var git = one.look().filter(l -> options.git() && (l.kind() == Kind.LINKED || l.kind() == Kind.MOVED || l.kind() == Kind.MAIN))
            .map(l -> "on " + l.branch().orElse("a detached commit") + ", " + Git.unsaved(l.folder()).words()).orElse(one.look().map(l -> l.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).orElse(""));
        var events = ActivityEvents.of(locations.root().path(), session.id().value()).stream().map(e -> new SessionDetails.Event(e.at(), e.type(), e.summary())).toList();
        return new SessionDetails(SafeDocument.of(session.file()), git, events,
            RestorePlan.legacy(session, one.kind(), one.question().harness().name(), one.question().permissions(), one.look(), one.verdict(), Files.exists(prompt(session))));
    }

    private void tell() {
        facts.put("unreadable records", String.valueOf(unreadable));
        facts.put("live sessions", liveness.live().isEmpty() ? (liveness.unknown().isEmpty() ? "none" : "unknown: " + liveness.unknown().get(0))
            : liveness.live().size() + ": " + String.join("; ", liveness.live().stream().limit(5).toList()));
    }
}
