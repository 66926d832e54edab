package ao.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * One session record of a legacy store, read and typed. Texts are verbatim; an absent, null or empty text is empty.
 *
 * @param project     the folder's project id, which beats the record's own {@code project} key
 * @param file        the record's file
 * @param modified    the file's modification time
 * @param size        the file's size in bytes
 * @param archived    from an archive folder of the hashed layout, hence terminated
 * @param agent       the stored agent; a value of another type is its JSON text, which no system knows
 * @param shownStatus the status that the legacy software shows: a word of {@link Status}, an unknown word, or {@code unknown}
 * @param terminatedAt the top-level key of that name, as text
 * @param handles     runtime handles at top level and inside the lifecycle, in this order
 * @param unmapped    every other key with its value as text or JSON, where a loss ledger is wanted
 * @param details     what tells whether the record is sound, where somebody wants to know
 */
public record LegacySession(
    String project, SessionId id, Path file, Instant modified, long size, boolean archived,
    Optional<String> role, Optional<String> agent, Optional<String> status,
    Optional<StoredLifecycle> lifecycle, String shownStatus,
    Optional<String> worktree, Optional<String> branch, Optional<String> issue,
    Optional<String> userPrompt, Optional<String> displayName,
    Optional<String> createdAt, Optional<String> terminatedAt,
    Optional<String> claudeSessionUuid, Optional<String> codexThreadId, Optional<String> opencodeSessionId,
    Optional<String> tmuxName, List<RuntimeHandle> handles, SortedMap<String, String> unmapped, RecordDetails details) {

    /** The id under which the agent program knows the conversation, by the harness given. */
    public Optional<String> resumeId(Harness harness) {
        if (harness.equals(Harness.CLAUDE_CODE)) return claudeSessionUuid;
        if (harness.equals(Harness.CODEX)) return codexThreadId;
        if (harness.equals(Harness.OPENCODE)) return opencodeSessionId;
        return Optional.empty();
    }

    /** The runtime that the legacy software asks for and ends in a restore: the lifecycle's, or the top level's, or a tmux session (session-manager sheet, 1.11 and 4.4). */
    public Optional<RuntimeHandle> runtime() {
        if (!handles.isEmpty()) return Optional.of(handles.get(handles.size() - 1));
        return tmuxName.filter(name -> !name.isBlank()).map(name -> new RuntimeHandle(Optional.of(name), Optional.of("tmux"), OptionalLong.empty(), OptionalLong.empty()));
    }

    /** A stored worktree as a folder: absolute and clean. Nothing for texts that name none. */
    public static Optional<Path> directory(Optional<String> worktree) {
        try {
            return worktree.map(Path::of).filter(Path::isAbsolute).map(Path::normalize);
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }
}
