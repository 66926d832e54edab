package ao.model;

/**
 * One entry of the loss ledger: a value that was dropped, guessed, renamed or remapped on its way.
 *
 * @param session empty for a project's own fields
 * @param oldValue the value in the source, empty when there was none
 * @param newValue the value in the target, empty when it was dropped
 */
public record Loss(String project, String session, String field, String oldValue, String newValue, String reason) { }
