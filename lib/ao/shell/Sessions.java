package ao.shell;

import ao.model.ResumeVerdict;
import ao.report.StoreView.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Some sessions. Each question gives a new list; the printed form is a table. */
public final class Sessions implements Iterable<SessionView> {
    private final List<SessionView> all;

    Sessions(List<SessionView> all) {
        this.all = List.copyOf(all);
    }

    /** Those for which something holds. */
    public Sessions where(Predicate<SessionView> holds) {
        return new Sessions(all.stream().filter(holds).toList());
    }

    /** Those of a project. */
    public Sessions project(String id) {
        return where(s -> s.project().equals(id));
    }

    /** Those of one of these statuses, as {@code inspect} shows them. */
    public Sessions status(String... statuses) {
        return where(s -> List.of(statuses).contains(s.status()));
    }

    /** Those of an agent. */
    public Sessions agent(String name) {
        return where(s -> s.agent().equals(name));
    }

    /** Those that have not ended. */
    public Sessions living() {
        return where(s -> !s.over());
    }

    /** Those that resume with their conversation. */
    public Sessions resumable() {
        return where(s -> s.resume().kind() == ResumeVerdict.Kind.NATIVE);
    }

    /** Those whose record was written within the last hours. */
    public Sessions changedWithin(int hours) {
        var since = Instant.now().minus(Duration.ofHours(hours));
        return where(s -> s.changed().isAfter(since));
    }

    /** The same, the one that was written last first. */
    public Sessions latestFirst() {
        return new Sessions(all.stream().sorted(Comparator.comparing(SessionView::changed).reversed()).toList());
    }

    /** How many there are of each kind that a question tells apart, the most first. */
    public Rows countBy(Function<SessionView, ?> question) {
        return Rows.counts(all.stream().map(question));
    }

    /** Their ids. */
    public List<String> ids() {
        return all.stream().map(SessionView::id).toList();
    }

    /** The commands that resume them, of those that resume. */
    public List<String> commands() {
        return all.stream().map(s -> s.resume().command()).filter(c -> !c.isEmpty()).toList();
    }

    /** One of them. */
    public Optional<SessionView> find(String id) {
        return all.stream().filter(s -> s.id().equals(id)).findFirst();
    }

    public int count() {
        return all.size();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Stream<SessionView> stream() {
        return all.stream();
    }

    @Override public Iterator<SessionView> iterator() {
        return all.iterator();
    }

    /** The sessions as a table. */
    public Rows table() {
        return Rows.of(List.of("PROJECT", "SESSION", "KIND", "STATUS", "AGENT", "CHANGED", "RESUME"),
            all.stream().map(s -> List.of(s.project(), s.id(), s.kind(), s.status(), s.agent(), s.changed(), s.resume().kind().words())).toList());
    }

    @Override public String toString() {
        return table().toString();
    }
}
