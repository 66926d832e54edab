package ao.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a planned import leaves out or finds in place; what it brings in is counted by its verified changes. */
public final class ImportSummary {
    /** What becomes of a project. */
    public enum Fate {
        IMPORTED, ALREADY, CONFLICT, INVALID;

        /** The word in reports. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** One project's part. The maps count sessions by a sentence that says why. */
    public static final class Project {
        private final String id;
        private final String path;
        private final Fate fate;
        private int planned;
        private int already;
        private final Map<String, Integer> leftOut = new LinkedHashMap<>();

        Project(String id, String path, Fate fate) {
            this.id = id;
            this.path = path;
            this.fate = fate;
        }

        public String id() {
            return id;
        }

        public String path() {
            return path;
        }

        public Fate fate() {
            return fate;
        }

        /** Sessions that come in. */
        public int planned() {
            return planned;
        }

        /** Sessions that are there already. */
        public int already() {
            return already;
        }

        /** Sessions that stay out, by reason. */
        public Map<String, Integer> leftOut() {
            return leftOut;
        }

        void leaveOut(String why) {
            leftOut.merge(why, 1, Integer::sum);
        }
    }

    private final List<Project> projects = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int projectsPlanned;
    private int projectsSkipped;
    private int orchestratorsPlanned;
    private int orchestratorsSkipped;
    private int orchestratorsAbsent;
    private int sessionsPlanned;
    private int sessionsSkipped;
    private int transcriptsPlanned;
    private int unreadable;

    public List<Project> projects() {
        return projects;
    }

    /** Conflicts and failures: what the operator asked for and does not get. */
    public List<String> problems() {
        return problems;
    }

    public int projectsPlanned() {
        return projectsPlanned;
    }

    /** Projects that are there already. */
    public int projectsSkipped() {
        return projectsSkipped;
    }

    public int orchestratorsPlanned() {
        return orchestratorsPlanned;
    }

    /** Orchestrators that are terminal, that nothing could resume, or that are there already. */
    public int orchestratorsSkipped() {
        return orchestratorsSkipped;
    }

    /** Projects without any orchestrator's record. */
    public int orchestratorsAbsent() {
        return orchestratorsAbsent;
    }

    public int sessionsPlanned() {
        return sessionsPlanned;
    }

    /** Sessions that are there already, or that stay out because of a conflict. */
    public int sessionsSkipped() {
        return sessionsSkipped;
    }

    public int transcriptsPlanned() {
        return transcriptsPlanned;
    }

    /** Records that could not be read. */
    public int unreadable() {
        return unreadable;
    }

    Project project(String id, String path, Fate fate) {
        var project = new Project(id, path, fate);
        projects.add(project);
        if (fate == Fate.IMPORTED) projectsPlanned++;
        if (fate == Fate.ALREADY) projectsSkipped++;
        return project;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    void planned(Project project, boolean orchestrator) {
        project.planned++;
        sessionsPlanned++;
        if (orchestrator) orchestratorsPlanned++;
    }

    void already(Project project, boolean orchestrator) {
        project.already++;
        sessionsSkipped++;
        if (orchestrator) orchestratorsSkipped++;
    }

    void skippedOrchestrator() {
        orchestratorsSkipped++;
    }

    void absentOrchestrator() {
        orchestratorsAbsent++;
    }

    void skippedSession() {
        sessionsSkipped++;
    }

    void transcript() {
        transcriptsPlanned++;
    }

    void unreadable(int count) {
        unreadable += count;
    }
}
