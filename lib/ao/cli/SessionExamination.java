package ao.cli;

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
import ao.model.Held;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.ResumeVerdict;
import ao.model.SessionKind;
import ao.model.WorktreeLook;
import ao.model.WorktreeLook.Kind;
import ao.read.ActivityEvents;
import ao.read.ClaudeHome;
import ao.read.Conversations;
import ao.read.Git;
import ao.read.HashedNames;
import ao.read.LegacyLiveness;
import ao.read.LegacyStore;
import ao.read.Locations;
import ao.read.PhysicalDirectories;
import ao.read.PhysicalPath;
import ao.read.SafeDocument;
import ao.read.WorktreeReader;
import ao.report.SessionDetails;
import ao.report.StoreView.SessionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Examines sessions of a legacy store one by one: their records, their directories, their conversations. */
final class SessionExamination {
    private final Locations locations;
    private final LegacyStore store;
    private final InspectOptions options;
    private final Map<String, Project> registered = new HashMap<>();
    private final LegacyLiveness liveness;
    private final List<String> prefixes;
    private final Set<Path> managed;
    private final Conversations conversations;
    private final ResumeRules resumes;
    private final WorktreeReader worktrees = new WorktreeReader();
    private final PhysicalDirectories physical = new PhysicalDirectories();
    private final ResumePlaces places = new ResumePlaces(worktrees);

    SessionExamination(Locations locations, LegacyStore store, InspectOptions options, LegacyLiveness liveness) {
        this.liveness = liveness;
        this.locations = locations;
        this.store = store;
        this.options = options;
        store.registry().projects().forEach(p -> {
            registered.put(p.id(), new Project(p, Prefixes.of(p).legacy(), p.path().map(path -> Stream.of(path, PhysicalPath.of(path)).distinct().toList()).orElse(List.of())));
        });
        prefixes = registered.values().stream().map(Project::prefix).distinct().toList();
        managed = managedFolders(Set.of());
        conversations = new Conversations(locations);
        resumes = new ResumeRules(options.now(), conversations.claudeKeepsDays(), options.environment());
    }

    /**
     * A project of the registry.
     *
     * @param prefix     of its sessions' ids
     * @param repository its folder's names, with and without links
     */
    private record Project(LegacyProject entry, String prefix, List<Path> repository) { }

    /** A session with what was found out about it. */
    record Examined(StoreRules.Seen seen, Optional<WorktreeLook> look, SessionView view, List<Finding> findings) { }

    /** The folders of conversations that cannot be read. */
    List<Path> unreadable() {
        return conversations.unreadable();
    }

    /** The folders in which the orchestrator keeps worktrees. */
    Set<Path> managed() {
        return managed;
    }

    /** The repositories of all projects, each by its names with and without links. */
    Collection<List<Path>> repositories() {
        return registered.values().stream().map(Project::repository).toList();
    }

    /** The same without those of some projects; the folder of all is one of theirs, too. */
    Set<Path> managed(Set<String> without) {
        return without.isEmpty() ? managed : managedFolders(without);
    }

    /** The folders in which the orchestrator keeps worktrees (session-manager sheet, 5.2). */
    private Set<Path> managedFolders(Set<String> without) {
        var folders = new LinkedHashSet<Path>();
        if (without.isEmpty()) folders.add(locations.worktrees().path());
        store.folders().stream().filter(f -> !without.contains(f.project())).forEach(f -> folders.add(f.path().resolve("worktrees")));
        registered.values().stream().map(Project::entry).filter(p -> !without.contains(p.id())).forEach(p -> {
            folders.add(locations.worktrees().path().resolve(p.id()));
            p.path().map(Path::getFileName).ifPresent(name -> folders.add(locations.worktrees().path().resolve(name.toString())));
        });
        return folders;
    }

    /**
     * Examines some sessions, and gives what came of each, in their order; others may be examined at the same time. Each step
     * is taken for all of them before the next, as in reading them: it is the same code for one after the other.
     */
    List<Examined> examine(List<LegacySession> sessions) {
        var all = sessions.stream().map(Underway::new).toList();
        all.forEach(Underway::lookAtRecord);
        all.forEach(Underway::lookAtDirectory);
        all.forEach(Underway::makeQuestion);
        all.forEach(Underway::lookForConversation);
        all.forEach(Underway::judge);
        return all.stream().map(Underway::examined).toList();
    }

