package ao.cli;

import ao.check.LeftoverRules;
import ao.check.RegistryRules;
import ao.check.ResumeRules;
import ao.check.SafeFix;
import ao.check.StoreRules;
import ao.check.WorktreeRules;
import ao.cli.SessionExamination.Examined;
import ao.model.Finding;
import ao.model.LegacyProject;
import ao.model.Severity;
import ao.model.WorktreeLook;
import ao.model.WorktreeLook.Kind;
import ao.plan.Content;
import ao.read.DamagedRecord;
import ao.read.LegacyLiveness;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.Locations;
import ao.read.StoreTracesReader;
import ao.read.WorktreeReader;
import ao.report.StoreView.SessionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads a legacy store and examines every session of it, and then all of them together. */
final class LegacyInspection {
    /** Of so many sessions git is asked at once. */
    private static final int BATCH = 64;

    private final LegacyStore store;
    private final InspectOptions options;
    private final Map<String, String> facts;
    private final LegacyLiveness liveness;
    private final SessionExamination examination;
    private final GitQuestions git;
    private int unreadable;

    LegacyInspection(Locations locations, LegacyStore store, InspectOptions options, Map<String, String> facts, Map<String, String> environment) {
        this.store = store;
        this.options = options;
        this.facts = facts;
        liveness = new LegacyLiveness(environment, store.folders().stream().flatMap(f -> f.hash().stream()).collect(Collectors.toSet()));
        examination = new SessionExamination(locations, store, options, liveness);
        git = new GitQuestions(options.git());
    }

    /** Reads and examines everything. */
    void read(Consumer<SessionView> sessions, Consumer<Finding> sink) {
        Consumer<Finding> findings = finding -> sink.accept(mendable(finding));
        store.registry().findings().forEach(findings);
        new RegistryRules(store.registry().file(), findings).check(store.registry().projects().stream().filter(LegacyProject::registered).toList());
        store.findings().forEach(findings);
        var leftovers = new LeftoverRules(options.now(), options.commands(), findings);
        leftovers.store(StoreTracesReader.store(store));
        var together = new StoreRules(findings);
        var claimed = new HashSet<Path>();
        var unread = new HashSet<String>();
        var unlisted = new HashSet<String>();
        options.progress().begin("reading", 0);
        LegacyRecords.examined(store, store.folders(), examination::examine, new LegacyRecords.Sink<>() {
            private final List<Examined> batch = new ArrayList<>(BATCH);

            @Override public void session(Examined session) {
                batch.add(session);
                if (batch.size() == BATCH) tell();
            }

            private void tell() {
                LegacyInspection.this.tell(batch, together, claimed, sessions, findings);
                batch.clear();
            }

            @Override public void finding(LegacyStore.Folder folder, Finding finding) {
                // Whose worktrees these are nobody knows.
                if (finding.code().equals("sessions-unreadable")) unlisted.add(folder.project());
                if (finding.severity() == Severity.ERROR) finding.subject().path().ifPresent(file -> unread.add(file.getFileName().toString().replaceFirst("\\.json$", "")));
                leftovers.file(finding.subject().project().isEmpty() ? finding.ofProject(folder.project()) : finding, finding.subject().path().flatMap(StoreTracesReader::modified));
            }

            @Override public void unreadable(LegacyStore.Folder folder) {
                unreadable++;
            }

            @Override public void end(LegacyStore.Folder folder) {
                tell();
                leftovers.folder(StoreTracesReader.folder(folder));
            }
        });
        together.finish();
        ResumeRules.unreadable(examination.unreadable(), findings);
        if (options.git()) {
            leftovers.worktrees(StoreTracesReader.unclaimed(examination.managed(unlisted), claimed, unread),
                StoreTracesReader.dangling(examination.repositories(), examination.managed(), claimed).stream().map(WorktreeReader.Registered::folder).toList());
        }
        facts();
    }

    /** Names the command for what can be mended without a question; records of the hashed layout are migrated first. */
    private Finding mendable(Finding finding) {
        var file = finding.subject().path();
        var safe = SafeFix.of(finding.code());
        if (safe.isEmpty() || finding.fix().isPresent() || file.isEmpty() || !file.get().startsWith(store.root().path().resolve("projects"))) return finding;
        return safe.filter(fix -> fix.isFor(file.get())).map(fix -> {
            var words = new ArrayList<>(List.of("--root", store.root().path().toString(), "--only", fix.code()));
            boolean ofSession = finding.subject().kind().equals("session") && fix != SafeFix.PR_SHARED;
            if (ofSession) words.addAll(List.of("--session", finding.subject().id()));
            var line = options.commands().line("repair-metadata", words);
            // Of a record of which nothing stands whole, only the plan finds out whether anything else proves something.
            return fix == SafeFix.SESSION_CORRUPT && !holdsMembers(file.get()) ? finding.perhapsFixedBy(line) : finding.fixedBy(line);
        }).orElse(finding);
    }

    private static boolean holdsMembers(Path record) {
        try {
            return Files.size(record) <= Content.LARGEST_INLINE && !DamagedRecord.read(Files.readAllBytes(record)).members().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private void tell(List<Examined> examined, StoreRules together, Set<Path> claimed, Consumer<SessionView> sessions, Consumer<Finding> findings) {
        var unsaved = git.unsaved(examined.stream().filter(e -> e.seen().ended()).flatMap(e -> e.look().stream())
            .filter(WorktreeLook::isLinked).map(WorktreeLook::folder).distinct().toList());
        // One question after the other, as in reading: it is the same code for all.
        for (var one : examined) liveness.look(one.seen().session());
        for (var one : examined) {
            one.findings().forEach(findings);
            together.look(one.seen());
            if (one.look().isPresent() && one.look().get().kind() != Kind.ABSENT) {
                var folder = one.look().get().folder();
                claimed.add(folder);
                if (one.seen().ended() && unsaved.containsKey(folder)) new WorktreeRules(examination.managed(), findings).unsaved(one.seen().session(), folder, unsaved.get(folder));
            }
        }
        for (var one : examined) sessions.accept(one.view());
        options.progress().advance(examined.size());
    }

    private void facts() {
        facts.put("unreadable records", String.valueOf(unreadable));
        facts.put("live sessions", liveness.live().isEmpty() ? (liveness.unknown().isEmpty() ? "none" : "unknown: " + liveness.unknown().get(0))
            : liveness.live().size() + ": " + String.join("; ", liveness.live().stream().limit(5).toList()));
    }
}
