package ao.check;

import ao.model.Finding;
import ao.model.RewriteSession;
import ao.model.Severity;
import ao.model.Unsaved;
import ao.read.PhysicalPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What shows only when the rows of an {@code ao.db} are seen together. Give it every row, then {@link #finish}. */
public final class DatabaseRules {
    private final Path database;
    private final Consumer<Finding> findings;
    private final Map<String, RewriteSession> workspaces = new HashMap<>();
    private final Map<String, RewriteSession> conversations = new HashMap<>();
    private final Orchestrators orchestrators;

    public DatabaseRules(Path database, Consumer<Finding> findings) {
        this.database = database;
        this.findings = findings;
        orchestrators = new Orchestrators(findings);
    }

    /** Looks at a row. */
    public void look(RewriteSession row) {
        shared(conversations, row.agentSessionId(), row, "conversation-shared", "two sessions name one conversation: each would go on with the other's");
        count(row);
        if (row.terminated()) return;
        shared(workspaces, row.workspacePath(), row, "worktree-shared", "two living sessions work in one directory");
    }

    private void count(RewriteSession row) {
        var one = new Orchestrators.One(row.project(), row.id(), database);
        if (row.kind().equals("orchestrator")) orchestrators.orchestrator(one, row.terminated());
        else if (!row.terminated() && !orchestrators.knowsWorker(row.project())) orchestrators.worker(one);
    }

    private void shared(Map<String, RewriteSession> seen, String key, RewriteSession row, String code, String message) {
        if (key.isEmpty()) return;
        var other = seen.putIfAbsent(key, row);
        if (other != null) say(row, code, message, "one", key + ", also of " + other.project() + "/" + other.id());
    }

    /** A project's folder that is not there. */
    public void gone(String project, Path path) {
        findings.accept(Finding.of("project-path-gone", Severity.WARNING, new Finding.Subject("project", project, Optional.of(database), project), "the repository of project " + project + " is not there")
            .expecting(path.toString(), "nothing"));
    }

    /** The repositories of projects that are in use; the daemon itself takes none twice (rewrite-store sheet, 7.1). */
    public void repositories(Map<String, Path> active) {
        var byPath = active.entrySet().stream().collect(Collectors.groupingBy(e -> PhysicalPath.of(e.getValue()), LinkedHashMap::new, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        byPath.forEach((path, projects) -> {
            if (projects.size() < 2) return;
            for (var project : projects) {
                findings.accept(Finding.of("project-path-shared", Severity.WARNING, new Finding.Subject("project", project, Optional.of(database), project),
                    "its repository is another project's, too: what looks for a project by its path finds only one of them").expecting("a repository of its own", path + " of " + String.join(", ", projects)));
            }
        });
    }

    /** What the directory of a session that is over still holds. */
    public void unsaved(RewriteSession row, Path folder, Unsaved unsaved) {
        WorktreeRules.unsaved(new Finding.Subject("session", row.id(), Optional.of(database), row.project()), folder, unsaved).ifPresent(findings);
    }

    /** Tells what only the end shows. */
    public void finish() {
        orchestrators.finish(worker -> database);
    }

    private void say(RewriteSession row, String code, String message, String expected, String found) {
        findings.accept(Finding.of(code, Severity.WARNING, new Finding.Subject("session", row.id(), Optional.of(database), row.project()), message).expecting(expected, found));
    }
}
