package ao.plan;

import ao.model.Finding;
import ao.model.Loss;
import ao.model.Note;
import ao.model.ResumeHint;
import ao.model.Severity;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Passes a migration's plan on, and counts what it will do, by the rule by which the run counts what it did. */
final class MigrationTotals implements PlanSink {
    private final PlanSink sink;
    private final Map<Purpose, Integer> counts = new EnumMap<>(Purpose.class);
    private final Set<String> projects = new LinkedHashSet<>();
    private final ObjectNode report = JsonNodeFactory.instance.objectNode();
    private int already;

    MigrationTotals(PlanSink sink) {
        this.sink = sink;
        report.putArray("projectList");
        report.putArray("renamed");
        report.putArray("problems");
    }

    @Override public void startGroup() {
        sink.startGroup();
    }

    @Override public void newGroup() {
        sink.newGroup();
    }

    @Override public void change(Change change) {
        counts.merge(change.about().purpose(), 1, Integer::sum);
        if (change.about().purpose() == Purpose.SOURCE && change instanceof Change.MoveEntry) projects.add(change.about().project());
        sink.change(change);
    }

    @Override public void finding(Finding finding) {
        sink.finding(finding);
    }

    @Override public void resume(ResumeHint hint) {
        sink.resume(hint);
    }

    @Override public void loss(Loss loss) {
        sink.loss(loss);
    }

    @Override public void note(Note note) {
        sink.note(note);
    }

    int of(Purpose purpose) {
        return counts.getOrDefault(purpose, 0);
    }

    /** Something that is at its new place already. */
    void already() {
        already++;
    }

    /** Something that the operator asked for and will not get as asked. */
    void problem(String code, Path path, String message) {
        finding(Finding.at(code, Severity.WARNING, path, message));
        report.withArray("problems").add(path + ": " + message);
    }

    void renamed(String project, String from, String to) {
        report.withArray("renamed").addObject().put("project", project).put("from", from).put("to", to);
    }

    /** One line of the report. */
    ObjectNode project(String id) {
        return report.withArray("projectList").addObject().put("id", id);
    }

    /** What was told so far. */
    ObjectNode report() {
        return report;
    }

    ObjectNode finish() {
        return report.put("projects", projects.size()).put("sessions", of(Purpose.RECORD) + of(Purpose.ARCHIVE)).put("archives", of(Purpose.ARCHIVE))
            .put("worktrees", of(Purpose.WORKTREE)).put("emptyDirsDeleted", of(Purpose.EMPTY_SOURCE)).put("strayWorktreesMoved", of(Purpose.STRAY))
            .put("claudeSessionsRelinked", of(Purpose.CLAUDE_HISTORY)).put("codexSessionsRewritten", of(Purpose.CODEX_ROLLOUT)).put("already", already);
    }
}
