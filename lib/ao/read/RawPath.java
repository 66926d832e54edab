package ao.read;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Paths whose bytes text cannot give back: a name that is not valid in the system's encoding (DESIGN, rule 8). */
public final class RawPath {
    private RawPath() { }

    /** Whether the path is the one that its text names. */
    public static boolean isText(Path path) {
        return path.toString().indexOf('\uFFFD') < 0 || Path.of(path.toString()).equals(path);
    }

    /** The path percent-encoded byte by byte. */
    public static String encode(Path path) {
        return encoded(path.toAbsolutePath());
    }

    /** A folder's address ends in a slash only while the folder is there. */
    private static String encoded(Path absolute) {
        var raw = absolute.toUri().getRawPath();
        return raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }

    /** The path of {@link #encode}. */
    public static Path decode(String encoded) {
        return Path.of(URI.create("file://" + encoded));
    }

    /** The path with something put after its name. */
    public static Path append(Path path, String ending) {
        return isText(path) ? path.resolveSibling(path.getFileName() + ending) : decode(encode(path) + ending);
    }

    /** The bytes of a path as the system knows it. */
    public static byte[] bytes(Path path) {
        if (isText(path)) return path.toString().getBytes(StandardCharsets.UTF_8);
        var text = encode(path);
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