    /** A session that is being examined. */
    private final class Underway {
        private final LegacySession session;
        private final Optional<Project> project;
        private final SessionKind kind;
        private final List<Path> repository;
        private final List<Finding> findings = new ArrayList<>(2);
        private Optional<Path> folder = Optional.empty();
        private Optional<WorktreeLook> look = Optional.empty();
        private RestorePlan.Start restores;
        private ResumeRules.Question question;
        private Held held;
        private ResumeVerdict verdict;

        Underway(LegacySession session) {
            this.session = session;
            project = Optional.ofNullable(registered.get(session.project()));
            kind = OrchestratorRule.kind(session, prefix(), prefixes);
            repository = project.isPresent() ? project.get().repository() : List.of();
        }

        private String prefix() {
            return project.isPresent() ? project.get().prefix() : "";
        }

        private RecordRules rules() {
            return new RecordRules(options.now(), prefixes, findings::add);
        }

        void lookAtRecord() {
            rules().check(session, kind, prefix());
        }

        void lookAtDirectory() {
            folder = LegacySession.directory(session.worktree());
            if (folder.isEmpty()) {
                session.worktree().ifPresent(worktree -> new WorktreeRules(managed, findings::add).unusable(session, worktree));
                return;
            }
            look = Optional.of(worktrees.look(folder.get(), session.branch(), first(repository)));
            new WorktreeRules(managed, findings::add).check(session, look.get(), repository);
        }

        void makeQuestion() {
            var agent = project.isPresent() ? Optional.of(AgentSelection.of(kind, project.get().entry().settings(), store.registry().defaults(), session.agent(), Optional.empty())) : Optional.<AgentSelection>empty();
            var harness = new Harness(agent.map(AgentSelection::agent).or(session::agent).orElse("claude-code"));
            var model = agent.flatMap(a -> a.config().model()).or(() -> harness.equals(Harness.CODEX) ? session.details().codexModel() : Optional.empty());
            restores = new RestorePlan.Start(harness.name(), kind == SessionKind.ORCHESTRATOR ? Permissions.PERMISSIONLESS : agent.map(a -> Permissions.ofRestore(a.config().permissions())).orElse(""), model);
            // Nobody who pastes a command should skip prompts because he chose nothing (D18).
            var permissions = kind == SessionKind.ORCHESTRATOR ? Permissions.PERMISSIONLESS : agent.flatMap(a -> Permissions.inLegacy(a.config().permissions())).orElse("");
            boolean unset = permissions.isEmpty() && agent.filter(a -> a.config().permissions().filter(p -> !p.isEmpty()).isEmpty()).isPresent();
            var note = unset && (harness.equals(Harness.CLAUDE_CODE) || harness.equals(Harness.CODEX)) ? ResumeLine.NO_FLAG : "";
            var directory = session.worktree().isEmpty() ? first(repository) : folder;
            question = new ResumeRules.Question(ResumeRules.Generation.LEGACY, harness, session.resumeId(harness), directory, () -> place(directory), permissions, id -> ResumeLine.legacy(harness, id, permissions, model), note, true);
        }

        private ResumeRules.Place place(Optional<Path> directory) {
            if (directory.isEmpty()) return ResumeRules.Place.THERE;
            var base = project.flatMap(p -> p.entry().defaultBranch()).filter(b -> !b.isEmpty()).orElse("main");
            return places.of(directory.get(), look.isPresent() ? look.get().kind() : kindOf(directory.get()), session.branch(), first(repository), Optional.of(base));
        }

        void lookForConversation() {
            held = conversations.held(question.harness(), question.conversation(), question.directory(), session.id().value());
        }

        void judge() {
            verdict = resumes.verdict(question, held);
            boolean restorable = LegacyEnd.terminal(session) && verdict.kind() == ResumeVerdict.Kind.NATIVE;
            if ((options.lastTurns() || restorable || options.wantsAllOf(session.id().value())) && verdict.conversation().isPresent()) {
                var end = Conversations.end(verdict.conversation().get());
                verdict = verdict.at(end.lastTurn());
                if (restorable) end.permissionMode().ifPresent(mode -> rules().permissions(session, question.harness(), restores.permissions(), mode));
            }
            // One that is over needs it when it is restored; one that has finished its work is not restored.
            if (kind == SessionKind.ORCHESTRATOR && !session.archived() && !session.shownStatus().equals("done") && isInProjectLayout(session) && !Files.exists(prompt(session, kind))) {
                rules().promptMissing(session, prompt(session, kind));
            }
            if (!LegacyEnd.ended(session)) {
                resumes.findings(question, held, verdict, new Finding.Subject("session", session.id().value(), Optional.of(session.file()), session.project()), options.commands(),
                    f -> findings.add(f.code().equals("transcript-strayed") ? followed(f, held, question.directory()) : f));
            }
        }

