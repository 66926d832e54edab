package tests;

import ao.read.FileMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A small home that an import changes in every way it knows: new folders, new files, a folder beside a transcript, a
 * file that is completed, and rows. It can be put back to an earlier state as often as a test wants to break it.
 */
final class SweepStore {
    private static final Instant OLD = Instant.parse("2026-05-03T04:05:06.789Z");
    private static final String THIRD = "31111111-2222-4333-8444-555555555555";
    /** The toolkit's own, and the one file that is compared by what it says and not by its bytes. */
    private static final String STATE = ".local/state/";
    private static final String DATABASE = ".ao/data/ao.db";
    private static final Pattern TIMED = Pattern.compile("(\\.corrupt-|\\.bak\\.|\\.orphan\\.|\\.damaged\\.)\\d{13}");

    final LegacyHome home;
    private final Path temp;
    private final List<String> command;

    /** @param create whether the import has to make the database */
    SweepStore(Path temp, boolean create) throws Exception {
        this(temp, create, 0);
    }

    /** The same with more sessions, each with a transcript. */
    SweepStore(Path temp, boolean create, int more) throws Exception {
        this.temp = temp.toRealPath();
        this.command = create ? List.of("import", "--sessions", "active", "--create-db") : List.of("import", "--sessions", "active");
        home = new LegacyHome(temp).project("desk").project("tides");
        home.session("desk", "desk-orchestrator", home.conversation(home.orchestrator("desk-orchestrator"), LegacyHome.LEAD));
        home.session("desk", "desk-1", home.conversation(home.worker("desk-1"), LegacyHome.WORK));
        home.session("tides", "tides-1", home.conversation(home.worker("tides-1"), THIRD));
        for (int i = 0; i < more; i++) more("tides", "tides-" + (i + 2), "4%07d-2222-4333-8444-555555555555".formatted(i));
        var side = home.transcript(home.worktree("desk-1"), LegacyHome.WORK).resolveSibling(LegacyHome.WORK);
        Files.createDirectories(side.resolve("tool-results/deep"));
        Files.writeString(side.resolve("a.txt"), "one");
        Files.writeString(side.resolve("tool-results/b.txt"), "two");
        Files.writeString(side.resolve("tool-results/deep/c.txt"), "three");
        var source = Files.readString(home.transcript(home.worktree("tides-1"), THIRD));
        var begun = home.imported("tides", "tides-1", THIRD);
        Files.createDirectories(begun.getParent());
        Files.writeString(begun, source.substring(0, source.indexOf('\n') + 1));
        Files.createDirectories(home.path.resolve(STATE));
        if (!create) home.daemons();
        age(home.path);
    }

    private SweepStore(Path temp, LegacyHome home, List<String> command) throws IOException {
        this.temp = temp.toRealPath();
        this.home = home;
        this.command = command;
        Files.createDirectories(home.path.resolve(STATE));
        age(home.path);
    }

    /** A home with hashed folders and one of everything in them, which a migration moves. */
    static SweepStore hashed(Path temp, int more) throws Exception {
        var hashed = HashedHome.full(temp);
        for (int i = 0; i < more; i++) hashed.session(HashedHome.OTHER_HASH, "tides", "tides-" + (i + 2));
        return new SweepStore(temp, new LegacyHome(temp), List.of("migrate-storage"));
    }

    /** A home with records that can be mended in every way, and with what was left behind. */
    static SweepStore broken(Path temp, int more) throws Exception {
        var home = RepairTest.broken(temp);
        for (int i = 0; i < more; i++) home.session("shop", "shop-" + (i + 100) + ".json", "{\"status\": \"working\", \"agent\": \"codex\", \"n\": 1.0}".getBytes(StandardCharsets.UTF_8));
        return new SweepStore(temp, home, List.of("repair-metadata"));
    }

