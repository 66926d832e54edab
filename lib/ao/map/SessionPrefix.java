package ao.map;

import java.util.Locale;
import java.util.Optional;

/** The prefix of a project's session ids, which named the files of a legacy store. */
public final class SessionPrefix {
    private static final int REWRITE_LENGTH = 12;

    private SessionPrefix() { }

    /**
     * The prefix that the legacy software derives from the last segment of a project's path: short names whole, else
     * the capitals, else the initials, else the first three UTF-16 units (import-mapping sheet, 2.4; golden set g).
     */
    public static String derive(String name) {
        if (name.length() <= 4) return name.toLowerCase(Locale.ROOT);
        var capitals = name.chars().filter(c -> c >= 'A' && c <= 'Z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        if (capitals.length() > 1) return capitals.toLowerCase(Locale.ROOT);
        if (name.contains("-")) return initials(name, "-");
        if (name.contains("_")) return initials(name, "_");
        return name.substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static String initials(String name, String separator) {
        var initials = new StringBuilder();
        for (var word : name.split(separator, -1)) {
            if (!word.isEmpty()) initials.append(word.charAt(0));
        }
        return initials.toString().toLowerCase(Locale.ROOT);
    }

    /** The prefix that the rewrite uses: the configured one without blanks, else the first twelve characters of the id. */
    public static String inRewrite(String projectId, Optional<String> configured) {
        return configured.map(String::strip).filter(p -> !p.isEmpty())
            .orElse(projectId.length() <= REWRITE_LENGTH ? projectId : projectId.substring(0, REWRITE_LENGTH));
    }

    /** Whether a prefix may become part of a path (D20): one name, without separators or control characters. */
    public static boolean isSafe(String prefix) {
        return !prefix.isBlank() && !prefix.equals(".") && !prefix.equals("..")
            && prefix.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }
}
