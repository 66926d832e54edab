package ao.plan;

/**
 * What a change is about. Changes about one session within a group stand or fall together.
 *
 * @param project empty for what serves several projects
 * @param session empty for what serves several sessions
 */
public record About(Purpose purpose, String project, String session) {
    /** About something that serves several projects. */
    public static About shared(Purpose purpose) {
        return new About(purpose, "", "");
    }
}
