package ao.cli;

import ao.check.LeftoverRules;
import ao.check.RecordRules;
import ao.check.SafeFix;
import ao.check.StoreRules;
import ao.map.AgentSelection;
import ao.map.OrchestratorRule;
import ao.map.Prefixes;
import ao.model.Finding;
import ao.model.Fingerprint.FileContent;
import ao.model.LegacyProject;
import ao.model.LegacySession;
import ao.model.SessionId;
import ao.model.SessionKind;
import ao.model.StoreKind;
import ao.model.WorktreeLook;
import ao.plan.PlanSink;
import ao.plan.PullRequestOwners;
import ao.plan.RecordRepair;
import ao.plan.RecordSalvage;
import ao.plan.RepairPlanner;
import ao.read.ClaudeHome;
import ao.read.ClaudeSlug;
import ao.read.DamagedRecord;
import ao.read.Failures;
import ao.read.FileMode;
import ao.read.Fingerprints;
import ao.read.Json;
import ao.read.KeyValueConversion;
import ao.read.LegacyRecords;
import ao.read.LegacyStore;
import ao.read.LegacyStoreReader;
import ao.read.Locations;
import ao.read.OpenFiles;
import ao.read.PhysicalPath;
import ao.read.SessionRecordReader;
import ao.read.StoreTracesReader;
import ao.read.WorktreeReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Reads the records of the project layout that are not sound, and has them mended. */
public final class RepairSource {
    /** The session manager, whose repairs must find nothing left, heeds no other project's prefix (ao-README 40). */
    private static final List<String> PREFIXES = List.of();
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Locations locations;
    private final Wanted wanted;
    private final Instant now;
    private final LegacyStore store;
    private final Map<String, LegacyProject> registered = new HashMap<>();
    private final WorktreeReader worktrees = new WorktreeReader();
    private Map<Path, Set<String>> losers = Map.of();
    private RepairPlanner planner;

    /**
     * What is to be mended.
     *
     * @param projects only these; none for all
     * @param sessions only these; none for all, and then what was left behind, too
     */
    public record Wanted(Set<SafeFix> fixes, List<String> projects, List<String> sessions) { }

    public RepairSource(Locations locations, Wanted wanted, Instant now) {
        this.locations = locations;
        this.wanted = wanted;
        this.now = now;
        this.store = LegacyStoreReader.open(locations);
        store.registry().projects().forEach(p -> registered.put(p.id(), p));
    }

    /** What was noticed about the store as a whole. */
    public List<Finding> findings() {
        var findings = new ArrayList<>(store.registry().findings());
        findings.addAll(store.findings());
        return findings;
    }

    private List<LegacyStore.Folder> folders() {
        // A folder of records that is a link is another project's.
        return store.folders().stream().filter(f -> f.layout() == StoreKind.PROJECT && !Files.isSymbolicLink(f.sessions()) && (wanted.projects().isEmpty() || wanted.projects().contains(f.project()))).toList();
    }

    /** Reads everything and plans what mends it; returns what the report needs. */
    public ObjectNode make(PlanSink sink) {
        planner = new RepairPlanner(sink);
        findings().forEach(sink::finding);
        losers = owners();
        for (var folder : folders()) LegacyRecords.detailed(store, List.of(folder), new Records(folder));
        return planner.finish();
    }

    /** How many of the fixes that were planned are not needed any more, by a new reading of the store. */
    public Verification verify() {
        if (planner == null) return Verification.NONE;
        var before = planner.planned();
        losers = owners();
        var left = new ArrayList<String>();
        var again = new HashMap<Path, Set<SafeFix>>();
        LegacyRecords.detailed(store, folders(), new LegacyRecords.Sink<>() {
            @Override public void session(LegacySession session) {
                if (before.containsKey(session.file())) again.put(session.file(), judge(session));
            }

            @Override public void finding(LegacyStore.Folder folder, Finding finding) {
                finding.subject().path().filter(before::containsKey).ifPresent(file -> SafeFix.of(finding.code()).ifPresent(f -> again.computeIfAbsent(file, k -> EnumSet.noneOf(SafeFix.class)).add(f)));
            }
        });
        int fixed = 0;
        for (var one : before.entrySet()) {
            for (var fix : one.getValue()) {
                boolean still = isLeftover(fix) ? Files.exists(one.getKey(), LinkOption.NOFOLLOW_LINKS) : again.getOrDefault(one.getKey(), Set.of()).contains(fix);
                if (still) left.add(one.getKey() + ": " + fix.code() + " is still there");
                else fixed++;
            }
        }
        int of = fixed + left.size();
        return new Verification("read again: " + fixed + " of " + of + " are mended", Json.MAPPER.createObjectNode().put("mended", fixed).put("planned", of), left);
    }

