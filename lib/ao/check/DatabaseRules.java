package ao.check;

import ao.model.Finding;
import ao.model.RewriteSession;
import ao.model.Severity;
import ao.model.Unsaved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Map<String, List<RewriteSession>> orchestrators = new LinkedHashMap<>();

    public DatabaseRules(Path database, Consumer<Finding> findings) {
        this.database = database;
        this.findings = findings;
    }

    /** Looks at a row. */
    public void look(RewriteSession row) {
        shared(conversations, row.agentSessionId(), row, "conversation-shared", "two sessions name one conversation: each would go on with the other's");
        if (row.terminated()) return;
        shared(workspaces, row.workspacePath(), row, "worktree-shared", "two living sessions work in one directory");
        if (row.kind().equals("orchestrator")) orchestrators.computeIfAbsent(row.project(), p -> new ArrayList<>(1)).add(row);
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

    /** What would be lost with the directory of a session that is over. */
    public void unsaved(RewriteSession row, Path folder, Unsaved unsaved) {
        if (unsaved.any()) say(row, "worktree-unsaved", "it is over, and only its worktree holds this", "clean and pushed", unsaved.words() + " in " + folder);
    }

    /** Tells what only the end shows. */
    public void finish() {
        orchestrators.forEach((project, living) -> {
            if (living.size() < 2) return;
            say(living.get(0), "orchestrators-several", "project " + project + " has several living orchestrators", "one", living.stream().map(RewriteSession::id).collect(Collectors.joining(", ")));
        });
    }

    private void say(RewriteSession row, String code, String message, String expected, String found) {
        findings.accept(Finding.of(code, Severity.WARNING, new Finding.Subject("session", row.id(), Optional.of(database), row.project()), message).expecting(expected, found));
    }
}
