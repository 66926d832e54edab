package ao.check;

import ao.model.DatabaseHealth;
import ao.model.Finding;
import ao.model.RewriteSchema;
import ao.model.SchemaObject;
import ao.model.SchemaObject.Kind;
import ao.model.Severity;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The migration ledger of an {@code ao.db} against what is really in it, and what no daemon could read. */
public final class SchemaRules {
    private final Path database;
    private final Finding.Subject whole;
    private final List<SchemaObject> known;
    private final List<SchemaObject> demands;
    private final Consumer<Finding> findings;

    /** @param known what databases have, by version */
    public SchemaRules(Path database, List<SchemaObject> known, Consumer<Finding> findings) {
        this.database = database;
        this.whole = new Finding.Subject("database", database.getFileName().toString(), Optional.of(database), "");
        this.known = known.stream().filter(o -> o.kind().exists()).toList();
        this.demands = known.stream().filter(o -> !o.kind().exists()).toList();
        this.findings = findings;
    }

    /** Checks everything; says which version the tables really are when that is not the ledger's. */
    public Optional<String> check(DatabaseHealth health) {
        int version = (int) Math.min(health.version(), RewriteSchema.NEWEST);
        var ahead = health.ledger().isEmpty() || health.ledger().get().isEmpty() || isRenumbered(health) ? List.<SchemaObject>of() : known.stream().filter(o -> o.isCertainlyAfter(version) && health.has(o)).toList();
        var fit = SchemaFit.of(health, known);
        ledger(health, fit, !ahead.isEmpty());
        if (!ahead.isEmpty()) {
            say("schema-ahead", Severity.ERROR, "it has what later migrations bring than its ledger names: the daemon would run those again, and fail", "the ledger's version " + version,
                ahead.stream().limit(5).map(o -> o.kind().word() + " " + o.name() + " of " + (o.after() + 1 < o.since() ? "at most " : "") + o.since()).collect(Collectors.joining(", ")));
        }
        health.damages().forEach(d -> say("database-damaged", Severity.ERROR, "SQLite's own check complains", "ok", d));
        new HarnessRules(whole, findings).check(health, fit.near(health.version()));
        new ConstraintRules(whole, findings).check(health, demands, fit.near(health.version()));
        changes(health, fit.near(health.version()));
        creations(health);
        rows(health);
        return health.version() > RewriteSchema.NEWEST || fit.fits(health.version()) ? Optional.empty() : Optional.of(fit.words());
    }

    /** Of a branch whose migrations came back under other numbers: later daemons renumber its rows at their start (rewrite-store sheet, 2.3). */
    private static boolean isRenumbered(DatabaseHealth health) {
        return health.ledger().get().stream().anyMatch(n -> n >= 54 && n <= 65);
    }

