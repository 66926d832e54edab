package ao.model;

import java.util.regex.Pattern;

/** Whether a setting that people write holds a credential itself, rather than where to find one: there a variable or a file is the right way. */
public final class SettingSecrets {
    private static final Pattern SPEAKING = Pattern.compile("(?i)token|secret|passw|api[-_]?key|credential|private[-_]?key|access[-_]?key|authorization|(^|[-_])(pwd|pass|auth)$");
    /** What a name ends with that tells of something else than the credential. */
    private static final Pattern OF_ANOTHER = Pattern.compile("(?i)(file|path|dir|env|var|name|url|ref|tokens|parallelism|limit|ttl|type)$");
    private static final Pattern PASSWORD = Pattern.compile("(?i)passw|secret|(^|[-_])(pwd|pass)$");
    /** A variable, or what a command prints. */
    private static final Pattern REFERENCE = Pattern.compile("(?s)\\$\\{.*}|\\$[A-Za-z_]\\w*|\\$\\(.*\\)|`.*`|<.*>");
    /** A file, or an entry in a keeper of secrets. */
    private static final Pattern PLACE = Pattern.compile("(?s)(~?/|\\.{1,2}/|[a-z]{2,12}://(?!.*@)|vault:|arn:|file:).*");
    private static final Pattern TRUTH = Pattern.compile("(?i)true|false|null|yes|no|on|off");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?");
    /** How names of variables look, which settings give instead of what is in them. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]");
    private static final Pattern WITH_PASSWORD = Pattern.compile("://[^/\\s:@]*:(?!\\$)[^/\\s@]+@");
    /** A user alone is no credential where everybody is called so, as git is; over HTTP he may be a token. */
    private static final Pattern TOKEN_AS_USER = Pattern.compile("https?://(?!\\$|git@)[^/\\s:@]{8,}@");
    private static final Pattern HEADER = Pattern.compile("(?i)\\b(basic|bearer)\\s+(?=\\S*[\\d=])[A-Za-z0-9+/=._-]{8,}");
    /** What follows the name of a user; two numbers are no password, but a user and his group. */
    private static final Pattern OF_USER = Pattern.compile("\\b(?:curl|wget|https?)\\b[^\\n]{0,400}?\\s(?:-u\\s*|--user[=\\s]\\s*)[\"']?[^\\s:\"'/$]{1,80}:(?!\\$|\\d{1,9}(?:\\s|$))[^\\s\"']+");
    private static final Pattern ASSIGNED = Pattern.compile("(?i)([a-z_][\\w-]{0,60})[\"']?\\s{0,8}[=:]\\s{0,8}(?:(?:bearer|basic|token)\\s{1,8})?(\"[^\"]*\"|'[^']*'|\\$\\{[^}]*}|\\$\\([^)]*\\)|`[^`]*`|[^\\s,}\\]\"'&;]+)");
    /** Of words behind an option only those that no language has. */
    private static final Pattern OPTION = Pattern.compile("\\s--?([A-Za-z][\\w-]{0,60})\\s+[\"']?((?=\\S*\\d)[A-Za-z0-9+/=._-]{8,})|:_auth(?:Token)?\\s+\\S{8,}");
    private static final Pattern DIGIT = Pattern.compile("\\d");

    private SettingSecrets() { }

    /** Whether there is one, by the setting's name, by how it looks, or by a name within its text. */
    public static boolean isIn(String name, String value) {
        var text = value.strip();
        if (isNone(name, text)) return false;
        if (Secrets.isCredential(text) || isSpeaking(name)) return true;
        if (WITH_PASSWORD.matcher(text).find() || TOKEN_AS_USER.matcher(text).find() || HEADER.matcher(text).find() || OF_USER.matcher(text).find()) return true;
        boolean settings = text.startsWith("{") || text.startsWith("[");
        return ASSIGNED.matcher(text).results().anyMatch(m -> isAssigned(m.group(1), m.group(2).replaceAll("^[\"']|[\"']$", ""), settings))
            || OPTION.matcher(text).results().anyMatch(m -> m.group(1) == null || isSpeaking(m.group(1)));
    }

    /** In prose a word may stand behind a colon. */
    private static boolean isAssigned(String name, String value, boolean settings) {
        return isSpeaking(name) && !isNone(name, value) && (settings || DIGIT.matcher(value).find());
    }

    private static boolean isSpeaking(String name) {
        return SPEAKING.matcher(name).find() && !OF_ANOTHER.matcher(name).find();
    }

    private static boolean isNone(String name, String value) {
        if (value.isEmpty() || TRUTH.matcher(value).matches() || REFERENCE.matcher(value).matches() || PLACE.matcher(value).matches()) return true;
        if (NUMBER.matcher(value).matches()) return !PASSWORD.matcher(name).find();
        return VARIABLE.matcher(value).matches() && SPEAKING.matcher(value).find();
    }
}
