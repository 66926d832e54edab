package ao.journal;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run as its {@code run.json} tells it.
 *
 * @param undoes   the run that this one takes back; empty for none
 * @param undoneBy the run that took this one back; empty for none
 * @param complete whether everything of it was done when it was taken back
 */
public record Run(Path folder, String id, String command, List<String> argv, String startedAt, String finishedAt,
                  RunState state, String user, String undoes, String undoneBy, boolean complete) {

    /** The command of a run that is no run: it ends without a trace, and is never finished. */
    public static final String REHEARSE = "rehearse";

    /** The run of a folder. */
    public static Run load(Path folder) {
        var file = folder.resolve("run.json");
        try {
            var node = Json.MAPPER.readTree(Files.readAllBytes(file));
            var argv = new ArrayList<String>();
            node.path("argv").forEach(a -> argv.add(a.asText()));
            return new Run(folder, folder.getFileName().toString(), text(node, "command"), argv, text(node, "startedAt"),
                text(node, "finishedAt"), RunState.valueOf(text(node, "state").toUpperCase(Locale.ROOT)), text(node, "user"),
                text(node, "undoes"), text(node, "undoneBy"), node.path("complete").asBoolean());
        } catch (IOException | IllegalArgumentException e) {
            boolean damaged = e instanceof com.fasterxml.jackson.core.JsonProcessingException || e instanceof IllegalArgumentException;
            var why = damaged ? "it is damaged or empty" : Failures.sentence((IOException) e);
            throw new AoException.Unreadable("run-unreadable", file + ": " + why, "the run's plan.jsonl and kept files are plain files beside it");
        }
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText("");
    }

    /** The bytes of {@code run.json}. */
    public byte[] json() {
        var node = Json.MAPPER.createObjectNode().put("id", id).put("command", command).put("startedAt", startedAt)
            .put("finishedAt", finishedAt).put("state", state.word()).put("user", user).put("undoes", undoes).put("undoneBy", undoneBy).put("complete", complete);
        argv.forEach(node.putArray("argv")::add);
        return (node.toPrettyString() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The same run in another state. */
    public Run in(RunState other, Instant at) {
        return new Run(folder, id, command, argv, startedAt, at.toString(), other, user, undoes, undoneBy, other == RunState.DONE);
    }

    /** The same run, taken back. */
    public Run undone(String by, Instant at) {
        return new Run(folder, id, command, argv, startedAt, at.toString(), RunState.UNDONE, user, undoes, by, complete);
    }

    /** The same run after its own undoing was taken back: as done as before. */
    public Run redone(Instant at) {
        var was = complete ? RunState.DONE : RunState.PARTLY;
        return new Run(folder, id, command, argv, startedAt, at.toString(), was, user, undoes, "", complete);
    }

    public Path plan() {
        return folder.resolve("plan.jsonl");
    }

    public Path journal() {
        return folder.resolve("journal.jsonl");
    }

    /** What the run kept before it replaced or removed it. */
    public Path kept(long seq) {
        return folder.resolve("kept").resolve(Long.toString(seq));
    }

    /** Whether it can be finished or taken back. */
    public boolean open() {
        return state == RunState.APPLYING || state == RunState.PARTLY;
    }
}
