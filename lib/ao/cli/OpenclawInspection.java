package ao.cli;

import ao.check.OpenclawRules;
import ao.map.OpenclawDetection;
import ao.map.OpenclawStamps;
import ao.model.Finding;
import ao.model.Liveness;
import ao.model.OpenclawEntry;
import ao.model.OpenclawStore;
import ao.model.ResumeVerdict;
import ao.read.OpenclawDirectory;
import ao.read.OpenclawFile;
import ao.read.OpenclawGateways;
import ao.read.OpenclawKeys;
import ao.read.OpenclawLeftovers;
import ao.read.OpenclawPlaces;
import ao.read.OpenclawPreflightReader;
import ao.read.SafeDocument;
import ao.read.StoreTracesReader;
import ao.report.SessionDetails;
import ao.report.StoreView;
import ao.report.StoreView.ProjectView;
import ao.report.StoreView.SessionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks at OpenClaw's stores: what each is, what a gateway takes of it, and what is wrong. */
final class OpenclawInspection {
    private final List<Path> files;
    private final InspectOptions options;
    private final Map<String, String> facts;

    private OpenclawInspection(List<Path> files, InspectOptions options, Map<String, String> facts) {
        this.files = files;
        this.options = options;
        this.facts = facts;
    }

    /** The stores of one place as one view: a project for each agent. */
    static StoreView of(Path place, List<Path> files, InspectOptions options) {
        var facts = new LinkedHashMap<String, String>();
        var projects = files.stream().map(f -> new ProjectView(agent(f), f.toString(), true)).toList();
        return new StoreView("openclaw", place.toString(), facts, projects, new OpenclawInspection(files, options, facts)::read);
    }

    /** The agent whose store it is, by the folder above; a store elsewhere is called like its file. */
    private static String agent(Path file) {
        var folder = file.getParent();
        boolean usual = folder.endsWith("sessions") && folder.getParent() != null && folder.getParent().getParent() != null && folder.getParent().getParent().endsWith("agents");
        return usual ? folder.getParent().getFileName().toString() : file.getFileName().toString();
    }

    private void read(Consumer<SessionView> sessions, Consumer<Finding> findings) {
        var counts = new TreeMap<String, Integer>();
        for (var state : files.stream().flatMap(f -> OpenclawPlaces.stateOf(f).stream()).distinct().toList()) {
            if (OpenclawGateways.running(state) instanceof Liveness.Live live) new OpenclawRules(Files::exists, findings).gateway(state, live.evidence());
        }
        options.progress().begin("reading", files.size());
        for (var file : files) {
            var store = store(file, sessions, findings);
            counts.merge(store.status().word(), 1, Integer::sum);
            options.progress().advance(1);
        }
        var all = new StringBuilder("inspected=" + files.size());
        counts.forEach((status, count) -> all.append(' ').append(status).append('=').append(count));
        facts.put("stores", all.toString());
    }

    private OpenclawStore store(Path file, Consumer<SessionView> sessions, Consumer<Finding> findings) {
        var content = OpenclawFile.read(file);
        var preflight = OpenclawPreflightReader.read(file);
        var store = OpenclawDetection.of(file, content, OpenclawDirectory.version(OpenclawDirectory.of(file)), preflight.database());
        var rules = new OpenclawRules(Files::exists, finding -> findings.accept(finding.ofProject(agent(file))));
        rules.check(preflight);
        boolean readable = readable(OpenclawDirectory.of(file));
        if (readable) rules.store(store, Files.exists(OpenclawDirectory.of(file)));
        else rules.unreadable(OpenclawDirectory.of(file));
        OpenclawLeftovers.of(file.getParent()).forEach(l -> rules.leftover(l, options.now()));
        facts.put(agent(file), describe(file, store));
        var kept = OpenclawStamps.carried(preflight.entries());
        var entries = store.directoryActive() ? readable ? directory(file, rules) : List.<OpenclawEntry>of() : preflight.entries();
        for (var entry : entries) {
            if (isWanted(entry.key())) sessions.accept(view(file, entry, store.directoryActive() ? "kept" : fate(entry, kept)));
        }
        return store;
    }

    /** Several keys may be shown alike, of which one is meant by whoever names it in full. */
    private boolean isWanted(String key) {
        var named = options.session();
        return named.isEmpty() || OpenclawRules.masked(named.get()).equals(named.get()) || key.equals(named.get());
    }

    private static boolean readable(Path directory) {
        try {
            OpenclawDirectory.probe(directory);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<OpenclawEntry> directory(Path file, OpenclawRules rules) {
        try {
            var read = OpenclawDirectory.read(OpenclawDirectory.of(file));
            rules.directory(file, read.mistaken(), read.unread());
            return read.entries();
        } catch (IOException e) {
            rules.unreadable(OpenclawDirectory.of(file));
            return List.of();
        }
    }

    private static String describe(Path file, OpenclawStore store) {
        var words = store.status().word() + "; " + (store.sqlite().isPresent() ? "superseded: a gateway of 2026.8 or newer uses " + store.sqlite().get()
            : store.directoryActive() ? "a gateway of the branch with sessions.d uses that, and releases the file" : "a gateway up to 2026.7 uses the file");
        var size = store.fileExists() ? "; " + store.entries() + " entries, " + store.kept() + " after merging" + size(file) : "";
        return words + size;
    }

    private static String size(Path file) {
        try {
            return ", " + Files.size(file) + " bytes, written " + StoreTracesReader.modified(file).map(Instant::toString).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** What a migration does with an entry. */
    private static String fate(OpenclawEntry entry, Map<String, OpenclawEntry> kept) {
        var key = OpenclawKeys.normalized(entry.key());
        if (entry.shape() != OpenclawEntry.Shape.OBJECT || key.isEmpty()) return "dropped";
        if (kept.get(key) != entry) return "merged";
        return OpenclawKeys.isBlocked(key) ? "hidden" : "kept";
    }

    private SessionView view(Path file, OpenclawEntry entry, String fate) {
        var folder = file.getParent();
        var transcript = entry.session().filter(OpenclawRules::isSafe).map(id -> folder.resolve(id + ".jsonl")).filter(Files::exists);
        var verdict = transcript.isPresent() ? ResumeVerdict.without(ResumeVerdict.Kind.NATIVE, "its transcript is beside the store")
            : ResumeVerdict.without(ResumeVerdict.Kind.FRESH, entry.session().isEmpty() ? "it names no session" : "its transcript is gone");
        var updated = entry.stamp().filter(s -> s.matches("\\d{1,15}")).map(s -> Instant.ofEpochMilli(Long.parseLong(s)));
        return new SessionView(agent(file), OpenclawRules.masked(entry.key()), "chat", fate, false, entry.channel().orElse(""), transcript.map(Path::toString).orElse(""), "",
            OpenclawRules.masked(entry.target().orElse("")), List.of(), "", "", "", updated.or(() -> StoreTracesReader.modified(file)).orElse(Instant.EPOCH), verdict,
            options.documents() ? Optional.of(SessionDetails.only(SafeDocument.of(entry.json()))) : Optional.empty());
    }
}
