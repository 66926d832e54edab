package ao.report;

import ao.model.Finding;
import ao.model.Finding.Category;
import ao.model.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Findings by code: all are counted, and of each code a few are kept, so that a store full of them fits into memory. */
public final class FindingGroups {
    private final int kept;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<Severity, Integer> bySeverity = new EnumMap<>(Severity.class);
    private final Map<Category, Integer> byCategory = new EnumMap<>(Category.class);

    /** @param kept how many of each code are kept */
    public FindingGroups(int kept) {
        this.kept = kept;
    }

    /** The findings of a code and category. */
    public static final class Group {
        private final Finding any;
        private final List<Finding> first = new ArrayList<>(2);
        private int count;

        private Group(Finding any) {
            this.any = any;
        }

        /** Their code. */
        public String code() {
            return any.code();
        }

        /** The first of them. */
        public List<Finding> first() {
            return first;
        }

        /** How many there are. */
        public int count() {
            return count;
        }
    }

    /** Counts a finding. */
    public void add(Finding finding) {
        var name = finding.category() == Category.HISTORICAL ? finding.code() + " once" : finding.code();
        var group = groups.get(name);
        if (group == null) {
            group = new Group(finding);
            groups.put(name, group);
        }
        if (group.count++ < kept) group.first.add(finding);
        bySeverity.merge(finding.severity(), 1, Integer::sum);
        byCategory.merge(finding.category(), 1, Integer::sum);
    }

    /** The groups, what matters most first. */
    public Collection<Group> inOrder() {
        return groups.values().stream().sorted(Comparator.comparing((Group g) -> g.any.category()).thenComparing(g -> g.any.severity()).thenComparing(g -> g.any.code())).toList();
    }

    /** How many findings are of a severity. */
    public int count(Severity severity) {
        return bySeverity.getOrDefault(severity, 0);
    }

    /** How many findings are of a category. */
    public int count(Category category) {
        return byCategory.getOrDefault(category, 0);
    }
}
