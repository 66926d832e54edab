package ao.cli;

import ao.check.DatabaseRules;
import ao.check.LeftoverRules;
import ao.check.RestorePlan;
import ao.check.ResumeRules;
import ao.check.ResumeRules.Generation;
import ao.check.RowRules;
import ao.check.SchemaRules;
import ao.map.DerivedConversation;
import ao.map.ResumeLine;
import ao.map.TimeText;
import ao.model.AoException;
import ao.model.Finding;
import ao.model.Harness;
import ao.model.RewriteSchema;
import ao.model.LegacySession;
import ao.model.ResumeVerdict;
import ao.model.RewriteSession;
import ao.model.SchemaObject;
import ao.model.Severity;
import ao.model.WorktreeLook;
import ao.read.ChangeLog;
import ao.read.Conversations;
import ao.read.DatabaseHealthReader;
import ao.read.DatabaseSnapshot;
import ao.read.Git;
import ao.read.KnownSchema;
import ao.read.Locations;
import ao.read.PhysicalPath;
import ao.read.RewriteSessionReader;
import ao.read.SafeDocument;
import ao.read.Sqlite;
import ao.read.StoreTracesReader;
import ao.read.WorktreeReader;
import ao.report.SessionDetails;
import ao.report.StoreView.ProjectView;
import ao.report.StoreView.SessionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads an {@code ao.db} from a private copy: what it really is, and every session of it (D39). */
final class RewriteInspection {
    private final Locations locations;
    private final Path file;
    private final InspectOptions options;
    private final Map<String, String> facts;
    private final List<ProjectView> projects;
    private final Map<String, Path> repositories = new LinkedHashMap<>();
    private final Set<String> archived = new HashSet<>();
    /** Projects of several repositories, or of none. */
    private final Set<String> unusual = new HashSet<>();
    private final WorktreeReader worktrees = new WorktreeReader();
    private final ResumePlaces places = new ResumePlaces(worktrees);

    /** @param projects is filled when the sessions are read */
    RewriteInspection(Locations locations, Path file, InspectOptions options, Map<String, String> facts, List<ProjectView> projects) {
        this.locations = locations;
        this.file = file;
        this.options = options;
        this.facts = facts;
        this.projects = projects;
    }

    /**
     * Reads and examines everything.
     *
     * @throws AoException.Unreadable when the database is broken
     */
    void read(Consumer<SessionView> sessions, Consumer<Finding> findings) {
        options.progress().begin("reading", 0);
        try (var snapshot = DatabaseSnapshot.of(file)) {
            var health = DatabaseHealthReader.read(snapshot.connection());
            long ledger = health.version();
            var unlike = new SchemaRules(file, KnownSchema.objects(), findings).check(health);
            facts.put("schema", ledger + unlike.map(really -> " by the ledger, " + really + " by the tables").orElse(""));
            var columns = health.objects().get(SchemaObject.Kind.COLUMN);
            if (columns.containsAll(List.of("projects.id", "projects.path", "projects.archived_at"))) projects(snapshot, columns.contains("projects.kind") ? "kind" : "''");
            sessions(snapshot, (int) Math.min(ledger, RewriteSchema.NEWEST), sessions, findings);
        } catch (SQLException e) {
            throw Sqlite.unreadable(file, e);
        }
    }

    private void projects(DatabaseSnapshot snapshot, String kind) throws SQLException {
        try (var query = snapshot.connection().createStatement(); var rows = query.executeQuery("SELECT id, path, archived_at IS NOT NULL, coalesce(" + kind + ", '') NOT IN ('', 'single_repo') FROM projects WHERE id IS NOT NULL ORDER BY id")) {
            while (rows.next()) {
                projects.add(new ProjectView(rows.getString(1), rows.getString(2) + (rows.getBoolean(3) ? " (archived)" : ""), true));
                var id = rows.getString(1);
                LegacySession.directory(Optional.ofNullable(rows.getString(2))).ifPresent(path -> repositories.put(id, path));
                if (rows.getBoolean(3)) archived.add(id);
                if (rows.getBoolean(4)) unusual.add(id);
            }
        }
    }

