package ao.model;

/**
 * A sentence for the operator about what became of a project or session.
 *
 * @param session empty when it is about the project
 */
public record Note(String project, String session, String text) {
    @Override public String toString() {
        return (session.isEmpty() ? project : project + "/" + session) + ": " + text;
    }
}