        Examined examined() {
            return new Examined(StoreRules.Seen.of(session, kind, directory()), look, view(), findings);
        }

        /** Two may name it in two ways, where it is there. */
        private Optional<Path> directory() {
            boolean named = look.isEmpty() || look.get().kind() == Kind.ABSENT || LegacyEnd.ended(session);
            return named ? folder : folder.map(f -> physical.of(f, true));
        }

        private SessionView view() {
            return new SessionView(session.project(), session.id().value(), kind.word(), session.shownStatus(), LegacyEnd.ended(session), session.agent().orElse(""),
                session.file().toString(), session.branch().orElse(""), session.worktree().orElse(""), session.details().addresses(),
                session.createdAt().orElse(""), ended(session), lost(session), session.modified(), verdict,
                options.wantsAllOf(session.id().value()) ? Optional.of(details()) : options.documents() ? Optional.of(SessionDetails.only(SafeDocument.of(session.file()))) : Optional.empty());
        }

        private SessionDetails details() {
            var git = look.filter(l -> options.git() && (l.isLinked() || l.kind() == Kind.MAIN))
                .map(l -> "on " + l.branch().orElse("a detached commit") + ", " + Git.unsaved(l.folder()).words()).orElse(look.map(l -> l.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).orElse(""));
            var events = ActivityEvents.of(locations.root().path(), session.project(), session.id().value()).stream().map(e -> new SessionDetails.Event(e.at(), e.type(), e.summary())).toList();
            return new SessionDetails(SafeDocument.of(session.file()), git, events,
                RestorePlan.legacy(session, kind, restores, look, verdict, new RestorePlan.Around(project.isPresent() && project.get().entry().registered(), liveness.answer(session), question.place(), Files.exists(prompt(session, kind)))));
        }
    }

    /** History of a directory that is gone can follow to where the session works now. */
    private Finding followed(Finding strayed, Held held, Optional<Path> directory) {
        var begun = held.strayed().flatMap(c -> ClaudeHome.begunIn(c.file())).filter(cwd -> cwd.startsWith("/") && !Files.exists(Path.of(cwd)));
        if (begun.isEmpty() || directory.filter(Files::isDirectory).isEmpty()) return strayed;
        return strayed.fixedBy(options.commands().line("relocate-transcripts", List.of(begun.get(), directory.get().toString())));
    }

    private static Optional<Path> first(List<Path> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(names.get(0));
    }

    private static Kind kindOf(Path directory) {
        return Files.isDirectory(directory) ? Kind.PLAIN : Kind.ABSENT;
    }

    private static boolean isInProjectLayout(LegacySession session) {
        return session.file().getParent().endsWith("sessions") && session.file().getFileName().toString().endsWith(".json") && session.file().getNameCount() > 3
            && session.file().getParent().getParent().getParent().endsWith("projects");
    }

    /** Where a session's prompt lies, which a restore of an orchestrator needs when it starts afresh. */
    private static Path prompt(LegacySession session, SessionKind kind) {
        return session.file().getParent().resolveSibling((kind == SessionKind.ORCHESTRATOR ? "orchestrator-prompt-" : "worker-prompt-") + session.id() + ".md");
    }

    private static String ended(LegacySession session) {
        var lifecycle = session.lifecycle();
        var told = lifecycle.isPresent() ? lifecycle.get().endedAt() : Optional.<String>empty();
        if (told.isEmpty()) told = session.terminatedAt();
        if (told.isPresent() || !LegacyEnd.ended(session)) return told.orElse("");
        if (lifecycle.isPresent() && lifecycle.get().lastTransitionAt().isPresent()) return lifecycle.get().lastTransitionAt().get();
        return session.archived() ? HashedNames.archivedAt(session.file().getFileName().toString()).map(Instant::toString).orElse("") : "";
    }

    /** What a listing writes of a session whose runtime it does not find (session-manager sheet, 4.1). */
    private static String lost(LegacySession session) {
        if (session.lifecycle().isEmpty() || LegacyEnd.ended(session) || !LegacyEnd.lost(session.lifecycle().get())) return "";
        return session.lifecycle().get().lastTransitionAt().orElse("");
    }
}