    private void sessions(DatabaseSnapshot snapshot, int version, Consumer<SessionView> sessions, Consumer<Finding> findings) throws SQLException {
        var rows = new ArrayList<RewriteSession>();
        try {
            RewriteSessionReader.each(snapshot.connection(), rows::add);
        } catch (SQLException e) {
            if (!Sqlite.isDamage(e)) throw e;
            findings.accept(Finding.of("database-part-unread", Severity.WARNING, new Finding.Subject("database", file.getFileName().toString(), Optional.of(file), ""), "not all sessions could be read").expecting("all", rows.size() + ", then " + Sqlite.reason(e)));
        }
        var addresses = addresses(snapshot);
        var conversations = new Conversations(locations);
        var resumes = new ResumeRules(options.now(), conversations.claudeKeepsDays(), options.environment());
        var together = new DatabaseRules(file, findings);
        var active = new LinkedHashMap<>(repositories);
        active.keySet().removeAll(archived);
        together.repositories(active);
        active.forEach((project, path) -> {
            if (!Files.isDirectory(path)) together.gone(project, path);
        });
        var left = new LinkedHashMap<Path, RewriteSession>();
        var inUse = rows.stream().filter(row -> !row.terminated()).flatMap(row -> LegacySession.directory(Optional.of(row.workspacePath())).stream()).map(PhysicalPath::of).collect(Collectors.toSet());
        var managed = file.getParent().resolve("worktrees");
        var rules = new RowRules(file, version, Stream.of(managed, PhysicalPath.of(managed)).distinct().toList(), findings);
        for (var row : rows) {
            rules.check(row);
            together.look(row);
            var question = question(row, version, conversations);
            var held = conversations.held(question.harness(), question.conversation(), question.directory());
            var verdict = resumes.verdict(question, held);
            if ((options.lastTurns() || options.wantsAllOf(row.id())) && verdict.conversation().isPresent()) verdict = verdict.at(Conversations.end(verdict.conversation().get()).lastTurn());
            if (!row.terminated()) {
                resumes.findings(question, held, verdict, new Finding.Subject("session", row.id(), Optional.of(file), row.project()), options.commands(), findings);
                question.directory().map(d -> look(row, d)).ifPresent(look -> rules.worktree(row, look, Optional.ofNullable(repositories.get(row.project())).filter(r -> !unusual.contains(row.project()))));
            } else {
                question.directory().map(d -> look(row, d)).filter(WorktreeLook::isLinked)
                    .filter(look -> !inUse.contains(PhysicalPath.of(look.folder()))).ifPresent(look -> left.put(look.folder(), row));
            }
            sessions.accept(new SessionView(row.project(), row.id(), row.kind(), row.terminated() ? "terminated" : row.activity(), row.terminated(), row.harness(), file.toString(),
                row.branch(), row.workspacePath(), addresses.getOrDefault(row.id(), List.of()), row.createdAt(), "", "", time(row.updatedAt()).orElse(Instant.EPOCH), verdict,
                options.wantsAllOf(row.id()) ? Optional.of(details(snapshot, row, rules, version, question, verdict))
                    : options.documents() ? Optional.of(SessionDetails.only(ChangeLog.row(snapshot.connection(), row.id()))) : Optional.empty()));
            options.progress().advance(1);
        }
        together.finish();
        ResumeRules.unreadable(conversations.unreadable(), findings);
        if (options.git()) worktrees(rows, managed, findings);
        var unsaved = new GitQuestions(options.git()).unsaved(List.copyOf(left.keySet()));
        left.forEach((folder, row) -> Optional.ofNullable(unsaved.get(folder)).ifPresent(u -> together.unsaved(row, folder, u)));
    }

    /** The addresses of pull requests, by the session that owns them. */
    private static Map<String, List<String>> addresses(DatabaseSnapshot snapshot) {
        var addresses = new HashMap<String, List<String>>();
        try (var query = snapshot.connection().createStatement(); var rows = query.executeQuery("SELECT session_id, url FROM pr WHERE session_id IS NOT NULL AND url IS NOT NULL ORDER BY number, url")) {
            while (rows.next()) addresses.computeIfAbsent(rows.getString(1), id -> new ArrayList<>(1)).add(rows.getString(2));
        } catch (SQLException e) {
            // A table that is missing or damaged is told where the schema is looked at.
        }
        return addresses;
    }

    /** Worktrees in the daemon's folder that no row claims, by its workspace or by the place that is made of its id (rewrite-store sheet, 7.3). */
    private void worktrees(List<RewriteSession> rows, Path managed, Consumer<Finding> findings) {
        var claimed = new HashSet<Path>();
        var led = new HashSet<String>();
        for (var row : rows) {
            LegacySession.directory(Optional.of(row.workspacePath())).ifPresent(claimed::add);
            LegacySession.directory(Optional.of(managed + "/" + row.project() + "/" + row.id())).ifPresent(claimed::add);
            if (row.kind().equals("orchestrator")) led.add(row.project());
        }
        var folders = new ArrayList<Path>();
        for (var project : StoreTracesReader.below(managed)) {
            folders.add(project);
            if (!led.contains(project.getFileName().toString())) folders.add(project.resolve("orchestrator"));
        }
        new LeftoverRules(options.now(), options.commands(), findings).worktrees(StoreTracesReader.unclaimed(folders, claimed, Set.of()),
            StoreTracesReader.dangling(repositories.values().stream().map(List::of).toList(), List.of(managed, PhysicalPath.of(managed)), claimed).stream().map(WorktreeReader.Registered::folder).toList());
    }

