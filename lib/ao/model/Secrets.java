package ao.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What looks like a credential never appears on a screen or in a report; only its name does. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("(?i)(^|[^a-z])env([^a-z]|$)|token|secret|passw|api[-_]?key|credential|private[-_]?key|authorization");
    /** How the credentials of well-known services begin. */
    private static final List<String> BEGINNINGS = List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "sk_live_", "sk_test_", "rk_live_", "rk_test_",
        "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "pypi-", "dckr_pat_", "shpat_", "whsec_", "hvs.", "AGE-SECRET-KEY-1", "ATATT3", "lin_api_", "glsa_", "gldt-", "glrt-", "tskey-auth-", "figd_", "sq0atp-", "AKIA", "ASIA", "hf_", "npm_", "AIza", "ya29.", "SG.", "dop_v1_", "-----BEGIN ", "eyJ");
    private static final int SHORTEST = 12;
    /** Beginnings that names of folders, branches and variables have as well. */
    private static final Set<String> WORDS = Set.of("pypi-", "xapp-", "hvs.", "hf_", "npm_", "sk-", "AKIA", "ASIA", "SG.", "eyJ");
    private static final int LONG_RUN = 16;
    /** Keys with hyphens in them may have no such run, but are longer than names. */
    private static final int LONG_KEY = 32;
    /** So much tells; a text may be made of nothing but beginnings. */
    private static final int LONGEST_KEY = 256;
    /** The beginnings by their first characters; nearly no word of a text begins with one of these. */
    private static final String[][] BY_FIRST = new String[128][];
    /** What a character may be a sign of. */
    private static final byte[] MARKS = new byte[256];
    private static final byte BEGINS = 1;
    private static final byte SPEAKS = 2;
    private static final byte NAMES_USER = 4;
    private static final byte IN_WORD = 8;
    /**
     * By two bytes: the beginnings of credentials in which they stand. Each beginning is known by two of its pairs, one
     * at an even place and one at an odd, so that of a text only every other place need be looked at.
     */
    private static final Clue[][] CLUES = new Clue[1 << 16][];

    /** A beginning, and where in it the pair stands. */
    private record Clue(byte[] beginning, int at) { }

    static {
        BEGINNINGS.forEach(b -> {
            BY_FIRST[b.charAt(0)] = BEGINNINGS.stream().filter(other -> other.charAt(0) == b.charAt(0)).toArray(String[]::new);
            clue(b, 0);
            clue(b, 1);
        });
        for (char c = 0; c < BY_FIRST.length; c++) {
            MARKS[c] = (byte) ((BY_FIRST[c] == null ? 0 : BEGINS) | ("kcwzuKCWZU".indexOf(c) < 0 ? 0 : SPEAKS) | (c == '@' ? NAMES_USER : 0) | (Ascii.isAlphanumeric(c) ? IN_WORD : 0));
        }
        // Not a beginning: what stands before the host in an address with a password.
        for (int other = 0; other < 256; other++) {
            CLUES['@' << 8 | other] = new Clue[0];
            CLUES[other << 8 | '@'] = new Clue[0];
        }
    }

    /** Chooses, of every other pair from a place on, the one that words hold least: the one with most signs and capitals. */
    private static void clue(String beginning, int from) {
        var bytes = beginning.getBytes(StandardCharsets.US_ASCII);
        int best = from;
        for (int at = from; at < bytes.length - 1; at += 2) {
            if (rarity(bytes, at) > rarity(bytes, best)) best = at;
        }
        int pair = bytes[best] << 8 | bytes[best + 1];
        var known = CLUES[pair] == null ? new Clue[0] : CLUES[pair];
        CLUES[pair] = Stream.concat(Arrays.stream(known), Stream.of(new Clue(bytes, best))).toArray(Clue[]::new);
    }

    private static long rarity(byte[] bytes, int at) {
        return IntStream.of(bytes[at], bytes[at + 1]).filter(c -> c < 'a' || c > 'z').count();
    }

    /** Names end somewhere: without a bound, a text that is one long word would be gone through again from each of its letters. */
    private static final String NAMES = "(?:token|secret|passw|api[-_]?key|credential|private[-_]?key|authorization)[\\w-]{0,40}";
    /** A credential by the name that is given to it in a text: in an assignment, in JSON or YAML, in a header, or as an option. */
    private static final Pattern ASSIGNED = Pattern.compile("(?i)(" + NAMES + "\\\\?[\"']?\\s*[=:]\\s*(?:(?:bearer|basic|token)\\s+)?|--?[\\w-]{0,40}" + NAMES + "\\s+)"
        + "(?:\\\\?\"[^\"]+\"?|'[^']+'?|[^\\s\"'&]{6,})");
    /** What follows the name of a user in an option; two numbers are no password, but a user and his group. */
    private static final Pattern WITH_USER = Pattern.compile("((?:^|\\s)(?:-u\\s*|--user[=\\s]\\s*)[\"']?[^\\s:\"'/]{1,80}:)(?!\\d{1,9}(?:\\s|$))[^\\s\"']+");
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(://)[^/\\s]+@|(:/)[^/\\s:@]+:[^/\\s]+@");
    /** A user alone is no credential where everybody is called so, as git is; over HTTP he may be a token. */
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("https?://[^/\\s]+@|:/{1,2}[^/\\s:@]+:[^/\\s]+@");
    private static final Pattern IN_QUERY = Pattern.compile("(?i)([?&#;][^=&#\\s]{0,40}" + NAMES + "=)[^&#\\s\"']+");
    /** What stands in the place of a value that is not shown. */
    public static final String HIDDEN = "(not shown)";
    /** Few names stand for very many values. */
    private static final Map<String, Boolean> SPEAKING_NAMES = new ConcurrentHashMap<>();

    private Secrets() { }

    /** A field's value as a report may show it: not at all where its name speaks of a credential, else without those in it. */
    public static String shown(String field, String value) {
        if (value.isEmpty()) return value;
        return isNamed(field) || value.startsWith("{") && NAME.matcher(value).find() ? HIDDEN : masked(value);
    }

    /** Whether a field speaks of a credential by its name, or its value looks like one. */
    public static boolean isCredential(String field, String value) {
        return isNamed(field) || isCredential(value) || value.indexOf('@') > 0 && PASSWORD_IN_ADDRESS.matcher(value).find();
    }

    /** A text that quotes values, without those that look like credentials. */
    public static String masked(String text) {
        if (!mayHold(text)) return text;
        var shown = isCredential(text) ? withoutCredentials(text) : text;
        return address(WITH_USER.matcher(ASSIGNED.matcher(shown).replaceAll("$1" + HIDDEN)).replaceAll("$1" + HIDDEN));
    }

    /** Whether something may have to be hidden: asked of every text that is shown, in one go, as nearly none has anything. */
    private static boolean mayHold(String text) {
        var latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
        // Two halves of a character became one byte, and places are not those of the text.
        if (latin1.length < text.length()) return true;
        byte before = 0;
        for (int at = 0; at < latin1.length; at++) {
            byte mark = MARKS[latin1[at] & 0xFF];
            if ((mark & (BEGINS | SPEAKS | NAMES_USER)) != 0) {
                if ((mark & BEGINS) != 0 && (before & IN_WORD) == 0 && at <= latin1.length - SHORTEST && begins(text, at, BY_FIRST[latin1[at]])) return true;
                if ((mark & SPEAKS) != 0 && speaks(text, latin1, at) || (mark & NAMES_USER) != 0) return true;
            }
            before = mark;
        }
        return false;
    }

    private static String withoutCredentials(String text) {
        var shown = new StringBuilder();
        int from = 0;
        for (int at = next(text, 0); at >= 0; at = next(text, from)) {
            shown.append(text, from, at).append(HIDDEN);
            from = end(text, at);
        }
        return shown.append(text, from, text.length()).toString();
    }

    /** Where the word ends that begins at a place; what follows the head of a key is all of it. */
    private static int end(String text, int at) {
        if (text.startsWith("-----BEGIN ", at)) return text.length();
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && "\"'`<>".indexOf(text.charAt(end)) < 0) end++;
        return end;
    }

    /** Whether a name that speaks has its rarest letter at a place. */
    private static boolean speaks(String text, byte[] latin1, int at) {
        int before = at == 0 ? 0 : latin1[at - 1] | 0x20;
        int after = at == latin1.length - 1 ? 0 : latin1[at + 1] | 0x20;
        return switch (latin1[at] | 0x20) {
            case 'k' -> after == 'e' && (stands("token", text, at - 2) || isKey(text, at));
            case 'c' -> after == 'r' && (stands("secret", text, at - 2) || stands("credential", text, at));
            // An option of many programs: --user NAME:PASSWORD.
            case 'u' -> before == '-';
            case 'w' -> before == 's' && stands("passw", text, at - 4);
            default -> before == 'i' && stands("authorization", text, at - 7);
        };
    }

    private static boolean stands(String word, String text, int at) {
        return text.regionMatches(true, at, word, 0, word.length());
    }

    private static boolean isKey(String text, int at) {
        int end = at > 0 && (text.charAt(at - 1) == '_' || text.charAt(at - 1) == '-') ? at - 1 : at;
        return stands("key", text, at) && (stands("api", text, end - 3) || stands("private", text, end - 7));
    }

    /** Whether a field speaks of a credential by its name. */
    public static boolean isNamed(String field) {
        // Nearly always known: what computes makes a function first.
        var known = SPEAKING_NAMES.get(field);
        return known != null ? known : SPEAKING_NAMES.computeIfAbsent(field, name -> NAME.matcher(name).find());
    }

    /** Whether a text may hold a value that looks like a credential: asked of whole files, before their values are. */
    public static boolean mayBeIn(byte[] utf8) {
        for (int at = 0; at < utf8.length - 1; at += 2) {
            var clues = CLUES[(utf8[at] & 0xFF) << 8 | utf8[at + 1] & 0xFF];
            if (clues == null) continue;
            if (clues.length == 0) return true;
            for (var clue : clues) {
                if (begins(utf8, at - clue.at(), clue.beginning())) return true;
            }
        }
        return false;
    }

    private static boolean begins(byte[] utf8, int at, byte[] beginning) {
        if (at < 0 || at + beginning.length > utf8.length || utf8[at] != beginning[0] || isInWord(utf8, at)) return false;
        return Arrays.equals(utf8, at, at + beginning.length, beginning, 0, beginning.length);
    }

    /** Whether a letter or digit stands before a place that is one itself, and not as the end of an escape of JSON. */
    private static boolean isInWord(byte[] utf8, int at) {
        if (at == 0 || !Ascii.isAlphanumeric(utf8[at - 1])) return false;
        boolean escaped = at > 1 && utf8[at - 2] == '\\' || at > 5 && utf8[at - 6] == '\\' && utf8[at - 5] == 'u';
        return !escaped;
    }

    /** Whether a credential of a known service stands in a text. */
    static boolean isCredential(String value) {
        return next(value, 0) >= 0;
    }

    /** Where the next credential begins; below zero without one. */
    private static int next(String value, int from) {
        boolean inWord = false;
        for (int at = from; at <= value.length() - SHORTEST; at++) {
            char c = value.charAt(at);
            if (!inWord && c < BY_FIRST.length && BY_FIRST[c] != null && begins(value, at, BY_FIRST[c])) return at;
            inWord = isInWord(c);
        }
        return -1;
    }

    private static boolean isInWord(char c) {
        return Ascii.isAlphanumeric(c) || c > '\u007f' && Character.isLetterOrDigit(c);
    }

    private static boolean begins(String value, int at, String[] beginnings) {
        for (var beginning : beginnings) {
            if (value.startsWith(beginning, at) && isOneWord(value, at + beginning.length()) && !(WORDS.contains(beginning) && isName(value, at + beginning.length()))) return true;
        }
        return false;
    }

    /** Folders are called so, too; the keys have a long run of letters and digits, or are long and of letters of both cases and digits. */
    private static boolean isName(String value, int from) {
        int run = 0;
        int end = from;
        for (; end < value.length() && end - from < LONGEST_KEY && (Ascii.isAlphanumeric(value.charAt(end)) || "-_.".indexOf(value.charAt(end)) >= 0); end++) {
            run = Ascii.isAlphanumeric(value.charAt(end)) ? run + 1 : 0;
            if (run >= LONG_RUN) return false;
        }
        var key = value.substring(from, end);
        return key.length() < LONG_KEY || key.chars().noneMatch(Character::isDigit) || key.chars().noneMatch(Character::isUpperCase) || key.chars().noneMatch(Character::isLowerCase);
    }

    /** Prose that happens to begin like a credential goes on with a blank. */
    private static boolean isOneWord(String value, int from) {
        return value.substring(from, Math.min(value.length(), from + SHORTEST / 2)).chars().noneMatch(Character::isWhitespace)
            || value.startsWith("-----BEGIN ");
    }

    /** A text in which addresses stand, without the users and passwords in them, and without credentials in their queries. */
    public static String address(String text) {
        if (!text.contains(":/")) return text;
        return text.indexOf('=') < 0 ? withoutUser(text) : IN_QUERY.matcher(withoutUser(text)).replaceAll("$1" + HIDDEN);
    }

    private static String withoutUser(String text) {
        return text.indexOf('@') < 0 || !text.contains(":/") ? text : USER_IN_ADDRESS.matcher(text).replaceAll("$1$2" + HIDDEN + "@");
    }
}
