package ao.model;

import java.util.Optional;

/**
 * One entry of an OpenClaw session store.
 *
 * @param key     as it is spelled in the store
 * @param value   its value as it stands there; nothing of a value that is no entry
 * @param shape   what kind of value that is
 * @param details what some of its members say
 */
public record OpenclawEntry(String key, Excerpt value, Shape shape, Details details) {
    /** What kind of value an entry is; only an object is one that every reader takes. */
    public enum Shape { OBJECT, ARRAY, OTHER }

    /** What members of an entry say, worked out when it is asked for: of most entries it never is. */
    public interface Details {
        /** When it was updated, as JSON text: it may be of any type. */
        Optional<String> stamp();

        /** The id of the session that it points to. */
        Optional<String> session();

        /** The transcript that it names by a path of its own. */
        Optional<String> file();

        /** The channel that was used last. */
        Optional<String> channel();

        /** Who was spoken to last: a phone number or another name of a person. */
        Optional<String> target();
    }

    /** The same entry under another key. */
    public OpenclawEntry called(String other) {
        return other.equals(key) ? this : new OpenclawEntry(other, value, shape, details);
    }

    /** {@link Details#stamp()}. */
    public Optional<String> stamp() {
        return details.stamp();
    }

    /** {@link Details#session()}. */
    public Optional<String> session() {
        return details.session();
    }

    /** {@link Details#file()}. */
    public Optional<String> file() {
        return details.file();
    }

    /** {@link Details#channel()}. */
    public Optional<String> channel() {
        return details.channel();
    }

    /** {@link Details#target()}. */
    public Optional<String> target() {
        return details.target();
    }

    /** Its value as JSON text. */
    public String json() {
        return value.text();
    }

    /** Whether a migration keeps it. */
    public boolean isKept() {
        return shape != Shape.OTHER;
    }
}