    /** A home in which a folder was moved, whose history stayed behind. */
    static SweepStore moved(Path temp, int more) throws Exception {
        var place = new LegacyHome(temp).path;
        var now = RelocateTest.moved(place, place.resolve("old/foo"), place.resolve("src/foo"));
        for (int i = 0; i < more; i++) RelocateTest.transcript(place, place.resolve("old/foo/more" + i % 30), 100 + i);
        return new SweepStore(temp, new LegacyHome(temp), List.of("relocate-transcripts", place.resolve("old/foo").toString(), now.toString()));
    }

    /** A home with OpenClaw's stores: one as a file with something else in its directory's place, one of both kinds with a damaged entry, one that is a file. */
    static SweepStore openclaw(Path temp, int more) throws Exception {
        var home = new LegacyHome(temp);
        var agents = new Tree(home.path.resolve(".openclaw/agents"));
        agents.file("main/sessions/sessions.json", entries("agent:main:", 3 + more)).file("main/sessions/sessions.d/state.json", "damaged").file("main/sessions/s1.jsonl", "{}\n");
        agents.file("ops/sessions/sessions.json", entries("agent:ops:", 2));
        agents.file("both/sessions/sessions.json", entries("agent:both:", 3));
        active(agents, "both", 7, "k1", "{\n  \"sessionKey\": \"agent:both:k1\",\n  \"entry\": {\n    \"sessionId\": \"older\",\n    \"updatedAt\": 1\n  }\n}");
        active(agents, "both", 7, "k2", "{\"sessionKey\": \"agent:both:k2\", \"entry\": {\"sessionId\": \"cut off");
        return new SweepStore(temp, home, List.of("migrate-storage", "--openclaw"));
    }

    /** A home with OpenClaw's stores as directories, of which one has an old file beside it. */
    static SweepStore openclawDirectories(Path temp, int more) throws Exception {
        var home = new LegacyHome(temp);
        var agents = new Tree(home.path.resolve(".openclaw/agents"));
        for (var agent : List.of("main", "ops")) {
            for (int i = 0; i < 2 + more; i++) {
                active(agents, agent, 3, "k" + i, "{\n  \"sessionKey\": \"agent:" + agent + ":k" + i + "\",\n  \"entry\": {\n    \"sessionId\": \"s" + i + "\",\n    \"updatedAt\": " + i + ".0\n  }\n}");
            }
        }
        agents.file("main/sessions/sessions.json", "{\"agent:main:k1\": {\"sessionId\": \"old\"}}");
        return new SweepStore(temp, home, List.of("rollback", "--openclaw"));
    }

    private static String entries(String prefix, int count) {
        var all = new java.util.StringJoiner(", ", "{", "}");
        for (int i = 0; i < count; i++) all.add("\"" + prefix + "K" + i + "\": {\"sessionId\": \"s" + i + "\", \"updatedAt\": 17580000000" + i % 10 + "0.0}");
        return all.toString();
    }

    private static void active(Tree agents, String agent, int version, String key, String document) throws IOException {
        var folder = agent + "/sessions/sessions.d/";
        agents.file(folder + "state.json", "{\"kind\": \"openclaw-session-store-directory\", \"layoutVersion\": 1, \"version\": " + version + ", \"updatedAt\": 5, \"more\": 1.50}");
        agents.file(folder + "entries/" + ao.read.OpenclawKeys.fileName("agent:" + agent + ":" + key).orElseThrow(), document);
        for (var name : List.of("", "/entries")) Files.setPosixFilePermissions(agents.path(folder + name), FileMode.permissions(0700));
    }

    /** The words of the command that changes this home. */
    List<String> command() {
        return command;
    }

    private void more(String project, String id, String uuid) throws IOException {
        home.session(project, id, home.conversation(home.worker(id), uuid));
    }

