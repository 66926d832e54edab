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
        "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "AKIA", "ASIA", "hf_", "npm_", "AIza", "-----BEGIN ", "eyJ");
    private static final int SHORTEST = 12;
    /** Which characters a credential begins with; nearly no word of a text does. */
    private static final boolean[] FIRST = new boolean[128];
    /** Two bytes of which one is the first or second of a credential's beginning, so that every other place need be looked at only. */
    private static final boolean[] PAIR = new boolean[1 << 16];

    static {
        // Not a beginning: what stands before the host in an address with a password.
        FIRST['@'] = true;
        BEGINNINGS.forEach(b -> {
            FIRST[b.charAt(0)] = true;
            PAIR[b.charAt(0) << 8 | b.charAt(1)] = true;
            PAIR[b.charAt(1) << 8 | b.charAt(2)] = true;
        });
        for (int other = 0; other < 256; other++) {
            PAIR['@' << 8 | other] = true;
            PAIR[other << 8 | '@'] = true;
        }
    }

    /** A credential by the name that is given to it in a text. */
    private static final Pattern ASSIGNED = Pattern.compile("(?i)(?:token|secret|passwo?r?d|api_?key|credential|private_?key)[a-z0-9_]*\\s*=\\s*\\S{6,}");
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(://)[^/@\\s]+@");
    private static final String HIDDEN = "(not shown)";
    /** Few names stand for very many values. */
    private static final Map<String, Boolean> SPEAKING_NAMES = new ConcurrentHashMap<>();

    private Secrets() { }

    /** A field's value as a report may show it: whole, or not at all where its name or content speak of a credential. */
    public static String shown(String field, String value) {
        if (value.isEmpty()) return value;
        boolean named = SPEAKING_NAMES.computeIfAbsent(field, name -> NAME.matcher(name).find());
        return named || value.indexOf('=') >= 0 && ASSIGNED.matcher(value).find() || value.startsWith("{") && NAME.matcher(value).find() || isCredential(value) ? HIDDEN : address(value);
    }

    /** Whether a field speaks of a credential by its name, or its value looks like one. */
    public static boolean isCredential(String field, String value) {
        return isNamed(field) || isCredential(value) || !address(value).equals(value);
    }

    /** A text that quotes values, without those that look like credentials. */
    public static String masked(String text) {
        return isCredential(text) ? HIDDEN : address(text);
    }

    /** Whether a field speaks of a credential by its name. */
    public static boolean isNamed(String field) {
        return SPEAKING_NAMES.computeIfAbsent(field, name -> NAME.matcher(name).find());
    }

    /** Whether a text may hold a value that looks like a credential: asked of whole files, before their values are. */
    public static boolean mayBeIn(byte[] utf8) {
        for (int at = 0; at < utf8.length - 1; at += 2) {
            if (!PAIR[(utf8[at] & 0xFF) << 8 | utf8[at + 1] & 0xFF]) continue;
            if (utf8[at] == '@' || utf8[at + 1] == '@' || isBeginning(utf8, at) || at > 0 && isBeginning(utf8, at - 1)) return true;
        }
        return false;
    }

    private static boolean isBeginning(byte[] utf8, int at) {
        return (at == 0 || !isWord(utf8[at - 1])) && begins(utf8, at);
    }

    private static boolean isWord(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c < 0;
    }

    private static boolean begins(byte[] utf8, int at) {
        for (var beginning : BEGINNINGS) {
            int i = 0;
            while (i < beginning.length() && at + i < utf8.length && utf8[at + i] == beginning.charAt(i)) i++;
            if (i == beginning.length()) return true;
        }
        return false;
    }

    private static boolean isCredential(String value) {
        boolean inWord = false;
        for (int at = 0; at <= value.length() - SHORTEST; at++) {
            char c = value.charAt(at);
            if (!inWord && c < FIRST.length && FIRST[c] && begins(value, at)) return true;
            inWord = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c > '\u007f' && Character.isLetterOrDigit(c);
        }
        return false;
    }

    private static boolean begins(String value, int at) {
        for (var beginning : BEGINNINGS) {
            if (value.startsWith(beginning, at) && isOneWord(value, at + beginning.length())) return true;
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
        return text.indexOf('@') < 0 || !text.contains("://") ? text : USER_IN_ADDRESS.matcher(text).replaceAll("$1" + HIDDEN + "@");
    }
}
