package ao.plan;

import ao.model.LegacyProject;
import ao.model.LegacySession;
import java.util.List;

/**
 * One project with its records, as read.
 *
 * @param unreadable how many records could not be read
 */
public record ProjectInput(LegacyProject project, List<LegacySession> sessions, int unreadable) { }
