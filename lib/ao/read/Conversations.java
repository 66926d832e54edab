package ao.read;

import ao.model.Conversation;
import ao.model.Harness;
import ao.model.Held;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Claude Code, Codex and OpenCode keep of the conversations of sessions. May be asked from many threads. */
public final class Conversations {
    private static final int TAIL = 1 << 16;
    /** One line may hold a picture. */
    private static final int LONGEST_TAIL = 1 << 24;
    /** So far back the mode of a turn is looked for. */
    private static final int LONGEST_TURN = 1 << 20;
    private static final int DEFAULT_DAYS = 30;
    /** A thousand years; longer is never. */
    private static final int LONGEST_DAYS = 365_000;
    private static final int DEEPEST = 5;
    private static final int CODEX_ID = 36;
    private static final int WITHOUT_TURNS = 1 << 16;
    /** Turns of Claude Code and of Codex. */
    private static final Pattern SAID = Pattern.compile("\"type\"\\s*:\\s*\"(?:user|assistant|response_item|message|event_msg)\"");
    private static final int TAIL_GROWS = 16;
    /** Without its head Codex does not find out what a rollout is of. */
    private static final Pattern BEGUN = Pattern.compile("\"session_meta\"");
    private static final Pattern TURN = Pattern.compile("\"type\"\\s*:\\s*\"(?:user|assistant)\"");

    private final ClaudeHome claude;
    private final Path claudeFolder;
    private final Path codexSessions;
    private final OpencodeStore opencode;
    private final Presence presence = new Presence();
    private final PhysicalDirectories physical = new PhysicalDirectories();
    private volatile Set<String> buckets;
    private volatile Map<String, Path> rollouts;
    private final CodexRollouts codex;
    private final List<Path> unreadable;

    public Conversations(Locations locations) {
        this.claudeFolder = locations.claude().path();
        this.claude = new ClaudeHome(claudeFolder);
        this.codexSessions = locations.codex().path().resolve("sessions");
        this.codex = new CodexRollouts(locations.codex().path().resolve("sessions"), List.of("/"));
        this.unreadable = Stream.of(claude.projects(), codexSessions).filter(Conversations::isUnreadable).toList();
        this.opencode = new OpencodeStore(locations.opencode().path());
    }

    /** The folders of conversations that cannot be read, so that nothing can be said of what is in them. */
    public List<Path> unreadable() {
        return Stream.concat(unreadable.stream(), opencode.unreadable().stream()).toList();
    }

    private static boolean isUnreadable(Path folder) {
        var parent = folder.getParent();
        return Files.isDirectory(parent) && !Files.isExecutable(parent) || Files.exists(folder) && !(Files.isDirectory(folder) && Files.isReadable(folder) && Files.isExecutable(folder));
    }

    /**
     * The same for a session of the legacy software.
     *
     * @param session its id: what OpenCode has by its title is taken where the record names nothing that is there (session-manager sheet, 6.3)
     */
    public Held held(Harness harness, Optional<String> conversation, Optional<Path> directory, String session) {
        return harness.equals(Harness.OPENCODE) ? opencode.held(conversation, directory, Optional.of("AO:" + session)) : held(harness, conversation, directory);
    }

    /** What the agent keeps for a session that names this conversation, or none, and works in this directory. */
    public Held held(Harness harness, Optional<String> conversation, Optional<Path> directory) {
        if (harness.equals(Harness.CLAUDE_CODE)) return unreadable.contains(claude.projects()) ? Held.UNREADABLE : claude(conversation, directory);
        if (harness.equals(Harness.CODEX)) return unreadable.contains(codexSessions) ? Held.UNREADABLE : codex(conversation, directory);
        if (harness.equals(Harness.OPENCODE)) return opencode.held(conversation, directory, Optional.empty());
        return Held.NOTHING;
    }