    private void ledger(DatabaseHealth health, SchemaFit fit, boolean ahead) {
        if (health.ledger().isEmpty()) {
            boolean odd = health.objects().get(Kind.TABLE).contains("goose_db_version");
            say("ledger-missing", Severity.ERROR, odd ? "its migration ledger is none that a daemon can read: none starts with it" : "it has no migration ledger: the daemon would run the first migration again, and fail",
                odd ? "goose_db_version.version_id" : "goose_db_version", odd ? "a table without it" : "none");
            return;
        }
        var numbers = health.ledger().get();
        long version = health.version();
        if (numbers.isEmpty()) {
            say("ledger-empty", Severity.ERROR, "its migration ledger is empty: no daemon starts with it", "a row for each migration", "none");
            return;
        }
        if (version > RewriteSchema.NEWEST) {
            say("schema-newer", Severity.WARNING, "a later daemon made it than this toolkit knows; an older daemon opens it all the same", "at most " + RewriteSchema.NEWEST, String.valueOf(version));
        }
        if (version < RewriteSchema.OLDEST && !ahead) {
            say("schema-older", Severity.WARNING, "it is older than anything that can be imported into; a daemon upgrades it at its start", "at least " + RewriteSchema.OLDEST, String.valueOf(version));
        }
        int ledgerVersion = (int) Math.min(version, RewriteSchema.NEWEST);
        var holes = RewriteSchema.versionsUpTo(ledgerVersion).stream().filter(v -> !numbers.contains((long) v)).map(String::valueOf).collect(Collectors.joining(", "));
        if (!holes.isEmpty()) {
            say("ledger-hole", Severity.ERROR, "its ledger leaves migrations out: some daemons refuse to start, others run them now", "all up to " + version, "without " + holes);
        }
        var strangers = numbers.stream().filter(v -> v > 0 && v <= RewriteSchema.NEWEST && !RewriteSchema.isKnown(v.intValue())).map(String::valueOf).collect(Collectors.joining(", "));
        if (!strangers.isEmpty()) {
            say("ledger-withdrawn", Severity.WARNING, "its ledger has numbers that were withdrawn: another build has had it", "known numbers", strangers);
        }
        if (!health.ledgerFaults().isEmpty()) {
            say("ledger-unreadable", Severity.ERROR, "its migration ledger is none that a daemon can read: none starts with it", "whole numbers, each marked with 0 or 1, the last of them applied", String.join(", ", health.ledgerFaults()));
        } else if (!health.unapplied().isEmpty()) {
            findings.accept(Finding.of("ledger-unapplied", Severity.INFO, whole, "its ledger marks migrations as not applied; daemons take them as applied all the same").in(Finding.Category.RECOMMENDED)
                .expecting("is_applied 1", "0 for " + health.unapplied().stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        objects(health, ledgerVersion, fit);
    }

    private void objects(DatabaseHealth health, int version, SchemaFit fit) {
        var missingTables = new LinkedHashSet<String>();
        var screens = new TreeMap<String, Set<String>>();
        for (var object : known) {
            if (!object.isIn(version) || health.has(object)) continue;
            var table = object.kind() == Kind.COLUMN ? object.name().substring(0, object.name().indexOf('.')) : object.name();
            if (object.kind() == Kind.TABLE) missingTables.add(object.name());
            if (object.kind() == Kind.COLUMN && missingTables.contains(table)) continue;
            if (object.kind() == Kind.TABLE || object.kind() == Kind.COLUMN) screens.computeIfAbsent(Screens.of(table), s -> new LinkedHashSet<>()).add(object.name());
            else dull(object, version);
        }
        var tables = fit.fits(version) ? "not all of that is there" : "the tables are those of " + fit.words();
        screens.forEach((screen, objects) -> say("schema-difference", Severity.ERROR, "the ledger says version " + health.version() + ", " + tables + ": this fails: " + screen,
            "what version " + version + " has", "no " + String.join(", ", objects)));
        var names = known.stream().filter(o -> o.kind() == Kind.TRIGGER).map(SchemaObject::name).collect(Collectors.toSet());
        var daemons = known.stream().filter(o -> o.kind() == Kind.TABLE).map(SchemaObject::name).collect(Collectors.toSet());
        var extra = health.triggerTables().entrySet().stream().filter(t -> daemons.contains(t.getValue()) && !names.contains(t.getKey())).map(t -> t.getKey() + " on " + t.getValue()).collect(Collectors.joining(", "));
        if (!extra.isEmpty()) {
            say("trigger-unknown", Severity.WARNING, "a table has a trigger that no migration made: a change may be logged twice, or do what nobody expects", "none but the daemon's own", extra);
        }
        health.brokenWrites().forEach((table, reason) -> say("schema-writes-fail", Severity.ERROR, "SQLite refuses every write to table " + table + ": what a trigger or a reference of it asks for is not there", "a table that can be written to", reason));
    }

    /** Without a trigger nothing fails; it is only never heard of. Without an index it is slow. */
    private void dull(SchemaObject object, int version) {
        if (object.kind() == Kind.TRIGGER) {
            say("schema-trigger-missing", Severity.ERROR, "a trigger is missing: the changes that it should log reach nobody", object.name(), "nothing");
        } else {
            say("schema-index-missing", Severity.WARNING, "an index is missing that version " + version + " has", object.name(), "nothing");
        }
    }

    /** What has to be logged of a session, by the migration that says so (rewrite-store sheet, 3 and 4). */
    private static final Map<String, Integer> LOGGED = Map.of("activity_state", 1, "is_terminated", 1, "first_signal_at", 10, "preview_url", 17, "preview_revision", 19, "display_name", 24,
        "terminate_on_pr_merge", 35, "is_pinned", 43, "pinned_at", 43, "session_mode", 78);

    /** A trigger of an older version is called as the newer one is. */
    private void changes(DatabaseHealth health, int version) {
        var trigger = health.triggers().get("sessions_cdc_update");
        if (trigger == null) return;
        var text = trigger.toLowerCase(Locale.ROOT);
        int begins = text.indexOf("begin");
        // What is written of a change is behind that.
        var condition = text.substring(0, Math.max(0, begins));
        boolean logs = text.indexOf("change_log", begins) > 0;
        var unlogged = LOGGED.entrySet().stream().filter(e -> e.getValue() <= version && !(logs && condition.contains(e.getKey()))).map(Map.Entry::getKey).sorted().toList();
        if (unlogged.isEmpty()) return;
        say("schema-trigger-differs", Severity.WARNING, "a trigger is not the one of version " + version + ": these changes of sessions reach nobody: " + String.join(", ", unlogged), "sessions_cdc_update of " + version, "another text");
    }

    private void creations(DatabaseHealth health) {
        var trigger = health.triggers().get("sessions_cdc_insert");
        if (trigger != null && !trigger.toLowerCase(Locale.ROOT).contains("change_log")) {
            say("schema-trigger-differs", Severity.WARNING, "a trigger writes nothing: new sessions reach nobody", "sessions_cdc_insert, with a row in change_log", "another text");
        }
    }

    private void rows(DatabaseHealth health) {
        for (var bad : health.badValues()) {
            say("row-value-unreadable", Severity.ERROR, "no daemon can read a value in row " + bad.key() + " of " + bad.table() + ", and with it this fails: " + Screens.of(bad.table()),
                bad.kind().equals("null") ? "a value" : "a number", bad.column() + (bad.kind().equals("null") ? " is nothing" : " = " + bad.text()));
        }
        for (var bad : health.badTimes()) {
            var subject = bad.owner().map(o -> new Finding.Subject("session", o.session(), Optional.of(database), o.project())).orElse(whole);
            findings.accept(Finding.of("row-time-unreadable", Severity.ERROR, subject, "no daemon can read a time in row " + bad.key() + " of " + bad.table() + ", and with it this fails: " + Screens.of(bad.table()))
                .expecting("2026-01-02 03:04:05 +0000 UTC", bad.column() + " = " + bad.text()));
        }
        health.orphans().forEach(o -> say("row-orphan", Severity.ERROR, "a row refers to one that is not there", "a row", o));
        for (var bad : health.badConfigs()) {
            findings.accept(Finding.of("config-unreadable", Severity.ERROR, new Finding.Subject("project", bad.project(), Optional.of(database), bad.project()),
                "the daemon takes its settings for empty, and overwrites them with the next save").expecting("settings of the right types", bad.why()));
        }
        for (var wedge : health.wedged()) {
            findings.accept(Finding.of("spawn-wedged", wedge.now() ? Severity.ERROR : Severity.WARNING, new Finding.Subject("project", wedge.project(), Optional.of(database), wedge.project()),
                wedge.now() ? "nothing can be spawned in it any more: the next id is taken" : "spawning in it will fail for good at number " + wedge.number() + ": that id is taken")
                .expecting("no session " + wedge.id() + " beyond number " + wedge.max(), wedge.id()));
        }
        health.unread().forEach(u -> say("database-part-unread", Severity.WARNING, "this could not be asked", "an answer", u));
    }

    private void say(String code, Severity severity, String message, String expected, String found) {
        findings.accept(Finding.of(code, severity, whole, message).expecting(expected, found));
    }
}
