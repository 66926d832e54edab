package ao.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that is not as it should be, with its evidence.
 *
 * @param code     stable, short, kebab case; {@code ao explain CODE} knows it
 * @param subject  what it is about
 * @param message  one sentence
 * @param expected what should be there, when that can be said
 * @param found    what is there
 * @param fix      the command that mends it, when there is one
 */
public record Finding(String code, Severity severity, Subject subject, String message,
                      Optional<String> expected, Optional<String> found, Optional<String> fix) {

    /** The thing that a finding is about: its kind (store, project, session, file, database), id and place. */
    public record Subject(String kind, String id, Optional<Path> path) { }

    /** A finding about a file or folder. */
    public static Finding at(String code, Severity severity, Path path, String message) {
        var name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
        return new Finding(code, severity, new Subject("file", name, Optional.of(path)), message,
            Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same finding, telling what was expected and what was found instead. */
    public Finding expecting(String wanted, String was) {
        return new Finding(code, severity, subject, message, Optional.of(wanted), Optional.of(was), fix);
    }

    /** The same finding with another subject. */
    public Finding about(String kind, String id) {
        return new Finding(code, severity, new Subject(kind, id, subject.path()), message, expected, found, fix);
    }

    /** The same finding with the command that mends it. */
    public Finding fixedBy(String command) {
        return new Finding(code, severity, subject, message, expected, found, Optional.of(command));
    }
}
