package ao.model;

/**
 * How to go on with an imported session by hand, now (D38).
 *
 * @param command runs as printed; empty when nothing would resume
 * @param remark  why there is no command, or what to know before running it
 */
public record ResumeHint(String project, String session, String command, String remark) { }
