package ao.model;

import java.util.regex.Pattern;

/** Whether a setting that people write holds a credential itself, rather than where to find one: there a variable or a file is the right way. */
public final class SettingSecrets {
    private static final Pattern SPEAKING = Pattern.compile("(?i)token|secret|passw|api[-_]?key|credential|private[-_]?key|access[-_]?key|authorization|(^|[-_])(pwd|pass|auth)$");
    /** What a name ends with that tells of something else than the credential. */
    private static final Pattern OF_ANOTHER = Pattern.compile("(?i)(file|path|dir|env|var|name|url|tokens|parallelism|limit|ttl|type)$");
    /** A variable, or what a command prints. */
    private static final Pattern REFERENCE = Pattern.compile("(?s)\\s*[\"']?(\\$\\{.*}|\\$[A-Za-z_]\\w*|\\$\\(.*\\)|`.*`)[\"']?\\s*");
    private static final Pattern NO_TEXT = Pattern.compile("(?i)\\s*(|true|false|null|[-+]?\\d+(\\.\\d+)?)\\s*");
    /** How names of variables look, which settings give instead of what is in them. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+");
    private static final Pattern WITH_PASSWORD = Pattern.compile("://[^/\\s:@]*:(?!\\$)[^/\\s@]+@");
    /** A user alone is no credential where everybody is called so, as git is; over HTTP he may be a token. */
    private static final Pattern TOKEN_AS_USER = Pattern.compile("https?://(?!\\$|git@)[^/\\s:@]{8,}@");
    private static final Pattern HEADER = Pattern.compile("(?i)\\b(basic|bearer)\\s+[A-Za-z0-9+/=._-]{8,}");
    private static final Pattern OF_USER = Pattern.compile("(?:^|\\s)(?:-u\\s*|--user[=\\s]\\s*)[\"']?[^\\s:\"'/$]{1,80}:(?![$\\d])[^\\s\"']+");
    private static final Pattern ASSIGNED = Pattern.compile("([A-Za-z_][\\w-]{0,60})[\"']?\\s*[=:]\\s*(\"[^\"]*\"|'[^']*'|\\$\\{[^}]*}|\\$\\([^)]*\\)|[^\\s,}\\]\"'&;]+)");
    /** Of words behind an option only those that no language has. */
    private static final Pattern OPTION = Pattern.compile("\\s--?([A-Za-z][\\w-]{0,60})\\s+[\"']?((?=\\S*\\d)[A-Za-z0-9+/=._-]{8,})");

    private SettingSecrets() { }

    /** Whether there is one, by the setting's name, by how it looks, or by a name within its text. */
    public static boolean isIn(String name, String value) {
        if (isNone(value)) return false;
        if (Secrets.isCredential(value) || isSpeaking(name)) return true;
        if (WITH_PASSWORD.matcher(value).find() || TOKEN_AS_USER.matcher(value).find() || HEADER.matcher(value).find() || OF_USER.matcher(value).find()) return true;
        return ASSIGNED.matcher(value).results().anyMatch(m -> isSpeaking(m.group(1)) && !isNone(m.group(2).replaceAll("^[\"']|[\"']$", "")))
            || OPTION.matcher(value).results().anyMatch(m -> isSpeaking(m.group(1)));
    }

    private static boolean isSpeaking(String name) {
        return SPEAKING.matcher(name).find() && !OF_ANOTHER.matcher(name).find();
    }

    private static boolean isNone(String value) {
        return NO_TEXT.matcher(value).matches() || REFERENCE.matcher(value).matches() || VARIABLE.matcher(value.strip()).matches();
    }
}
