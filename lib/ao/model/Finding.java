package ao.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that is not as it should be, with its evidence.
 *
 * @param code     stable, short, kebab case; {@code ao explain CODE} knows it
 * @param category when it should be seen to
 * @param subject  what it is about
 * @param message  one sentence
 * @param expected what should be there, when that can be said
 * @param found    what is there
 * @param fix      what mends it, when a command does
 */
public record Finding(String code, Severity severity, Category category, Subject subject, String message,
                      Optional<String> expected, Optional<String> found, Optional<Fix> fix) {

    /** When a finding should be seen to. */
    public enum Category {
        /** It loses something, or keeps something from working, now. */
        FIX_NOW,
        /** It will bite some day. */
        RECOMMENDED,
        /** A trace of what happened once; nothing has to be done. */
        HISTORICAL;

        /** The words used in every report. */
        public String words() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * The thing that a finding is about.
     *
     * @param kind    store, project, session, file or database
     * @param project the project that it belongs to; empty when it belongs to none
     */
    public record Subject(String kind, String id, Optional<Path> path, String project) { }

    /**
     * A command that mends it.
     *
     * @param safe whether it can be run without thinking: it asks or can be taken back, and loses nothing
     */
    public record Fix(String command, boolean safe) { }

    /** A finding about a file or folder. */
    public static Finding at(String code, Severity severity, Path path, String message) {
        var name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
        return of(code, severity, new Subject("file", name, Optional.of(path), ""), message);
    }

    /** A finding about anything. */
    public static Finding of(String code, Severity severity, Subject subject, String message) {
        var category = switch (severity) {
            case ERROR -> Category.FIX_NOW;
            case WARNING -> Category.RECOMMENDED;
            case INFO -> Category.HISTORICAL;
        };
        return new Finding(code, severity, category, subject, message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same finding, telling what was expected and what was found instead. */
    public Finding expecting(String wanted, String was) {
        return new Finding(code, severity, category, subject, message, Optional.of(Secrets.masked(wanted)), Optional.of(Secrets.masked(was)), fix);
    }

    /** The same finding with another subject. */
    public Finding about(String kind, String id) {
        return new Finding(code, severity, category, new Subject(kind, id, subject.path(), kind.equals("project") ? id : subject.project()), message, expected, found, fix);
    }

    /** The same finding about a project, or something in it. */
    public Finding ofProject(String project) {
        return new Finding(code, severity, category, new Subject(subject.kind(), subject.id(), subject.path(), project), message, expected, found, fix);
    }

    /** The same finding with a command that mends it and can be run without thinking. */
    public Finding fixedBy(String command) {
        return new Finding(code, severity, category, subject, message, expected, found, Optional.of(new Fix(command, true)));
    }

    /** The same finding with a command that mends it, to be thought about first. */
    public Finding perhapsFixedBy(String command) {
        return new Finding(code, severity, category, subject, message, expected, found, Optional.of(new Fix(command, false)));
    }

    /** The same finding, in another category than its severity says. */
    public Finding in(Category other) {
        return new Finding(code, severity, other, subject, message, expected, found, fix);
    }
}