    private SessionDetails details(DatabaseSnapshot snapshot, RewriteSession row, RowRules rules, int version, ResumeRules.Question question, ResumeVerdict verdict) throws SQLException {
        var look = question.directory().map(d -> look(row, d));
        var git = look.filter(l -> options.git() && l.kind() == WorktreeLook.Kind.LINKED).map(l -> "on " + l.branch().orElse("a detached commit") + ", " + Git.unsaved(l.folder()).words())
            .orElse(look.map(l -> l.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).orElse(""));
        var history = ChangeLog.of(snapshot.connection(), row.id()).stream().map(e -> new SessionDetails.Event(e.at(), e.type(), SafeDocument.text(e.payload()))).toList();
        return new SessionDetails(ChangeLog.row(snapshot.connection(), row.id()), git, history, RestorePlan.rewrite(row, version, rules.isInside(row), obstacle(row, question, version, rules.isInside(row)), verdict));
    }

    private WorktreeLook look(RewriteSession row, Path directory) {
        return worktrees.look(directory, Optional.of(row.branch()).filter(b -> !b.isEmpty()), Optional.ofNullable(repositories.get(row.project())));
    }

    /** Why a daemon can make no worktree for the row. */
    private Optional<String> obstacle(RewriteSession row, ResumeRules.Question question, int version, boolean inside) {
        var repository = repositories.get(row.project());
        if (!unusual.contains(row.project()) && (repository == null || !worktrees.isRepository(repository))) {
            return Optional.of("its project's repository " + (repository == null ? "is not known" : repository + (Files.notExists(repository) ? " is not there" : " is none that git works in, or may not be looked into")));
        }
        // Earlier versions make it at a place of their own.
        boolean there = inside || version >= RestorePlan.USES_WORKSPACE;
        return holder(row, question).map(other -> "branch " + row.branch() + " is checked out at " + other).or(() -> Optional.of(question.place().missing()).filter(missing -> there && !missing.isEmpty()));
    }

    /** Which other worktree git believes to have the row's branch: also one that is gone is in the way. */
    private Optional<Path> holder(RewriteSession row, ResumeRules.Question question) {
        var repository = repositories.get(row.project());
        if (repository == null || row.branch().isEmpty()) return Optional.empty();
        var own = question.directory().map(PhysicalPath::of);
        return worktrees.checkedOut(repository, row.branch()).stream().filter(other -> !own.equals(Optional.of(PhysicalPath.of(other)))).findFirst();
    }

    private static Optional<Instant> time(String text) {
        return TimeText.parseStored(text);
    }

    /** A row without an id goes on with the one that is made of its own id, where there is such a conversation (rewrite-store sheet, 7.4). */
    private static Optional<String> conversation(RewriteSession row, Harness harness, Optional<Path> directory, Conversations conversations) {
        if (!row.agentSessionId().isEmpty()) return Optional.of(row.agentSessionId());
        return harness.equals(Harness.CLAUDE_CODE) ? Optional.of(DerivedConversation.of(row.id())).filter(id -> conversations.held(harness, Optional.of(id), directory).named().isPresent()) : Optional.empty();
    }

    private ResumeRules.Question question(RewriteSession row, int version, Conversations conversations) {
        var harness = new Harness(row.harness());
        var directory = LegacySession.directory(Optional.of(row.workspacePath()));
        var branch = Optional.of(row.branch()).filter(b -> !b.isEmpty());
        Supplier<ResumeRules.Place> place = () -> directory.map(d -> places.of(d, look(row, d).kind(), branch, Optional.ofNullable(repositories.get(row.project())), Optional.empty())).orElse(ResumeRules.Place.THERE);
        return new ResumeRules.Question(version >= RewriteSchema.NEWEST ? Generation.REWRITE : Generation.EARLY_REWRITE, harness, conversation(row, harness, directory, conversations),
            directory, place, row.permissions(), id -> ResumeLine.rewrite(harness, id, row.permissions()), "", row.hasPrompt());
    }
}
