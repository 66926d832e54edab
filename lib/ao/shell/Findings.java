package ao.shell;

import ao.model.Finding;
import ao.model.Severity;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Some findings. Each question gives a new list; the printed form is a table. */
public final class Findings implements Iterable<Finding> {
    private final List<Finding> all;

    Findings(List<Finding> all) {
        this.all = List.copyOf(all);
    }

    /** Those for which something holds. */
    public Findings where(Predicate<Finding> holds) {
        return new Findings(all.stream().filter(holds).toList());
    }

    /** Those with a code. */
    public Findings code(String code) {
        return where(f -> f.code().equals(code));
    }

    /** Those that are errors. */
    public Findings errors() {
        return where(f -> f.severity() == Severity.ERROR);
    }

    /** Those about a project. */
    public Findings project(String id) {
        return where(f -> f.subject().project().equals(id));
    }

    /** How many there are of each code, the most first. */
    public Rows countByCode() {
        return Rows.counts(all.stream().map(Finding::code));
    }

    public int count() {
        return all.size();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Stream<Finding> stream() {
        return all.stream();
    }

    @Override public Iterator<Finding> iterator() {
        return all.iterator();
    }

    /** The findings as a table. */
    public Rows table() {
        return Rows.of(List.of("SEVERITY", "CODE", "ABOUT", "MESSAGE"), all.stream().map(f -> List.of(f.severity().word(), f.code(), f.subject().id(), f.message())).toList());
    }

    @Override public String toString() {
        return table().toString();
    }
}
