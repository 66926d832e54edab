package ao.model;

/**
 * A row of {@code sessions} as an inspection needs it, in any version of the schema. Columns that are not there are
 * empty.
 *
 * @param runtimeHandle what runs it; empty for a row that was imported
 * @param hasPrompt     whether a fresh start would have something to begin with
 * @param permissions   the mode that its project's settings give its role now
 */
public record RewriteSession(
    String id, String project, String kind, String harness, String activity, boolean terminated, String branch, String workspacePath,
    String runtimeHandle, String agentSessionId, boolean hasPrompt, String createdAt, String updatedAt, String permissions) { }