    private Held claude(Optional<String> id, Optional<Path> directory) {
        if (id.isPresent() && !ClaudeHome.isUuid(id.get())) return Held.NOTHING;
        var bucket = directory.isPresent() ? bucket(directory.get()) : Optional.<String>empty();
        var named = bucket.isPresent() && id.isPresent() ? of(Harness.CLAUDE_CODE, id.get(), claude.bucket(bucket.get()).resolve(id.get() + ".jsonl")) : Optional.<Conversation>empty();
        if (named.isPresent() && !Files.isReadable(named.get().file()) || bucket.isPresent() && named.isEmpty() && isUnreadable(claude.bucket(bucket.get()))) return Held.UNREADABLE;
        var newest = bucket.isPresent() ? newest(claude.inBucket(bucket.get())) : Optional.<Conversation>empty();
        // Directories of several names share a folder, and only what was said in this one is a later conversation of it.
        if (named.isPresent() && newest.filter(n -> !n.id().equals(named.get().id()) && !ClaudeHome.madeIn(n.file(), List.of(directory.get(), PhysicalPath.of(directory.get())))).isPresent()) newest = named;
        var strayed = named.isEmpty() && id.isPresent() ? newest(transcripts(id.get())) : Optional.<Conversation>empty();
        return new Held(named.map(c -> lookedInto(c, TURN)), strayed, newest.map(c -> lookedInto(c, TURN)), false);
    }

    /** The name of the folder of a directory's transcripts, where there is one. */
    private Optional<String> bucket(Path directory) {
        var slug = slug(directory);
        return buckets().contains(slug) ? Optional.of(slug) : Optional.empty();
    }

    private static Optional<Conversation> newest(List<Path> transcripts) {
        if (transcripts.isEmpty()) return Optional.empty();
        return transcripts.stream().flatMap(f -> of(Harness.CLAUDE_CODE, stem(f), f).stream()).max(Comparator.comparing(Conversation::modified));
    }

    private List<Path> transcripts(String uuid) {
        synchronized (claude) {
            return claude.transcripts(uuid);
        }
    }

    private static String stem(Path file) {
        var name = file.getFileName().toString();
        return name.substring(0, name.length() - ".jsonl".length());
    }

    private Set<String> buckets() {
        if (buckets == null) {
            try (var folders = Folders.list(claude.projects())) {
                buckets = folders.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
            } catch (IOException e) {
                buckets = Set.of();
            }
        }
        return buckets;
    }

    private String slug(Path directory) {
        return ClaudeSlug.of(physical.of(directory, presence.exists(directory)).toString());
    }

    private Held codex(Optional<String> thread, Optional<Path> directory) {
        var named = thread.flatMap(t -> Optional.ofNullable(rollouts().get(t)).flatMap(f -> of(Harness.CODEX, t, f)));
        // The thread's own search compares texts, and resolves no link (session-manager sheet, 6.5).
        var newest = directory.flatMap(d -> inDirectory(d.toString()).stream().flatMap(f -> thread(f).flatMap(t -> of(Harness.CODEX, t, f)).stream())
            .max(Comparator.comparing(Conversation::modified)));
        if (named.isPresent() && !Files.isReadable(named.get().file())) return Held.UNREADABLE;
        return new Held(named.map(c -> c.file().toString().endsWith(".zst") ? c : lookedInto(c, BEGUN)), Optional.empty(), newest, false);
    }

    /** Codex's rollouts of exactly this directory. */
    public List<Path> inDirectory(String directory) {
        synchronized (codex) {
            return codex.byDirectory().getOrDefault(directory, List.of());
        }
    }

    private static Optional<String> thread(Path rollout) {
        var name = rollout.getFileName().toString().replaceFirst("\\.jsonl(\\.zst)?$", "");
        return Optional.of(name).filter(n -> n.length() > CODEX_ID).map(n -> n.substring(n.length() - CODEX_ID)).filter(ClaudeHome::isUuid);
    }

    private Map<String, Path> rollouts() {
        if (rollouts == null) {
            var found = new HashMap<String, Path>();
            try (Stream<Path> files = Files.walk(codexSessions, DEEPEST)) {
                files.filter(f -> f.getFileName().toString().startsWith("rollout-")).sorted().forEach(f -> thread(f).ifPresent(t -> found.put(t, f)));
            } catch (IOException | java.io.UncheckedIOException e) {
                // No history is no mistake.
            }
            rollouts = found;
        }
        return rollouts;
    }

