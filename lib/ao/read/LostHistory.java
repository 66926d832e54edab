package ao.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** History whose directory is gone, with what it tells of that directory; and the directories that are still there. */
public final class LostHistory {
    private final TreeMap<String, Lost> lost = new TreeMap<>();
    private final Set<Path> there = new TreeSet<>();

    /** What is known of a directory that is gone. */
    public static final class Lost {
        private final String directory;
        private final Set<String> conversations = new TreeSet<>();
        private final Set<String> branches = new TreeSet<>();
        private final Set<String> commits = new HashSet<>();
        private final Set<String> remotes = new TreeSet<>();
        private Instant last = Instant.MIN;

        Lost(String directory) {
            this.directory = directory;
        }

        public String directory() {
            return directory;
        }

        /** The ids of the conversations that were held in it or below it. */
        public Set<String> conversations() {
            return conversations;
        }

        /** Branches that were checked out in it. */
        public Set<String> branches() {
            return branches;
        }

        /** Commits that were checked out in it. */
        public Set<String> commits() {
            return commits;
        }

        /** Addresses of the remote of its repository. */
        public Set<String> remotes() {
            return remotes;
        }

        /** When something was last written about it. */
        public Instant last() {
            return last;
        }

        private void add(Lost other) {
            conversations.addAll(other.conversations);
            branches.addAll(other.branches);
            commits.addAll(other.commits);
            remotes.addAll(other.remotes);
            if (other.last.isAfter(last)) last = other.last;
        }
    }

    private LostHistory() { }

    /** Reads the history of Claude Code, Codex and OpenCode. */
    public static LostHistory read(Locations locations) {
        var history = new LostHistory();
        ClaudeBuckets.each(locations.claude().path(), bucket -> bucket.begun().forEach(history::claude));
        new CodexRollouts(locations.codex().path().resolve("sessions"), List.of("/")).byDirectory().forEach((directory, files) -> files.forEach(file -> history.codex(directory, file)));
        new OpencodeStore(locations.opencode().path()).directories().forEach((id, directory) -> history.at(directory, id, Optional.empty()));
        return history;
    }

    /** The directories that are there. */
    public Set<Path> there() {
        return there;
    }

    /** Those that are gone; what lay in another one of them is told of that. */
    public List<Lost> lost() {
        var outermost = new TreeMap<String, Lost>();
        for (var one : lost.values()) {
            var above = outermost.floorEntry(one.directory);
            while (above != null && !one.directory.startsWith(above.getKey() + "/")) above = outermost.lowerEntry(above.getKey());
            if (above == null) outermost.put(one.directory, one);
            else above.getValue().add(one);
        }
        return List.copyOf(outermost.values());
    }

    private Optional<Lost> at(String directory, String conversation, Optional<Path> file) {
        var named = PhysicalPath.named(directory);
        if (named.isEmpty()) return Optional.empty();
        var path = named.get();
        if (Files.isDirectory(path)) {
            there.add(path);
            return Optional.empty();
        }
        var one = lost.computeIfAbsent(path.toString(), Lost::new);
        one.conversations.add(conversation);
        file.flatMap(StoreTracesReader::modified).filter(m -> m.isAfter(one.last)).ifPresent(m -> one.last = m);
        return Optional.of(one);
    }

    private void claude(Path transcript, String directory) {
        at(directory, stem(transcript), Optional.of(transcript)).ifPresent(one -> ClaudeHome.first(transcript, "gitBranch", b -> !b.isEmpty() && !b.equals("HEAD")).ifPresent(one.branches::add));
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.jsonl(\\.zst)?$", "");
    }

    private void codex(String directory, Path rollout) {
        var name = stem(rollout);
        var thread = name.length() > 36 ? name.substring(name.length() - 36) : name;
        at(directory, thread, Optional.of(rollout)).ifPresent(one -> CodexRollouts.git(rollout).ifPresent(git -> {
            Optional.ofNullable(git.path("branch").textValue()).ifPresent(one.branches::add);
            Optional.ofNullable(git.path("commit_hash").textValue()).filter(c -> c.matches("[0-9a-f]{7,64}")).ifPresent(one.commits::add);
            Optional.ofNullable(git.path("repository_url").textValue()).ifPresent(one.remotes::add);
        }));
    }
}
