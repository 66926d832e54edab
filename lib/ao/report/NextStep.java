package ao.report;

import ao.model.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** What to type after an inspection: what mends the most pressing thing that was found, or else explains it. */
final class NextStep {
    private NextStep() { }

    /**
     * The command; nothing where all that was found is history. Of each group of findings at least one has to be kept.
     *
     * @param commands makes a command line of a command and a word
     */
    static Optional<String> of(List<Inspected> all, BinaryOperator<String> commands) {
        return all.stream().flatMap(one -> one.findings().inOrder().stream()).filter(g -> g.first().get(0).category() != Finding.Category.HISTORICAL).findFirst()
            .map(g -> g.first().get(0).fix().filter(Finding.Fix::safe).map(Finding.Fix::command).orElseGet(() -> commands.apply("explain", g.code())));
    }
}
