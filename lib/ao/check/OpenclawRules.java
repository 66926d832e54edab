package ao.check;

import ao.map.OpenclawStamps;
import ao.model.Finding;
import ao.model.OpenclawEntry;
import ao.model.OpenclawEntry.Shape;
import ao.model.OpenclawPreflight;
import ao.model.OpenclawStore;
import ao.model.Severity;
import ao.read.OpenclawLeftovers;
import ao.read.OpenclawLeftovers.Leftover;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the upgrade of OpenClaw's stores to a database stumbles over (openclaw-store sheet, 3, 4 and 13). */
public final class OpenclawRules {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    /**
     * Addresses of mail, numbers, and names as chats have them; what stands behind a number's at-sign is a server. Keys can
     * be long, so nothing is tried twice.
     */
    private static final Pattern PERSON = Pattern.compile("(?<![\\w.+-])(?=\\d*+[A-Za-z_.+-])[\\w.+-]++@[\\w-]++(?:\\.[\\w-]++)++|\\d{5,}+|(?<!\\w)@[\\w.-]{2,}+");
    private static final int SHOWN = 2;
    /** After that a store's lock may be taken over (openclaw-store sheet, 6). */
    private static final Duration STALE = Duration.ofSeconds(30);

    private final Predicate<Path> exists;
    private final Consumer<Finding> findings;

    /** @param exists whether a file is there */
    public OpenclawRules(Predicate<Path> exists, Consumer<Finding> findings) {
        this.exists = exists;
        this.findings = findings;
    }

    /** Looks at a store. */
    public void check(OpenclawPreflight store) {
        store.gateway().ifPresent(g -> say(store, "openclaw-gateway-runs", Severity.WARNING, "a gateway runs: the upgrade wants it stopped", "none", g));
        if (store.database().isPresent()) {
            var superseded = Finding.at("openclaw-superseded", Severity.INFO, store.file(), "a database has taken its place: nothing reads or writes it any more").expecting("no sessions.json, or no database", store.database().get().toString());
            if (store.form() != OpenclawPreflight.Form.ABSENT) findings.accept(superseded);
            return;
        }
        if (store.directory()) {
            say(store, "openclaw-directory-store", Severity.ERROR, "its entries are in a sessions.d, which no release knows: the upgrade imports nothing of it", "a sessions.json", "an active sessions.d");
        }
        form(store);
        store.entries().forEach(e -> entry(store, e));
        keys(store);
        transcripts(store);
        store.prompts().forEach(p -> findings.accept(of(store, "openclaw-prompt-missing", Severity.WARNING, masked(p.key()), "the prompt that its skills refer to is gone").expecting(p.file().toString(), "nothing")));
    }

    /** A gateway that runs, by its process. */
    public void gateway(Path state, String evidence) {
        findings.accept(Finding.at("openclaw-gateway-runs", Severity.WARNING, state, "a gateway runs: the upgrade wants it stopped").expecting("none", evidence));
    }

    private void form(OpenclawPreflight store) {
        switch (store.form()) {
            case ABSENT, STORE, EMPTY -> { }
            case JSON5 -> say(store, "openclaw-json5", Severity.ERROR, "it is JSON5, and read as JSON: it counts as empty, and the first write replaces it", "JSON", "comments, single quotes, trailing commas or the like");
            case MARKED -> say(store, "openclaw-byte-order-mark", Severity.ERROR, "a byte order mark stands before it: it counts as broken", "an object", "U+FEFF before it");
            case OTHER_VALUE -> say(store, "openclaw-not-an-object", Severity.ERROR, "it holds no object: it counts as empty, and the first write replaces it", "an object", "another value");
            case BROKEN -> say(store, "openclaw-broken", Severity.ERROR, "it is no JSON: it counts as empty, and the first write replaces it", "JSON", store.complaint());
            case CLOSED -> say(store, "openclaw-store-unreadable", Severity.ERROR, "it cannot be read, so that nothing can be said of it", "a file that its owner may read", store.complaint());
            case NOT_A_FILE -> say(store, "openclaw-not-a-file", Severity.ERROR, "it is a link, a folder, or larger than 64 MiB, and is refused", "a regular file of at most 64 MiB", store.complaint());
        }
    }

