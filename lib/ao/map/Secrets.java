package ao.map;

import java.util.regex.Pattern;

/** What looks like a credential never appears on a screen or in a report; only its name does. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("(?i)(^|[^a-z])env([^a-z]|$)|token|secret|passw|api[-_]?key|credential|private[-_]?key|authorization");
    private static final Pattern VALUE = Pattern.compile(
        "\\b(gh[pousr]_|github_pat_|glpat-|sk-|xox[abprs]-|AKIA|AIza)[A-Za-z0-9_-]{8,}|-----BEGIN |\\beyJ[A-Za-z0-9_-]{10,}\\.");
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(://)[^/@\\s]+@");
    private static final String HIDDEN = "(not shown)";

    private Secrets() { }

    /** A field's value as a report may show it: whole, or not at all where its name or content speak of a credential. */
    public static String shown(String field, String value) {
        if (value.isEmpty()) return value;
        return NAME.matcher(field).find() || NAME.matcher(value).find() && value.startsWith("{") || VALUE.matcher(value).find()
            ? HIDDEN : address(value);
    }

    /** An address without the user and password in it. */
    public static String address(String text) {
        return USER_IN_ADDRESS.matcher(text).replaceAll("$1" + HIDDEN + "@");
    }
}
