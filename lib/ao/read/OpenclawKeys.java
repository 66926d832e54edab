package ao.read;

import ao.model.Ascii;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** OpenClaw's session keys, and the names of the files that hold their entries (openclaw-store sheet, 4 and 7). */
public final class OpenclawKeys {
    private static final String PREFIX = "session-";
    private static final String HASHED = "session-hash-";
    private static final String ENDING = ".json";
    private static final int LONGEST_INLINE = 120;
    private static final long LARGEST_INDEX = 4_294_967_294L;
    private static final int LONGEST_INDEX = 10;
    /** Names that mean something else on a JavaScript object: entries of these keys are never read. */
    private static final Set<String> BLOCKED = Set.of("__proto__", "prototype", "constructor");

    private OpenclawKeys() { }

    /** A key as the directory layout files it: trimmed as JavaScript trims, and in lower case. */
    public static String normalized(String key) {
        return JavaScript.trim(key).toLowerCase(Locale.ROOT);
    }

    /** A key as an index of a list: JavaScript goes through those first, in their order. */
    public static OptionalLong index(String key) {
        if (key.isEmpty() || key.length() > LONGEST_INDEX || key.charAt(0) < '0' || key.charAt(0) > '9') return OptionalLong.empty();
        return key.matches("0|[1-9]\\d{0,9}") && Long.parseLong(key) <= LARGEST_INDEX ? OptionalLong.of(Long.parseLong(key)) : OptionalLong.empty();
    }

    /** A key as it can be shown and written: halves of surrogate pairs as their escapes. */
    public static String shown(String key) {
        return isSound(key) ? key : JavaScript.quoted(key);
    }

    /** Whether no half of a surrogate pair is in a key. */
    public static boolean isSound(String key) {
        return Ascii.isAll(key) || StandardCharsets.UTF_8.newEncoder().canEncode(key);
    }

    /** Whether readers pass over entries of a key. */
    public static boolean isBlocked(String key) {
        return BLOCKED.contains(key);
    }

    /** The name of the file that holds a key's entry; nothing for a blank key. */
    public static Optional<String> fileName(String key) {
        var trimmed = JavaScript.trim(key);
        if (trimmed.isEmpty()) return Optional.empty();
        var bytes = utf8(trimmed);
        if (bytes.length <= LONGEST_INLINE) return Optional.of(PREFIX + base64(bytes) + ENDING);
        var digest = Hashes.digest();
        digest.update(bytes);
        return Optional.of(HASHED + base64(digest.digest()) + ENDING);
    }

    /** The key that a file's name tells; nothing for hashes, and for names that are not exactly what the key's would be. */
    public static Optional<String> key(String fileName) {
        if (!fileName.startsWith(PREFIX) || !fileName.endsWith(ENDING) || fileName.startsWith(HASHED)) return Optional.empty();
        var coded = fileName.substring(PREFIX.length(), Math.max(PREFIX.length(), fileName.length() - ENDING.length()));
        if (coded.isEmpty() || !coded.chars().allMatch(c -> c < 128)) return Optional.empty();
        try {
            var bytes = Base64.getUrlDecoder().decode(coded);
            var key = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
            return fileName(key).filter(fileName::equals).map(name -> key);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Half of a surrogate pair becomes U+FFFD, as where the names come from, so that different keys can share a name. */
    private static byte[] utf8(String text) {
        if (Ascii.isAll(text)) return text.getBytes(StandardCharsets.US_ASCII);
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE).replaceWith(new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD})
                .encode(CharBuffer.wrap(text));
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("what is malformed is replaced", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