    private void entry(OpenclawPreflight store, OpenclawEntry entry) {
        var key = masked(entry.key());
        if (entry.shape() != Shape.OBJECT) {
            findings.accept(of(store, "openclaw-entry-no-object", Severity.WARNING, key, "the entry is no object, and is dropped").expecting("an object", entry.shape() == Shape.ARRAY ? "an array" : "another value"));
        } else if (entry.session().map(String::isBlank).orElse(true)) {
            findings.accept(of(store, "openclaw-entry-without-session", Severity.WARNING, key, "the entry names no session, and is skipped; the file is kept for its sake").expecting("sessionId", "none"));
        } else if (!isSafe(entry.session().get())) {
            findings.accept(of(store, "openclaw-session-id-unsafe", Severity.WARNING, key, "its sessionId cannot name a file, and the entry is dropped").expecting("letters, digits, . _ -", masked(entry.session().get())));
        } else {
            transcript(store, entry, key);
        }
    }

    private void transcript(OpenclawPreflight store, OpenclawEntry entry, String key) {
        var folder = store.file().getParent();
        var own = folder.resolve(entry.session().get() + ".jsonl");
        var named = entry.file().flatMap(OpenclawRules::path).map(folder::resolve);
        if (named.filter(exists).isPresent()) return;
        var beside = named.map(Path::getFileName).map(folder::resolve).filter(exists);
        if (named.isPresent() && (beside.isPresent() || exists.test(own))) {
            findings.accept(of(store, "openclaw-path-stale", Severity.WARNING, key, "it names its transcript at a place where nothing is, and that lies beside the store").expecting(beside.orElse(own).toString(), named.get().toString()));
        } else if (!exists.test(own) && store.transcripts().stream().noneMatch(t -> t.getFileName().toString().startsWith(entry.session().get() + "-topic-"))) {
            findings.accept(of(store, "openclaw-transcript-missing", Severity.WARNING, key, "its transcript is gone: the session comes in without a word of it").expecting(named.orElse(own).toString(), "nothing"));
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(p -> p.getFileName() != null);
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Keys that become one when they are put into lower case. */
    private void keys(OpenclawPreflight store) {
        var survivors = OpenclawStamps.normalized(store.entries());
        for (var entry : store.entries()) {
            if (!entry.isKept()) continue;
            var key = ao.read.OpenclawKeys.normalized(entry.key());
            if (key.isEmpty()) {
                findings.accept(of(store, "openclaw-key-blank", Severity.WARNING, "(blank)", "the entry has a blank key, and is dropped").expecting("a key", "blanks"));
            } else if (survivors.get(key) != entry) {
                findings.accept(of(store, "openclaw-keys-merge", Severity.WARNING, masked(entry.key()), "another key is the same in lower case, and its entry is newer or later: this one is dropped")
                    .expecting("keys that differ otherwise", masked(survivors.get(key).key())));
            }
        }
    }

    /** Two proofs: no entry names the file, neither by the session's id nor by a path. */
    private void transcripts(OpenclawPreflight store) {
        var known = new HashSet<String>();
        store.entries().forEach(e -> {
            e.session().ifPresent(known::add);
            e.file().flatMap(OpenclawRules::path).map(p -> p.getFileName().toString().replaceFirst("\\.jsonl$", "")).ifPresent(known::add);
        });
        for (var file : store.transcripts()) {
            var stem = file.getFileName().toString().replaceFirst("\\.jsonl$", "");
            var session = stem.replaceFirst("-topic-.*$", "");
            if (known.contains(stem) || known.contains(session)) continue;
            findings.accept(Finding.at("openclaw-transcript-unindexed", Severity.WARNING, file, "no entry names this transcript: the upgrade leaves it behind").expecting("an entry with sessionId " + session, "none"));
        }
    }

    /**
     * What the two layouts together show.
     *
     * @param there whether there is anything called {@code sessions.d}
     */
    public void store(OpenclawStore store, boolean there) {
        if (store.directoryActive() && store.fileExists()) {
            findings.accept(Finding.at("openclaw-both-layouts", Severity.WARNING, store.file(), "a sessions.d is active beside it: the next start of that branch merges the two, and entries that were deleted meanwhile come back")
                .expecting("one of the two", store.entries() + " entries in the file"));
        } else if (there && !store.directoryActive()) {
            findings.accept(Finding.at("openclaw-directory-hidden", Severity.WARNING, store.file().resolveSibling("sessions.d"), "it is there, and its state is damaged: its entries count as none, and the next migration puts it aside")
                .expecting("a sound state.json and entries", "an inactive directory"));
        }
    }

    /** What readers of a directory mistake or pass over. */
    public void directory(Path file, List<Path> mistaken, List<Path> unread) {
        mistaken.forEach(f -> findings.accept(Finding.at("openclaw-entry-mistaken", Severity.WARNING, f, "it is no entry's document, and readers take all of it for one").expecting("sessionKey and entry", "another object")));
        unread.forEach(f -> findings.accept(Finding.at("openclaw-entry-unread", Severity.WARNING, f, "readers pass over it").expecting("an entry's document under its own name", "something else")));
    }

    /** A directory whose entries cannot be listed. */
    public void unreadable(Path directory) {
        findings.accept(Finding.at("openclaw-directory-unreadable", Severity.ERROR, directory, "its entries cannot be listed: a gateway takes the store for empty, and a roll-back would write an empty one").expecting("a folder that can be listed", "one that cannot"));
    }

    /** What was left behind in a store's folder. */
    public void leftover(Leftover leftover, Instant now) {
        var age = Duration.between(leftover.modified(), now);
        if (leftover.kind() != OpenclawLeftovers.Kind.LOCK) {
            findings.accept(Finding.at("openclaw-leftover", Severity.INFO, leftover.path(), "a " + leftover.kind().name().toLowerCase(java.util.Locale.ROOT) + " copy; nothing removes it").expecting("none", Age.words(age) + " old"));
            return;
        }
        var found = leftover.owner().map(o -> "process " + o.pid()).orElse("no owner") + ", " + Age.words(age) + " old";
        if (leftover.owner().filter(OpenclawLeftovers.Owner::alive).isPresent()) {
            findings.accept(Finding.at("openclaw-lock-held", Severity.INFO, leftover.path(), "somebody writes under this lock").expecting("none", found));
        } else if (leftover.owner().isPresent() || age.compareTo(STALE) >= 0) {
            findings.accept(Finding.at("openclaw-lock-stale", Severity.WARNING, leftover.path(), "a lock whose owner is gone").expecting("none, or a living owner", found));
        }
    }

    /** Whether a session's id can name its transcript. */
    public static boolean isSafe(String session) {
        return SAFE.matcher(session).matches();
    }

    /** A key without what it tells of a person: numbers of phones and the like keep their last two characters. */
    public static String masked(String key) {
        return PERSON.matcher(key).replaceAll(m -> "•".repeat(m.group().length() - SHOWN) + m.group().substring(m.group().length() - SHOWN));
    }

    private void say(OpenclawPreflight store, String code, Severity severity, String message, String expected, String found) {
        findings.accept(Finding.at(code, severity, store.file(), message).expecting(expected, found));
    }

    private static Finding of(OpenclawPreflight store, String code, Severity severity, String key, String message) {
        return Finding.at(code, severity, store.file(), message).about("entry", key);
    }
}
