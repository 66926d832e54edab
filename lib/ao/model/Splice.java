package ao.model;

/**
 * A stretch of a file that is replaced by other bytes.
 *
 * @param at     where it begins, in bytes
 * @param length how many bytes are replaced
 * @param bytes  what stands there instead
 */
public record Splice(long at, int length, byte[] bytes) { }
