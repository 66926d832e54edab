package ao.model;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What looks like a credential never appears on a screen or in a report; only its name does. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("(?i)(^|[^a-z])env([^a-z]|$)|token|secret|passw|api[-_]?key|credential|private[-_]?key|authorization");
    /** How the credentials of well-known services begin. */
    private static final List<String> BEGINNINGS = List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-",
        "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "AKIA", "AIza", "-----BEGIN ", "eyJ");
    private static final int SHORTEST = 12;
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(://)[^/@\\s]+@");
    private static final String HIDDEN = "(not shown)";
    /** Few names stand for very many values. */
    private static final Map<String, Boolean> SPEAKING_NAMES = new ConcurrentHashMap<>();

    private Secrets() { }

    /** A field's value as a report may show it: whole, or not at all where its name or content speak of a credential. */
    public static String shown(String field, String value) {
        if (value.isEmpty()) return value;
        boolean named = SPEAKING_NAMES.computeIfAbsent(field, name -> NAME.matcher(name).find());
        return named || value.startsWith("{") && NAME.matcher(value).find() || isCredential(value) ? HIDDEN : address(value);
    }

    /** Whether a field speaks of a credential by its name, or its value looks like one. */
    public static boolean isCredential(String field, String value) {
        return SPEAKING_NAMES.computeIfAbsent(field, name -> NAME.matcher(name).find()) || isCredential(value) || !address(value).equals(value);
    }

    private static boolean isCredential(String value) {
        if (value.length() < SHORTEST) return false;
        for (var beginning : BEGINNINGS) {
            int at = value.indexOf(beginning);
            boolean atWord = at == 0 || at > 0 && !Character.isLetterOrDigit(value.charAt(at - 1));
            if (atWord && value.length() - at >= SHORTEST && isOneWord(value, at + beginning.length())) return true;
        }
        return false;
    }

    /** Prose that happens to begin like a credential goes on with a blank. */
    private static boolean isOneWord(String value, int from) {
        return value.substring(from, Math.min(value.length(), from + SHORTEST / 2)).chars().noneMatch(Character::isWhitespace)
            || value.startsWith("-----BEGIN ");
    }

    /** An address without the user and password in it. */
    public static String address(String text) {
        return !text.contains("://") ? text : USER_IN_ADDRESS.matcher(text).replaceAll("$1" + HIDDEN + "@");
    }
}
