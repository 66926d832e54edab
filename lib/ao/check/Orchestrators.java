package ao.check;

import ao.model.Finding;
import ao.model.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether each project has the one orchestrator that its workers want. Give it every session, then {@link #finish}. */
final class Orchestrators {
    private final Consumer<Finding> findings;
    private final Map<String, Project> projects = new LinkedHashMap<>();

    Orchestrators(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /**
     * A session, as far as it matters here.
     *
     * @param file where it is written down
     */
    record One(String project, String id, Path file) { }

    private static final class Project {
        private final List<One> living = new ArrayList<>(1);
        private One ended;
        private One worker;
    }

    /** Looks at an orchestrator. */
    void orchestrator(One one, boolean over) {
        var of = projects.computeIfAbsent(one.project(), p -> new Project());
        if (over) of.ended = one;
        else of.living.add(one);
    }

    /** Whether a living worker of a project was seen already; one is enough. */
    boolean knowsWorker(String project) {
        var of = projects.get(project);
        return of != null && of.worker != null;
    }

    /** Looks at a living worker. */
    void worker(One one) {
        projects.computeIfAbsent(one.project(), p -> new Project()).worker = one;
    }

    /**
     * Tells what only the end shows.
     *
     * @param home where a project is written down that has this worker
     */
    void finish(Function<One, Path> home) {
        projects.forEach((project, of) -> {
            if (of.living.size() > 1) {
                say(of.living.get(0), "orchestrators-several", "project " + project + " has several living orchestrators", "one", of.living.stream().map(One::id).collect(Collectors.joining(", ")));
            } else if (of.living.isEmpty() && of.worker != null && of.ended != null) {
                say(of.ended, "orchestrator-ended", "project " + project + " has living workers, and its orchestrator is over", "a living orchestrator", of.ended.id() + " is over");
            } else if (of.living.isEmpty() && of.worker != null) {
                findings.accept(Finding.of("orchestrator-missing", Severity.INFO, new Finding.Subject("project", project, Optional.of(home.apply(of.worker)), project), "project " + project + " has living workers, and no orchestrator")
                    .in(Finding.Category.RECOMMENDED).expecting("a living orchestrator", "none, with worker " + of.worker.id()));
            }
        });
    }

    private void say(One about, String code, String message, String expected, String found) {
        findings.accept(Finding.of(code, Severity.WARNING, new Finding.Subject("session", about.id(), Optional.of(about.file()), about.project()), message).expecting(expected, found));
    }
}
