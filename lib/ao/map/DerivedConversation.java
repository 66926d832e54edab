package ao.map;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The conversation that the rewrite has Claude Code begin for a session: a UUID of version 5 of the session's id (rewrite-store sheet, 7.4). */
public final class DerivedConversation {
    private static final UUID NAMESPACE = UUID.fromString("a1f0c3d2-7b54-4e96-8a2b-0d9e1f2a3b4c");

    private DerivedConversation() { }

    /** The id of a session's conversation. */
    public static String of(String session) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(NAMESPACE.getMostSignificantBits()).putLong(NAMESPACE.getLeastSignificantBits()).array());
            var hash = ByteBuffer.wrap(sha1.digest(session.getBytes(StandardCharsets.UTF_8)));
            return new UUID(hash.getLong() & ~0xF000L | 0x5000L, hash.getLong() & ~(0xC0L << 56) | 0x80L << 56).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