    /** Gives everything a time that no test run could give it. */
    private static void age(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var entry : (Iterable<Path>) all::iterator) Files.setLastModifiedTime(entry, FileTime.from(OLD));
        }
    }

    /** Where runs are kept. */
    Path state() {
        return home.path.resolve(STATE + "ao-toolkit");
    }

    /** The home as it is now, to be put back later. */
    Path copy(String name) throws IOException {
        var copy = temp.resolve(name);
        copy(home.path, copy);
        return copy;
    }

    /** Puts the home back. */
    void restore(Path copy) throws IOException {
        remove(home.path);
        copy(copy, home.path);
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var all = Files.walk(folder)) {
            for (var entry : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(entry);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes at) throws IOException {
                Files.createDirectory(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult visitFile(Path file, BasicFileAttributes at) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                var copied = to.resolve(from.relativize(folder));
                Files.setPosixFilePermissions(copied, FileMode.permissions(FileMode.of(folder)));
                Files.setLastModifiedTime(copied, Files.getLastModifiedTime(folder));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Everything in the home with modes and times, the toolkit's own state apart; the database by its contents. */
    record Seen(Map<String, String> files, Map<String, List<Map<String, Object>>> rows) {
        /** The same without the times that tell when it was done: of folders, of the registry, and in the ledger of a new database. */
        Seen timeless() {
            var some = new TreeMap<>(files);
            some.replaceAll((name, what) -> what.startsWith("folder ") || name.endsWith("/config.yaml") ? what.substring(0, what.lastIndexOf(' ')) : what);
            var tables = new TreeMap<>(rows);
            tables.computeIfPresent("goose_db_version", (table, ledger) -> ledger.stream().map(row -> {
                Map<String, Object> other = new TreeMap<>(row);
                other.remove("tstamp");
                return other;
            }).toList());
            return new Seen(some, tables);
        }

        /**
         * The same without what opening the database does to its folder: nobody wrote down how that was before if the
         * run was stopped before its journal began. Nor does it have locks of OpenClaw, which come before the run, stay
         * behind when their owner is killed, and are taken over by whoever comes next.
         */
        Seen withoutTheDatabasesFolder() {
            var some = new TreeMap<>(files);
            some.keySet().removeAll(Set.of(".ao/data", DATABASE + "-wal", DATABASE + "-journal"));
            some.keySet().removeIf(name -> name.endsWith("/sessions.json.lock") || name.matches("\\.openclaw/agents/[^/]+/sessions(/\\.ao-\\d+-lock\\.tmp)?"));
            return new Seen(some, rows);
        }

        /** The same with one name for what has the time of its run in its name. */
        Seen nameless() {
            var some = new TreeMap<String, String>();
            files.forEach((name, what) -> some.put(TIMED.matcher(name).replaceAll("$1"), what));
            return new Seen(some, rows);
        }

        /** What differs, for a message that can be read. */
        String differences(Seen other) {
            var all = new java.util.TreeSet<>(files.keySet());
            all.addAll(other.files.keySet());
            var text = new StringBuilder();
            for (var name : all) {
                var one = files.get(name);
                var two = other.files.get(name);
                if (!java.util.Objects.equals(one, two)) text.append("\n  ").append(name).append("\n    ").append(one).append("\n    ").append(two);
            }
            return rows.equals(other.rows) ? text.toString() : text + "\n  rows\n    " + rows + "\n    " + other.rows;
        }
    }

    /** Looks without touching: the database is opened as a copy. */
    Seen look() throws Exception {
        var files = Tree.snapshot(home.path);
        files.keySet().removeIf(name -> name.startsWith(STATE) || name.equals(DATABASE) || (name + "/").equals(STATE));
        for (var name : files.keySet()) {
            // It tells the time of the run that wrote it.
            if (name.endsWith("sessions.d/state.json")) files.put(name, Files.readString(home.path.resolve(name)).replaceAll("\\d{13}", "N") + files.get(name).replaceAll("FileContent\\[[^\\]]*\\]", ""));
        }
        return new Seen(files, rows()).nameless();
    }

    private Map<String, List<Map<String, Object>>> rows() throws Exception {
        if (!Files.exists(home.databaseFile())) return Map.of();
        var folder = Files.createTempDirectory(temp, "look");
        for (var suffix : List.of("", "-wal", "-journal")) {
            var file = home.path.resolve(DATABASE + suffix);
            if (Files.exists(file)) Files.copy(file, folder.resolve("ao.db" + suffix));
        }
        var rows = new Database(folder.resolve("ao.db")).contents();
        remove(folder);
        return rows;
    }
}
