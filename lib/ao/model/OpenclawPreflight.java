package ao.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store of OpenClaw with all that matters to the upgrade which moves it into a database.
 *
 * @param file        the store file, {@code sessions.json}
 * @param form        what the file is
 * @param complaint   what is wrong with it, when it is no store
 * @param entries     its entries; none when it is no store
 * @param directory   whether an active {@code sessions.d} lies beside it
 * @param database    the database of an upgrade that was made already
 * @param transcripts the files of conversations in the store's folder
 * @param prompts     the prompts that entries keep in files of their own, and whose file is not there: by entry's key
 * @param gateway     what a running gateway says of itself; nothing where none is known
 */
public record OpenclawPreflight(Path file, Form form, String complaint, List<OpenclawEntry> entries, boolean directory, Optional<Path> database, List<Path> transcripts,
                                List<MissingPrompt> prompts, Optional<String> gateway) {

    /** What a store file is. */
    public enum Form {
        ABSENT, STORE, EMPTY,
        /** JSON with comments, single quotes or the like. */
        JSON5,
        /** A mark of the byte order stands before it. */
        MARKED,
        /** It may not be read, so that nobody knows what it is. */
        CLOSED,
        /** A value that is no object. */
        OTHER_VALUE,
        /** Nothing that any reader takes. */
        BROKEN,
        /** A link, a folder, or too large. */
        NOT_A_FILE
    }

    /** A prompt whose file is not there. */
    public record MissingPrompt(String key, Path file) { }
}
