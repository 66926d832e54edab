package ao.model;

import java.util.Optional;

/**
 * One entry of an OpenClaw session store.
 *
 * @param key     as it is spelled in the store
 * @param value   its value as it stands there; nothing of a value that is no entry
 * @param shape   what kind of value that is
 * @param stamp   when it was updated, as JSON text: it may be of any type
 * @param session the id of the session that it points to
 * @param file    the transcript that it names by a path of its own
 * @param channel the channel that was used last
 * @param target  who was spoken to last: a phone number or another name of a person
 */
public record OpenclawEntry(String key, Excerpt value, Shape shape, Optional<String> stamp, Optional<String> session, Optional<String> file,
                            Optional<String> channel, Optional<String> target) {
    /** What kind of value an entry is; only an object is one that every reader takes. */
    public enum Shape { OBJECT, ARRAY, OTHER }

    /** The same entry under another key. */
    public OpenclawEntry called(String other) {
        return new OpenclawEntry(other, value, shape, stamp, session, file, channel, target);
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
