package ao.model;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A conversation that an agent keeps.
 *
 * @param file     the transcript, or the database that holds it
 * @param size     of the transcript in bytes; 0 for one in a database
 * @param modified when it was last written
 * @param empty    whether nothing was ever said in it, so that no agent goes on with it
 */
public record Conversation(Harness harness, String id, Path file, long size, Instant modified, boolean empty) { }
