package ao.model;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a directory that is gone may be now.
 *
 * @param score    the sum of what each piece of evidence weighs
 * @param evidence why it is thought to be there, the weightiest first
 */
public record Proposal(Path directory, int score, List<String> evidence) { }
