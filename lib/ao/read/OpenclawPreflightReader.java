package ao.read;

import ao.model.OpenclawEntry;
import ao.model.OpenclawPreflight;
import ao.model.OpenclawPreflight.Form;
import ao.model.OpenclawPreflight.MissingPrompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what an upgrade to a database would find at a store of OpenClaw. Opens nothing for writing, and no database at all. */
public final class OpenclawPreflightReader {
    private static final String PROMPTS = "skills-prompts/sha256";

    private OpenclawPreflightReader() { }

    /** Reads a store by its file, which need not be there. */
    public static OpenclawPreflight read(Path file) {
        var content = OpenclawFile.read(file);
        var entries = content instanceof OpenclawFile.Entries found ? found.entries() : List.<OpenclawEntry>of();
        var form = form(file, content);
        var complaint = content instanceof OpenclawFile.Invalid invalid ? invalid.reason() : content instanceof OpenclawFile.Unreadable closed ? closed.reason() : "";
        return new OpenclawPreflight(file, form, complaint, entries, OpenclawDirectory.version(OpenclawDirectory.of(file)).isPresent(), database(file), transcripts(file.getParent()),
            prompts(file.getParent(), entries), gateway(file));
    }

    private static Form form(Path file, OpenclawFile.Content content) {
        if (content instanceof OpenclawFile.Absent) return Form.ABSENT;
        if (content instanceof OpenclawFile.Unreadable) return Form.CLOSED;
        if (content instanceof OpenclawFile.Entries found) return found.entries().isEmpty() ? Form.EMPTY : Form.STORE;
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > OpenclawFile.LARGEST) return Form.NOT_A_FILE;
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            if (text.startsWith("\uFEFF") && OpenclawFile.parse(text.substring(1).getBytes(StandardCharsets.UTF_8)) instanceof OpenclawFile.Entries) return Form.MARKED;
            if (Json.parse(text).isPresent()) return Form.OTHER_VALUE;
            return OpenclawFile.lenient(text).filter(com.fasterxml.jackson.databind.JsonNode::isObject).isPresent() ? Form.JSON5 : Form.BROKEN;
        } catch (IOException e) {
            return Form.BROKEN;
        }
    }

    /** Where a newer release keeps what was in this store (openclaw-store sheet, 13). */
    public static Optional<Path> database(Path file) {
        var folder = file.getParent();
        var agent = folder.getFileName() != null && folder.getFileName().toString().equals("sessions") ? folder.resolveSibling("agent/openclaw-agent.sqlite") : folder.resolve("openclaw-agent.sqlite");
        return Optional.of(agent).filter(Files::isRegularFile);
    }

    private static List<Path> transcripts(Path folder) {
        try {
            var all = new ArrayList<Path>();
            if (Files.isDirectory(folder)) {
                for (var entry : HashedFolderReader.entries(folder)) {
                    if (entry.getFileName().toString().endsWith(".jsonl") && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) all.add(entry);
                }
            }
            return all;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<MissingPrompt> prompts(Path folder, List<OpenclawEntry> entries) {
        var missing = new ArrayList<MissingPrompt>();
        for (var entry : entries) {
            if (!entry.json().contains("\"promptRef\"")) continue;
            var hash = Json.parse(entry.json()).map(n -> n.path("skillsSnapshot").path("promptRef").path("hash").textValue()).filter(h -> h.matches("[0-9a-f]{16,128}"));
            hash.map(h -> folder.resolve(PROMPTS).resolve(h.substring(0, 2)).resolve(h + ".txt")).filter(f -> !Files.isRegularFile(f)).ifPresent(f -> missing.add(new MissingPrompt(entry.key(), f)));
        }
        return missing;
    }

    /** A gateway of older releases holds a lock beside the store while it writes (openclaw-store sheet, 6). */
    private static Optional<String> gateway(Path file) {
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        return OpenclawLeftovers.of(file.getParent()).stream().filter(l -> l.path().equals(lock)).flatMap(l -> l.owner().stream()).filter(OpenclawLeftovers.Owner::alive)
            .map(o -> "process " + o.pid() + " holds " + lock.getFileName()).findFirst();
    }
}