    private static boolean isLeftover(SafeFix fix) {
        return fix == SafeFix.LOCK_STALE || fix == SafeFix.TEMP_LEFT;
    }

    private Map<Path, Set<String>> owners() {
        if (!wanted.fixes().contains(SafeFix.PR_SHARED)) return Map.of();
        var owners = new PullRequestOwners();
        LegacyRecords.detailed(store, folders(), new LegacyRecords.Sink<>() {
            @Override public void session(LegacySession session) {
                if (!Files.isSymbolicLink(session.file()) && !givesUp(session)) owners.look(StoreRules.Seen.of(session, kind(session), Optional.empty()));
            }

            @Override public void finding(LegacyStore.Folder folder, Finding finding) {
                // What a damaged record still tells of its pull requests counts, as it will be a record again.
                boolean rebuilt = finding.code().equals(SafeFix.SESSION_CORRUPT.code()) && wanted.fixes().contains(SafeFix.SESSION_CORRUPT);
                finding.subject().path().filter(file -> rebuilt).flatMap(file -> damaged(folder.project(), file)).ifPresent(this::session);
            }
        });
        return owners.losers();
    }

    private static Optional<LegacySession> damaged(String project, Path file) {
        try {
            var left = DamagedRecord.read(Files.readAllBytes(file)).members();
            var members = BesideRecord.finished(file, left).map(RecordSalvage.Temporary::members).orElse(left);
            var modified = Files.getLastModifiedTime(file).toInstant();
            return SessionId.parse(file.getFileName().toString().replaceFirst("\\.json$", "")).map(id -> SessionRecordReader.of(new SessionRecordReader.Place(project, id, file, modified, 0, false), members));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A session that another rule takes its pull requests from does not compete for them. */
    private boolean givesUp(LegacySession session) {
        return wanted.fixes().contains(SafeFix.RESTORED_PR_KILLS) && session.details().pr().isEmpty()
            && session.lifecycle().flatMap(ao.model.StoredLifecycle::prReason).filter("cleared_on_restore"::equals).isPresent();
    }

    /** The projects that can be asked for. */
    public List<String> projects() {
        return store.folders().stream().filter(f -> f.layout() == StoreKind.PROJECT).map(LegacyStore.Folder::project).toList();
    }

    /** Whether a project has a file of this session. */
    public boolean knows(String session) {
        return SessionId.isValid(session) && store.folders().stream().filter(f -> f.layout() == StoreKind.PROJECT).anyMatch(f -> Files.exists(f.sessions().resolve(session + ".json"), LinkOption.NOFOLLOW_LINKS));
    }

    private String prefix(String project) {
        return Optional.ofNullable(registered.get(project)).map(p -> Prefixes.of(p).legacy()).orElse("");
    }

    private SessionKind kind(LegacySession session) {
        return OrchestratorRule.kind(session, prefix(session.project()), PREFIXES);
    }

    /** What the rules say of a session that can be mended. */
    private Set<SafeFix> judge(LegacySession session) {
        var fixes = EnumSet.noneOf(SafeFix.class);
        new RecordRules(now, PREFIXES, f -> SafeFix.of(f.code()).ifPresent(fixes::add)).check(session, kind(session), prefix(session.project()));
        var shared = losers.getOrDefault(session.file(), Set.of());
        if (!shared.isEmpty() && StoreRules.Seen.of(session, kind(session), Optional.empty()).pullRequests().stream().anyMatch(shared::contains)) fixes.add(SafeFix.PR_SHARED);
        return fixes;
    }

    /** The agent by whose conversation a session names. */
    private static Optional<String> told(LegacySession session) {
        var told = new ArrayList<String>();
        session.claudeSessionUuid().ifPresent(id -> told.add("claude-code"));
        session.codexThreadId().ifPresent(id -> told.add("codex"));
        session.opencodeSessionId().ifPresent(id -> told.add("opencode"));
        return told.size() == 1 ? Optional.of(told.get(0)) : Optional.empty();
    }

    /** The agent that the next listing would write. */
    private String configured(LegacySession session, SessionKind kind) {
        return Optional.ofNullable(registered.get(session.project())).map(p -> AgentSelection.forRole(kind, p.settings(), store.registry().defaults()))
            .orElseGet(() -> AgentSelection.forRole(kind, store.registry().defaults()));
    }

    /** Takes the records of a folder. */
    private final class Records implements LegacyRecords.Sink<LegacySession> {
        private final LegacyStore.Folder folder;
        private final LeftoverRules leftovers = new LeftoverRules(now, (command, words) -> "", this::leftover);

        Records(LegacyStore.Folder folder) {
            this.folder = folder;
        }

        private boolean isWanted(String id) {
            return wanted.sessions().isEmpty() || wanted.sessions().contains(id);
        }

        @Override public void session(LegacySession session) {
            if (!isWanted(session.id().value())) return;
            var fixes = judge(session);
            fixes.retainAll(wanted.fixes());
            if (!fixes.isEmpty()) read(session.file(), session.id()).ifPresent(read -> mend(read, session));
        }

        private void mend(RepairPlanner.Read read, LegacySession session) {
            if (SessionRecordReader.legacyView(Optional.of(read.bytes())).isPresent()) planner.json(read, of(session), judging(read));
        }

        private RecordRepair.Record of(LegacySession session) {
            var kind = kind(session);
            var told = told(session);
            return new RecordRepair.Record(session.id().value(), kind, told.orElseGet(() -> configured(session, kind)), told.isEmpty(), session.modified(), losers.getOrDefault(session.file(), Set.of()));
        }

        private RepairPlanner.Judging judging(RepairPlanner.Read read) {
            return new RepairPlanner.Judging(wanted.fixes(), members -> judge(as(read, members)));
        }

        private LegacySession as(RepairPlanner.Read read, ObjectNode members) {
            return SessionRecordReader.of(new SessionRecordReader.Place(read.project(), read.id(), read.file(), read.modified(), read.bytes().length, false), members);
        }

        private Optional<RepairPlanner.Read> read(Path file, SessionId id) {
            try {
                if (Files.isSymbolicLink(file)) {
                    planner.problem("entry-not-movable", file, "the record is a symbolic link; mend what it leads to by hand");
                    return Optional.empty();
                }
                if (Files.size(file) > BesideRecord.LARGEST) {
                    planner.problem("session-too-large", file, "the record is too large to be mended");
                    return Optional.empty();
                }
                var modified = Files.getLastModifiedTime(file).toInstant();
                var quarantine = file.resolveSibling(file.getFileName() + ".corrupt-" + now.toEpochMilli());
                return Optional.of(new RepairPlanner.Read(folder.project(), id, file, Files.readAllBytes(file), FileMode.of(file), modified, quarantine));
            } catch (IOException e) {
                planner.problem("session-unreadable", file, "the record cannot be read: " + Failures.sentence(e));
                return Optional.empty();
            }
        }

        @Override public void finding(LegacyStore.Folder of, Finding finding) {
            var file = finding.subject().path();
            var fix = SafeFix.of(finding.code()).filter(wanted.fixes()::contains);
            if (file.isEmpty()) return;
            if (finding.code().equals("lock-file") || finding.code().equals("temp-file")) {
                if (wanted.sessions().isEmpty() || wanted.sessions().stream().anyMatch(id -> file.get().getFileName().toString().startsWith(id + ".json."))) leftovers.file(finding, StoreTracesReader.modified(file.get()));
            } else if (fix.isPresent() && isWanted(finding.subject().id())) {
                rewrite(file.get(), fix.get());
            }
        }

        private void rewrite(Path file, SafeFix fix) {
            var name = file.getFileName().toString();
            SessionId.parse(name.substring(0, name.length() - ".json".length())).flatMap(id -> read(file, id)).ifPresent(read -> {
                if (fix == SafeFix.SESSION_KEY_VALUE_IN_JSON) {
                    var text = ao.read.JavaScript.trim(new String(read.bytes(), StandardCharsets.UTF_8));
                    var converted = KeyValueConversion.convert(text);
                    var members = converted.record();
                    if (text.indexOf('\uFFFD') >= 0 || !isKeyed(members) || !converted.leftOut().keySet().stream().allMatch(Records::isKey)) {
                        planner.problem(fix.code(), file, "it holds more than key=value lines, and is left as it is");
                        return;
                    }
                    converted.leftOut().forEach((key, value) -> {
                        if (!members.has(key)) members.put(key, value);
                    });
                    planner.keyValue(read, members, of(as(read, members)), judging(read));
                } else if (fix == SafeFix.SESSION_CORRUPT) {
                    var evidence = evidence(read);
                    planner.salvage(read, evidence, of(as(read, evidence.temporary().map(RecordSalvage.Temporary::members).orElse(evidence.left().members()))), judging(read));
                }
            });
        }

        private static boolean isKey(String name) {
            return name.matches("[A-Za-z_][A-Za-z0-9_. -]*");
        }

        private static boolean isKeyed(ObjectNode members) {
            return members.properties().stream().allMatch(m -> isKey(m.getKey()));
        }

        private RecordSalvage.Evidence evidence(RepairPlanner.Read read) {
            var left = DamagedRecord.read(read.bytes());
            var worktree = Optional.of(folder.path().resolve("worktrees").resolve(read.id().value()))
                .map(w -> worktrees.look(w, Optional.empty(), Optional.empty())).filter(WorktreeLook::isLinked);
            return new RecordSalvage.Evidence(left, BesideRecord.finished(read.file(), left.members()), worktree.map(WorktreeLook::folder), worktree.flatMap(WorktreeLook::branch),
                worktree.flatMap(l -> transcript(l.folder())), read.modified());
        }

        private Optional<String> transcript(Path directory) {
            var claude = new ClaudeHome(locations.claude().path());
            var all = claude.inBucket(ClaudeSlug.of(PhysicalPath.of(directory).toString()));
            return all.size() == 1 ? Optional.of(all.get(0).getFileName().toString().replace(".jsonl", "")) : Optional.empty();
        }

        /** A lock or temporary file that is old enough to have been left behind. */
        private void leftover(Finding finding) {
            var fix = SafeFix.of(finding.code()).filter(f -> isLeftover(f) && wanted.fixes().contains(f));
            var file = finding.subject().path();
            if (fix.isEmpty() || file.isEmpty() || !fix.get().isFor(file.get())) return;
            // It goes together with the record that is made of it.
            if (fix.get() == SafeFix.TEMP_LEFT && isUsed(file.get())) return;
            var held = why(file.get(), fix.get());
            if (held.isPresent()) planner.problem(finding.code(), file.get(), held.get());
            else if (Fingerprints.of(file.get()) instanceof FileContent content) planner.leftover(folder.project(), file.get(), content, fix.get());
        }

        /** Why a file has to stay; nothing when nobody needs it. */
        private Optional<String> why(Path file, SafeFix fix) {
            var open = holders(file);
            if (open.isEmpty()) return Optional.of("it cannot be told here whether a program has it open; remove it by hand");
            if (!open.get().isEmpty()) return Optional.of("a program has it open");
            if (fix == SafeFix.LOCK_STALE) return Optional.empty();
            var writer = BesideRecord.livingWriter(file);
            if (writer.isPresent()) return Optional.of("the process that writes it, " + writer.getAsLong() + ", runs");
            var record = record(file);
            if (BesideRecord.members(record).isEmpty()) return Optional.of("its record is not there, or cannot be read, and this may be what is left of it");
            boolean newer = BesideRecord.mayBeNewer(file, record);
            return newer ? Optional.of("it may hold a newer state than " + record.getFileName() + "; compare the two, then remove it by hand") : Optional.empty();
        }

        /** Who only reads it, as another repair or a backup does, has closed it again at the next look. */
        private static Optional<Set<Path>> holders(Path file) {
            var open = OpenFiles.among(List.of(file));
            for (int look = 0; look < 4 && open.isPresent() && !open.get().isEmpty(); look++) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                open = OpenFiles.among(List.of(file));
            }
            return open;
        }

        private static Path record(Path temporary) {
            var name = temporary.getFileName().toString();
            return temporary.resolveSibling(name.substring(0, name.indexOf(".tmp")));
        }

        /** Whether a damaged record is made again of a temporary file. */
        private boolean isUsed(Path file) {
            var record = record(file);
            if (!wanted.fixes().contains(SafeFix.SESSION_CORRUPT) || !Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS) || BesideRecord.members(record).isPresent()) return false;
            var id = SessionId.parse(record.getFileName().toString().replaceFirst("\\.json$", ""));
            return id.flatMap(i -> read(record, i)).map(this::evidence).flatMap(RecordSalvage.Evidence::temporary).filter(t -> t.file().equals(file)).isPresent();
        }
    }
}
