package ao.journal;

import ao.model.AoException;
import ao.read.Failures;
import ao.read.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The runs below a state folder. */
public final class Runs {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int RANDOM_LETTERS = 4;

    private final Path state;

    public Runs(Path state) {
        this.state = state;
    }

    /** The folder that holds all runs. */
    public Path folder() {
        return state.resolve("runs");
    }

    /** The folder of the locks. */
    public Path locks() {
        return state.resolve("locks");
    }

    /** A fresh id: {@code yyyyMMdd-HHmmss-<command>-<4 base32>}, UTC. */
    public static String newId(String command, Instant now) {
        var random = new SecureRandom();
        var id = new StringBuilder(STAMP.format(now)).append('-').append(command).append('-');
        for (int i = 0; i < RANDOM_LETTERS; i++) id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        return id.toString();
    }

    /** All runs that can be read, the latest first. Folders without a {@code run.json} were never begun. */
    public List<Run> list() {
        var runs = new ArrayList<Run>();
        for (var folder : folders()) {
            try {
                runs.add(Run.load(folder));
            } catch (AoException.Unreadable e) {
                // It is told by those who ask for what is damaged; it must not stand in the way of the others.
            }
        }
        runs.sort(Comparator.comparing(Run::startedAt).thenComparing(Run::id).reversed());
        return runs;
    }

    /** What is wrong with runs whose description cannot be read, by their folders. */
    public Map<Path, AoException.Unreadable> damaged() {
        var damaged = new TreeMap<Path, AoException.Unreadable>();
        for (var folder : folders()) {
            try {
                Run.load(folder);
            } catch (AoException.Unreadable e) {
                damaged.put(folder, e);
            }
        }
        return damaged;
    }

    private List<Path> folders() {
        try (var folders = Folders.list(folder())) {
            return folders.filter(f -> Files.isRegularFile(f.resolve("run.json"))).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new AoException.Unreadable("runs-unreadable", folder() + ": " + Failures.sentence(e), "");
        }
    }

    /** The run of an id, if there is one. */
    public Optional<Run> get(String id) {
        var folder = folder().resolve(id);
        return Files.isRegularFile(folder.resolve("run.json")) ? Optional.of(Run.load(folder)) : Optional.empty();
    }

    /**
     * The run of an id or of a unique beginning or ending of one.
     *
     * @throws AoException.Usage when none or several fit
     */
    public Run find(String text) {
        var all = list();
        var exact = all.stream().filter(r -> r.id().equals(text)).findFirst();
        if (exact.isPresent()) return exact.get();
        var fitting = all.stream().filter(r -> !text.isEmpty() && (r.id().startsWith(text) || r.id().endsWith("-" + text))).toList();
        if (fitting.size() == 1) return fitting.get(0);
        var names = (fitting.isEmpty() ? all : fitting).stream().limit(5).map(Run::id).toList();
        throw new AoException.Usage("run-unknown", (fitting.isEmpty() ? "no run is called \"" : "several runs fit \"") + text + "\""
            + (all.isEmpty() ? "; there is none in " + folder() : ""), names.isEmpty() ? "" : "there are: " + String.join(", ", names));
    }
}
