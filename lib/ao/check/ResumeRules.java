package ao.check;

import ao.model.Conversation;
import ao.model.Finding;
import ao.model.Harness;
import ao.model.Held;
import ao.model.ResumeVerdict;
import ao.model.ResumeVerdict.Checkout;
import ao.model.ResumeVerdict.Kind;
import ao.model.Secrets;
import ao.model.Severity;
import ao.model.ShellWord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Whether a session would go on where it was, with what, and how; or why not. */
public final class ResumeRules {
    private static final Duration SOON = Duration.ofDays(7);

    private final Instant now;
    private final int claudeKeepsDays;
    private final String environment;

    /** @param environment what has to stand before an agent's name, so that it looks into the right home */
    public ResumeRules(Instant now, int claudeKeepsDays, String environment) {
        this.now = now;
        this.claudeKeepsDays = claudeKeepsDays;
        this.environment = environment;
    }

    /** What an orchestrator does with a session that cannot be resumed: that differs between generations. */
    public enum Generation {
        /** Starts the agent with the id, whatever there is; without one takes the latest of the directory. */
        LEGACY,
        /** Starts the agent with the id, whatever there is. */
        EARLY_REWRITE,
        /** Looks for the transcript first, and starts afresh without it. */
        REWRITE
    }

    /**
     * A session, as far as resuming it goes.
     *
     * @param places     how its directory can be had: it is there, or git can make it again, or why neither; few are asked for it
     * @param permissions the permission mode that the agent gets
     * @param note       what has to be said of the command line; empty for nothing
     * @param line       the agent's command line for a conversation
     * @param hasPrompt  whether a fresh start would have something to begin with
     */
    public record Question(Generation generation, Harness harness, Optional<String> conversation, Optional<Path> directory, Supplier<Place> places,
                           String permissions, Function<String, String> line, String note, boolean hasPrompt) {
        /** How its directory can be had. */
        public Place place() {
            return places.get();
        }
    }

    /**
     * How a session's directory can be had.
     *
     * @param before  a command that makes it; empty when it is there
     * @param again   what there is to know of that; empty for nothing
     * @param checksOut what that checks out
     * @param missing why it cannot be had; empty when it can
     */
    public record Place(String before, String again, Optional<Checkout> checksOut, String missing) {
        public static final Place THERE = new Place("", "", Optional.empty(), "");

        /** One that cannot be had. */
        public static Place none(String missing) {
            return new Place("", "", Optional.empty(), missing);
        }
    }

    /** The verdict. */
    public ResumeVerdict verdict(Question question, Held held) {
        var harness = question.harness();
        if (!harness.resumable()) return ResumeVerdict.without(Kind.FRESH, "no known way to resume " + (harness.name().isEmpty() ? "an unknown agent" : Secrets.shown("agent", harness.name())));
        if (question.directory().isEmpty()) return ResumeVerdict.without(Kind.BLOCKED, "it names no directory");
        if (held.unreadable()) return ResumeVerdict.without(Kind.BLOCKED, "the conversations of " + harness.name() + " cannot be read");
        var conversation = held.named().isEmpty() && takesLatest(question) ? held.newest() : held.named();
        // The later rewrite looks for one with turns in it, and starts afresh without (rewrite-store sheet, 7.4).
        boolean passed = conversation.isPresent() && conversation.get().empty() && question.generation() == Generation.REWRITE;
        return conversation.isPresent() && !passed ? with(question, held, conversation.get()) : without(question, held);
    }

    private static boolean takesLatest(Question question) {
        return question.conversation().isEmpty() && question.generation() == Generation.LEGACY && !question.harness().equals(Harness.OPENCODE);
    }

    private ResumeVerdict with(Question question, Held held, Conversation conversation) {
        var newer = held.newest().filter(n -> !n.empty() && !n.id().equals(conversation.id()) && n.modified().isAfter(conversation.modified()));
        var deleted = conversation.harness().equals(Harness.CLAUDE_CODE) ? Optional.of(conversation.modified().plus(Duration.ofDays(claudeKeepsDays))) : Optional.<Instant>empty();
        var place = question.place();
        var missing = conversation.empty() ? "its transcript " + conversation.file() + " is empty" : place.missing();
        if (!missing.isEmpty()) return new ResumeVerdict(Kind.BLOCKED, Optional.of(conversation), Optional.empty(), "", missing, newer, deleted, Optional.empty());
        var command = place.before() + "cd " + ShellWord.quote(question.directory().get().toString()) + " && " + environment + question.line().apply(conversation.id());
        return new ResumeVerdict(Kind.NATIVE, Optional.of(conversation), Optional.empty(), command, remark(question, place, conversation, newer), newer, deleted, place.checksOut());
    }