    private static Optional<Conversation> of(Harness harness, String id, Path file) {
        try {
            var at = Files.readAttributes(file, BasicFileAttributes.class);
            return at.isRegularFile() ? Optional.of(new Conversation(harness, id, file, at.size(), at.lastModifiedTime().toInstant(), at.size() == 0)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** An agent goes on with nothing in which nobody has said anything yet; a file with a turn in it may be small, but one without any is. */
    private static Conversation lookedInto(Conversation found, Pattern needed) {
        if (found.empty() || found.size() > WITHOUT_TURNS) return found;
        try {
            boolean turns = needed.matcher(Files.readString(found.file(), StandardCharsets.ISO_8859_1)).find();
            return turns ? found : new Conversation(found.harness(), found.id(), found.file(), found.size(), found.modified(), true);
        } catch (IOException e) {
            // It is there, and may hold anything.
            return found;
        }
    }

    /** After how many days Claude Code deletes a transcript: {@code cleanupPeriodDays} in its settings, else 30. */
    public int claudeKeepsDays() {
        try {
            return Json.parse(JavaScript.trim(new String(RegularFile.bytes(claudeFolder.resolve("settings.json")), StandardCharsets.UTF_8))).map(s -> s.path("cleanupPeriodDays")).filter(n -> n.isNumber() && n.doubleValue() >= 0)
                .map(n -> (int) Math.min(LONGEST_DAYS, n.doubleValue())).orElse(DEFAULT_DAYS);
        } catch (IOException e) {
            return DEFAULT_DAYS;
        }
    }

    /**
     * What the end of a transcript tells.
     *
     * @param lastTurn       when the last turn was
     * @param permissionMode the mode in which the agent ran last: of Claude Code its own word, of Codex when it asks and what it may touch, as {@code never, danger-full-access}
     */
    public record End(Optional<Instant> lastTurn, Optional<String> permissionMode) {
        static final End UNKNOWN = new End(Optional.empty(), Optional.empty());
    }

    /** What the last turns of a transcript tell; looks at its end only. */
    public static End end(Conversation conversation) {
        // What OpenCode keeps of a conversation as a whole is the time of its last change.
        if (conversation.harness().equals(Harness.OPENCODE)) return new End(Optional.of(conversation.modified()).filter(Instant.EPOCH::isBefore), Optional.empty());
        if (!conversation.file().getFileName().toString().endsWith(".jsonl")) return End.UNKNOWN;
        try (var file = new RandomAccessFile(conversation.file().toFile(), "r")) {
            for (long tail = TAIL;; tail *= TAIL_GROWS) {
                long start = Math.max(0, file.length() - tail);
                var bytes = new byte[(int) (file.length() - start)];
                file.seek(start);
                file.readFully(bytes);
                var end = end(new String(bytes, StandardCharsets.UTF_8).split("\n"));
                // Codex tells it before each turn, which may be long; early releases never do.
                boolean all = end.lastTurn().isPresent() && (end.permissionMode().isPresent() || !conversation.harness().equals(Harness.CODEX) || tail >= LONGEST_TURN);
                if (all || start == 0 || tail >= LONGEST_TAIL) return end;
            }
        } catch (IOException e) {
            return End.UNKNOWN;
        }
    }

    /** Agents write other lines behind the last turn, with times of their own (session-manager sheet, 6.4). */
    private static End end(String[] lines) {
        Optional<Instant> turn = Optional.empty();
        Optional<String> mode = Optional.empty();
        for (int i = lines.length - 1; i >= 0 && (turn.isEmpty() || mode.isEmpty()); i--) {
            boolean isTurn = turn.isEmpty() && SAID.matcher(lines[i]).find();
            if (!isTurn && !(mode.isEmpty() && (lines[i].contains("\"permissionMode\"") || lines[i].contains("\"turn_context\"")))) continue;
            var line = Json.parse(lines[i]);
            if (line.isEmpty()) continue;
            if (isTurn) turn = Optional.ofNullable(line.get().path("timestamp").textValue()).flatMap(JavaScript::date);
            if (mode.isEmpty()) mode = Optional.ofNullable(line.get().path("permissionMode").textValue()).or(() -> codexMode(line.get()));
        }
        return new End(turn, mode);
    }

    private static Optional<String> codexMode(JsonNode line) {
        if (!line.path("type").asText().equals("turn_context")) return Optional.empty();
        var asks = line.path("payload").path("approval_policy").textValue();
        var sandbox = line.path("payload").path("sandbox_policy");
        var touches = sandbox.isTextual() ? sandbox.textValue() : sandbox.path("type").asText(sandbox.path("mode").asText(""));
        return asks == null || touches.isEmpty() ? Optional.empty() : Optional.of(asks + ", " + touches);
    }
}
