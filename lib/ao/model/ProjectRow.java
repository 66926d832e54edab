package ao.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A row of {@code projects}.
 *
 * @param registeredAt text as {@code ao.map.TimeText} writes it
 * @param config       JSON; empty for a project without settings
 */
public record ProjectRow(String id, String path, String originUrl, String displayName, String registeredAt,
                         Optional<String> config) implements Row {
    /** What every imported project is; the daemon finds out about others itself. */
    private static final String KIND = "single_repo";

    @Override public Table table() {
        return Table.PROJECTS;
    }

    @Override public String project() {
        return id;
    }

    @Override public List<Object> values() {
        return Arrays.asList(id, path, originUrl, displayName, registeredAt, config.orElse(null), KIND);
    }

    static ProjectRow of(List<Object> v) {
        return new ProjectRow((String) v.get(0), (String) v.get(1), (String) v.get(2), (String) v.get(3),
            (String) v.get(4), Optional.ofNullable((String) v.get(5)));
    }
}
