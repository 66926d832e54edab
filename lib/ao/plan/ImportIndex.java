package ao.plan;

import ao.model.DatabaseState;
import ao.model.Harness;
import ao.model.ProjectRow;
import ao.model.SessionKind;
import ao.model.SessionRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys of everything that is in the database or in the plan already; never the records themselves. */
final class ImportIndex {
    private static final Pattern NEXT_ID = Pattern.compile("(.+)-([1-9]\\d{0,8})", Pattern.DOTALL);

    /** A session that is there: in the database, or planned before. */
    record Known(String project, SessionKind kind, String conversation, boolean inDatabase) { }

    /** A project that is there. */
    record KnownProject(String path, boolean archived) { }

    private final Map<String, KnownProject> projects = new HashMap<>();
    private final Map<String, String> projectByPath = new HashMap<>();
    private final Map<String, Known> sessions = new HashMap<>();
    private final Map<String, String> sessionByConversation = new HashMap<>();
    private final Map<String, TreeSet<Integer>> numbers = new HashMap<>();
    private final Map<String, Integer> foreignNames = new HashMap<>();
    private final Set<String> reserved = new HashSet<>();
    private final Set<String> spawning;

    /** @param registered ids of all projects of the legacy store, whether or not this import brings them in */
    ImportIndex(DatabaseState database, Collection<String> registered) {
        database.projects().values().forEach(p -> {
            var path = withoutSlash(p.path());
            projects.put(p.id(), new KnownProject(path, p.archived()));
            if (!p.archived()) projectByPath.put(path, p.id());
        });
        database.sessions().values().forEach(s -> {
            var kind = s.kind().equals("orchestrator") ? SessionKind.ORCHESTRATOR : SessionKind.WORKER;
            var conversation = conversation(s.harness(), s.agentSessionId());
            sessions.put(s.id(), new Known(s.project(), kind, conversation, true));
            if (!conversation.isEmpty()) sessionByConversation.putIfAbsent(conversation, s.id());
            numbers(s.project()).add(s.num());
            reserveName(s.id(), s.project());
        });
        spawning = new HashSet<>(registered);
        spawning.addAll(projects.keySet());
    }

    Optional<KnownProject> project(String id) {
        return Optional.ofNullable(projects.get(id));
    }

    /** The active project that has a path. */
    Optional<String> projectAt(String path) {
        return Optional.ofNullable(projectByPath.get(path));
    }

    Optional<Known> session(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** The session that holds a conversation (D34). */
    Optional<String> holder(Harness harness, String resumeId) {
        return Optional.ofNullable(sessionByConversation.get(conversation(harness.name(), resumeId)));
    }

    static String conversation(String harness, String resumeId) {
        return resumeId.isEmpty() ? "" : harness + "\0" + resumeId;
    }

    /** The numbers in use in a project. */
    TreeSet<Integer> numbers(String project) {
        return numbers.computeIfAbsent(project, p -> new TreeSet<>());
    }

    void add(ProjectRow row) {
        projects.put(row.id(), new KnownProject(row.path(), false));
        projectByPath.put(row.path(), row.id());
    }

    void add(SessionRow row) {
        var conversation = conversation(row.harness().name(), row.agentSessionId());
        sessions.put(row.id(), new Known(row.project(), row.kind(), conversation, false));
        if (!conversation.isEmpty()) sessionByConversation.putIfAbsent(conversation, row.id());
        numbers(row.project()).add(row.num());
        reserveName(row.id(), row.project());
    }

    private static String withoutSlash(String path) {
        return path.replaceAll("(?<=.)/+$", "");
    }

    private void reserveName(String id, String project) {
        var m = NEXT_ID.matcher(id);
        if (m.matches() && !m.group(1).equals(project)) foreignNames.merge(m.group(1), Integer.parseInt(m.group(2)), Math::max);
    }

    /**
     * The session of another project whose id a project's own daemon would choose one day; nothing when the project has
     * larger numbers already.
     */
    Optional<String> foreignName(String project) {
        int largest = foreignNames.getOrDefault(project, 0);
        var taken = numbers(project);
        return largest > (taken.isEmpty() ? 0 : taken.last()) ? Optional.of(project + "-" + largest) : Optional.empty();
    }

    /** Keeps a conversation for the session that names it, before sessions without one look for theirs (D22, D34). */
    void reserve(String conversation) {
        reserved.add(conversation);
    }

    boolean isReserved(Harness harness, String resumeId) {
        return reserved.contains(conversation(harness.name(), resumeId));
    }

    /**
     * The other project whose daemon would choose this id for a session of its own (rewrite-store sheet, 7.2).
     * A row of the project itself is harmless, as its number is at least as large.
     */
    Optional<String> rival(String id, String project) {
        var m = NEXT_ID.matcher(id);
        return m.matches() && !m.group(1).equals(project) && spawning.contains(m.group(1)) ? Optional.of(m.group(1)) : Optional.empty();
    }

    /** Whether a row of this id would stop its rival from ever spawning again. */
    boolean wedges(String id, String rival) {
        var m = NEXT_ID.matcher(id);
        var taken = numbers(rival);
        return m.matches() && Integer.parseInt(m.group(2)) > (taken.isEmpty() ? 0 : taken.last());
    }
}