    private static String remark(Question question, Place place, Conversation conversation, Optional<Conversation> newer) {
        var remarks = new ArrayList<String>(2);
        var by = question.harness().equals(Harness.OPENCODE) ? "with its title" : "of its directory";
        if (question.conversation().isEmpty()) remarks.add("the record names no conversation; this is the latest " + by);
        else if (!question.conversation().get().equals(conversation.id())) remarks.add(question.harness().name() + " has none of the id that the record names; this is the latest " + by);
        if (!place.before().isEmpty()) remarks.add("its directory is gone, and is made again first" + place.again());
        if (!question.note().isEmpty()) remarks.add(question.note());
        newer.ifPresent(n -> remarks.add("a later one of that directory is " + n.id() + " (" + n.modified() + ")"));
        return String.join("; ", remarks);
    }

    private ResumeVerdict without(Question question, Held held) {
        var name = question.harness().name();
        if (question.conversation().isEmpty()) {
            if (question.generation() == Generation.LEGACY) {
                boolean opencode = question.harness().equals(Harness.OPENCODE);
                return fresh(opencode ? Kind.BLOCKED : Kind.FRESH, opencode ? "it names no conversation, and opencode has none with its title" : "it names no conversation, and " + name + " has none of its directory", held);
            }
            boolean blocked = question.harness().equals(Harness.CLAUDE_CODE) ? question.generation() == Generation.EARLY_REWRITE : !question.hasPrompt();
            return fresh(blocked ? Kind.BLOCKED : Kind.FRESH, "it names no conversation" + (blocked && !question.hasPrompt() ? ", and has no prompt to begin with" : ""), held);
        }
        var id = question.conversation().get();
        if (held.strayed().isPresent()) {
            var verdict = fresh(Kind.BLOCKED, "its transcript is filed under another directory: " + held.strayed().get().file(), held);
            return new ResumeVerdict(verdict.kind(), held.strayed(), Optional.empty(), "", verdict.reason(), verdict.newer(), Optional.empty(), Optional.empty());
        }
        boolean looks = question.generation() == Generation.REWRITE;
        return fresh(looks ? Kind.FRESH : Kind.BLOCKED, name + " has no conversation " + id + (looks ? "" : ": it would be started with it all the same, and fail"), held);
    }

    private static ResumeVerdict fresh(Kind kind, String reason, Held held) {
        return new ResumeVerdict(kind, Optional.empty(), Optional.empty(), "", reason, held.newest(), Optional.empty(), Optional.empty());
    }

    /** Says which folders of conversations cannot be read. */
    public static void unreadable(List<Path> folders, Consumer<Finding> findings) {
        folders.forEach(f -> findings.accept(Finding.at("history-unreadable", Severity.ERROR, f, "the conversations in it cannot be read, so nothing can be said about resuming them").expecting("a folder or a database that can be read", "one that cannot")));
    }

    /** What is wrong with the conversation that a session names. */
    private static Optional<Finding> lost(String id, Question question, Held held, Finding.Subject subject) {
        var wanted = "a transcript of " + id + " where " + question.harness().name() + " looks for it";
        if (held.named().isPresent()) {
            var file = held.named().get();
            return file.empty() ? Optional.of(Finding.of("transcript-empty", Severity.WARNING, subject, "its transcript is empty: it cannot be resumed").expecting("turns", file.file().toString())) : Optional.empty();
        }
        if (held.strayed().isPresent()) {
            return Optional.of(Finding.of("transcript-strayed", Severity.WARNING, subject, "its transcript is filed under another directory, where the agent does not look for it")
                .expecting(wanted, held.strayed().get().file().toString()));
        }
        return Optional.of(Finding.of("transcript-missing", Severity.WARNING, subject, "the agent has no transcript of the conversation that it names").expecting(wanted, "none"));
    }

    /** Where Claude Code keeps nothing long, the last third of that. */
    private Duration soon() {
        var third = Duration.ofDays(claudeKeepsDays).dividedBy(3);
        return third.compareTo(SOON) < 0 ? third : SOON;
    }

    /** What the verdict over a living session gives cause to say. */
    public void findings(Question question, Held held, ResumeVerdict verdict, Finding.Subject subject, Commands commands, Consumer<Finding> findings) {
        if (question.conversation().isPresent() && question.harness().resumable() && !held.unreadable()) lost(question.conversation().get(), question, held, subject).ifPresent(findings);
        if (verdict.kind() == Kind.NATIVE && verdict.newer().isPresent()) {
            findings.accept(Finding.of("transcript-newer", Severity.INFO, subject, "its directory has a later conversation than the one that it names").in(Finding.Category.RECOMMENDED)
                .expecting(verdict.conversation().get().id(), verdict.newer().get().id() + " of " + verdict.newer().get().modified()));
        }
        if (verdict.deletedOn().isPresent() && verdict.kind() == Kind.NATIVE && Duration.between(now, verdict.deletedOn().get()).compareTo(soon()) < 0) {
            var on = verdict.deletedOn().get();
            var file = verdict.conversation().get().file();
            findings.accept(Finding.of("transcript-expiring", Severity.WARNING, subject, "Claude Code deletes its transcript " + (on.isAfter(now) ? "on " + on : "at its next start"))
                .expecting("written within " + claudeKeepsDays + " days", verdict.conversation().get().modified().toString())
                .fixedBy(commands.line("snapshot", List.of("make", "--store", file.toString(), "--to", "transcript-" + verdict.conversation().get().id() + ".zip"))));
        }
    }
}
