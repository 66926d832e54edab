package ao.read;

import ao.model.Fingerprint.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files and texts: the identity of content. */
public final class Hashes {
    /** One that has taken nothing: to copy it is quicker than to look for who provides it. */
    private static final MessageDigest FRESH = fresh();

    private Hashes() { }

    /** A fresh digest. */
    public static MessageDigest digest() {
        return cloned(FRESH);
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A digest that has taken what another one has. */
    public static MessageDigest cloned(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every Java can be cloned", e);
        }
    }

    /** The hex text of a finished digest. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of a text's UTF-8 bytes. */
    public static String of(String text) {
        return content(text.getBytes(StandardCharsets.UTF_8)).sha256();
    }

    /** The content of bytes. */
    public static FileContent content(byte[] bytes) {
        var digest = digest();
        digest.update(bytes);
        return new FileContent(hex(digest), bytes.length);
    }

    /** The content of a file. */
    public static FileContent content(Path file) throws IOException {
        return content(file, Long.MAX_VALUE);
    }

    /** The content of a file's first bytes. */
    public static FileContent content(Path file, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return content(in, length);
        }
    }

    /** The content of a stream, read to its end. */
    public static FileContent content(InputStream in) throws IOException {
        return content(in, Long.MAX_VALUE);
    }

    private static FileContent content(InputStream in, long length) throws IOException {
        var digest = digest();
        long size = Pieces.read(in, length, (buffer, read) -> digest.update(buffer, 0, read));
        return new FileContent(hex(digest), size);
    }
}
